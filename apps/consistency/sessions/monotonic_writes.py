"""Monotonic writes (after Terry and others 1994).

Meaning: with `w1 po w2` in one session, `w2` is not older than `w1` if they are of one key; and nobody who has read
`w2` later reads, in one session, a version older than `w1` of its key.

1. For each write, the writes before it in its session.
2. A write violates if it is older than one of them.
3. For each session, the union of 1 over the writes that it has read: all of that it has to see from then on. A read
   violates if what it returned is older than one of them.

Terry and others define it on the writes that servers have, and their order there. Here it is asked what somebody who
has read the write then reads, since a history shows only answers. It looks at one step, and is not transitive.

Keeps `read_your_writes`, `monotonic_reads`, `writes_follow_reads`; breaks `monotonic_writes`:

    alice   |--w x=1--|  |--w y=2--|
    bob                               |--r y=2--|  |--r x=∅--|
"""

from __future__ import annotations

from apps.consistency.ages import Ages
from apps.consistency.explain.words import Telling, holds, violated
from apps.consistency.graph import Step
from apps.consistency.history import History
from apps.consistency.verdict import Verdict

MODEL = "monotonic_writes"


class Rule:
    """Takes the operations of each session in their order; `note` first, of all that they read."""

    def __init__(self, history: History, ages: Ages) -> None:
        self.history = history
        self.ages = ages
        self._written: dict[str, int] = {}
        self._before: dict[int, int] = {}
        self._due: dict[str, int] = {}

    def note(self, number: int) -> None:
        """Remember what a write comes after."""
        process = self.history[number].process
        if self.history[number].writes:
            self._before[number] = self._written.get(process, 0)
            self._written[process] = self._before[number] | 1 << number

    def broken_by(self, number: int) -> list[Step]:
        """The edges that show the operation breaking it; none if it does not."""
        process = self.history[number].process
        before = self._before.get(number, 0) & self.history.written.get(self.history[number].key, 0)
        newer = self.ages.newer(number, before) if before else 0
        if newer:
            earlier = newer.bit_length() - 1
            return [(earlier, number, "po"), (number, earlier, "vo")]
        due = self._due.get(process, 0)
        missed = self.ages.missed(number) & due
        for source in self.history.sources[number] or ():
            due |= self._before[source]
        self._due[process] = due
        return self._missed(number, missed.bit_length() - 1) if missed else []

    def _missed(self, read: int, write: int) -> list[Step]:
        for earlier in self.history.before(read):
            for later in self.history.sources[earlier] or ():
                if self._before[later] >> write & 1:
                    return [
                        (write, later, "po"),
                        (later, earlier, "rf"),
                        (earlier, read, "po"),
                        self.ages.from_read(read, write),
                    ]
        return []


def check(history: History, ages: Ages, question: str) -> Verdict:
    """The verdict, with the two writes and who saw them the wrong way round."""
    rule = Rule(history, ages)
    for number in range(len(history)):
        rule.note(number)
    for number in range(len(history)):
        steps = rule.broken_by(number)
        if steps:
            explanation = f"{Telling(history).steps(steps)}. A session's writes have to take effect in its order."
            return violated(history, MODEL, question, explanation, steps)
    return holds(history, MODEL, question)
