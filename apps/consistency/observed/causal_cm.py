"""Causal memory, CM, as observed (Ahamad and others 1995; patterns by Bouajjani, Enea, Guerraoui, Hamza, POPL 2017).

Meaning: CC, and the reading process's own earlier reads are legal in its order too.

1. The bad patterns of CC.
2. For each process, `hb`: causality on the past of its last operation, saturated by its own reads: if `w1 hb r` and
   `w2 rf r`, of one key, then `w1 hb w2`. What holds for the last operation includes what holds for earlier ones.
3. A cycle of hb (cyclic hb), or a write before a read of the initial value (write-hb-initial-read), violates.

For each process, its forced edges times its reads, each step on the bits of an int.

Choices: there is no single witness: each process has its own order. Of siblings nothing is forced; if some were read
and nothing is violated without them, it is undecided.

TODO
"""

from __future__ import annotations

from functools import partial

from apps.consistency.causality import bad_pattern, causal_pasts, causal_path
from apps.consistency.derivation import Derivation
from apps.consistency.history import History
from apps.consistency.models import OBSERVED
from apps.consistency.saturation import Saturation
from apps.consistency.verdict import Verdict
from apps.consistency.words import SIBLINGS, holds, undecided, violated

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
