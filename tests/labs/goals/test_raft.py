"""Goals about Raft's elections, its log and reads at a leader that was replaced."""

from __future__ import annotations

import pytest

from apps.simulation.faults.crash import CrashNode, RestartNode
from apps.simulation.faults.drift import SetDrift
from apps.simulation.faults.skew import SetSkew
from apps.simulation.faults.timeout import FireTimer
from tests.labs.goals.asked import SAME, Tried, lab, tried
from tests.replication.raft.runs import dials, machine

RAFT = lab("raft-reads", latency=SAME, dials=dials())
GOALS = (
    "leader_replaced",
    "split_vote",
    "deposed_by_return",
    "leader_survives_return",
    "majority_entry_lost",
    "entry_overwritten",
    "older_entry_committed",
    "stale_read_at_leader",
    "states_differ",
    "states_equal",
)


@pytest.mark.parametrize("predicate", GOALS)
def test_a_goal_about_raft_says_so_under_another_protocol(predicate: str) -> None:
    run = tried(lab("stale-read", latency=SAME), predicate)
    run.run_for(100)
    assert "does not run Raft" in run.because


def test_a_leader_is_replaced_only_if_it_was_the_one_that_crashed() -> None:
    run = tried(RAFT, "leader_replaced")
    run.run_for(600)
    run.apply(CrashNode("n2"))
    run.run_for(100)
    assert run.because == "n1 leads, and is up: a node that does not lead has crashed. Crash n1."
    run.apply(CrashNode("n1"))
    run.run_for(100)
    assert "Let time go on" in run.because
    run.run_for(6_000)
    assert run.reached.text.endswith("while n1 is down.")


def test_the_evidence_of_an_election_is_the_timer_that_began_it() -> None:
    run = tried(RAFT, "leader_replaced")
    run.run_for(600)
    run.apply(CrashNode("n1"))
    run.run_for(6_000)
    (event,) = [each for each in run.__dict__["trace"] if each.sequence == run.reached.events[0]]
    assert event.timer == "election"
    assert run.reached.text.startswith(event.process)


def test_a_vote_is_split_if_two_stood_in_one_term_and_nobody_led_in_it() -> None:
    run = tried(lab("raft-reads", latency=SAME, dials=dials(), nodes=("n1", "n2", "n3", "n4")), "split_vote")
    run.run_for(600)
    run.apply(CrashNode("n1"))
    run.apply(FireTimer(node="n2", timer="election"))
    run.run_for(50)
    assert "only n2 stood" in run.because
    run.apply(FireTimer(node="n3", timer="election"))
    run.run_for(50)
    assert run.because.startswith("n2 and n3 stand in term 2.")
    run.run_for(8_000)
    assert run.reached.text.startswith("In term 2")


def cut_off_and_back(predicate: str, *, pre_vote: bool, ticks: int) -> Tried:
    run = tried(lab("raft-reads", latency=SAME, dials=dials(pre_vote=pre_vote)), predicate)
    run.run_for(600)
    run.cut("n5")
    run.run_for(ticks)
    run.heal()
    run.run_for(4_000)
    return run


def test_a_node_that_returns_deposes_the_leader_unless_there_is_a_pre_vote() -> None:
    deposed = cut_off_and_back("deposed_by_return", pre_vote=False, ticks=5_000)
    assert deposed.reached.text.startswith("n5 came back in term")
    assert "time" in cut_off_and_back("deposed_by_return", pre_vote=True, ticks=5_000).because
    assert (
        "still leads in term 1" in cut_off_and_back("leader_survives_return", pre_vote=True, ticks=5_000).reached.text
    )


def test_a_node_that_was_not_away_for_long_shows_nothing() -> None:
    run = cut_off_and_back("leader_survives_return", pre_vote=True, ticks=200)
    assert "no election timer ran out" in run.because


def test_a_write_that_only_a_minority_had_is_overwritten_but_no_majority_has_lost_it() -> None:
    for predicate, reached in (("entry_overwritten", True), ("majority_entry_lost", False)):
        run = tried(RAFT, predicate)
        run.run_for(600)
        run.cut("n1", "n2")
        run.ask("alice", "n1", "write", "x", "1")
        run.run_for(6_000)
        run.done("bob", "n3", "write", "x", "2")
        run.heal()
        run.run_for(4_000)
        if reached:
            assert run.reached.operations == ("alice#1",)
        else:
            assert run.because.endswith("but no majority has had it.")


