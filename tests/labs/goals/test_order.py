"""Goals about causal order, sessions and siblings."""

from __future__ import annotations

from typing import Any

import pytest

from apps.labs.goals.sessions import GUARANTEES
from apps.simulation.faults.crash import CrashNode
from apps.simulation.faults.latency import SetLatency
from tests.labs.goals.asked import SAME, Tried, lab, tried

CAUSAL = lab("question-and-answer", latency=SAME)
SESSIONS = lab("four-guarantees", latency=SAME)
SIBLINGS = lab("siblings", latency=SAME)


def slow_to_n4(run: Tried) -> None:
    run.apply(SetLatency(source="n1", target="n4", distribution="constant", low_ticks=3000, high_ticks=3000))


SHOWN_FIRST = lab("stale-read", latency=SAME, dials={"write_back": False})


@pytest.mark.parametrize(
    ("scenario", "predicate", "terms"),
    [
        (SHOWN_FIRST, "model_violated", {"model": "causal_ccv"}),
        (lab("question-and-answer", latency=SAME, dials={"conflict": "lamport"}), "waited_for_cause", {}),
        (
            lab("question-and-answer", latency=SAME, dials={"conflict": "lamport"}),
            "model_kept",
            {"model": "causal_ccv", "operations": 5},
        ),
    ],
    ids=["shown first", "waits", "kept"],
)
def test_one_schedule_shows_the_reply_first_or_lets_it_wait(scenario: Any, predicate: str, terms: Any) -> None:
    run = tried(scenario, predicate, **terms)
    comment_and_reply(run)
    run.run_for(300)
    run.done("carol", "n4", "read", "y")
    run.done("carol", "n4", "read", "x")
    run.run_for(5_000)
    assert run.reached.operations


def comment_and_reply(run: Tried) -> None:
    slow_to_n4(run)
    run.done("alice", "n1", "write", "x", "comment")
    run.run_for(300)
    run.done("bob", "n2", "read", "x")
    run.done("bob", "n2", "write", "y", "reply")


def test_a_reply_that_overtook_its_comment_waits_for_it() -> None:
    run = tried(CAUSAL, "waited_for_cause")
    assert run.because == "Write something, and delay one of its messages on its way."
    comment_and_reply(run)
    run.run_for(300)
    assert run.because == "bob#2 waits at n4 for n1 #1: let that arrive."
    run.run_for(4_000)
    assert run.reached.operations == ("bob#2", "alice#1")
    assert len(run.reached.events) == 2


def test_a_late_message_alone_makes_nothing_wait() -> None:
    run = tried(CAUSAL, "waited_for_cause")
    run.done("alice", "n1", "write", "x", "comment")
    assert run.because.startswith("Everything arrived in order.")
    slow_to_n4(run)
    run.done("alice", "n1", "write", "x", "comment 2")
    run.done("bob", "n2", "write", "y", "reply to nothing")
    run.run_for(5_000)
    assert run.because.startswith("Nothing came before its cause")


def test_what_waited_where_a_crash_took_it_has_not_taken_effect() -> None:
    run = tried(CAUSAL, "waited_for_cause")
    comment_and_reply(run)
    run.run_for(300)
    run.apply(CrashNode("n4"))
    run.run_for(5_000)
    assert run.because.startswith("Nothing came before its cause")


def test_an_operation_waits_for_its_cause_under_causal_delivery() -> None:
    run = tried(lab("operations-travel", latency=SAME, dials={"delivery": "causal"}), "waited_for_cause")
    slow_to_n4(run)
    run.done("alice", "n1", "add", "x", "milk")
    run.run_for(300)
    run.done("bob", "n2", "remove", "x", "milk")
    run.run_for(5_000)
    assert run.reached.operations[0] == "bob#1"


def test_under_eventual_nothing_waits() -> None:
    run = tried(lab("gossip"), "waited_for_cause")
    run.done("alice", "n1", "write", "x", "1")
    assert run.because.startswith("Here nothing waits for its cause")


def test_the_same_schedule_breaks_causal_under_eventual() -> None:
    run = tried(lab("gossip", latency=SAME), "model_violated", model="causal_ccv")
    run.cut("n1", "n2")
    run.done("alice", "n1", "write", "x", "comment")
    run.run_for(10_000)
    run.done("bob", "n2", "read", "x")
    run.heal()
    run.cut("n1", "n4")
    run.done("bob", "n3", "write", "y", "reply")
    run.done("carol", "n3", "read", "y")
    run.done("carol", "n3", "read", "x")
    assert "carol#2" in run.reached.operations


