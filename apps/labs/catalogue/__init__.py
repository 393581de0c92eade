"""The catalogue of labs. Each module of this folder with a constant `LAB` is one; adding a file adds a lab."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from apps.labs.lab import Lab


@cache
def catalogue() -> dict[str, Lab]:
    """Every lab by slug, in the order in which to offer them."""
    modules = (import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__))
    labs = sorted((module.LAB for module in modules if hasattr(module, "LAB")), key=lambda lab: lab.order)
    return {lab.slug: lab for lab in labs}
