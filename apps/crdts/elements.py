"""Elements under unique tags, as the observed-remove sets have them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from apps.clocks.dotted import Dot


class Tagged(NamedTuple):
    """An element, and the dot of the addition that put it in: its tag."""

    element: str
    dot: Dot

    def __str__(self) -> str:
        return f"{self.element} · {self.dot}"


Entries = frozenset[Tagged]


def elements(entries: Iterable[Tagged]) -> list[str]:
    """The elements, each once, in order."""
    return sorted({entry.element for entry in entries})


def of_element(entries: Iterable[Tagged], element: str) -> Entries:
    """The entries of one element."""
    return frozenset(entry for entry in entries if entry.element == element)


def element_fate(left: Entries, right: Entries, stayed: Entries) -> str:
    """Return what became of one element in a merge, and by which tag: its entries in both states and in the result."""
    tags = ", ".join(str(entry.dot) for entry in sorted(stayed))
    if not stayed:
        return "Every addition of it has been removed by one who had seen that addition: it is out."
    if left and right:
        return f"Both have it; it is in by {tags}."
    lacking = "right" if left else "left"
    return f"The {lacking} does not have it, but no removal there had seen {tags}: the addition wins, it is in."
