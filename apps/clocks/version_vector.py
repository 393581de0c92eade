"""Version vectors: which writes a version has in its past (Parker and others 1983; DeCandia and others 2007).

A vector counts, for each writer, how many of its writes are included; a writer not named has none. With one entry
per *writing session*, dominance is exactly "has seen": of two versions neither of which dominates, each was
written without knowledge of the other, and both are kept as siblings.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from apps.clocks.order import Order


@dataclass(frozen=True, slots=True)
class VersionVector:
    """Counters by writer: (writer, count) pairs sorted by writer, counts of at least one."""

    entries: tuple[tuple[str, int], ...] = ()

    @classmethod
    def of(cls, counts: Mapping[str, int]) -> VersionVector:
        """The vector with these counts; zeros are left out."""
        return cls(tuple(sorted((writer, count) for writer, count in counts.items() if count)))

    def count(self, writer: str) -> int:
        """How many writes of `writer` are included."""
        return dict(self.entries).get(writer, 0)

    def increment(self, writer: str, by: int = 1) -> VersionVector:
        """The vector that includes one more write of `writer`, or as many more as said."""
        return VersionVector.of({**dict(self.entries), writer: self.count(writer) + by})

    def join(self, other: VersionVector) -> VersionVector:
        """The least vector that includes both."""
        counts = dict(self.entries)
        for writer, count in other.entries:
            counts[writer] = max(count, counts.get(writer, 0))
        return VersionVector.of(counts)

    def includes(self, other: VersionVector) -> bool:
        """Whether every write that `other` includes is included here."""
        counts = dict(self.entries)
        return all(counts.get(writer, 0) >= count for writer, count in other.entries)

    def compare(self, other: VersionVector) -> Order:
        """Before, after, equal or concurrent."""
        return Order.of(other.includes(self), self.includes(other))

    def __str__(self) -> str:
        return "[" + " ".join(f"{writer}:{count}" for writer, count in self.entries) + "]"


EMPTY = VersionVector()
"""Nothing is included."""


def join_all(vectors: Iterable[VersionVector]) -> VersionVector:
    """The least vector that includes all of `vectors`."""
    total = EMPTY
    for vector in vectors:
        total = total.join(vector)
    return total