# Sessions


def lose(run: Tried, guarantee: str) -> None:
    run.cut("n1", "n2")
    run.done("alice", "n1", "write", "x", "1")
    if guarantee == "read_your_writes":
        run.done("alice", "n4", "read", "x")
    elif guarantee == "monotonic_reads":
        run.done("bob", "n1", "read", "x")
        run.done("bob", "n4", "read", "x")
    else:
        if guarantee == "monotonic_writes":
            run.done("alice", "n4", "write", "y", "2")
        else:
            run.done("bob", "n1", "read", "x")
            run.done("bob", "n4", "write", "y", "2")
        run.done("carol", "n4", "read", "y")
        run.done("carol", "n4", "read", "x")


@pytest.mark.parametrize("guarantee", GUARANTEES)
def test_a_guarantee_is_lost_where_its_dial_is_off(guarantee: str) -> None:
    goal = {"protocol": "session", "dials": {guarantee: False}}
    run = tried(
        lab("four-guarantees", latency=SAME, dials={guarantee: False}),
        "guarantee_violated",
        1,
        goal,
        guarantee=guarantee,
    )
    assert run.because.startswith("Let a client")
    lose(run, guarantee)
    assert run.reached.operations


def test_a_guarantee_whose_dial_is_on_says_which_to_turn_off() -> None:
    goal = {"protocol": "session", "dials": {"read_your_writes": False}}
    run = tried(SESSIONS, "guarantee_violated", 1, goal, guarantee="read_your_writes")
    lose(run, "read_your_writes")
    assert run.because == "Set Read your writes off under Guarantee, and replay."


def test_who_reads_at_the_node_that_was_written_loses_nothing() -> None:
    run = tried(
        lab("four-guarantees", dials={"read_your_writes": False}), "guarantee_violated", guarantee="read_your_writes"
    )
    run.done("alice", "n1", "write", "x", "1")
    run.done("alice", "n1", "read", "x")
    assert run.because == "Let a client write, and read the same key at another node."
    run.run_for(10_000)
    run.done("alice", "n4", "read", "x")
    assert run.because.startswith("The node that was read had the write already")


def test_a_session_that_waited_at_a_node_that_was_behind_kept_its_guarantees() -> None:
    run = tried(SESSIONS, "guarantees_kept")
    run.done("alice", "n1", "write", "x", "1")
    assert run.because.startswith("No node that was asked was behind its client.")
    run.ask("alice", "n4", "read", "x")
    run.run_for(50)
    assert run.because == "alice's read x waits until its node is recent enough: let time go on."
    run.finish("alice#2")
    if run.simulation.operations["alice#2"].status == "ok":
        assert run.reached.operations == ("alice#2",)


@pytest.mark.parametrize("when_behind", ["redirect", "refuse"])
def test_a_session_that_was_sent_away_kept_its_guarantees(when_behind: str) -> None:
    run = tried(lab("four-guarantees", latency=SAME, dials={"when_behind": when_behind}), "guarantees_kept")
    run.cut("n1")
    run.done("alice", "n1", "write", "x", "1")
    run.done("alice", "n4", "read", "x")
    assert run.reached.operations == ("alice#2",)


def test_a_run_that_lost_a_guarantee_has_not_kept_them() -> None:
    run = tried(lab("four-guarantees", latency=SAME, dials={"read_your_writes": False}), "guarantees_kept")
    lose(run, "read_your_writes")
    assert run.because == "This run has lost read your writes: turn it on under Guarantee, and replay."


# Siblings


def two_sides(run: Tried) -> None:
    run.cut("n1")
    run.done("alice", "n1", "write", "x", "milk")
    run.done("bob", "n2", "write", "x", "bread")


def test_concurrent_writes_that_met_are_siblings() -> None:
    run = tried(SIBLINGS, "siblings_made")
    assert run.because.startswith("Siblings need two writes of one key")
    two_sides(run)
    assert run.because == "The two values have not met yet: let the replicas gossip, or heal the partition."
    run.heal()
    run.run_for(3_000)
    assert set(run.reached.operations) == {"alice#1", "bob#1"}


