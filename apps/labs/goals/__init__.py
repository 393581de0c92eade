"""The goals that lessons and exercises set. Each module of this folder lists its predicates in a constant `GOALS`."""

from apps.labs.goals.goal import Predicate
from apps.registry import Registry

PREDICATES: Registry[Predicate] = Registry(
    "GOALS", ("apps.labs.goals",), lambda predicate: predicate.__name__, name_of=lambda predicate: predicate.__name__
)
"""Every predicate by name."""
