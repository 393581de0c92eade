"""PRAM, as observed (Lipton, Sandberg 1988).

Meaning: per process, its operations and all writes have an order that contains session order and is legal for its
reads.

For each process:

1. The order on its own operations and all writes: its session order, that of the others' writes, and what it read.
2. Saturated by its own reads: `w` before `r`, `w' rf r`, of one key, forces `w` before `w'`.
3. A cycle, or a write before a read of the initial value, violates.

For each process, its forced edges times its reads, each step on the bits of an int.

Choices: this is CM of a history in which only one process has read anything, and for that the one rule is complete
(Bouajjani and others 2017): to put a read before the writes after what it returned, too, forces no cycle that is not
there. There is no single witness: each process has its own order. Of siblings nothing is forced; if some were read and
nothing is violated without them, it is undecided.

TODO
"""

from __future__ import annotations

from functools import partial

from apps.consistency.causality import causal_path
from apps.consistency.derivation import Derivation
from apps.consistency.history import History
from apps.consistency.models import OBSERVED
from apps.consistency.saturation import Saturation
from apps.consistency.verdict import Verdict
from apps.consistency.words import SIBLINGS, Telling, holds, undecided, violated

MODEL = "pram"


class View:
    """What one process knows of: its own operations and, by what it read, the others' writes before that.

    `written` has for each write the earlier ones of its session.
    """

    def __init__(self, history: History, written: dict[int, int]) -> None:
        self.history = history
        self._written = written
        self._own: dict[int, int] = {}
        self._past = 0
        self.saturation = Saturation(history, self.base)

    def base(self, number: int) -> int:
        """What comes before an operation in session order and by what was read."""
        return self._own[number] if number in self._own else self._written[number]

    def add(self, number: int) -> None:
        """The process's next operation."""
        for source in self.history.sources[number] or ():
            self._past |= self.base(source) | 1 << source
        self._own[number] = self._past
        self._past |= 1 << number
        if self.history[number].reads:
            self.saturation.add(number)
            self.saturation.settle()


def check(history: History) -> Verdict:
    """The verdict, with what one process cannot put in order."""
    written = earlier_writes(history)
    for process, session in history.sessions.items():
        view = View(history, written)
        for number in session:
            future = [source for source in history.sources[number] or () if _is_later(history, source, number)]
            if future:
                return _future(history, future[0], number)
            view.add(number)
            if view.saturation.conflict:
                found = Derivation(view.saturation, partial(causal_path, history, reader=process), "hb")
                explanation = f"As {process} sees it: {found.told()}"
                return violated(history, MODEL, OBSERVED, explanation, found.steps, found.core)
    if history.siblings:
        return undecided(MODEL, OBSERVED, SIBLINGS)
    return holds(history, MODEL, OBSERVED)


def earlier_writes(history: History) -> dict[int, int]:
    """For each write, the earlier ones of its session."""
    earlier: dict[int, int] = {}
    for session in history.sessions.values():
        before = 0
        for number in session:
            if history[number].writes:
                earlier[number] = before
                before |= 1 << number
    return earlier


def _is_later(history: History, source: int, read: int) -> bool:
    return history[source].process == history[read].process and source >= read


def _future(history: History, source: int, read: int) -> Verdict:
    cycle = [(source, read, "rf"), (read, source, "po")]
    explanation = f"{Telling(history).steps(cycle)}. Nothing can be read before it is written in the same session."
    return violated(history, MODEL, OBSERVED, explanation, cycle)
