"""How the checks of commands refuse: what several of them have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from apps.simulation.errors import CommandError
from apps.simulation.network import Link

SHOWN_CHARS = 20

T = TypeVar("T")


def accept(kernel: Any, command: Any) -> None:
    """Refuse nothing."""


def find(records: Mapping[str, T], name: str, noun: str) -> T:
    """Return the record of that name; raises a CommandError that lists those there are."""
    if name not in records:
        there = ", ".join(records)
        raise CommandError(f"{noun}.unknown", f"This lab has no {noun} {name[:SHOWN_CHARS]!r}. There are {there}.")
    return records[name]


def find_link(nodes: Mapping[str, Any], source: str, target: str) -> Link:
    """Return the link between two nodes; raises CommandError for one that there is not."""
    find(nodes, source, "node")
    find(nodes, target, "node")
    if source == target:
        raise CommandError("link.unknown", "A link joins two different nodes.")
    return source, target


def within(value: int, low: int, high: int, noun: str, what: str) -> None:
    """Refuse a number out of its range, in words."""
    if not low <= value <= high:
        raise CommandError(f"{noun}.out_of_range", f"{what} must be from {low:,} to {high:,}; {value:,} is not.")
