"""What the rules of commands have in common: a rule refuses or carries out, and how one refuses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from apps.simulation.errors import CommandError

if TYPE_CHECKING:
    from apps.simulation.kernel import Simulation

Rule = tuple[Callable[["Simulation", Any], None], Callable[["Simulation", Any], None]]
"""For a kind of command: what refuses it, and what carries it out."""

SHOWN_CHARS = 20

T = TypeVar("T")


def find(records: Mapping[str, T], name: str, noun: str) -> T:
    """The record of that name, or a CommandError that lists what there is."""
    if name not in records:
        there = ", ".join(records)
        raise CommandError(f"{noun}.unknown", f"This lab has no {noun} {name[:SHOWN_CHARS]!r}. There are {there}.")
    return records[name]


def within(value: int, low: int, high: int, noun: str, what: str) -> None:
    """Refuse a number out of its range, in words."""
    if not low <= value <= high:
        raise CommandError(f"{noun}.out_of_range", f"{what} must be from {low:,} to {high:,}; {value:,} is not.")
