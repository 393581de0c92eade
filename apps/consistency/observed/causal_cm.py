"""Causal memory, CM, as observed (Ahamad and others 1995; patterns by Bouajjani, Enea, Guerraoui, Hamza, POPL 2017).

Meaning: CC, and the reading process's own earlier reads are legal in its order too.

1. The bad patterns of CC.
2. For each process, `hb`: causality on the past of its last operation, saturated by its own reads: if `w1 hb r` and
   `w2 rf r`, of one key, then `w1 hb w2`. What holds for the last operation includes what holds for earlier ones.
3. A cycle of hb (cyclic hb), or a write before a read of the initial value (write-hb-initial-read), violates.

Quadratic in the operations at worst, each step on the bits of an int.

Choices: `saturation` also puts a read before the writes that come after what it returned; for one reading process that
adds no conflict. There is no single witness: each process has its own order. Of siblings nothing is forced; if some
were read and nothing is violated without them, it is undecided.

Keeps `causal_cc`, `causal_ccv`, breaks `causal_cm`:

TODO
"""

from __future__ import annotations

from collections.abc import Sequence

from apps.consistency.causality import bad_pattern, causal_graph, causal_pasts
from apps.consistency.derivation import conflict_told, core, derivation, steps
from apps.consistency.history import History
from apps.consistency.models import OBSERVED
from apps.consistency.saturation import Saturation
from apps.consistency.verdict import Verdict
from apps.consistency.words import SIBLINGS, Telling, holds, undecided, violated

MODEL = "causal_cm"


def check(history: History) -> Verdict:
    """The verdict, with the pattern found."""
    past = causal_pasts(history)
    pattern = bad_pattern(history, past)
    if pattern is not None or past is None:
        found, explanation = pattern or ([], "")
        return violated(history, MODEL, OBSERVED, explanation, found)
    order = causal_graph(history).order() or []
    for process, session in history.sessions.items():
        seen = past[session[-1]] | 1 << session[-1]
        saturation = _happened_before(history, process, [number for number in order if seen >> number & 1])
        if saturation.conflict:
            return _violated(history, process, saturation)
    if history.siblings:
        return undecided(MODEL, OBSERVED, SIBLINGS)
    return holds(history, MODEL, OBSERVED)


def _happened_before(history: History, process: str, order: Sequence[int]) -> Saturation:
    """hb of a process's last operation; `order` is its causal past and itself."""
    saturation = Saturation("hb")
    for number in order:
        own = history[number].process == process
        saturation.add(history, number, history.causes(number), legal=own)
        saturation.settle()
        if saturation.conflict:
            break
    return saturation


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
