"""Causal (convergent), as replicated (Bouajjani and others 2017, with the arbitration order given).

Meaning: with `co = (po ∪ rf)⁺`, `co ∪ vo` is acyclic, and no from-read edge is answered by `co`: a read never returns
a version superseded by one in its own causal past. A read that returns siblings returns exactly the maximal versions of
its causal past.

1. Session order, reads-from and the version order: a cycle among them violates.
2. Otherwise the causal past of each operation; of each read, a version of its key in it that what it returned does not
   include violates.

Choices: the second rule is asked of every read alike. For a total version order it says what the axiom says; for a
partial one it says that all maximal versions are there, and what it returned is maximal since it is included.

The order of writes by a topological order of `co ∪ vo` is the witness: the arbitration that everybody agrees on.

Keeps `read_your_writes`, `monotonic_reads`, `monotonic_writes`, `writes_follow_reads`; breaks `causal_ccv` (carol hears
of the first write by way of two others):

    alice   |--w x=1--|  |--w y=2--|
    bob                               |--r y=2--|  |--w y=3--|
    carol                                                       |--r y=3--|  |--r x=∅--|
"""

from __future__ import annotations

from apps.consistency.causality import causal_graph, causal_pasts, causal_path
from apps.consistency.explain.words import Telling, holds, violated
from apps.consistency.history import History, bits
from apps.consistency.terms import REPLICATED
from apps.consistency.verdict import Verdict
from apps.consistency.versions import VersionOrder

MODEL = "causal_ccv"


def check(history: History, order: VersionOrder) -> Verdict:
    """The verdict, with an arbitration of the writes, a cycle, or a read and what it should have known."""
    graph = causal_graph(history)
    for source, target, kind in order.steps():
        if kind == "vo":
            graph.add(source, target, kind)
    witness = graph.order()
    past = causal_pasts(history)
    if witness is None or past is None:
        cycle = graph.cycle()
        explanation = f"{Telling(history).steps(cycle)}. No arbitration of the writes agrees with all of that."
        return violated(history, MODEL, REPLICATED, explanation, cycle)
    for read, sources in enumerate(history.sources):
        missed = 0 if sources is None else order.missed(read) & past[read]
        if missed:
            return _missed(history, order, read, missed)
    return holds(history, MODEL, REPLICATED, [number for number in witness if history[number].writes])


def _missed(history: History, order: VersionOrder, read: int, missed: int) -> Verdict:
    paths = [causal_path(history, write, read) for write in bits(missed)]
    path = min(paths, key=len)
    steps = [*path, order.from_read(read, path[0][0])]
    telling = Telling(history)
    explanation = (
        f"{telling.steps(path)}: so {telling.name(path[0][0])} was in the causal past of {telling.name(read)}. "
        f"Yet {telling.steps(steps[-1:])}."
    )
    return violated(history, MODEL, REPLICATED, explanation, steps)
