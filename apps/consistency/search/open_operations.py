"""The operations that are open at one moment of a search, with a bit for each that will complete."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterator, Sequence

from apps.consistency.search.configurations import Configuration, Frontier
from apps.consistency.search.course import Course
from apps.consistency.search.supply import Supply

Deadline = tuple[int, int]
"""When an operation completes, and its place in the course."""


class OpenOperations:
    """`bits` and `places` lead from an operation's place to its bit and back; `must` are the bits of those that have to
    be placed.

    By kind: `changing` are those that may change the state, the earliest to complete first; `looking` the bits of those
    that only observe, `blind` of those that may be covered. `supply` are those of unknown outcome.
    """

    def __init__(self, course: Course, needed: Sequence[bool], *, frugal: bool) -> None:
        self._course = course
        self._needed = needed
        self._kinds = course.automaton.kinds
        self._free: list[int] = []
        self.bits: dict[int, int] = {}
        self.places: dict[int, int] = {}
        self.must = 0
        self.changing: dict[int, list[Deadline]] = {}
        self.looking: dict[int, int] = {}
        self.blind: dict[int, int] = {}
        unknown = [place for place in range(len(course)) if course.is_interchangeable(place)]
        self.supply = Supply(
            [self._kinds[place] for place in unknown],
            {self._kinds[place]: course.blind[place] for place in unknown},
            course.automaton.leads if course.swaps else None,
            frugal=frugal,
        )

    def frontier(self) -> Frontier:
        """Return an empty set of configurations of these operations."""
        return Frontier(self.must, self.supply.is_as_good)

    def add(self, place: int) -> int:
        """Open an operation; its bit, or 0 if its outcome is unknown or it need not be looked at."""
        kind, course = self._kinds[place], self._course
        if course.is_interchangeable(place):
            self.supply.invoked[kind] += 1
            return 0
        if course.observes[place] and not self._needed[place]:
            return 0
        bit = self._free.pop() if self._free else 1 << len(self.bits)
        self.bits[place], self.places[bit] = bit, place
        if self._needed[place]:
            self.must |= bit
        if course.observes[place]:
            self.looking[kind] = self.looking.get(kind, 0) | bit
            return bit
        insort(self.changing.setdefault(kind, []), (course.ends[place], place))
        if course.blind[place] and self._needed[place] and place not in course.lone:
            self.blind[kind] = self.blind.get(kind, 0) | bit
        return bit

    def remove(self, place: int) -> None:
        """Close an operation."""
        kind, bit = self._kinds[place], self.bits.pop(place)
        del self.places[bit]
        self._free.append(bit)
        self.must &= ~bit
        for bits in (self.looking, self.blind):
            if kind in bits:
                bits[kind] &= ~bit
                if not bits[kind]:
                    del bits[kind]
        if kind in self.changing and not self._course.observes[place]:
            self.changing[kind].remove((self._course.ends[place], place))
            if not self.changing[kind]:
                del self.changing[kind]

    def candidates(self, deadlines: Sequence[Deadline], now: Configuration) -> Iterator[int]:
        """The operations of one kind that are worth placing next: of those that have to be placed, and of those that
        need not be, the earliest to complete; and each that has to keep its place beside another.
        """
        bound = free = False
        for _, place in deadlines:
            bit = self.bits[place]
            if now.placed & bit:
                continue
            if place in self._course.lone:
                before = self.bits.get(self._course.before.get(place, -1), 0)
                if not before & ~now.placed:
                    yield place
            elif bit & self.must and not now.covered & bit:
                if not bound:
                    yield place
                bound = True
            elif not free:
                yield place
                free = True

    def has_free(self, kind: int, now: Configuration) -> bool:
        """Return whether an open operation of a kind will complete, but need not be placed."""
        return any(
            not self.bits[place] & now.placed
            and (self.bits[place] & now.covered or not self.bits[place] & self.must)
            and place not in self._course.lone
            for _, place in self.changing.get(kind, ())
        )
