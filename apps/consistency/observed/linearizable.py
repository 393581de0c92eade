"""Linearizable, as observed (Herlihy, Wing 1990).

Meaning: a total order of the operations contains real time and is legal.

1. Real time as numbers; if these are exact, each key for itself: linearizability is local.
2. A key whose readers are all known to have returned which write: zones.
3. Any other key (repeated values, compare-and-set, counter, set, queue, append): Wing and Gong's search with memoised
   (what is placed, state), as Lowe has it; bounded.
4. The keys' orders together, by invocation, are the witness.

O(n log n) where zones decide, exponential at worst otherwise.

Choices: a process that ends one operation and begins the next at one moment has them in that order, while intervals of
two processes that touch are concurrent. If two processes do so at one moment (only imported histories can), real time
is no interval order, and keys can't be judged one by one: all are searched together.

Keeps `sequential`; breaks `linearizable`:

    alice   |--w x=1--|
    bob                  |--r x=∅--|
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from apps.consistency.budget import Budget
from apps.consistency.datatypes import DataType
from apps.consistency.graph import Graph
from apps.consistency.history import History
from apps.consistency.models import OBSERVED
from apps.consistency.real_time import times
from apps.consistency.search import Search
from apps.consistency.verdict import Verdict
from apps.consistency.words import Telling, holds, sibling_read, undecided, violated
from apps.consistency.zones import zones

MODEL = "linearizable"


def check(history: History, data: DataType, initial: object, budget: Budget) -> Verdict:
    """The verdict, with a witness, or the operations that clash."""
    siblings = sibling_read(history, MODEL, OBSERVED)
    if siblings is not None:
        return siblings
    moments = times(history)
    parts = [*history.keys.values()] if moments.exact else [range(len(history))]
    orders: list[Sequence[int]] = []
    open_ended = False
    for numbers in parts:
        if moments.exact and history.knows(numbers):
            found = zones(history, numbers, moments)
            if found.cycle:
                told = Telling(history).steps(found.cycle)
                explanation = f"{told}. No single order of these operations contains all of that."
                return violated(history, MODEL, OBSERVED, explanation, found.cycle)
            orders.append(found.order)
            continue
        search = Search(history, numbers, data, initial, real_time=True).run(budget)
        if search.finished and search.order is None:
            explanation = f"{Telling(history).list(numbers)}: no order of these explains every answer in real time."
            return violated(history, MODEL, OBSERVED, explanation, (), numbers)
        open_ended = open_ended or not search.finished
        orders.append(search.order or ())
    return (
        undecided(MODEL, OBSERVED, budget.bound)
        if open_ended
        else holds(history, MODEL, OBSERVED, _merged(history, orders))
    )


def _merged(history: History, orders: Sequence[Sequence[int]]) -> list[int]:
    """One order of everything that contains each key's, by invocation where these leave it open.

    It contains real time: what has to wait for another one waits, in the end, for one that was invoked no later.
    """
    if len(orders) == 1:
        return list(orders[0])
    graph = Graph(len(history))
    for order in (*orders, *history.sessions.values()):
        for earlier, later in pairwise(order):
            graph.add(earlier, later, "so")
    placed = {number for order in orders for number in order}
    return [number for number in graph.order() or () if number in placed]
