"""Monotonic reads (Terry and others 1994).

Meaning: no two reads of a key in one session where the later returns an older version. As observed: some order of the
key's writes, containing every writer's own, makes the session's reads never go back.

1. The versions that a session has read, by key.
2. A read violates if what it returned is older than one of them.
3. It violates in any order if it returns to a version that the session had left for another one.

As observed 2 and 3 are all there is: an order has to contain the sequence of versions read and every writer's own, and
a cycle among those leads from a version to one read before it, which is the same (3) or a later one of its writer (2).

Choices: reads of siblings count for 2 alone; as observed such a history that is not violated is undecided.

Keeps `read_your_writes`, `monotonic_writes`, `writes_follow_reads`; breaks `monotonic_reads`:

    alice   |--w x=1--|
    bob                  |--r x=1--|  |--r x=∅--|

Keeps `read_your_writes`, `monotonic_writes`, `writes_follow_reads`; breaks `monotonic_reads` (whatever the version
order):

    alice   |--w x=1--|
    bob     |--w x=2--|
    carol                |--r x=1--|  |--r x=2--|  |--r x=1--|
"""

from __future__ import annotations

from apps.consistency.ages import Ages
from apps.consistency.explain.words import SIBLINGS, Telling, holds, undecided, violated
from apps.consistency.graph import Step
from apps.consistency.history import History, mask
from apps.consistency.terms import OBSERVED
from apps.consistency.verdict import Verdict

MODEL = "monotonic_reads"


class Rule:
    """Takes the operations of each session in their order."""

    def __init__(self, history: History, ages: Ages) -> None:
        self.history = history
        self.ages = ages
        self._seen: dict[tuple[str, str], int] = {}
        self._last: dict[tuple[str, str], int] = {}
        self._left: dict[tuple[str, str], int] = {}
        self.siblings = False

    def note(self, number: int) -> None:
        """Nothing that another session has to know."""

    def broken_by(self, number: int) -> list[Step]:
        """The edges that show the operation breaking it; none if it does not."""
        sources = self.history.sources[number]
        if sources is None:
            return []
        index = (self.history[number].process, self.history[number].key)
        missed = self.ages.missed(number) & self._seen.get(index, 0)
        self._seen[index] = self._seen.get(index, 0) | mask(sources)
        if missed:
            return self._back(number, missed.bit_length() - 1)
        if len(sources) > 1:
            self.siblings = True
        elif sources:
            return self._returned(number, sources[0], index)
        return []

    def _returned(self, number: int, source: int, index: tuple[str, str]) -> list[Step]:
        last = self._last.get(index, source)
        self._last[index] = source
        if last != source:
            self._left[index] = self._left.get(index, 0) | 1 << last
        if not self._left.get(index, 0) >> source & 1:
            return []
        first = self._reader(source, number)
        return [(source, first, "rf"), (first, self._reader(last, number), "po"), *self._back(number, last)]

    def _back(self, number: int, newer: int) -> list[Step]:
        reader = self._reader(newer, number)
        return [(newer, reader, "rf"), (reader, number, "po"), self.ages.from_read(number, newer)]

    def _reader(self, source: int, before: int) -> int:
        """The first read of a version in the same session."""
        sources = self.history.sources
        return next(earlier for earlier in self.history.before(before) if source in (sources[earlier] or ()))


def check(history: History, ages: Ages, question: str) -> Verdict:
    """The verdict, with the reads between which the session went back."""
    rule = Rule(history, ages)
    for number in range(len(history)):
        steps = rule.broken_by(number)
        if steps:
            explanation = f"{Telling(history).steps(steps)}. A session's reads must not go back."
            return violated(history, MODEL, question, explanation, steps)
    if rule.siblings and question == OBSERVED:
        return undecided(MODEL, question, SIBLINGS)
    return holds(history, MODEL, question)
