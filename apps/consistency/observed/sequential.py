"""Sequential, as observed (Lamport 1979). To decide it is NP-complete (Gibbons, Korach 1997).

Meaning: a total order of the operations contains session order and is legal, over all keys together: it does not
compose per key.

1. A short search, the earliest to complete first: most runs that are sequential are so in nearly that order.
2. Where every reader is known to have returned which write: causality, saturated by all reads. A cycle, or a write
   before a read of the initial value, violates.
3. The search proper: memoised (how far each session is placed, state), within the forced edges; bounded.

Choices: what is not decided within the bound is undecided. The order found is the witness.

TODO
"""

from __future__ import annotations

from apps.consistency.budget import Budget
from apps.consistency.causality import causal_graph
from apps.consistency.datatypes import DataType
from apps.consistency.derivation import conflict_told, core, derivation, steps
from apps.consistency.history import History
from apps.consistency.models import OBSERVED
from apps.consistency.saturation import Saturation
from apps.consistency.search import Search
from apps.consistency.verdict import Verdict
from apps.consistency.words import Telling, holds, sibling_read, undecided, violated

MODEL = "sequential"


def check(history: History, data: DataType, initial: object, budget: Budget) -> Verdict:
    """The verdict, with a witness, or the operations that no order has room for."""
    siblings = sibling_read(history, MODEL, OBSERVED)
    if siblings is not None:
        return siblings
    everything = range(len(history))
    first = Search(history, everything, data, initial, real_time=False).run(Budget(2 * len(history) + 16))
    if first.order is not None:
        return holds(history, MODEL, OBSERVED, first.order)
    forced: dict[int, int] = {}
    if history.knows(everything):
        order = causal_graph(history).order()
        if order is None:
            cycle = causal_graph(history).cycle()
            explanation = f"{Telling(history).steps(cycle)}. Nothing can be among its own causes."
            return violated(history, MODEL, OBSERVED, explanation, cycle)
        saturation = saturated(history, order, budget)
        if saturation.conflict:
            derived = derivation(saturation)
            explanation = conflict_told(Telling(history), saturation, derived)
            conflict = steps(saturation.conflict)
            return violated(history, MODEL, OBSERVED, explanation, conflict, core(saturation.conflict, derived))
        forced = saturation.past
    found = Search(history, everything, data, initial, real_time=False, forced=forced).run(budget)
    if not found.finished:
        return undecided(MODEL, OBSERVED, budget.bound)
    if found.order is None:
        explanation = f"{Telling(history).list(everything)}: no order of these explains every answer."
        return violated(history, MODEL, OBSERVED, explanation, (), everything)
    return holds(history, MODEL, OBSERVED, found.order)


def saturated(history: History, order: list[int], budget: Budget) -> Saturation:
    """What every legal order must contain; `order` is a topological one of causality."""
    saturation = Saturation("so")
    for number in order:
        saturation.add(history, number, history.causes(number), legal=True)
        saturation.settle()
        if saturation.conflict or not budget.spend():
            break
    return saturation
