"""Sequential, as observed (Lamport 1979). To decide it is NP-complete (Gibbons, Korach 1997).

Meaning: a total order of the operations contains session order and is legal, over all keys together: it does not
compose per key.

Where every reader is known to have returned which write:

1. Causality, saturated by all reads. A cycle, or a write before a read of the initial value, violates.
2. A guess at the order of each key's writes, by invocation. If nothing forced contradicts it, it is the witness.

Where appends are of unique values, the order that the reads show and that of each session: a cycle violates, and
otherwise any order that contains both is a witness (`append_order`).

Otherwise, or if the guess fails:

3. The search, memoised (how far each session is placed, state), within the forced edges; bounded. Its order is the
   witness.

Choices: what is not decided within the bound is undecided.

Keeps `causal_cm`, `causal_ccv`; breaks `sequential` (each session misses the other's write):

    alice   |--w x=1--|  |--r y=∅--|
    bob     |--w y=1--|  |--r x=∅--|
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import chain, pairwise

from apps.consistency.append_order import Contradiction, Shown, shown
from apps.consistency.budget import Budget
from apps.consistency.causality import causal_graph, causal_pasts, causal_path
from apps.consistency.datatypes import DataType
from apps.consistency.explain.contradiction import appends_verdict
from apps.consistency.explain.derivation import Derivation
from apps.consistency.explain.words import Telling, holds, sibling_read, undecided, violated
from apps.consistency.graph import Graph
from apps.consistency.history import History, bits
from apps.consistency.search.arrangement import Arrangement
from apps.consistency.search.saturation import Saturation
from apps.consistency.search.search import Search
from apps.consistency.terms import OBSERVED
from apps.consistency.verdict import Verdict

MODEL = "sequential"
OPERATIONS_PER_STEP = 1_000


def check(history: History, data: DataType, initial: object, budget: Budget) -> Verdict:
    """The verdict, with a witness, or the operations that no order has room for."""
    siblings = sibling_read(history, MODEL, OBSERVED)
    if siblings is not None:
        return siblings
    everything = range(len(history))
    appends = _by_appends(history, data, initial)
    if appends is not None:
        return appends
    if not history.knows(everything):
        return _searched(history, Search(history, everything, data, initial), budget)
    order = causal_graph(history).order()
    if order is None:
        cycle = causal_graph(history).cycle()
        explanation = f"{Telling(history).steps(cycle)}. Nothing can be among its own causes."
        return violated(history, MODEL, OBSERVED, explanation, cycle)
    forced = _saturated(history, order, budget)
    if forced is None:
        return undecided(MODEL, OBSERVED, budget.bound)
    if forced.conflict:
        found = Derivation(forced, partial(causal_path, history), "so")
        return violated(history, MODEL, OBSERVED, found.told(), found.steps, found.core)
    guess = Arrangement(forced.copy())
    if all(budget.spend(_cost(history)) and guess.place(write) for write in _writes(history)):
        return holds(history, MODEL, OBSERVED, guess.saturation.order())
    past = {number: forced.past(number) for number in everything}
    return _searched(history, Search(history, everything, data, initial, forced=past), budget)


def _by_appends(history: History, data: DataType, initial: object) -> Verdict | None:
    """The verdict by the order that reads show, if all appends are of unique values that can be told apart."""
    if "append" not in data.actions:
        return None
    graph = Graph(len(history))
    placed: set[int] = set()
    for numbers in history.keys.values():
        told = shown(history, numbers, data.initial if initial is None else initial)
        if told is None:
            return None
        if not isinstance(told, Shown):
            return appends_verdict(history, told, model=MODEL)
        placed.update(told.appends, told.places, told.unshown)
        for step in told.steps():
            graph.add(*step)
    for earlier, later in chain.from_iterable(map(pairwise, history.sessions.values())):
        graph.add(earlier, later, "po")
    order = graph.order()
    if order is None:
        return appends_verdict(history, Contradiction(cycle=graph.cycle()), model=MODEL)
    return holds(history, MODEL, OBSERVED, [number for number in order if number in placed])


def _saturated(history: History, order: list[int], budget: Budget) -> Saturation | None:
    """Return what every legal order must contain; None if the budget is spent. `order` is topological, of causality."""
    past = causal_pasts(history) or []
    saturation = Saturation(history, past.__getitem__, total=True)
    for number in order:
        if not budget.spend(_cost(history)):
            return None
        saturation.add(number)
        saturation.settle()
        if saturation.conflict:
            break
    return saturation


def _cost(history: History) -> int:
    """Return the steps of a search that an operation costs: it may have to be held against all others."""
    return 1 + len(history) // OPERATIONS_PER_STEP


def _writes(history: History) -> Iterator[int]:
    """The writes of each key, by invocation."""
    return (write for key in sorted(history.written) for write in bits(history.written[key]))


def _searched(history: History, search: Search, budget: Budget) -> Verdict:
    found = search.run(budget)
    if not found.finished:
        return undecided(MODEL, OBSERVED, budget.bound)
    if found.order is None:
        everything = range(len(history))
        explanation = f"{Telling(history).list(everything)}: no order of these explains every answer."
        return violated(history, MODEL, OBSERVED, explanation, (), everything)
    return holds(history, MODEL, OBSERVED, found.order)