def test_a_write_after_a_read_makes_no_siblings() -> None:
    run = tried(SIBLINGS, "siblings_made")
    run.done("alice", "n1", "write", "x", "milk")
    run.done("bob", "n1", "read", "x")
    run.done("bob", "n1", "write", "x", "bread")
    assert run.because == (
        "bob's write x = bread replaced alice's write x = milk: its client had seen it. Write without having read."
    )


def test_under_cut_vectors_a_write_after_a_read_asks_for_more_writers() -> None:
    run = tried(lab("siblings", dials={"conflict": "cut_3"}), "siblings_made", number=3)
    run.done("alice", "n1", "write", "x", "milk")
    run.done("bob", "n1", "read", "x")
    run.done("bob", "n1", "write", "x", "bread")
    assert run.because.endswith("its client had seen it. Let more clients read and write.")


def test_under_last_writer_wins_there_are_no_siblings() -> None:
    run = tried(lab("gossip"), "siblings_made")
    run.done("alice", "n1", "write", "x", "milk")
    assert run.because.startswith("Here one value replaces the other.")


def test_siblings_count_as_read_only_by_a_read() -> None:
    run = tried(SIBLINGS, "siblings_made", read=True)
    two_sides(run)
    run.heal()
    run.run_for(3_000)
    assert run.because.endswith("read x there.")
    run.done("carol", "n3", "read", "x")
    assert run.reached.operations == ("carol#1",)


def test_siblings_with_other_clocks_than_those_asked_for_are_told_by_theirs() -> None:
    run = tried(SIBLINGS, "siblings_made", clocks=("[alice:1]", "[bob:2]"))
    two_sides(run)
    run.heal()
    run.run_for(3_000)
    assert run.because.endswith("holds siblings with [alice:1] and [bob:1], and they should be [alice:1] and [bob:2].")
    run.done("bob", "n2", "write", "x", "rolls")
    run.run_for(3_000)
    assert set(run.reached.operations) == {"alice#1", "bob#2"}


def test_siblings_are_resolved_by_whoever_read_them() -> None:
    run = tried(SIBLINGS, "siblings_resolved")
    two_sides(run)
    run.heal()
    run.run_for(3_000)
    assert run.because == "There are siblings: read them first."
    run.done("carol", "n3", "read", "x")
    assert run.because.startswith("carol has read")
    run.done("bob", "n2", "write", "x", "butter")
    assert "bob had not read them" in run.because
    run.done("carol", "n3", "write", "x", "all")
    run.run_for(4_000)
    assert run.because.endswith("carol had not read both. Read once more, and write.")
    run.done("carol", "n3", "read", "x")
    run.done("carol", "n3", "write", "x", "really all")
    assert "let time go on" in run.because
    run.run_for(4_000)
    assert run.reached.operations == ("carol#4", "carol#3")


def test_a_clock_that_makes_siblings_of_ordered_writes_is_told() -> None:
    run = tried(lab("siblings", latency=SAME, dials={"conflict": "dotted"}), "conflict_between_ordered_writes")
    assert run.because == "Let one client after another read the key and write it."
    run.done("alice", "n1", "write", "x", "1")
    assert "Let more clients write" in run.because
    run.done("alice", "n1", "write", "x", "2")
    assert run.reached.operations == ("alice#2", "alice#1")


@pytest.mark.parametrize(("conflict", "is_cut"), [("cut_3", True), ("siblings", False)])
def test_five_writers_in_a_row_make_siblings_where_three_entries_are_kept(conflict: str, is_cut: bool) -> None:
    writers = ("ann", "bea", "cy", "dan", "eve")
    scenario = lab("siblings", latency=SAME, clients=writers, dials={"conflict": conflict})
    run = tried(scenario, "conflict_between_ordered_writes")
    for number, client in enumerate(writers * 2):
        run.done(client, "n1", "read", "x")
        if number == 0:
            run.cut("n1")
        run.done(client, "n1", "write", "x", str(number))
    run.heal()
    run.run_for(6_000)
    run.done("ann", "n2", "read", "x")
    assert hasattr(run.found, "operations") == is_cut


def test_true_siblings_are_no_mistake_of_the_clock() -> None:
    run = tried(SIBLINGS, "conflict_between_ordered_writes")
    two_sides(run)
    run.heal()
    run.run_for(3_000)
    assert run.because == "These siblings are a genuine conflict: neither writer had seen the other's value."
