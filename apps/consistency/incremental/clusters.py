"""As observed: linearizability by zones, with each operation (see `zones`).

A read moves its cluster's last start, and if it is the first to complete, its first end. Only that cluster can have
come to clash with another one, so it is held against all others of its key. A key with compare-and-sets, whose
clusters merge, is judged anew as a whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from apps.consistency.graph import Step
from apps.consistency.incremental.arrivals import Arrival, Arrivals
from apps.consistency.incremental.finder import Core, Finder
from apps.consistency.real_time import INFINITE, Times
from apps.consistency.zones import BEGINNING, zones


@dataclass(slots=True)
class Key:
    """The clusters of one key, by number; the first is that of the initial value. `cluster` finds that of a write."""

    operations: list[int] = field(default_factory=list)
    swaps: bool = False
    cluster: dict[int, int] = field(default_factory=dict)
    first_end: list[int] = field(default_factory=lambda: [BEGINNING])
    last_start: list[int] = field(default_factory=lambda: [BEGINNING])
    ender: list[int | None] = field(default_factory=lambda: [None])
    starter: list[int | None] = field(default_factory=lambda: [None])

    def begin(self, write: int) -> int:
        """A cluster for a write."""
        self.cluster[write] = number = len(self.first_end)
        self.first_end.append(INFINITE)
        self.last_start.append(BEGINNING)
        self.ender.append(None)
        self.starter.append(None)
        return number

    def add(self, cluster: int, operation: int, start: int, end: int) -> Core:
        """Add an operation; the ends of two clusters that clash, empty if none do."""
        if end < self.first_end[cluster]:
            self.first_end[cluster], self.ender[cluster] = end, operation
        if start > self.last_start[cluster]:
            self.last_start[cluster], self.starter[cluster] = start, operation
        first_end, last_start = self.first_end[cluster], self.last_start[cluster]
        for other, (its_end, its_start) in enumerate(zip(self.first_end, self.last_start, strict=True)):
            if its_end < last_start and first_end < its_start and other != cluster:
                ends = (self.ender[cluster], self.starter[cluster], self.ender[other], self.starter[other])
                firsts = [write for write, number in self.cluster.items() if number in (cluster, other)]
                return [*firsts, *(number for number in ends if number is not None)]
        return []


class Linearizable(Finder):
    """Zones of every key."""

    def __init__(self, arrivals: Arrivals) -> None:
        self.history = arrivals.history
        self._keys: dict[str, Key] = {}
        self._times = Times([], [])

    def take(self, arrival: Arrival) -> Core:
        """Add an operation."""
        number, operation = arrival.number, self.history[arrival.number]
        sources = self.history.sources[number]
        key = self._keys.setdefault(operation.key, Key())
        key.operations.append(number)
        key.swaps = key.swaps or operation.action == "cas"
        self._times.start.append(operation.invoked)
        self._times.end.append(self._end(number))
        if sources is not None and len(sources) > 1:
            return [number]
        if key.swaps:
            return self._anew(key)
        cluster = key.begin(number) if sources is None else key.cluster[sources[0]] if sources else 0
        return key.add(cluster, number, operation.invoked, self._end(number))

    def told(self, number: int, steps: Sequence[Step]) -> Core:
        """A write completed after its reader, which changes nothing; or a compare-and-set told what it had found."""
        key = self._keys[self.history[number].key]
        return self._anew(key) if key.swaps else []

    def _anew(self, key: Key) -> Core:
        return sorted({number for source, target, _ in self._cycle(key) for number in (source, target)})

    def _cycle(self, key: Key) -> Sequence[Step]:
        return zones(self.history, key.operations, self._times).cycle

    def _end(self, number: int) -> int:
        end = self.history[number].end
        return INFINITE if end is None else end
