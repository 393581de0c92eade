"""The version order: which write supersedes which, as the store itself resolved it.

`supersedes(a, b)` says whether a version stamped `a` replaces one stamped `b`, or is the same. It is total for tags,
timestamps and log indices, and partial for version vectors. `below[w]` is the set of writes that `w`'s version
includes, itself among them; versions may come in any order.

- As long as the order of a key is total, its versions are a sorted list, and a new one finds its place by bisection.
- Otherwise a new version is compared with the others, the newest first, leaving out what an answer already decides.

Choices. *From-read* in a partial order: a read comes before every version of its key that what it returned does not
include. In a total order that says "superseded by a later one" and nothing else; among siblings it says that a read
which leaves out one of them came before it. That is "exactly the maximal versions of its causal past", and with it a
violation as observed stays one as replicated, which it would not if versions that exclude one another had no order.
A version whose stamp nobody told (of a write that never answered, and that no read returned) has its place right below
that of the compare-and-set that found it, if there is one, or none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from apps.consistency.graph import Step
from apps.consistency.history import History, Operation, bits

Supersedes = Callable[[Any, Any], bool]


class KeyOrder:
    """The versions of one key. `versions` has the superseded before the superseding; `total`: any two are ordered."""

    def __init__(self, supersedes: Supersedes) -> None:
        self._supersedes = supersedes
        self._stamps: dict[int, Any] = {}
        self.total = True
        self.versions: list[int] = []
        self.inferred: set[int] = set()
        self.below: dict[int, int] = {}
        self.all = 0

    def insert(self, write: int, stamp: Any) -> None:
        """Give a write its place; another one, if it was only inferred before."""
        if write in self.inferred:
            self._remove(write)
        place = self._place(stamp) if self.total else None
        if place is None:
            self.total = False
            place = self._compare(write, stamp)
        else:
            self.below[write] = (self.below[self.versions[place - 1]] if place else 0) | 1 << write
            for higher in self.versions[place:]:
                self.below[higher] |= 1 << write
        self.versions.insert(place, write)
        self._stamps[write] = stamp
        self.all |= 1 << write

    def insert_below(self, write: int, found_by: int) -> None:
        """Give a write the place right below that of the compare-and-set that found and replaced it."""
        self.versions.insert(self.versions.index(found_by), write)
        self.below[write] = self.below[found_by] & ~(1 << found_by) | 1 << write
        for other, below in self.below.items():
            if below >> found_by & 1:
                self.below[other] |= 1 << write
        self._stamps[write] = self._stamps[found_by]
        self.inferred.add(write)
        self.all |= 1 << write

    def _remove(self, write: int) -> None:
        self.inferred.remove(write)
        self.versions.remove(write)
        del self.below[write]
        self.all &= ~(1 << write)
        for other in self.below:
            self.below[other] &= self.all

    def _place(self, stamp: Any) -> int | None:
        """Return where a version belongs in a total order; None if it does not fit between its neighbours."""
        low, high = 0, len(self.versions)
        while low < high:
            middle = (low + high) // 2
            if self._supersedes(stamp, self._stamps[self.versions[middle]]):
                low = middle + 1
            else:
                high = middle
        fits = low == len(self.versions) or self._supersedes(self._stamps[self.versions[low]], stamp)
        return low if fits else None

    def _compare(self, write: int, stamp: Any) -> int:
        """Compare a version with all others; its place in the list."""
        below = 1 << write
        for other in reversed(self.versions):
            if not below >> other & 1 and self._supersedes(stamp, self._stamps[other]):
                below |= self.below[other]
        self.below[write] = below
        place = len(self.versions)
        if not any(self._supersedes(self._stamps[other], stamp) for other in self._without_later(below)):
            return place
        for index in range(len(self.versions) - 1, -1, -1):
            other = self.versions[index]
            if not below >> other & 1 and self._supersedes(self._stamps[other], stamp):
                self.below[other] |= below
                place = index
        return place

    def _without_later(self, below: int) -> list[int]:
        """The maximal versions that are not among `below`."""
        covered, maximal = 0, []
        for other in reversed(self.versions):
            if not covered >> other & 1:
                covered |= self.below[other]
                if not below >> other & 1:
                    maximal.append(other)
        return maximal

    def includes(self, newer: int, older: int) -> bool:
        """Return whether a version is, or supersedes, another."""
        return bool(self.below.get(newer, 0) >> older & 1)

    def missing(self, sources: Iterable[int]) -> int:
        """The versions that these do not include. No source: the initial value, which includes none."""
        included = 0
        for source in sources:
            if source not in self.below:
                return 0
            included |= self.below[source]
        return self.all & ~included

    def direct(self) -> Iterator[tuple[int, int]]:
        """Every version with each that it supersedes directly, the superseded first."""
        for place, write in enumerate(self.versions):
            yield from ((older, write) for older in self._covered(write, place))

    def covered(self, write: int) -> Iterator[int]:
        """The versions that one supersedes directly: those it includes, and none between."""
        return self._covered(write, self.versions.index(write))

    def _covered(self, write: int, place: int) -> Iterator[int]:
        rest = self.below[write] & ~(1 << write)
        while rest:
            place -= 1
            other = self.versions[place]
            if rest >> other & 1:
                yield other
                rest &= ~self.below[other]

    def covering(self, write: int) -> Iterator[int]:
        """The versions that supersede one directly."""
        found = 0
        for other in self.versions[self.versions.index(write) + 1 :]:
            if self.below[other] >> write & 1 and not self.below[other] & found:
                yield other
                found |= 1 << other
                if self.total:
                    return

    def first_missing(self, sources: tuple[int, ...]) -> Iterator[int]:
        """Of the versions that these do not include, those that supersede none of the others."""
        missing, found = self.missing(sources), 0
        start = self.versions.index(sources[0]) if missing and sources and self.total else 0
        for write in self.versions[start:] if missing else ():
            if missing >> write & 1 and not self.below[write] & found:
                yield write
                found |= 1 << write
                if self.total:
                    return


class VersionOrder:
    """The versions of every key of a history."""

    def __init__(self, history: History, supersedes: Supersedes) -> None:
        self.history = history
        self.keys: dict[str, KeyOrder] = {}
        self._supersedes = supersedes
        for name, stamp in stamps(history.operations).items():
            number = history.number.get(name)
            if number is not None:
                self.insert(number, stamp)
        for key in self.keys.values():
            for swap in list(key.versions):
                self.infer(swap)

    def insert(self, write: int, stamp: Any) -> None:
        """Give a write's version its place."""
        key = self.history[write].key
        if key not in self.keys:
            self.keys[key] = KeyOrder(self._supersedes)
        self.keys[key].insert(write, stamp)

    def infer(self, swap: int) -> list[int]:
        """Give what a compare-and-set found a place, if nobody told it; what was given one."""
        key = self.keys[self.history[swap].key]
        unplaced = [source for source in self.history.sources[swap] or () if source not in key.below]
        for source in unplaced:
            key.insert_below(source, swap)
        return unplaced

    def missed(self, read: int) -> int:
        """The writes that a read comes before: their versions are not included in what it returned."""
        sources = self.history.sources[read]
        if sources is None:
            return 0
        key = self.history[read].key
        if not sources:
            return self.history.written.get(key, 0) & ~(1 << read)
        return self.keys[key].missing(sources) & ~(1 << read) if key in self.keys else 0

    def includes(self, newer: int, older: int) -> bool:
        """Return whether a version of a key is, or supersedes, another one."""
        key = self.history[newer].key
        return key in self.keys and self.keys[key].includes(newer, older)

    def steps(self) -> Iterator[Step]:
        """`vo` and `fr`, as far as they do not follow from one another."""
        for key in self.keys.values():
            yield from ((older, newer, "vo") for older, newer in key.direct())
        for read in range(len(self.history)):
            for write in self.first_missed(read):
                yield self.from_read(read, write)

    def first_missed(self, read: int) -> Iterator[int]:
        """Of the writes that a read missed, those that supersede none of the others."""
        sources, key = self.history.sources[read], self.history[read].key
        if sources is None:
            return
        versions = self.keys.get(key)
        if versions is not None:
            yield from (write for write in versions.first_missing(sources) if write != read)
        if not sources:
            yield from bits(self.missed(read) & ~(versions.all if versions else 0))

    def from_read(self, read: int, write: int) -> Step:
        """The edge from a read to a write that it missed: was what it returned superseded, or is it a sibling?"""
        sources = self.history.sources[read] or ()
        superseded = not sources or any(self.includes(write, source) for source in sources)
        return read, write, "fr" if superseded else "sibling"


def stamps(operations: Iterable[Operation]) -> dict[str, Any]:
    """The place in the version order of every version that anybody was told, by the write's identity."""
    found: dict[str, Any] = {}
    for operation in sorted(operations, key=_told):
        if operation.status != "ok":
            continue
        names = (operation.operation,) if operation.writes else operation.returned or ()
        for name, stamp in zip(names, operation.stamps, strict=False):
            found.setdefault(name, stamp)
    return found


def _told(operation: Operation) -> tuple[bool, int]:
    return operation.completed is None, operation.completed or 0
