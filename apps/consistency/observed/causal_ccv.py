"""Causal convergence, CCv, as observed (Bouajjani, Enea, Guerraoui, Hamza, POPL 2017).

Meaning: CC, with one arbitration order of the writes for all.

1. The bad patterns of CC.
2. Conflict order: `w1 cf w2` if they are of one key, `w2 rf r` and `w1 co r`. It violates iff `cf ∪ co` has a cycle.

Of each session only the last write of the key in a read's past is given an edge; the earlier ones come before it.
A topological order of the writes is the witness: the arbitration that everybody agrees on.

Choices: a read of siblings says nothing of their order, nor for certain of others; if there are such reads and no
violation without them, it is undecided.

Keeps `causal_cc`, `causal_cm`; breaks `causal_ccv` (each believes that the other's write came last):

    alice   |--w x=1--|  |--r x=2--|
    bob     |--w x=2--|  |--r x=1--|

Keeps `read_your_writes`, `monotonic_reads`, `monotonic_writes`, `writes_follow_reads`; breaks `causal_ccv` (carol hears
of the first write by way of two others):

    alice   |--w x=1--|  |--w y=2--|
    bob                               |--r y=2--|  |--w y=3--|
    carol                                                       |--r y=3--|  |--r x=∅--|
"""

from __future__ import annotations

from apps.consistency.causality import bad_pattern, causal_graph, causal_pasts, causal_path, last_writes
from apps.consistency.explain.words import SIBLINGS, Telling, holds, undecided, violated
from apps.consistency.graph import Step
from apps.consistency.history import History
from apps.consistency.terms import OBSERVED
from apps.consistency.verdict import Verdict

MODEL = "causal_ccv"


def check(history: History) -> Verdict:
    """The verdict, with an arbitration of the writes, or the pattern found."""
    past = causal_pasts(history)
    pattern = bad_pattern(history, past)
    if pattern is not None or past is None:
        steps, explanation = pattern or ([], "")
        return violated(history, MODEL, OBSERVED, explanation, steps)
    graph = causal_graph(history)
    reader: dict[tuple[int, int], int] = {}
    for read, sources in enumerate(history.sources):
        if sources is not None and len(sources) == 1:
            for write in last_writes(history, past, read, history[read].key):
                if write != sources[0] and not past[sources[0]] >> write & 1:
                    graph.add(write, sources[0], "cf")
                    reader.setdefault((write, sources[0]), read)
    witness = graph.order()
    if witness is None:
        return _violated(history, graph.cycle(), reader)
    if any(sources is not None and len(sources) > 1 for sources in history.sources):
        return undecided(MODEL, OBSERVED, SIBLINGS)
    return holds(history, MODEL, OBSERVED, [number for number in witness if history[number].writes])


def _violated(history: History, cycle: list[Step], reader: dict[tuple[int, int], int]) -> Verdict:
    telling = Telling(history)
    clauses, others = [], []
    for source, target, kind in cycle:
        if kind == "cf":
            read = reader[source, target]
            others += [number for step in causal_path(history, source, read) for number in step[:2]]
            clause = "{} was in the causal past of {} and yet that returned {}, which must then come later"
            clauses.append(telling.say(clause, source, read, target))
        else:
            clauses.append(telling.steps([(source, target, kind)]))
    explanation = f"{'; '.join(clauses)}. No arbitration of the writes agrees with all of that."
    return violated(history, MODEL, OBSERVED, explanation, cycle, others)
