"""Read your writes (Terry and others 1994).

Meaning: no write `w` and later read `r` of the same key in one session with `r`'s version older than `w`.

1. Each session's writes so far, by key.
2. A read violates if what it returned is older than one of them.

As observed only two things are older for certain: the initial value, and an earlier write of the session itself.

Keeps `monotonic_reads`, `monotonic_writes`, `writes_follow_reads`; breaks `read_your_writes`:

    alice   |--w x=1--|  |--r x=∅--|
"""

from __future__ import annotations

from apps.consistency.ages import Ages
from apps.consistency.explain.words import Telling, holds, violated
from apps.consistency.graph import Step
from apps.consistency.history import History
from apps.consistency.verdict import Verdict

MODEL = "read_your_writes"


class Rule:
    """Takes the operations of each session in their order."""

    def __init__(self, history: History, ages: Ages) -> None:
        self.history = history
        self.ages = ages

    def note(self, number: int) -> None:
        """Nothing to remember: the history knows who wrote what."""

    def broken_by(self, number: int) -> list[Step]:
        """The edges that show the operation breaking it; none if it does not."""
        operation = self.history[number]
        own = self.history.written_by.get((operation.process, operation.key), 0) & ((1 << number) - 1)
        missed = own & self.ages.missed(number)
        if not missed:
            return []
        write = missed.bit_length() - 1
        return [(write, number, "po"), self.ages.from_read(number, write)]


def check(history: History, ages: Ages, question: str) -> Verdict:
    """The verdict, with the write that was not read back."""
    rule = Rule(history, ages)
    for number in range(len(history)):
        steps = rule.broken_by(number)
        if steps:
            explanation = f"{Telling(history).steps(steps)}. A session has to read its own writes."
            return violated(history, MODEL, question, explanation, steps)
    return holds(history, MODEL, question)