def test_a_write_that_its_own_leader_committed_is_no_older_entry() -> None:
    run = tried(RAFT, "older_entry_committed")
    run.run_for(600)
    run.done("alice", "n1", "write", "x", "1")
    assert "was committed by the leader that took it" in run.because


def test_a_stale_read_counts_only_at_a_node_that_takes_itself_for_the_leader() -> None:
    run = tried(lab("raft-reads", latency=SAME, dials=dials(reads="local")), "stale_read_at_leader")
    run.run_for(600)
    run.apply(SetDrift(node="n1", per_mille=-500))
    run.cut("n1", "n2")
    while len([node for node in run.simulation.nodes.values() if node.machine.leadership]) < 2:
        assert run.step()
    assert "Write on the larger side" in run.because
    run.done("alice", "n3", "write", "x", "1")
    run.done("bob", "n2", "read", "x")
    assert run.because == "That read is stale, but its node did not believe that it led."
    run.done("bob", "n1", "read", "x")
    assert run.reached.operations == ("bob#2", "alice#1")


def closing(predicate: str, clock: str, **terms: bool) -> Tried:
    """Three nodes that refuse writes after 3 s, by this clock."""
    scenario = lab("closing-time", latency=SAME, dials=dials(closes_ticks=3_000, closing_clock=clock))
    return tried(scenario, predicate, **terms)


def test_two_states_differ_once_both_nodes_have_applied_the_same_entries() -> None:
    run = closing("states_differ", "replica")
    run.apply(SetSkew(node="n3", skew_ticks=3_000))
    run.run_for(500)
    assert run.because == "No write is applied yet. Write something, and let time go on."
    write = run.done("alice", "n1", "write", "x", "1")
    assert run.because == "n2 and n3 have not applied alice's write x = 1 yet. Let time go on."
    run.run_for(1_000)
    assert run.reached.text.endswith("n1 holds alice's write x = 1, and n3 does not.")
    assert run.reached.operations == (write,)


def test_a_clock_that_was_changed_does_not_count_where_clocks_have_to_be_correct() -> None:
    run = closing("states_differ", "replica", clocks_correct=True)
    run.apply(SetSkew(node="n3", skew_ticks=3_000))
    run.done("alice", "n1", "write", "x", "1")
    run.run_for(1_000)
    assert run.because.startswith("A clock was changed in this run.")


def test_a_replica_that_was_down_differs_though_all_clocks_are_correct() -> None:
    run = closing("states_differ", "replica", clocks_correct=True)
    run.apply(CrashNode("n3"))
    run.done("alice", "n1", "write", "x", "1")
    run.run_for(4_000)
    run.apply(RestartNode("n3"))
    run.run_for(2_000)
    assert run.reached.operations == ("alice#1",)


def test_equal_states_count_only_if_the_clocks_disagreed_about_a_write() -> None:
    run = closing("states_equal", "leader")
    run.done("alice", "n1", "write", "x", "1")
    run.run_for(1_000)
    assert run.because == "So far no two clocks have disagreed whether a write comes after the closing time."
    run.apply(SetSkew(node="n3", skew_ticks=3_000))
    write = run.done("alice", "n1", "write", "x", "2")
    run.apply(CrashNode("n2"))
    run.run_for(1_000)
    assert run.because == "n2 is not up: have all nodes run again."
    run.apply(RestartNode("n2"))
    run.run_for(2_000)
    assert run.reached.operations == (write,)
    assert len({machine(run, node).applied for node in ("n1", "n2", "n3")}) == 1


def test_states_that_differ_are_not_equal_however_the_clocks_disagreed() -> None:
    run = closing("states_equal", "replica")
    run.apply(SetSkew(node="n3", skew_ticks=3_000))
    run.done("alice", "n1", "write", "x", "1")
    run.run_for(1_000)
    assert "n1 and n3 hold different values" in run.because
