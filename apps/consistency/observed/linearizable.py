"""Linearizable, as observed (Herlihy, Wing 1990).

Meaning: a total order of the operations contains real time and is legal.

1. Real time as numbers; if these are exact, each key for itself: linearizability is local.
2. A key whose readers are all known to have returned which write: zones.
3. Appends of unique values: the order that the reads show (`append_order`).
4. Any other key (repeated values, compare-and-set, counter, set, queue, mutex): a search forward over its events with
   all configurations that are possible so far (`linearization`), bounded. If it ends without one, the fewest operations
   that cannot all have happened (`clash`).
5. The keys' orders together, by invocation, are the witness.

O(n log n) where zones or appends decide, exponential in the operations that are open together at worst otherwise.

Choices: a process that ends one operation and begins the next at one moment has them in that order, while intervals of
two processes that touch are concurrent. If two processes do so at one moment (only imported histories can), real time
is no interval order, and the keys of these operations can't be judged one by one: they are searched together.

Keeps `sequential`; breaks `linearizable`:

    alice   |--w x=1--|
    bob                  |--r x=∅--|
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from apps.consistency.append_order import Shown, order_in_real_time, shown
from apps.consistency.budget import Budget
from apps.consistency.datatypes import DataType
from apps.consistency.explain.clash import clash
from apps.consistency.explain.contradiction import NO_ORDER, appends_verdict, contradiction
from apps.consistency.explain.words import Telling, holds, sibling_read, undecided, violated
from apps.consistency.graph import Graph
from apps.consistency.history import History
from apps.consistency.real_time import Times, parts, times, touches
from apps.consistency.search.course import course
from apps.consistency.search.linearization import linearized
from apps.consistency.terms import OBSERVED
from apps.consistency.verdict import Verdict
from apps.consistency.zones import zones

MODEL = "linearizable"


def check(history: History, data: DataType, initial: object, budget: Budget) -> Verdict:
    """The verdict, with a witness, or the operations that clash."""
    siblings = sibling_read(history, MODEL, OBSERVED)
    if siblings is not None:
        return siblings
    moments = times(history)
    orders: list[Sequence[int]] = []
    open_ended = False
    for numbers in parts(history, moments):
        found = _judged(history, numbers, moments, data, initial, budget)
        if isinstance(found, Verdict):
            return found
        open_ended = open_ended or found is None
        orders.append(found or ())
    if open_ended:
        return undecided(MODEL, OBSERVED, budget.bound)
    return holds(history, MODEL, OBSERVED, _merged(history, orders))


def _judged(
    history: History, numbers: Sequence[int], moments: Times, data: DataType, initial: object, budget: Budget
) -> Verdict | list[int] | None:
    """Return an order of a key's operations, or the verdict that there is none; None if it is not decided."""
    touching = touches(moments, numbers)
    if history.knows(numbers) and not touching:
        order = zones(history, numbers, moments)
        if not order.cycle:
            return order.order
        return violated(history, MODEL, OBSERVED, NO_ORDER.format(Telling(history).steps(order.cycle)), order.cycle)
    if "append" in data.actions and not touching:
        told = shown(history, numbers, data.initial if initial is None else initial)
        if told is not None:
            found = order_in_real_time(told, moments) if isinstance(told, Shown) else told
            return found if isinstance(found, list) else appends_verdict(history, found, model=MODEL)
    events = course(history, numbers, moments, data, initial)
    outcome = linearized(events, budget)
    if outcome.failed is not None:
        clashing = [numbers[place] for place in clash(events, outcome.failed)]
        return contradiction(history, numbers, clashing, initial, model=MODEL, question=OBSERVED)
    return None if outcome.order is None else [numbers[place] for place in outcome.order]


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
