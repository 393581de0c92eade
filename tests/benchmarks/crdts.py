"""Convergent types: merges a second by size of state, what metadata costs, and what travels.

States are those of five replicas that took turns; two of them that differ in a tenth are merged.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from apps.crdts import state_types
from apps.crdts.crdt_type import Replica, StateBased
from tests.benchmarks.table import Row
from tests.crdts.test_convergence import FRESH

SIZES = (10, 100, 1_000)
CHURN = 1_000
REPLICAS = tuple(Replica(f"n{number}") for number in range(1, 6))
SECONDS = 0.2
UNITS = {
    "g_counter": "replicas",
    "pn_counter": "replicas",
    "lww_register": "writes",
    "mv_register": "writes",
    "or_map": "keys",
    "rga": "characters",
    "fugue": "characters",
}
"""By type what its size counts, where that is not operations."""
PLAIN_SET = frozenset(f"element {number}" for number in range(1_000))


def grown(crdt: StateBased, size: int) -> tuple[Any, Any]:
    """A state of about that many operations, and one of another replica that lacks the last tenth and has its own."""
    state = shared = crdt.initial
    for number in range(size):
        if number == size - size // 10:
            shared = state
        state = operate(crdt, state, REPLICAS[number % 4], number)
    for number in range(size - size // 10, size):
        shared = operate(crdt, shared, REPLICAS[4], number)
    return state, shared


def operate(crdt: StateBased, state: Any, replica: Replica, number: int) -> Any:
    """One more of what the type grows by."""
    if UNITS.get(crdt.name) == "characters":
        last = max(state.vertices, default=None)
        return crdt.apply(state, replica, "insert", [str(last.id) if last else "", "x"])
    if "counter" in crdt.name:
        replica = Replica(f"n{number}")
    name, operation = next(iter(crdt.operations.items()))
    return crdt.apply(state, replica, name, FRESH[operation.argument](number))


def per_second(work: Callable[[], object]) -> float:
    """How often it can be done in a second."""
    count, began = 0, time.perf_counter()
    while (passed := time.perf_counter() - began) < SECONDS:
        work()
        count += 1
    return count / passed


def merges() -> list[Row]:
    """For each type and size, against the union of two plain sets of a thousand."""
    union = per_second(lambda: PLAIN_SET | {"one more"})
    rows = []
    for crdt in state_types().values():
        for size in SIZES if "register" not in crdt.name else SIZES[:1]:
            left, right = grown(crdt, size)
            rate = per_second(lambda crdt=crdt, left=left, right=right: crdt.merge(left, right))  # type: ignore[misc]
            unit = UNITS.get(crdt.name, "operations")
            rows.append(
                Row(
                    f"merges of {crdt.title}, {size:,} {unit}, {crdt.size_bytes(left):,} bytes",
                    f"{rate:,.0f} /s",
                    "union of a plain set of 1,000",
                    f"{union:,.0f} /s",
                    rate / union,
                    "",
                )
            )
    return rows


def churned(crdt: StateBased) -> tuple[Any, int]:
    """The state after a thousand additions and nearly as many removals; and the bytes of the ten elements left."""
    state = crdt.initial
    for number in range(CHURN):
        state = crdt.apply(state, REPLICAS[number % 5], "add", f"element {number}")
        if number >= 10:
            state = crdt.apply(state, REPLICAS[(number + 1) % 5], "remove", f"element {number - 10}")
    value = crdt.value(state)
    return state, sum(len(element) for element in value)


def metadata() -> list[Row]:
    """Bytes an element after the churn, and how long a merge of such states takes: with tombstones and without."""
    crdts = state_types()
    states = {name: churned(crdts[name]) for name in ("two_phase_set", "or_set", "or_set_dots")}
    lean = crdts["or_set_dots"].size_bytes(states["or_set_dots"][0])
    rows = []
    for name, (state, bare) in states.items():
        crdt = crdts[name]
        size, tombstones = crdt.size_bytes(state), crdt.tombstones(state)
        rows.append(
            Row(
                f"{crdt.title} after {CHURN:,} additions, {CHURN - 10:,} removals: {tombstones:,} tombstones",
                f"{size / 10:,.0f} bytes an element",
                "the elements themselves",
                f"{bare / 10:,.0f}",
                size / bare,
                "",
            )
        )
    size = crdts["or_set"].size_bytes(states["or_set"][0])
    rows.append(Row("OR-Set with tombstones", f"{size:,} bytes", "without", f"{lean:,} bytes", size / lean, ""))
    rates = [_merge_with_the_next(crdts[name], states[name][0]) for name in ("or_set", "or_set_dots")]
    rows.append(
        Row(
            "merges of it with tombstones",
            f"{rates[0]:,.0f} /s",
            "without",
            f"{rates[1]:,.0f} /s",
            rates[0] / rates[1],
            "",
        )
    )
    return rows


def _merge_with_the_next(crdt: StateBased, state: Any) -> float:
    """Merges a second of a state and the one after another addition."""
    after = crdt.apply(state, REPLICAS[0], "add", "one more")
    return per_second(lambda: crdt.merge(state, after))


def deltas() -> list[Row]:
    """What travels for one more operation, against the whole state."""
    rows = []
    for crdt in state_types().values():
        if not crdt.has_deltas:
            continue
        state, _ = grown(crdt, 100)
        name, operation = next(iter(crdt.operations.items()))
        argument = FRESH[operation.argument](SIZES[-1])
        delta, whole = crdt.size_bytes(crdt.delta(state, REPLICAS[0], name, argument)), crdt.size_bytes(state)
        rows.append(
            Row(
                f"delta of {crdt.title}",
                f"{delta:,} bytes",
                "whole state of 100",
                f"{whole:,} bytes",
                delta / whole,
                "",
            )
        )
    return rows


def measure() -> list[Row]:
    """All of it."""
    return [*merges(), *metadata(), *deltas()]
