"""The goals that lessons and exercises set. Each module of this folder lists its predicates in a constant `GOALS`."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from apps.labs.goals.goal import Predicate


@cache
def predicates() -> dict[str, Predicate]:
    """Every predicate by name."""
    modules = (import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__))
    found = [predicate for module in modules for predicate in getattr(module, "GOALS", ())]
    return {predicate.__name__: predicate for predicate in sorted(found, key=lambda each: each.__name__)}
