"""The model of `tests.benchmarks.scale_plan`: how its queues behave, and how well it fits the measured runs."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from apps.live.lab import pacing
from tests.benchmarks.scale.assumptions import Costs, Limits, Load, Sizes
from tests.benchmarks.scale.measured import MEASURED, Comparison, Point, compare
from tests.benchmarks.scale.plan import plan, sizes_when_full
from tests.benchmarks.scale.simulate import REDIS, WORKER, Installation
from tests.benchmarks.scale.traffic import Traffic
from tests.benchmarks.scale.worker import next_frame_seconds
from tests.benchmarks.scale_plan import PAGE_FACTOR, print_comparison

SECONDS = 6.0
SAMPLING = 1.1
"""So much may differ by chance between two simulations of a few seconds."""

TWO_WORKERS = Installation(learners=600, workers=2, slowness=1.4)


def test_more_workers_never_make_acknowledgements_slower() -> None:
    p99 = [replace(TWO_WORKERS, workers=workers).work(SECONDS).p99 for workers in (1, 2, 3, 4)]
    assert all(after <= before * SAMPLING for before, after in pairwise(p99))
    assert p99[-1] < p99[0] / 2


def test_an_overloaded_worker_is_reported_as_saturated() -> None:
    overloaded = Installation(learners=2_000, workers=1, slowness=1.4).work(SECONDS)
    assert WORKER in overloaded.saturated
    assert overloaded.p99 > Limits().p99


def test_an_overloaded_redis_is_reported_as_saturated() -> None:
    overloaded = replace(TWO_WORKERS, costs=Costs(allowance=0.02)).work(SECONDS)
    assert overloaded.saturated == [REDIS]
    assert overloaded.p99 > Limits().p99


def test_a_worker_with_time_left_is_not_reported_as_saturated() -> None:
    assert TWO_WORKERS.work(SECONDS).saturated == []


def test_the_same_seed_gives_the_same_result() -> None:
    assert TWO_WORKERS.work(SECONDS, seed=3) == TWO_WORKERS.work(SECONDS, seed=3)
    assert TWO_WORKERS.work(SECONDS, seed=3) != TWO_WORKERS.work(SECONDS, seed=4)


@pytest.mark.sweep
@pytest.mark.parametrize("point", MEASURED, ids=lambda point: point.name)
def test_predictions_are_within_the_error_that_the_page_states(point: Point) -> None:
    assert compare(point, SECONDS).worst <= PAGE_FACTOR


@pytest.mark.parametrize(("predicted", "is_bad"), [(1.4, False), (1.6, True), (0.6, True)])
def test_a_bad_fit_is_reported(capsys: pytest.CaptureFixture[str], predicted: float, is_bad: bool) -> None:
    print_comparison(Comparison(MEASURED[0], 1.0, {"acknowledged p99, s": (1.0, predicted)}))
    assert ("BAD" in capsys.readouterr().out) == is_bad


@pytest.mark.parametrize(("current", "took"), [(1 / 30, 0.0), (1 / 30, 0.04), (0.25, 0.01), (0.1, 0.3)])
def test_turns_come_as_often_as_in_the_product(current: float, took: float) -> None:
    assert next_frame_seconds(current, took) == pacing.next_frame_seconds(current, took)


def test_messages_grow_almost_with_the_square_of_the_workers() -> None:
    few, many = (Traffic(workers * 250, workers, Load(), Costs()) for workers in (10, 40))
    assert 12 < many.delivered / few.delivered <= 16


def test_one_process_sends_no_messages() -> None:
    assert Traffic(300, 1, Load(), Costs()).delivered == 0


def test_redis_is_full_before_anything_else_that_is_shared() -> None:
    full = sizes_when_full(Load(), Costs(), Limits())
    assert next(iter(full)).startswith(REDIS)


def test_a_million_learners_take_as_many_shards_as_the_largest_shard_says() -> None:
    small = Limits(shard_learners=300)
    found = plan(3_000, limits=small)
    assert (found.shards, found.workers) == (10, 10)
    assert sum(found.cost.values()) == pytest.approx(10 * sum(plan(300, limits=small).cost.values()))


def test_a_day_adds_two_rows_a_command() -> None:
    found = plan(300)
    assert found.rows_a_day == 300 * Load().commands * 2 * Sizes().hours_a_day * 3600
