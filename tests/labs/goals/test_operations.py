"""Goals about single operations, and the faults around them."""

from __future__ import annotations

import re

import pytest

from apps.labs.goals.faults import fault_goals, fault_happened
from apps.labs.goals.goal import GoalError
from apps.simulation import events as e
from apps.simulation.faults.crash import CrashNode, RestartNode
from apps.simulation.faults.crash_point import SetCrashPoint
from apps.simulation.faults.drift import SetDrift
from apps.simulation.faults.latency import SetLatency
from apps.simulation.faults.message import DelayMessage, DropMessage, DuplicateMessage
from apps.simulation.faults.one_way import CutLink
from apps.simulation.faults.partition import Heal, Partition
from apps.simulation.faults.pause import PauseNode
from apps.simulation.faults.skew import SetSkew
from tests.clusters import MAJORITIES, ONES
from tests.labs.goals.asked import SAME, lab, tried

ONES_LAB = lab("stale-read", latency=SAME)
MAJORITY_LAB = lab("stale-read", latency=SAME, dials=MAJORITIES)
SLOW = (("n1", "n3"), ("n1", "n4"), ("n1", "n5"), ("n2", "n4"))


def test_a_read_that_missed_a_finished_write_is_told_first() -> None:
    run = tried(ONES_LAB, "stale_read")
    run.cut("n1", "n2")
    run.done("alice", "n1", "write", "x", "1")
    assert run.because == "alice's write x = 1 has completed. Now read x at a node that has not received it."
    run.done("bob", "n4", "read", "x")
    assert run.reached.operations == ("bob#1", "alice#1")


def test_a_read_that_saw_the_write_is_not_stale() -> None:
    run = tried(ONES_LAB, "stale_read")
    run.done("alice", "n1", "write", "x", "1")
    run.run_for(500)
    run.done("bob", "n4", "read", "x")
    assert (
        run.because
        == "bob's read x at n4 is not stale, because alice's write x = 1 had arrived there. Read at another node."
    )


def test_a_stale_read_without_a_cut_does_not_count_where_a_cut_is_asked_for() -> None:
    run = tried(ONES_LAB, "stale_read", during_partition=True)
    run.done("alice", "n1", "write", "x", "1")
    run.done("bob", "n4", "read", "x")
    assert "there was no partition" in run.because


def test_a_stale_read_counts_after_a_drop_only_at_the_node_whose_copy_was_lost() -> None:
    run = tried(ONES_LAB, "stale_read", after_drop=True)
    run.done("alice", "n1", "write", "x", "1")
    run.done("bob", "n3", "read", "x")
    assert "still on its way" in run.because
    lost = next(name for name in run.simulation.network.flights if name.startswith("n1>n4") and name.endswith("store"))
    run.apply(DropMessage(message=lost))
    run.run_for(2_000)
    run.done("bob", "n4", "read", "x")
    assert run.reached


def test_a_read_before_any_write_counts_during_a_partition_only() -> None:
    run = tried(ONES_LAB, "read_before_any_write")
    run.done("bob", "n4", "read", "x")
    assert run.because == "Nobody has written. Now let a client read, and wait for the answer."
    run.cut("n1", "n2")
    run.done("bob", "n4", "read", "x")
    assert run.reached.operations == ("bob#2",)


def test_a_read_does_not_count_as_one_before_any_write_once_somebody_has_begun_to_write() -> None:
    run = tried(ONES_LAB, "read_before_any_write")
    run.cut("n1", "n2")
    run.done("alice", "n1", "write", "x", "1")
    run.done("bob", "n4", "read", "x")
    assert run.because.startswith("Something was written in this run.")


def test_a_dropped_question_is_no_dropped_copy() -> None:
    run = tried(ONES_LAB, "fault_happened", fault="drop", message="store")
    run.ask("alice", "n1", "write", "x", "1")
    while not run.simulation.network.flights:
        assert run.step()
    run.apply(DropMessage(message=next(iter(run.simulation.network.flights))))
    assert "carried no value" in run.because


