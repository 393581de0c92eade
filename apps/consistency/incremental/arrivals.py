"""What an operation adds when it becomes known: its edges, with those that its version gives to what is there already.

Operations become known in the order in which they complete, a write earlier if somebody has read it before. So the
edges of session order and reads-from all lead to the new operation, and its causal past is known once and for all.

A version may take any place in the version order, and its place may become known after the write itself, by a read that
returned it. It has edges from what it supersedes, to what supersedes it, and from reads that do not include it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from apps.consistency.causality import causal_path
from apps.consistency.graph import Step
from apps.consistency.history import History, Operation
from apps.consistency.versions import Supersedes, VersionOrder


@dataclass(frozen=True, slots=True)
class Arrival:
    """A new operation: the edges of causality into it, and those of versions, none without a version order."""

    number: int
    causes: Sequence[Step]
    versions: Sequence[Step]


class Arrivals:
    """The history so far with causal pasts and, if the store has one, the version order.

    `circle`: compare-and-sets that found one another's versions, each in the causal past of the others.
    """

    def __init__(self, supersedes: Supersedes | None) -> None:
        self.history = History()
        self.past: list[int] = []
        self.order = None if supersedes is None else VersionOrder(self.history, supersedes)
        self.circle: list[int] = []
        self._reads: dict[str, list[int]] = {}

    def take(self, operation: Operation) -> Arrival:
        """Append an operation, all of whose sources are there."""
        number = self.history.append(operation)
        self.history.note_sources(number)
        causes = self.history.causes(number)
        past = 0
        for source, _, _ in causes:
            past |= self.past[source] | 1 << source
        self.past.append(past)
        if self.order is None:
            return Arrival(number, causes, ())
        versions = [*self._told(number, self.order), *self._read(number, self.order)]
        return Arrival(number, causes, versions)

    def told(self, number: int) -> list[Step]:
        """The edges that follow from what an operation told when it completed, having been known before."""
        return [] if self.order is None else list(self._told(number, self.order))

    def found(self, number: int) -> list[Step]:
        """The edges of a compare-and-set that tells what it found when it completes, having been known before."""
        self.history.note_sources(number)
        steps: list[Step] = [(source, number, "rf") for source in self.history.sources[number] or ()]
        for source, _, _ in steps:
            if self.past[source] >> number & 1:
                self.circle = self.path(number, source)
            before = self.past[source] | 1 << source
            for later, past in enumerate(self.past):
                if later == number or past >> number & 1:
                    self.past[later] |= before
        return (
            steps if self.order is None else [*steps, *self._told(number, self.order), *self._read(number, self.order)]
        )

    def path(self, source: int, target: int) -> list[int]:
        """The operations by which one is in the causal past of another."""
        return [source, *(step[1] for step in causal_path(self.history, source, target))]

    def _told(self, number: int, order: VersionOrder) -> Iterator[Step]:
        """The edges of versions whose place an operation tells: its own, or those that it read."""
        operation = self.history[number]
        writes = [number] if operation.writes else self.history.sources[number] or ()
        for write, stamp in zip(writes, operation.stamps, strict=False):
            versions = order.keys.get(operation.key)
            if versions is None or write not in versions.below or write in versions.inferred:
                order.insert(write, stamp)
                yield from self._placed(write, order)
        if operation.writes and number in self._places(operation.key, order):
            for write in order.infer(number):
                yield from self._placed(write, order)

    def _placed(self, write: int, order: VersionOrder) -> Iterator[Step]:
        versions = order.keys[self.history[write].key]
        yield from ((older, write, "vo") for older in versions.covered(write))
        yield from ((write, newer, "vo") for newer in versions.covering(write))
        for read in self._directly_before(write, order):
            yield order.from_read(read, write)
        for read in self.history.readers[write]:
            yield from (order.from_read(read, missed) for missed in order.first_missed(read))

    def _directly_before(self, write: int, order: VersionOrder) -> list[int]:
        """The reads that include all that a version supersedes, but not itself."""
        key = self.history[write].key
        versions, reads = order.keys[key], self._reads.get(key, [])
        if versions.total:
            place = versions.versions.index(write)
            reads = self.history.readers[versions.versions[place - 1]] if place else self._initial(reads)
        below, bit = versions.below[write], 1 << write
        sources = self.history.sources
        return [r for r in reads if r != write and below & versions.missing(sources[r] or ()) == bit]

    def _initial(self, reads: Sequence[int]) -> list[int]:
        return [read for read in reads if not self.history.sources[read]]

    def _read(self, number: int, order: VersionOrder) -> Iterator[Step]:
        """The edges of a read to what it missed, and of reads of the initial value to a write without a place."""
        key, sources = self.history[number].key, self.history.sources[number]
        reads = self._reads.setdefault(key, [])
        if self.history[number].writes and number not in self._places(key, order):
            yield from ((read, number, "fr") for read in self._initial(reads))
        if sources is not None:
            reads.append(number)
            yield from (order.from_read(number, write) for write in order.first_missed(number))

    def _places(self, key: str, order: VersionOrder) -> dict[int, int]:
        return order.keys[key].below if key in order.keys else {}
