"""Version vectors: which writes a version has in its past (Parker and others 1983; DeCandia and others 2007).

A vector counts, for each writer, how many of its writes are included; a writer not named has none. With one entry
per *writing session*, dominance is exactly "has seen": of two versions neither of which dominates, each was
written without knowledge of the other, and both are kept as siblings.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from apps.clocks.clock_kind import CONCURRENT, NOT_AFTER, NOT_BEFORE, NOTHING, ClockKind, ComparedEntry, compared
from apps.clocks.order import Order


@lru_cache(maxsize=4096)
def _entry(writer: str, count: int) -> tuple[str, int]:
    """Return the pair, one object for all vectors: a store keeps hundreds of them that differ in one entry."""
    return writer, count


@dataclass(frozen=True, slots=True)
class VersionVector:
    """Counters by writer: (writer, count) pairs sorted by writer, counts of at least one."""

    entries: tuple[tuple[str, int], ...] = ()

    @classmethod
    def of(cls, counts: Mapping[str, int]) -> VersionVector:
        """The vector with these counts; zeros are left out."""
        return cls(tuple(sorted(_entry(writer, count) for writer, count in counts.items() if count)))

    def count(self, writer: str) -> int:
        """Return how many writes of `writer` are included."""
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
        """Return whether every write that `other` includes is included here."""
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


def entries(left: VersionVector, right: VersionVector, _: tuple[str, ...]) -> tuple[ComparedEntry, ...]:
    """Every writer that either names."""
    writers = sorted({writer for writer, _ in left.entries + right.entries})
    return tuple(compared(writer, left.count(writer), right.count(writer)) for writer in writers)


CLOCK = ClockKind(
    name="version_vector",
    place=40,
    title="Version vector",
    source="Parker and others 1983",
    rule=(
        "Counts writes (local events) and not messages: says what is known, not what happened. Before, if no entry is"
        " greater; concurrent, if each side has a greater one."
    ),
    start=lambda at: EMPTY,
    local=lambda vector, at: vector.increment(at.process),
    send=lambda vector, at: vector,
    receive=lambda vector, remote, at: vector.join(remote),
    compare=VersionVector.compare,
    entries=entries,
    claims={
        Order.BEFORE: NOT_AFTER,
        Order.AFTER: NOT_BEFORE,
        Order.CONCURRENT: CONCURRENT,
        Order.EQUAL: NOTHING,
    },
)
