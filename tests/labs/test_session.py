"""Runs are replayed exactly, and carried over to other protocols and dials."""

from __future__ import annotations

import json

import pytest

from apps.labs.catalogue import catalogue
from apps.labs.demo import demo_recording
from apps.labs.protocols import stores
from apps.labs.run.scenario import Scenario
from apps.labs.run.session import LoggedCommand, Session, replay, replay_under
from apps.simulation import Position
from apps.simulation import commands as c
from apps.simulation.faults.message import DropMessage
from apps.simulation.faults.partition import Partition
from apps.simulation.faults.promotion import PromoteNode
from tests.clusters import MAJORITIES, ONES, quorum
from tests.schedules import play, scenarios
from tests.seeds import over_seeds

every_lab = pytest.mark.parametrize("lab", catalogue().values(), ids=lambda lab: lab.slug)


@pytest.mark.parametrize("seed", range(40))
def test_a_replay_stopped_anywhere_shows_what_the_run_showed_there(seed: int) -> None:
    scenario = scenarios(seed)
    session = Session(scenario, seed)
    log = play(session, seed, commands=20, ticks=1_500)
    live = Session(scenario, seed)
    for index, logged in enumerate(log):
        live.advance_to(logged.position)
        live.apply(logged.command)
        here = live.simulation.position
        assert replay(scenario, seed, log[: index + 1], here).snapshot() == live.snapshot()


@every_lab
def test_a_lab_boots_runs_and_replays_identically(lab) -> None:
    session = Session(lab.scenario, 5)
    log = play(session, 5)
    assert session.snapshot()["operations"]
    assert replay(lab.scenario, 5, log, session.simulation.position).snapshot() == session.snapshot()


@every_lab
def test_a_scenario_survives_being_stored(lab) -> None:
    assert Scenario.from_json(json.loads(json.dumps(lab.scenario.to_json()))) == lab.scenario


def _schedule() -> list[LoggedCommand]:
    run = quorum(ONES)
    log = []

    def do(tick: int, command: c.Command) -> None:
        run.advance(tick)
        log.append(LoggedCommand(run.simulation.position, command))
        run.apply(command)

    do(0, c.InvokeOperation(client="alice", node="n1", operation="write", key="x", value="1"))
    do(1_000, Partition((("n1", "n2"),)))
    do(1_100, c.InvokeOperation(client="alice", node="n1", operation="write", key="x", value="2"))
    do(2_700, c.InvokeOperation(client="bob", node="n4", operation="read", key="x"))
    return log


def test_the_same_schedule_is_stale_under_quorums_of_one_and_not_under_majorities() -> None:
    scenario = quorum(ONES).scenario
    stale = replay_under(scenario, 1, _schedule(), 8_000)
    assert list(stale.session.judgement.stale) == ["bob#1"]
    kept = replay_under(scenario.under("quorum", MAJORITIES), 1, _schedule(), 8_000)
    assert not kept.session.judgement.stale
    outcomes = {name: op.status for name, op in kept.session.simulation.operations.items()}
    assert outcomes == {"alice#1": "ok", "alice#2": "info", "bob#1": "ok"}
    assert len(kept.taken) == 4


@pytest.mark.parametrize("protocol", stores().values(), ids=lambda protocol: protocol.name)
@over_seeds(5, 40)
def test_every_command_but_those_on_messages_carries_over_to_every_protocol(protocol, seeds: range) -> None:
    for seed in seeds:
        scenario = scenarios(seed)
        session = Session(scenario, seed)
        log = play(session, seed)
        other = scenario.under(protocol.name, protocol.defaults(len(scenario.nodes)))
        carried = replay_under(other, seed, log, session.simulation.now)
        taken = {index for _, index in carried.taken}
        for index, logged in enumerate(log):
            if not hasattr(logged.command, "message") and not isinstance(
                logged.command, c.InvokeOperation | PromoteNode
            ):
                assert index in taken
        assert len(taken) + len(carried.not_applied) == len(log)


def test_a_carried_run_is_itself_replayed_exactly_from_its_new_log() -> None:
    for seed in range(20):
        scenario = scenarios(seed)
        session = Session(scenario, seed)
        log = play(session, seed)
        other = scenario.under("quorum", {"N": 1, "R": 1, "W": 1, "write_back": True})
        carried = replay_under(other, seed, log, session.simulation.now)
        new_log = [LoggedCommand(position, log[index].command) for position, index in carried.taken]
        again = replay(other, seed, new_log, carried.session.simulation.position)
        assert again.snapshot() == carried.session.snapshot()


def test_a_command_on_a_message_without_counterpart_is_left_out_in_words() -> None:
    scenario = quorum(ONES).scenario
    log = [LoggedCommand(Position(0, 0), DropMessage("n1>n2#1:push"))]
    carried = replay_under(scenario, 1, log, 100)
    assert carried.not_applied == ("Drop message push from n1 to n2 at 0 ms: That message is no longer in flight.",)


def test_the_home_page_shows_a_real_stale_read_while_the_cluster_is_cut() -> None:
    recording = demo_recording()
    events = recording["events"]
    stale = [
        change for event in events for change in event["set"] if change[0][0] == "operations" and change[1]["stale"]
    ]
    assert stale
    kinds = [event["kind"] for event in events]
    last = [event for event in events if event["kind"] == "operation_completed"][-1]
    assert kinds.index("partitioned") < events.index(last) < kinds.index("healed")
    assert last["text"] == "bob's read x at n3 returns 4"
