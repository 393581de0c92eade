"""A snapshot and the events after it equal a fresh snapshot, for every command and every kind of event."""

from __future__ import annotations

import copy
import json
from random import Random
from typing import Any

import pytest

from apps.labs.protocols import agreements
from apps.labs.run.narration import NARRATORS
from apps.labs.run.projection import fold, kind_of
from apps.labs.run.session import Session
from apps.labs.run.view import OPERATIONS_SHOWN
from apps.simulation import CommandError, command_kinds, fault_events
from apps.simulation.events import Event
from apps.simulation.faults.crash import CrashNode, RestartNode
from apps.simulation.faults.drift import SetDrift
from apps.simulation.faults.latency import SetLatency
from apps.simulation.faults.loss import SetLoss
from apps.simulation.faults.one_way import CutLink, MendLink
from apps.simulation.faults.partition import Heal, Partition
from apps.simulation.faults.pause import PauseNode, ResumeNode
from apps.simulation.faults.skew import SetSkew
from apps.simulation.faults.slow_node import SetProcessing
from tests.clusters import ONES, eventual, quorum
from tests.schedules import any_command, scenarios


def events_of_ours() -> list[type[Event]]:
    """Every kind of event but those that tests declare."""
    return [event for event in Event.__subclasses__() if event.__module__.startswith("apps.")]


class Follower:
    """A page: starts with a snapshot, folds what comes, and can be held to a fresh snapshot."""

    def __init__(self, session: Session) -> None:
        self.session = session
        session.follow()
        self.view: dict[str, Any] = copy.deepcopy(session.snapshot())
        self.seq = session.simulation.sequence
        self.kinds: set[str] = set()

    def hold(self) -> None:
        """Fold what is new; the view must equal a fresh snapshot, and no event may be missing."""
        events = json.loads(json.dumps(self.session.drain()))
        assert [event["seq"] for event in events] == list(range(self.seq + 1, self.seq + 1 + len(events)))
        self.seq += len(events)
        self.kinds |= {event["kind"] for event in events}
        fold(self.view, events)
        assert self.view == json.loads(json.dumps(self.session.snapshot()))


ANY_STORE = [(None, seed) for seed in range(40)]
EACH_AGREEMENT = [(name, seed) for name in agreements() for seed in range(4)]
SEEDS_QUICK = {None: 4}
"""How many of a kind are held every time; of an agreement, one. The others are for a sweep."""


def cases() -> list[Any]:
    """Every protocol with its seeds."""
    every = [*ANY_STORE, *EACH_AGREEMENT]
    return [
        pytest.param(only, seed, marks=[] if seed < SEEDS_QUICK.get(only, 1) else pytest.mark.sweep)
        for only, seed in every
    ]


@pytest.mark.parametrize(("only", "seed"), cases())
def test_folding_events_gives_the_fresh_view_after_every_command_and_step(only: str | None, seed: int) -> None:
    session, random = Session(scenarios(seed, only), seed), Random(seed)
    follower = Follower(session)
    for _ in range(60):
        session.advance(session.simulation.now + random.randint(0, 120))
        follower.hold()
        for _ in range(3):
            session.step()
            follower.hold()
        try:
            session.apply(any_command(session.simulation, random))
        except CommandError:
            continue
        follower.hold()


def test_every_kind_of_command_and_event_was_among_them() -> None:
    every_command = {kind.command for kind in command_kinds()}
    every_kind = {kind_of(event) for event in events_of_ours()} - {"run_ended"}
    commands, kinds = set(), set()
    for seed in range(60):
        if (commands, kinds) == (every_command, every_kind):
            break
        session, random = Session(scenarios(seed), seed), Random(seed)
        follower = Follower(session)
        for _ in range(60):
            session.advance(session.simulation.now + random.randint(0, 120))
            command = any_command(session.simulation, random)
            try:
                session.apply(command)
            except CommandError:
                continue
            commands.add(type(command))
        follower.hold()
        kinds |= follower.kinds
    assert commands == every_command
    assert kinds == every_kind


def test_the_end_of_a_run_is_folded_too() -> None:
    run = quorum(ONES, workload_interval_ticks=50)
    run.advance(60_000)
    follower = Follower(run)
    run.advance(10**6)
    follower.hold()
    assert follower.view["ended"]


def test_only_the_latest_operations_are_shown() -> None:
    run = quorum({**ONES, "N": 1}, nodes=("n1",))
    follower = Follower(run)
    for _ in range(OPERATIONS_SHOWN + 20):
        run.finish(run.read("alice", "n1"))
    follower.hold()
    assert len(follower.view["operations"]) == OPERATIONS_SHOWN


def test_every_kind_of_event_has_its_words() -> None:
    narrated = {event.__name__ for event in (*NARRATORS, *fault_events())}
    assert narrated == {event.__name__ for event in events_of_ours()}


def labels(run: Session) -> list[str]:
    return [fault["label"] for fault in run.snapshot()["faults"]]


def test_what_the_run_began_with_is_no_fault_and_what_differs_from_it_is() -> None:
    run = quorum(ONES, loss_per_mille=100)
    assert labels(run) == []
    run.apply(SetLatency(source="n1", target="n2", distribution="uniform", low_ticks=5, high_ticks=9))
    run.apply(SetLoss(per_mille=0))
    assert labels(run) == ["loss 0 %", "n1→n2 latency 5–9 ms"]
    run.apply(SetLoss(per_mille=100))
    assert labels(run) == ["n1→n2 latency 5–9 ms"]


def test_each_fault_in_force_is_listed_until_it_is_taken_away() -> None:
    run = quorum(ONES)
    for begin, label, end in (
        (CrashNode("n2"), "n2 crashed", RestartNode("n2")),
        (PauseNode("n2"), "n2 paused", ResumeNode("n2")),
        (Partition((("n1",),)), "partition n1 | n2 n3 n4 n5", Heal()),
        (CutLink(source="n1", target="n2"), "cut n1→n2", MendLink(source="n1", target="n2")),
        (SetSkew(node="n1", skew_ticks=-1_500), "n1 clock −1.5 s", SetSkew(node="n1", skew_ticks=0)),
        (SetDrift(node="n1", per_mille=-3), "n1 clock drifts -3 ‰", SetDrift(node="n1", per_mille=0)),
        (SetProcessing(node="n1", processing_ticks=20), "n1 slow 20 ms", SetProcessing(node="n1", processing_ticks=0)),
    ):
        run.apply(begin)
        assert labels(run) == [label]
        run.apply(end)
        assert labels(run) == []


def test_siblings_are_shown_with_their_writes_and_versions() -> None:
    run = eventual("siblings")
    run.finish(run.write("alice", "n1", "A"))
    run.finish(run.write("bob", "n1", "B"))
    shown = run.snapshot()["nodes"]["n1"]["values"]["x"]
    assert shown == [
        {"value": "A", "write": "alice#1", "version": "[alice:1]"},
        {"value": "B", "write": "bob#1", "version": "[bob:1]"},
    ]
