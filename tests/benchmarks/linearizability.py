"""Linearizability where zones do not decide: histories as other tools make them, with what explains a violation.

Every figure is of `check` with one model, the explanation and its fewest operations among it. The histories are made up
(`tests.consistency.generators`): like those of etcd, a compare-and-set register of few values; appends of a key-value
store; and writes of unknown outcome. Those that are violated have reads that returned another value.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import median
from time import perf_counter

from apps.consistency import Budget, Operation, check
from tests.benchmarks.table import Row
from tests.consistency.generators import etcd_like, kv_appends, unknown_writes

STEPS = 2_000_000
SEEDS = range(40)
BROKEN = {80: 3, 800: 20}
APPENDS = 2_000
APPEND_SEEDS = range(5)
LOST = (0, 16, 60)


def judged(history: Sequence[Operation], data: str) -> tuple[str, float]:
    """Return the verdict, and the seconds that it took."""
    began = perf_counter()
    verdict = check(history, models=["linearizable"], data=data, budget=Budget(STEPS))["linearizable"]
    return verdict.status, perf_counter() - began


def row(what: str, histories: Iterable[Sequence[Operation]], data: str, only: str, aim: str) -> Row:
    """Return the median and the worst time of those histories whose verdict is `only` or not reached."""
    found = [judged(history, data) for history in histories]
    taken = [seconds * 1_000 for status, seconds in found if status in (only, "undecided")]
    undecided = sum(status == "undecided" for status, _ in found)
    told = f"worst {max(taken):,.1f} ms of {len(taken)}, {undecided} undecided"
    return Row(f"{what}, {only}", f"{median(taken):,.2f} ms", "", told, None, aim)


def measure() -> list[Row]:
    """Every measurement of the search."""
    rows = []
    for size, broken in BROKEN.items():
        aim = "5 ms, worst 50 ms" if size == 80 else "decided"
        for only, wrong in (("holds", 0), ("violated", broken)):
            made = [etcd_like(seed, size, broken=wrong) for seed in SEEDS]
            rows.append(row(f"linearizable, like etcd, {size} operations", made, "cas-register", only, aim))
    for only, is_broken in (("holds", False), ("violated", True)):
        appends = [kv_appends(seed, APPENDS, broken=is_broken) for seed in APPEND_SEEDS]
        rows.append(row(f"linearizable, {APPENDS:,} appends and reads, 50 clients", appends, "append", only, "500 ms"))
    for lost in LOST:
        for equal in (True, False):
            what = f"linearizable, {lost} unknown writes of {'one value' if equal else 'many values'}"
            rows.append(row(what, [unknown_writes(lost, equal=equal)] * 5, "register", "violated", "50 ms"))
    return rows
