"""Causal memory, CM, as observed (Ahamad and others 1995; patterns by Bouajjani, Enea, Guerraoui, Hamza, POPL 2017).

Meaning: CC, and the reading process's own earlier reads are legal in its order too.

1. The bad patterns of CC.
2. For each process, `hb`: causality on the past of its last operation, saturated by its own reads: if `w1 hb r` and
   `w2 rf r`, of one key, then `w1 hb w2`. What holds for the last operation includes what holds for earlier ones.
3. A cycle of hb (cyclic hb), or a write before a read of the initial value (write-hb-initial-read), violates.

For each process, its forced edges times its reads, each step on the bits of an int.

Choices: there is no single witness: each process has its own order. Of siblings nothing is forced; if some were read
and nothing is violated without them, it is undecided.

Keeps `causal_cc`; breaks `causal_cm` (each read is legal alone, but they need different orders of the writes):

    alice   |--w x=1--|  |--r x=2--|  |--r x=1--|
    bob     |--w x=2--|

Keeps `pram`, `read_your_writes`, `monotonic_reads`, `monotonic_writes`, `writes_follow_reads`; breaks `causal_cm`
(carol hears of the first write by way of two others):

    alice   |--w x=1--|  |--w y=2--|
    bob                               |--r y=2--|  |--w y=3--|
    carol                                                       |--r y=3--|  |--r x=∅--|

Keeps `causal_ccv`; breaks `causal_cm` (in alice's order `x=1` must come before her own `x=2`, so `y=1` before her first
read; CCv asks only what that read knew of):

    alice   |--w x=2--|  |--r y=∅--|                            |--r y=3--|  |--r x=2--|
    bob                     |--w y=1--|  |--w x=1--|  |--w y=3--|
"""

from __future__ import annotations

from functools import partial

from apps.consistency.causality import bad_pattern, causal_pasts, causal_path
from apps.consistency.explain.derivation import Derivation
from apps.consistency.explain.words import SIBLINGS, holds, undecided, violated
from apps.consistency.history import History
from apps.consistency.search.saturation import Saturation
from apps.consistency.terms import OBSERVED
from apps.consistency.verdict import Verdict

MODEL = "causal_cm"


def check(history: History) -> Verdict:
    """The verdict, with the pattern found."""
    past = causal_pasts(history)
    pattern = bad_pattern(history, past)
    if pattern is not None or past is None:
        steps, explanation = pattern or ([], "")
        return violated(history, MODEL, OBSERVED, explanation, steps)
    for process, session in history.sessions.items():
        saturation = Saturation(history, past.__getitem__)
        for number in session:
            if history[number].reads:
                saturation.add(number)
                saturation.settle()
            if saturation.conflict:
                found = Derivation(saturation, partial(causal_path, history), "hb")
                explanation = f"As {process} sees it: {found.told()}"
                return violated(history, MODEL, OBSERVED, explanation, found.steps, found.core)
    if history.siblings:
        return undecided(MODEL, OBSERVED, SIBLINGS)
    return holds(history, MODEL, OBSERVED)
