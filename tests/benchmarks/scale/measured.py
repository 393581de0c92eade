"""Points that were measured with `tests.benchmarks.classroom_load`. Add a run by adding a `Point`.

The model gives each worker, PostgreSQL and Redis cores of their own. A run in which they share two cores with nginx and
the load program is slower than it predicts, and fits a larger factor of speed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tests.benchmarks.scale.assumptions import Load
from tests.benchmarks.scale.simulate import WORKER, Installation

SPEEDS = tuple(round(0.8 + 0.2 * nth, 1) for nth in range(8))
"""Factors that are tried, and then those beside the best: 1 is the reference speed, 2 is half as fast."""

BESIDE = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One measured run. Times in seconds, processor in cores of all workers together; None where it is not known.

    `workers` 0 is one process with SQLite. `learners` are one class with one dashboard.
    """

    name: str
    learners: int
    workers: int = 0
    ack_p50: float | None = None
    ack_p99: float | None = None
    work_cores: float | None = None
    frames: float | None = None
    join_p50: float | None = None
    join_p99: float | None = None
    join_cores: float | None = None


MEASURED = (
    Point(
        name="2 Dec 2026, docs/performance.md",
        learners=300,
        ack_p99=0.034,
        work_cores=0.372,
        frames=4.45,
        join_p50=7.8,
        join_p99=10.65,
    ),
    Point(
        name="2 Dec 2026, quiet machine",
        learners=300,
        ack_p50=0.009,
        ack_p99=0.130,
        work_cores=0.58,
        frames=3.8,
        join_p50=15.3,
        join_p99=19.5,
        join_cores=0.77,
    ),
)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A measured run, the speed of the machine that fits it best, and each figure as measured and as predicted."""

    point: Point
    slowness: float
    figures: Mapping[str, tuple[float, float]]

    @property
    def errors(self) -> dict[str, float]:
        """Return by how much each prediction is off, as a share of what was measured."""
        return {name: predicted / measured - 1 for name, (measured, predicted) in self.figures.items()}

    @property
    def worst(self) -> float:
        """Return the largest factor by which a prediction is off, in either direction."""
        return max(max(predicted / measured, measured / predicted) for measured, predicted in self.figures.values())


def compare(point: Point, seconds: float = 20.0) -> Comparison:
    """Fit the one factor of speed to a run, and predict all its figures with it."""

    def best(speeds: Iterable[float]) -> Comparison:
        fits = [Comparison(point, each, predict(point, each, seconds)) for each in speeds]
        return min(fits, key=lambda fit: sum(math.log(after / before) ** 2 for before, after in fit.figures.values()))

    middle = best(SPEEDS).slowness
    return best([middle - BESIDE, middle, middle + BESIDE])


def predict(point: Point, slowness: float, seconds: float) -> dict[str, tuple[float, float]]:
    """Return each figure of a run that was measured, beside the prediction for a machine of this speed."""
    load = Load(class_learners=point.learners, joins=0.0)
    run = Installation(learners=point.learners, workers=point.workers, slowness=slowness, load=load)
    work, storm = run.work(seconds), run.storm()
    processes = point.learners / run.fullest  # the fullest worker is the one that is simulated
    pairs = {
        "acknowledged p50, s": (point.ack_p50, work.p50),
        "acknowledged p99, s": (point.ack_p99, work.p99),
        "cores, work": (point.work_cores, work.busy[WORKER] * processes),
        "frames a second": (point.frames, work.frames),
        "join p50, s": (point.join_p50, storm.p50),
        "join p99, s": (point.join_p99, storm.p99),
        "cores, join": (point.join_cores, storm.busy[WORKER] * processes),
    }
    return {name: (measured, predicted) for name, (measured, predicted) in pairs.items() if measured is not None}
