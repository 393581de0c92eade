"""Going back in time is folding a recording: it shows what a replay from the start to that moment shows."""

from __future__ import annotations

import copy
import json

import pytest

from apps.labs.looking_back.moment import Moment, replay_until
from apps.labs.looking_back.recording import recording
from apps.labs.protocols import stores
from apps.labs.run.projection import fold
from apps.labs.run.session import Session
from apps.simulation import Position
from tests.schedules import play, scenarios


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.sweep) for seed in range(1, 6))])
@pytest.mark.parametrize("protocol", stores())
def test_the_view_at_every_event_is_that_of_a_fresh_replay_up_to_there(protocol: str, seed: int) -> None:
    scenario = scenarios(seed, protocol)
    session = Session(scenario, seed)
    log = play(session, seed, commands=16, ticks=1_200)
    end = session.simulation.position
    made = json.loads(json.dumps(recording(1, scenario, seed, log, end)))
    view, events = made["view"], made["events"]
    seqs = [event["seq"] for event in events]
    assert seqs == list(range(made["seq"] + 1, made["until"]["seq"] + 1))
    folded = made["seq"]
    for event in events:
        if event["seq"] <= folded:
            continue
        fresh, _ = replay_until(scenario, seed, log, end, Moment(event["seq"], event["tick"]))
        step = [each for each in events if folded < each["seq"] <= fresh.simulation.sequence]
        fold(view, step)
        folded = step[-1]["seq"]
        assert folded == fresh.simulation.sequence
        assert view == json.loads(json.dumps(fresh.snapshot()))
    assert made["until"]["tick"] == session.simulation.now


def test_a_recording_begins_with_the_first_view_and_the_events_that_made_it() -> None:
    scenario = scenarios(3, "quorum")
    made = recording(7, scenario, 3, [], Position(0))
    assert made["run"] == 7
    assert made["until"] == {"seq": made["seq"], "tick": made["tick"]}
    assert [event["kind"] for event in made["log"]] == ["node_started"] * len(scenario.nodes)
    assert made["view"] == copy.deepcopy(Session(scenario, 3).snapshot())
