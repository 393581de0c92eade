"""PRAM, as observed (Lipton, Sandberg 1988).

Meaning: per process, its operations and all writes have an order that contains session order and is legal for its
reads.

For each process:

1. Its own operations, and the writes that it read with what came before them in their sessions: what it knows of.
   Other writes can always come last.
2. Session order and reads-from on these, saturated by its own reads: `w` before `r`, `w' rf r`, of one key, forces `w`
   before `w'`; `w'` before `w` forces `r` before `w`.
3. A cycle, or a write before a read of the initial value, violates.

Quadratic in the operations at worst, each step on the bits of an int.

Choices: this is CM of a history in which only one process has read anything, and for that saturation is complete
(Bouajjani and others 2017). There is no single witness: each process has its own order. Of siblings nothing is forced;
if some were read and nothing is violated without them, it is undecided.

TODO
"""

from __future__ import annotations

from apps.consistency.derivation import conflict_told, core, derivation, steps
from apps.consistency.graph import Step
from apps.consistency.history import History
from apps.consistency.models import OBSERVED
from apps.consistency.saturation import Saturation
from apps.consistency.verdict import Verdict
from apps.consistency.words import SIBLINGS, Telling, holds, undecided, violated

MODEL = "pram"


def check(history: History) -> Verdict:
    """The verdict, with what one process cannot put in order."""
    for process, session in history.sessions.items():
        for read in session:
            for source in history.sources[read] or ():
                if history[source].process == process and source >= read:
                    return _future(history, source, read)
        view = View(history, process)
        for number in session:
            view.add(number)
            view.saturation.settle()
            if view.saturation.conflict:
                return _violated(history, process, view.saturation)
    if history.siblings:
        return undecided(MODEL, OBSERVED, SIBLINGS)
    return holds(history, MODEL, OBSERVED)


class View:
    """What one process knows of, in the order that it has to have."""

    def __init__(self, history: History, process: str) -> None:
        self.history = history
        self.process = process
        self.saturation = Saturation("hb")
        self._last: dict[str, int] = {}

    def add(self, number: int) -> None:
        """The process's next operation, after the writes that it returned."""
        for source in self.history.sources[number] or ():
            for write in self._unknown(source):
                self._add(write, [])
        self._add(number, [(source, number, "rf") for source in self.history.sources[number] or ()])

    def _unknown(self, source: int) -> list[int]:
        """A write, and what its session had written before it, as far as they are new."""
        history = self.history
        if source in self.saturation or history[source].process == self.process:
            return []
        session = history.sessions[history[source].process]
        known = self._last.get(history[source].process)
        first = 0 if known is None else history.place[known] + 1
        return [number for number in session[first : history.place[source] + 1] if history[number].writes]

    def _add(self, number: int, steps: list[Step]) -> None:
        process = self.history[number].process
        if process in self._last:
            steps = [(self._last[process], number, "po"), *steps]
        self._last[process] = number
        self.saturation.add(self.history, number, steps, legal=process == self.process)


def _future(history: History, source: int, read: int) -> Verdict:
    cycle = [(source, read, "rf"), (read, source, "po")]
    explanation = f"{Telling(history).steps(cycle)}. Nothing can be read before it is written in the same session."
    return violated(history, MODEL, OBSERVED, explanation, cycle)


def _violated(history: History, process: str, saturation: Saturation) -> Verdict:
    derived = derivation(saturation)
    explanation = conflict_told(Telling(history), saturation, derived)
    return violated(
        history,
        MODEL,
        OBSERVED,
        f"As {process} sees it: {explanation}",
        steps(saturation.conflict),
        core(saturation.conflict, derived),
    )