def test_two_reads_during_a_write_of_which_the_later_is_older_are_an_inversion() -> None:
    run = tried(lab("stale-read", latency=SAME, dials={**MAJORITIES, "write_back": False}), "new_old_inversion")
    for source, target in SLOW:
        run.apply(SetLatency(source=source, target=target, distribution="constant", low_ticks=900, high_ticks=900))
    run.ask("alice", "n1", "write", "x", "1")
    while not any(flight.body.kind == "store" for flight in run.simulation.network.flights.values()):
        assert run.step()
    run.run_for(150)
    run.done("bob", "n2", "read", "x")
    assert (
        run.because == "bob's read x ran during the write. Read again, at another node: can that read lose the value?"
    )
    run.done("carol", "n4", "read", "x")
    assert run.reached.operations == ("carol#1", "bob#1", "alice#1")


def test_a_read_that_misses_a_finished_write_is_stale_and_no_inversion() -> None:
    run = tried(ONES_LAB, "new_old_inversion")
    run.cut("n1", "n2")
    run.done("alice", "n1", "write", "x", "1")
    run.done("bob", "n1", "read", "x")
    run.done("carol", "n4", "read", "x")
    assert run.because.startswith("The later read missed a completed write: it is stale.")


def test_an_operation_without_an_answer_on_the_smaller_side_of_a_cut_is_unavailability() -> None:
    run = tried(MAJORITY_LAB, "unanswered", side="minority")
    run.cut("n1", "n2")
    assert run.because == "The cluster is partitioned. Now let a client ask a node on the smaller side."
    run.done("bob", "n4", "write", "x", "2")
    assert run.because == "All nodes that were asked during the partition (n4) have answered. Ask on the other side."
    run.ask("alice", "n1", "write", "x", "1")
    run.run_for(100)
    assert run.because == "alice's write x = 1 is waiting: let time go on until its client gives up."
    run.finish("alice#1")
    assert run.reached.operations == ("alice#1",)


def test_a_crashed_node_that_does_not_answer_is_no_unavailability() -> None:
    run = tried(MAJORITY_LAB, "unanswered", side="minority")
    run.cut("n1", "n2")
    run.apply(CrashNode("n1"))
    run.done("alice", "n1", "write", "x", "1")
    assert "All nodes that were asked" in run.because


def test_writes_that_were_acknowledged_on_both_sides_of_a_cut() -> None:
    run = tried(ONES_LAB, "writes_on_both_sides")
    run.cut("n1", "n2")
    run.done("alice", "n1", "write", "x", "1")
    assert run.because == "You have written at n1. Now write on the other side too."
    run.done("bob", "n4", "write", "y", "2")
    assert run.because == "Both sides have taken a write, but of different keys. Write the same key."
    run.done("bob", "n4", "write", "x", "2")
    assert run.reached.operations == ("bob#2", "alice#1")


def test_a_cut_that_is_healed_with_writes_on_one_side_only_does_not_count() -> None:
    run = tried(ONES_LAB, "writes_on_both_sides")
    run.cut("n1", "n2")
    run.done("alice", "n1", "write", "x", "1")
    run.heal()
    run.done("bob", "n4", "write", "x", "2")
    assert "All your writes went to one side" in run.because


def test_so_many_operations_at_so_many_nodes() -> None:
    run = tried(ONES_LAB, "operations_completed", number=2, action="write", at_nodes=2)
    run.done("alice", "n1", "read", "x")
    assert run.because == "0 of 2 writes completed so far."
    run.done("alice", "n1", "write", "x", "1")
    run.done("alice", "n1", "write", "x", "2")
    assert run.because == "All at n1: ask at 1 more node too."
    run.done("alice", "n2", "write", "x", "3")
    assert run.reached.operations == ("alice#4", "alice#3", "alice#2")


