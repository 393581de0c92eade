"""Linearizable, as replicated (Herlihy, Wing 1990).

Meaning: with the version order given, `rt ∪ rf ∪ vo ∪ fr` is acyclic.

1. A read that returned several siblings violates it: a single copy has one version.
2. The edges: real time through moments, reads-from, the version order and from-read, each as far as it does not follow
   from the others.
3. A topological order is the witness, a short cycle the explanation.

Linear in operations and edges, but for the cycle.

Choices: `rt` contains session order even where the intervals of one session touch. All keys are judged together; that
is the same as each for itself, real time being an interval order, and one cycle is found as easily as the other.

Keeps `sequential`; breaks `linearizable` (here and below, versions are in order of their values):

    alice   |--w x=1--|  |--w x=2--|
    bob                               |--r x=1--|
"""

from __future__ import annotations

from itertools import pairwise

from apps.consistency.explain.words import Telling, holds, sibling_read, violated
from apps.consistency.graph import Graph
from apps.consistency.history import History
from apps.consistency.terms import REPLICATED
from apps.consistency.verdict import Verdict
from apps.consistency.versions import VersionOrder

MODEL = "linearizable"


def check(history: History, order: VersionOrder) -> Verdict:
    """The verdict, with a witness or a cycle."""
    siblings = sibling_read(history, MODEL, REPLICATED)
    if siblings is not None:
        return siblings
    graph = Graph(len(history))
    for session in history.sessions.values():
        for earlier, later in pairwise(session):
            graph.add(earlier, later, "po")
    graph.add_real_time(history)
    for read, sources in enumerate(history.sources):
        for source in sources or ():
            graph.add(source, read, "rf")
    for step in order.steps():
        graph.add(*step)
    witness = graph.order()
    if witness is not None:
        return holds(history, MODEL, REPLICATED, witness)
    cycle = graph.cycle()
    explanation = f"{Telling(history).steps(cycle)}. No single order of these operations contains all of that."
    return violated(history, MODEL, REPLICATED, explanation, cycle)
