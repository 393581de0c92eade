"""Goals about Paxos for one value: ballots that choose nothing, and a value carried over."""

from __future__ import annotations

import pytest

from apps.simulation.faults.crash import CrashNode
from tests.labs.goals.asked import SAME, Tried, lab, tried

PAXOS = lab("duelling-proposers", latency=SAME)
PATIENT = lab("duelling-proposers", latency=SAME, dials={"retry": "random", "timeout_ticks": 2000})


def propose(run: Tried, client: str, node: str, value: str) -> str:
    return run.ask(client, node, "propose", "x", value)


@pytest.mark.parametrize("predicate", ["ballots_without_choice", "value_carried_over"])
def test_a_goal_about_paxos_says_so_under_another_protocol(predicate: str) -> None:
    run = tried(lab("stale-read", latency=SAME), predicate)
    run.run_for(100)
    assert "does not run Paxos" in run.because


def test_ballots_of_one_proposer_are_no_duel() -> None:
    run = tried(PAXOS, "ballots_without_choice", ballots=2)
    run.run_for(100)
    for acceptor in ("a1", "a2", "a3"):
        run.apply(CrashNode(acceptor))
    propose(run, "alice", "p1", "1")
    run.run_for(15_000)
    assert "Only one proposer tries" in run.because


def test_a_duel_is_one_until_a_value_is_chosen() -> None:
    run = tried(PAXOS, "ballots_without_choice", ballots=6)
    run.run_for(100)
    propose(run, "alice", "p1", "1")
    run.run_for(100)
    propose(run, "bob", "p2", "2")
    run.run_for(4_000)
    assert "nothing is chosen" in run.reached.text
    alone = tried(PAXOS, "ballots_without_choice", ballots=6)
    propose(alone, "alice", "p1", "1")
    alone.run_for(4_000)
    assert alone.because.startswith("1 is chosen")


def test_a_value_is_carried_over_only_by_a_proposer_that_was_asked_for_another() -> None:
    run = tried(PATIENT, "value_carried_over")
    propose(run, "alice", "p1", "1")
    run.run_for(2_000)
    assert "No proposer has taken over" in run.because
    propose(run, "bob", "p2", "2")
    run.run_for(3_000)
    assert "p2 was asked for 2, and carried 1 over" in run.reached.text


def test_the_proposer_that_is_to_be_down_is_asked_for() -> None:
    run = tried(PATIENT, "value_carried_over", while_down="p1")
    propose(run, "alice", "p1", "1")
    run.run_for(2_000)
    assert "p1 is up" in run.because
