"""Causal consistency, CC, as observed (Bouajjani, Enea, Guerraoui, Hamza, POPL 2017).

Meaning: with `co = (po ∪ rf)⁺`, each read's causal past has an order legal for that read alone.

1. Causal pasts.
2. The bad patterns of `causality`: cyclic co, write-co-initial-read, write-co-read. There is one iff it is violated.

Linear in the reads times the sessions that write a key, each step on the bits of an int.

There is no single witness: each read has its own order. That is also why monotonic reads do not follow.

Keeps `read_your_writes`, `monotonic_writes`, `writes_follow_reads`; breaks `causal_cc` (carol hears of the first write
by way of two others):

    alice   |--w x=1--|  |--w y=2--|
    bob                               |--r y=2--|  |--w y=3--|
    carol                                                       |--r y=3--|  |--r x=∅--|
"""

from __future__ import annotations

from apps.consistency.causality import bad_pattern, causal_pasts
from apps.consistency.explain.words import holds, violated
from apps.consistency.history import History
from apps.consistency.terms import OBSERVED
from apps.consistency.verdict import Verdict

MODEL = "causal_cc"


def check(history: History) -> Verdict:
    """The verdict, with the pattern found."""
    pattern = bad_pattern(history, causal_pasts(history))
    if pattern is None:
        return holds(history, MODEL, OBSERVED)
    steps, explanation = pattern
    return violated(history, MODEL, OBSERVED, explanation, steps)
