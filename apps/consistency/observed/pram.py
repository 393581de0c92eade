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

Keeps `read_your_writes`, `monotonic_reads`, `monotonic_writes`; breaks `pram` (alice sees her own write come back after
the other one):

    alice   |--w x=1--|  |--r x=2--|  |--r x=1--|
    bob     |--w x=2--|
"""

from __future__ import annotations

from functools import partial

from apps.consistency.causality import causal_path
from apps.consistency.explain.derivation import Derivation
from apps.consistency.explain.words import SIBLINGS, Telling, holds, undecided, violated
from apps.consistency.history import History
from apps.consistency.search.views import SessionWrites, View
from apps.consistency.terms import OBSERVED
from apps.consistency.verdict import Verdict

MODEL = "pram"


def check(history: History) -> Verdict:
    """The verdict, with what one process cannot put in order."""
    writes = SessionWrites(history)
    for number in range(len(history)):
        writes.add(number)
    for process, session in history.sessions.items():
        view = View(writes)
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


def _is_later(history: History, source: int, read: int) -> bool:
    return history[source].process == history[read].process and source >= read


def _future(history: History, source: int, read: int) -> Verdict:
    cycle = [(source, read, "rf"), (read, source, "po")]
    explanation = f"{Telling(history).steps(cycle)}. Nothing can be read before it is written in the same session."
    return violated(history, MODEL, OBSERVED, explanation, cycle)
