"""Why a model broke: the late message is found in the run, and the fault is the one that held it up."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from typing import Any

import pytest

from apps.labs.find.schedule import fault_kinds
from apps.labs.run import causes, judgement
from apps.labs.run.projection import fold
from apps.labs.run.scenario import Scenario
from apps.labs.run.session import Session
from apps.simulation import FAULTS
from apps.simulation.faults.crash import CrashNode, RestartNode
from apps.simulation.faults.disk import DiskLost, LoseDisk
from apps.simulation.faults.latency import SetLatency
from apps.simulation.faults.loss import SetLoss
from apps.simulation.faults.message import DelayMessage, DropMessage
from apps.simulation.faults.one_way import CutLink
from apps.simulation.faults.partition import Partition
from apps.simulation.faults.pause import PauseNode, ResumeNode
from apps.simulation.faults.promotion import PromoteNode
from apps.simulation.faults.skew import SetSkew
from tests.clusters import ONES, Run, eventual, quorum
from tests.schedules import REGISTERS, play, scenarios


def stale_read(prepare: Callable[[Run], Any], *, reader: str = "n4", wait_ticks: int = 60) -> dict[str, Any]:
    """The cause shown for a read of the old value at another node, after something was done to the cluster."""
    run = quorum(ONES)
    prepare(run)
    run.finish(run.write("alice", "n1", "1"))
    run.run_for(wait_ticks)
    run.finish(run.read("bob", reader))
    verdict = run.snapshot()["verdicts"]["replicated"]["linearizable"]
    assert verdict["status"] == "violated"
    assert verdict["operations"] == ["alice#1", "bob#1"]
    cause = verdict["cause"]
    assert cause["message"].startswith("n1>n4#")
    assert cause["message"].endswith(":store")
    return dict(cause, run=run)


HELD_UP_BY: dict[str, tuple[Callable[[Run], Any], str]] = {
    "partition": (
        lambda run: run.apply(Partition((("n4", "n5"),))),
        "was lost at the partition n1 n2 n3 | n4 n5, drawn at 0.000 s",
    ),
    "one-way cut": (lambda run: run.apply(CutLink(source="n1", target="n4")), "was lost at the one-way cut"),
    "loss": (lambda run: run.apply(SetLoss(source="n1", target="n4", per_mille=1000)), "was lost on the way"),
    "latency": (
        lambda run: run.apply(
            SetLatency(source="n1", target="n4", distribution="constant", low_ticks=900, high_ticks=900)
        ),
        "was slow: the latency was set to 900 to 900 ms",
    ),
}


@pytest.mark.parametrize("fault", HELD_UP_BY)
def test_the_fault_that_held_the_message_up_is_named(fault: str) -> None:
    prepare, words = HELD_UP_BY[fault]
    cause = stale_read(prepare)
    assert words in cause["text"]
    named = [event for event in cause["run"].__dict__["trace"] if event.sequence == cause["fault"]]
    assert named


def test_without_a_fault_the_network_alone_is_named() -> None:
    cause = stale_read(lambda run: None)
    assert "No fault was needed" in cause["text"]
    assert cause["fault"] is None


def test_a_message_dropped_or_delayed_by_hand_is_said_to_be() -> None:
    for command, words in ((DropMessage, "dropped manually"), (DelayMessage, "delayed manually")):
        run = quorum(ONES)
        run.write("alice", "n1", "1")
        while not (store := run.in_flight("n1", "n4", "store")):
            assert run.step()
        extra = {"delay_ticks": 5_000} if command is DelayMessage else {}
        run.apply(command(message=store[0], **extra) if extra else command(store[0]))
        run.finish("alice#1")
        run.run_for(150)
        run.finish(run.read("bob", "n4"))
        cause = run.snapshot()["verdicts"]["replicated"]["linearizable"]["cause"]
        assert (cause["message"], words in cause["text"]) == (store[0], True)


def test_a_paused_node_is_named_where_its_message_waits_behind_the_read() -> None:
    run = quorum(ONES)
    run.apply(PauseNode("n4"))
    run.finish(run.write("alice", "n1", "1"))
    read = run.read("bob", "n4")
    run.run_for(300)
    run.apply(ResumeNode("n4"))
    run.finish(read)
    cause = run.snapshot()["verdicts"]["replicated"]["linearizable"]["cause"]
    assert "waited there: n4 was paused, set at 0.000 s" in cause["text"]


def test_a_clock_that_was_set_wrong_is_named_when_a_finished_write_loses() -> None:
    run = eventual("wall", nodes=("n1", "n2", "n3"), style="push")
    run.apply(SetSkew(node="n1", skew_ticks=60_000))
    run.finish(run.write("alice", "n1", "1"))
    run.run_for(4_000)
    run.finish(run.write("bob", "n2", "2"))
    run.run_for(4_000)
    run.finish(run.read("carol", "n2"))
    cause = run.snapshot()["verdicts"]["replicated"]["linearizable"]["cause"]
    assert "n1's clock was 60.000 s ahead" in cause["text"]
    skew = next(event for event in run.__dict__["trace"] if event.sequence == cause["fault"])
    assert type(skew).__name__ == "SkewSet"


def test_a_fail_over_is_named_when_the_new_primary_lacks_the_write() -> None:
    dials = {"acks": "0", "reads": "primary", "fail_over": "hand", "fail_over_ticks": 1_200}
    run = Run(Scenario(protocol="primary_backup", dials=dials, nodes=("n1", "n2", "n3")), 1)
    run.finish(run.write("alice", "n1", "1"))
    run.apply(CrashNode("n1"))
    run.apply(PromoteNode("n2"))
    run.run_for(1_000)
    run.finish(run.read("bob", "n2"))
    cause = run.snapshot()["verdicts"]["replicated"]["linearizable"]["cause"]
    assert cause["text"].startswith("n2 took over at 0.")
    assert next(e for e in run.__dict__["trace"] if e.sequence == cause["fault"]).process == "n2"


def test_a_lost_disk_is_named_when_the_node_answers_without_the_write() -> None:
    run = quorum(ONES)
    run.finish(run.write("alice", "n1", "1"))
    run.run_for(1_000)
    run.apply(LoseDisk("n4"))
    run.apply(RestartNode("n4"))
    run.finish(run.read("bob", "n4"))
    cause = run.snapshot()["verdicts"]["replicated"]["linearizable"]["cause"]
    assert cause["text"] == "n4 lost its disk at 1.024 s, and with it x = 1."
    lost = next(event for event in run.__dict__["trace"] if event.sequence == cause["fault"])
    assert isinstance(lost, DiskLost)


NO_EVENT_OF_ITS_OWN = {"message"}
HOLDS_NOTHING_UP = {"duplication"}


@pytest.mark.parametrize("fault", sorted({*fault_kinds()} - NO_EVENT_OF_ITS_OWN - HOLDS_NOTHING_UP))
def test_every_fault_that_can_break_a_model_is_looked_for_as_its_cause(fault: str) -> None:
    words = set(re.findall(r"\w+", inspect.getsource(causes)))
    assert words & {kind.event.__name__ for kind in FAULTS[fault].events}, (
        f"let apps/labs/run/causes.py name {fault}, with a test here; or say here that it holds nothing up"
    )


def test_a_cause_is_told_as_it_was_when_the_model_broke() -> None:
    cause = stale_read(lambda run: None)
    run = cause["run"]
    run.run_for(10_000)
    assert run.snapshot()["verdicts"]["replicated"]["linearizable"]["cause"]["text"] == cause["text"]


@pytest.mark.parametrize("seed", range(12))
def test_causes_asked_for_at_the_end_are_those_told_at_once(seed: int) -> None:
    scenario = scenarios(seed, REGISTERS[seed % len(REGISTERS)])
    asked_late, told = Session(scenario, seed), Session(scenario, seed)
    told.follow()
    log = play(asked_late, seed, commands=40)
    for logged in log:
        told.advance_to(logged.position)
        told.apply(logged.command)
    told.advance_to(asked_late.simulation.position)
    view = Session(scenario, seed).snapshot()
    fold(view, told.drain())
    assert view["verdicts"] == asked_late.snapshot()["verdicts"]


def test_of_a_run_with_too_many_steps_to_be_replayed_at_once_no_cause_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    for steps_max, is_told in ((10, False), (50_000, True)):
        monkeypatch.setattr(judgement, "STEPS_REPLAYED_MAX", steps_max)
        run = quorum(ONES)
        run.apply(Partition((("n4", "n5"),)))
        run.finish(run.write("alice", "n1", "1"))
        run.run_for(2_000)
        run.finish(run.read("bob", "n4"))
        verdict = run.snapshot()["verdicts"]["replicated"]["linearizable"]
        assert (verdict["status"], verdict["cause"] is not None) == ("violated", is_told), run.simulation.steps_in_all
