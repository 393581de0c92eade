"""The checkers: whole histories, and each operation of a run that goes on.

The runs are those of a made-up store (`tests.consistency.runs`), of 8 clients and 3 keys: one that is linearizable, so
that all models hold by the same order; one whose replicas lag, so that every checker has to decide for itself; and one
whose replicas take clients back, so that most models are violated and have to be explained.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from statistics import mean
from typing import Any

from apps.consistency import Judge, Operation, check
from tests.benchmarks.table import Row
from tests.consistency.histories import opened
from tests.consistency.runs import newer, run

OPERATIONS = 1_000
SERIES = (100, 1_000, 5_000, 20_000, 50_000)
REPEATS = 5
RUNS: Mapping[str, Mapping[str, Any]] = {
    "linearizable": {},
    "sequential only": {"lag": 300, "ordered": True},
    "mostly violated": {"lag": 60},
}


def seconds(work: Callable[[], object], repeats: int = REPEATS) -> float:
    """The best of a few times."""
    best = float("inf")
    for _ in range(repeats):
        began = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - began)
    return best


def updates(history: list[Operation], supersedes: Callable[[int, int], bool] | None) -> list[float]:
    """Seconds that a judge takes for each operation."""
    judge = Judge(supersedes)
    taken = []
    events = [(op.invoked, 0, op) for op in history] + [(op.completed or 0, 1, op) for op in history]
    for _, ends, operation in sorted(events, key=lambda event: event[:2]):
        began = time.perf_counter()
        if ends:
            judge.complete(operation)
        else:
            judge.begin(opened(operation))
        if ends:
            taken.append(time.perf_counter() - began)
    return taken


def milliseconds(taken: float) -> str:
    return f"{taken * 1_000:,.2f} ms"


def whole() -> list[Row]:
    """All ten verdicts on a whole history, and the two questions of a run that goes on."""
    rows = []
    for name, settings in RUNS.items():
        history = run(OPERATIONS, **settings)
        sequential = check(history, models=["sequential"])["sequential"].status
        taken = seconds(lambda history=history: check(history))
        what = f"all ten verdicts, {OPERATIONS:,} operations, {name}"
        rows.append(Row(what, milliseconds(taken), "", f"sequential: {sequential}", None, "100 ms"))
    return rows


def incremental() -> list[Row]:
    """One more operation at 1,000: the mean of the last hundred, and the slowest of all."""
    rows = []
    for name, settings in RUNS.items():
        history = run(OPERATIONS, **settings)
        for order, supersedes in (("both questions", newer), ("as observed alone", None)):
            taken = updates(history, supersedes)
            what = f"an update at {OPERATIONS:,} operations, {name}, {order}"
            rows.append(Row(what, milliseconds(mean(taken[-100:])), "slowest", milliseconds(max(taken)), None, "5 ms"))
    return rows


def series() -> list[Row]:
    """Linearizability of register histories of growing size."""
    rows = []
    for size in SERIES:
        history = run(size)
        taken = seconds(lambda history=history: check(history, models=["linearizable"]), 3)
        each = f"{taken / size * 1_000_000:,.1f} µs"
        aim = "near-linear" if size == 5_000 else ""
        rows.append(Row(f"linearizable, {size:,} operations", milliseconds(taken), "an operation", each, None, aim))
    return rows


def measure() -> list[Row]:
    """Every measurement of the checkers."""
    return [*whole(), *incremental(), *series()]