FAULTS = {
    "partition": [Partition((("n1",),))],
    "heal": [Partition((("n1",),)), Heal()],
    "cut_link": [CutLink(source="n1", target="n2")],
    "crash": [CrashNode("n1")],
    "restart": [CrashNode("n1"), RestartNode("n1")],
    "pause": [PauseNode("n1")],
    "skew": [SetSkew(node="n1", skew_ticks=100)],
    "drift": [SetDrift(node="n1", per_mille=100)],
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_counts_once_it_has_struck(fault: str) -> None:
    run = tried(ONES_LAB, "fault_happened", fault=fault)
    run.run_for(500)
    assert run.because.endswith(".")
    for command in FAULTS[fault]:
        run.apply(command)
    assert len(run.reached.events) == 1


@pytest.mark.parametrize("kind", ["drop", "delay", "duplicate"])
def test_a_message_counts_that_was_touched_by_hand(kind: str) -> None:
    run = tried(ONES_LAB, "fault_happened", fault=kind)
    run.ask("alice", "n1", "write", "x", "1")
    run.run_for(50)
    message = run.in_flight("n1", "n2")[0]
    commands = {
        "drop": DropMessage(message),
        "delay": DelayMessage(message=message, delay_ticks=100),
        "duplicate": DuplicateMessage(message),
    }
    run.apply(commands[kind])
    assert len(run.reached.events) == 1


def test_a_message_that_a_cut_has_killed_was_not_dropped_by_hand() -> None:
    run = tried(ONES_LAB, "fault_happened", fault="drop")
    run.ask("alice", "n1", "write", "x", "1")
    run.run_for(50)
    run.cut("n1")
    assert run.happened(e.MessageDropped)
    assert run.because == "Choose a message on its way and drop it."


def test_healing_what_was_not_cut_is_no_healing() -> None:
    run = tried(ONES_LAB, "fault_happened", fault="heal")
    run.heal()
    assert run.because == "Heal the partition."


def test_a_crash_at_a_point_is_told_from_one_by_hand() -> None:
    run = tried(lab("in-doubt", latency=SAME), "fault_happened", fault="crash_at_point", node="c")
    run.apply(CrashNode("c"))
    assert "let a node crash by itself at a point" in run.because
    run.apply(RestartNode("c"))
    run.apply(SetCrashPoint(node="c", point="before log decision"))
    run.ask("alice", "c", "commit", "x", "1")
    run.run_for(1_000)
    assert len(run.reached.events) == 1


def test_a_crash_at_a_point_elsewhere_says_where_it_is_to_be() -> None:
    run = tried(ONES_LAB, "fault_happened", fault="crash", node="n2")
    run.apply(CrashNode("n1"))
    assert run.because == "That was at n1; it should be n2."


def test_every_fault_that_a_goal_can_ask_for_stands_in_its_help() -> None:
    words = set(re.findall(r"\w+", fault_happened.__doc__ or ""))
    missing = set(fault_goals()) - words
    assert not missing, "name them in the docstring of apps.labs.goals.faults.fault_happened"


def test_a_fault_that_does_not_exist_is_refused_in_words() -> None:
    with pytest.raises(GoalError, match="There is no fault 'flood'"):
        tried(ONES_LAB, "fault_happened", fault="flood")


def test_a_goal_asked_under_another_setting_says_what_to_set() -> None:
    goal = {"protocol": "quorum", "dials": {"R": 1, "W": 1}}
    run = tried(MAJORITY_LAB, "stale_read", goal=goal)
    assert run.because == "Set R = 1 and W = 1 under Guarantee, and replay."
    run.run_for(500)
    assert run.because == "Set R = 1 and W = 1 under Guarantee, and replay."
    assert "No write" not in run.because
    elsewhere = tried(lab("gossip"), "stale_read", goal=goal)
    assert elsewhere.because == f"Choose {MAJORITY_LAB.spec.title} under Guarantee, and replay."
    assert "No write" in tried(lab("stale-read", dials=ONES), "stale_read", goal=goal).because
