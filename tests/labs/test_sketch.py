"""A run's picture: small whatever the run is, and true to it."""

from __future__ import annotations

import json

import pytest

from apps.labs.looking_back.sketch import STEPS_ACROSS, sketch
from apps.labs.run.session import Session
from apps.simulation.faults.partition import Partition
from tests.clusters import ONES, quorum
from tests.schedules import play, scenarios


def test_every_operation_lies_under_a_bar_of_its_client_and_its_kind() -> None:
    for seed in range(30):
        session = Session(scenarios(seed), seed)
        play(session, seed)
        made = json.loads(json.dumps(sketch(session)))
        lanes = {lane["client"]: lane["bars"] for lane in made["lanes"]}
        assert made["until"] == session.simulation.now
        for name, operation in session.simulation.operations.items():
            if operation.invoked_tick is None:
                continue
            end = session.simulation.now if operation.completed_tick is None else operation.completed_tick
            over = [bar for bar in lanes[operation.client] if bar[0] <= operation.invoked_tick and end <= bar[1]]
            assert over
            if name in session.judgement.stale:
                assert any(kind == "stale" for _, _, kind in over)


def test_the_picture_of_a_long_run_is_as_small_as_that_of_a_short_one() -> None:
    run = quorum(ONES, workload_interval_ticks=50)
    run.advance(60_000)
    assert len(run.simulation.operations) > 500
    made = sketch(run)
    assert len(json.dumps(made)) < 12_000
    assert all(len(lane["bars"]) <= 2 * STEPS_ACROSS for lane in made["lanes"])


def test_a_stale_read_and_what_it_broke_are_on_the_picture_and_so_is_the_fault() -> None:
    run = quorum(ONES)
    run.finish(run.write("alice", "n1", "1"))
    run.apply(Partition((("n1", "n2"),)))
    run.finish(run.write("alice", "n1", "2"))
    assert not sketch(run)["verdicts"]["replicated"]["violated"]
    run.finish(run.read("bob", "n4"))
    made = sketch(run)
    assert made["lanes"][1]["bars"][0][2] == "stale"
    assert made["verdicts"]["replicated"]["violated"][0] == "linearizable"
    assert len(made["faults"]) == 1


@pytest.mark.parametrize("ticks", [0, 1])
def test_a_run_at_its_start_has_a_picture_too(ticks: int) -> None:
    run = quorum(ONES)
    run.advance(ticks)
    assert sketch(run)["until"] == ticks
    assert not sketch(run)["faults"]
