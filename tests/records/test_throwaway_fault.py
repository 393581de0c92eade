"""A fault that only this test declares works through every layer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from apps.classroom.teaching import pushes
from apps.labs.find.schedule import fault_schedule
from apps.labs.goals.goal import Goal
from apps.labs.run.scenario import Scenario
from apps.live.lab import wire
from apps.simulation import FAULTS
from apps.simulation.commands import Command, CommandKind
from apps.simulation.events import Event, event_class
from apps.simulation.fault import Active, Episode, EventKind, Fault, FaultGoal, Push, Schedule
from apps.simulation.kernel import Kernel
from tests.clusters import ONES, Run


@dataclass(frozen=True, slots=True)
class TakeNap(Command):
    """The node handles nothing any more."""

    node: str


@event_class
class NapTaken(Event):
    """A node has fallen asleep."""


def _nap(kernel: Kernel, command: TakeNap) -> None:
    node = kernel.nodes[command.node]
    node.status = "paused"
    kernel.emit_at(node.index, NapTaken)


def _draw(episode: Episode) -> Schedule:
    return ((episode.begin_tick, TakeNap(episode.node())),)


def _active(kernel: Kernel) -> Iterator[Active]:
    for name, node in kernel.nodes.items():
        if node.status == "paused":
            yield Active(f"nap {name}", "nap", f"{name} sleeps", name)


NAP = Fault(
    name="nap",
    title="Nap",
    order=1_000,
    commands=(CommandKind("take_nap", TakeNap, lambda kernel, command: None, _nap),),
    events=(EventKind(NapTaken, lambda event: "falls asleep"),),
    goals=(FaultGoal("nap", NapTaken, "Send a node to sleep."),),
    pushes=(
        Push("nap_first", "Send n1 to sleep", lambda kernel: [TakeNap(kernel.cluster.nodes[0])], "sent n1 to sleep"),
    ),
    draw=_draw,
    active=_active,
)
GOAL = Goal(name="nap", title="A node sleeps", predicate="fault_happened", terms={"fault": "nap"})


@pytest.fixture(autouse=True)
def held() -> Iterator[None]:
    with FAULTS.holding(NAP):
        yield


def napped() -> Run:
    run = Run(Scenario(protocol="quorum", dials=ONES, goals=(GOAL,)), 1)
    run.follow()
    submission = wire.parse('{"type": "take_nap", "id": "c1", "node": "n1"}')
    assert isinstance(submission, wire.Submission)
    assert isinstance(submission.body, TakeNap)
    run.apply(submission.body)
    return run


def test_a_new_fault_is_on_the_wire_narrated_and_marked_as_a_fault() -> None:
    event = next(event for event in napped().drain() if event["kind"] == "nap_taken")
    assert event["text"] == "n1 falls asleep"
    assert event["fault"] is True


def test_a_new_fault_is_in_force_on_the_diagram() -> None:
    faults = napped().snapshot()["faults"]
    assert {"key": "nap n1", "kind": "nap", "label": "n1 sleeps", "node": "n1"} in faults


def test_a_new_fault_is_drawn_in_schedules_and_stored_in_scripts() -> None:
    scenario = Scenario(protocol="quorum", dials=ONES)
    script = fault_schedule(scenario, 1, faults=("nap",), ticks=10_000, operations=0)
    assert {type(command) for _, command in script} == {TakeNap}
    scripted = Scenario(protocol="quorum", dials=ONES, script=script)
    assert Scenario.from_json(scripted.to_json()) == scripted


def test_a_new_fault_can_be_asked_for_by_a_goal_and_pushed_to_a_class() -> None:
    run = napped()
    assert [goal["name"] for goal in run.snapshot()["goals"] if goal["reached"]] == ["nap"]
    assert pushes()["nap_first"].commands(run.simulation) == [TakeNap("n1")]


def test_a_fault_beyond_all_claims_leaves_schedules_that_do_not_name_it_as_they_are() -> None:
    scenario = Scenario(protocol="quorum", dials=ONES)

    def schedules() -> list[Schedule]:
        return [fault_schedule(scenario, seed, ticks=10_000, operations=5) for seed in range(20)]

    with FAULTS.holding(replace(NAP, name="deep_nap", commands=(), is_claimed=False)):
        with_it = schedules()
    assert with_it == schedules()


def test_a_fault_leaves_with_its_block() -> None:
    with FAULTS.holding(Fault(name="short", commands=())):
        assert "short" in FAULTS
    assert "short" not in FAULTS
