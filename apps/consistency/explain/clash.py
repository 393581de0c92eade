"""Why there is no linearization: the fewest operations that cannot all have happened.

A search ends at the completion of an operation that no configuration survived. From the operations that had completed
by then:

1. Take the last few of them, twice as many each time, until they cannot all have happened whatever the others did: each
   of the others may take effect while it is open, or never.
2. Leave out half of them, then quarters, and so on down to single ones, as long as the rest cannot have happened.

The rest is minimal: without any one of them there is an order, with some of the others or without. And since the
others were free to do anything, what is left is violated by itself too.

Choices: bounded; what is left when the budget is spent cannot have happened either, it may only not be minimal.
"""

from __future__ import annotations

from collections.abc import Sequence

from apps.consistency.budget import Budget
from apps.consistency.search.configurations import Configuration
from apps.consistency.search.course import Course, ended_at
from apps.consistency.search.linearization import FAILED, OVER, Search

STEPS_MAX = 150_000
FIRST_TRIED = 4


def clash(course: Course, failed: int) -> list[int]:
    """Return the places of operations that cannot all have happened, as few as are found; `failed` is the one at whose
    completion a search of the course had no configuration left.
    """
    return _Clash(ended_at(course, failed)).found()


class _Clash:
    """Finds the operations of a course that clash at its end."""

    def __init__(self, course: Course) -> None:
        budget = Budget(STEPS_MAX)
        self._completed = [place for place, completes in course.events if completes]
        self._ways = [_Way(course, budget)]
        if course.relaxed is not None:
            self._ways = [_Way(course, budget, frugal=True), _Way(course.relaxed, budget), *self._ways]

    def found(self) -> list[int]:
        """Return the operations."""
        count = FIRST_TRIED
        while count < len(self._completed) and not self._cannot_be(self._completed[-count:]):
            count *= 2
        kept = self._completed[-count:]
        size = len(kept) // 2
        while size:
            kept = self._fewer(kept, size)
            size //= 2
        return sorted(kept)

    def _fewer(self, kept: list[int], size: int) -> list[int]:
        """Leave out as many runs of so many operations as can be, the earliest first."""
        start = 0
        while start < len(kept):
            rest = kept[:start] + kept[start + size :]
            if rest and self._cannot_be(rest):
                kept = rest
            else:
                start += size
        return kept

    def _cannot_be(self, places: Sequence[int]) -> bool:
        """Return whether it is certain that these cannot all have happened, whatever the others did."""
        *quicker, exact = self._ways
        for frugal, way in zip((True, False), quicker, strict=False):
            ended = way.run(places)
            if ended == (OVER if frugal else FAILED):
                return not frugal
        return exact.run(places) == FAILED


class _Way:
    """One way to search a course for several sets of operations that have to be placed.

    Until the first of these is invoked nothing has to be: up to there all searches are the same, and made once.
    """

    def __init__(self, course: Course, budget: Budget, *, frugal: bool = False) -> None:
        self._course = course
        self._budget = budget
        self._frugal = frugal
        self._begun = {place: event for event, (place, completes) in enumerate(course.events) if not completes}
        self._free = Search(course, (), budget, frugal=frugal)
        self._passed: list[list[Configuration]] = []

    def run(self, places: Sequence[int]) -> str:
        """Return how a search ends that has to place these."""
        begin = min(self._begun[place] for place in places)
        while len(self._passed) <= begin and self._free.state == OVER:
            self._passed.append(self._free.configurations)
            self._free.advance()
        if len(self._passed) <= begin:
            return self._free.state
        search = Search(self._course, places, self._budget, frugal=self._frugal)
        search.resume(begin, self._passed[begin])
        return search.run()
