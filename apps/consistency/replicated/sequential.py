"""Sequential, as replicated (Lamport 1979).

Meaning: with the version order given, `po ∪ rf ∪ vo ∪ fr` is acyclic, over all keys together: sequential consistency
does not compose per key.

1. A read that returned several siblings violates it: a single copy has one version.
2. The edges: session order, reads-from, the version order and from-read, each as far as it does not follow from the
   others.
3. A topological order is the witness, a short cycle the explanation.

Linear in operations and edges, but for the cycle.

Keeps `causal_ccv`, `pram`; breaks `sequential` (each session misses the other's write):

    alice   |--w x=1--|  |--r y=∅--|
    bob     |--w y=1--|  |--r x=∅--|
"""

from __future__ import annotations

from apps.consistency.causality import causal_graph
from apps.consistency.explain.words import Telling, holds, sibling_read, violated
from apps.consistency.history import History
from apps.consistency.terms import REPLICATED
from apps.consistency.verdict import Verdict
from apps.consistency.versions import VersionOrder

MODEL = "sequential"


def check(history: History, order: VersionOrder) -> Verdict:
    """The verdict, with a witness or a cycle."""
    siblings = sibling_read(history, MODEL, REPLICATED)
    if siblings is not None:
        return siblings
    graph = causal_graph(history)
    for step in order.steps():
        graph.add(*step)
    witness = graph.order()
    if witness is not None:
        return holds(history, MODEL, REPLICATED, witness)
    cycle = graph.cycle()
    explanation = f"{Telling(history).steps(cycle)}. No single order of these operations contains all of that."
    return violated(history, MODEL, REPLICATED, explanation, cycle)
