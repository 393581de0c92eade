"""Raft's pre-vote and leadership transfer: a node that returns deposes nobody, and a leader can be replaced at once."""

from __future__ import annotations

import pytest

from apps.replication.raft.log import Entry
from apps.replication.raft.messages import PreVote, PreVoteReply, RequestVote, RequestVoteReply, TransferVote
from apps.simulation import events as e
from apps.simulation.faults.crash import CrashNode
from apps.simulation.faults.message import DelayMessage
from apps.simulation.faults.one_way import CutLink
from apps.simulation.faults.partition import Heal, Partition
from apps.simulation.network import Latency
from tests.clusters import Run
from tests.replication.by_hand import ByHand
from tests.replication.raft.runs import dials, leaders, led, machine, role, transfer
from tests.seeds import over_seeds

DELAYS = Latency("uniform", 20, 160)


def sent(run: Run, kind: str) -> list[e.MessageSent]:
    return [event for event in run.happened(e.MessageSent) if event.body.kind == kind]


# Pre-vote


def returned(seed: int, *, pre_vote: bool, away_ticks: int) -> tuple[Run, int]:
    """A run in which n5 was cut off for so long and is back; the term of the others before its return."""
    run = led(seed, pre_vote=pre_vote, latency=DELAYS)
    run.apply(Partition((("n5",),)))
    run.run_for(away_ticks)
    term = machine(run, "n1").term
    run.apply(Heal())
    run.run_for(5_000)
    return run, term


def test_without_pre_vote_a_node_that_returns_deposes_a_healthy_leader() -> None:
    run, term = returned(1, pre_vote=False, away_ticks=6_000)
    assert machine(run, "n1").term > term
    assert len(leaders(run)) == 1


@over_seeds(20, 200)
def test_with_pre_vote_a_node_that_returns_raises_no_term(seeds: range) -> None:
    for seed in seeds:
        run, term = returned(seed, pre_vote=True, away_ticks=2_000 + 200 * (seed % 20))
        assert {machine(run, node).term for node in run.simulation.nodes} == {term}, f"seed {seed}"
        assert leaders(run) == ["n1"], f"seed {seed}"


def test_with_pre_vote_a_node_that_the_leader_cannot_reach_stays_in_its_term() -> None:
    run = led(pre_vote=True)
    run.apply(CutLink(source="n1", target="n5"))
    run.run_for(6_000)
    assert role(run, "n1") == "leader"
    assert machine(run, "n5").term == machine(run, "n1").term
    assert role(run, "n5") == "asks for pre-votes"


@over_seeds(10, 100)
def test_with_pre_vote_a_majority_elects_another_leader_when_the_first_is_lost(seeds: range) -> None:
    for seed in seeds:
        run = led(seed, pre_vote=True, latency=DELAYS)
        run.apply(CrashNode("n1"))
        run.run_for(8_000)
        assert len(leaders(run)) == 1, f"seed {seed}"


def test_a_pre_vote_is_granted_only_for_a_new_enough_log_and_changes_nothing() -> None:
    node = ByHand("raft", dials(pre_vote=True), {"term": 3, "log": (Entry(1, None), Entry(3, None))})
    node.receive(PreVote(4, 2, 3), "n2")
    assert [reply.granted for reply in node.sent(PreVoteReply)] == [False]
    node.carry_out(node.machine.on_timer("heard", 0))
    for asked, granted in ((PreVote(4, 2, 3), True), (PreVote(4, 5, 2), False), (PreVote(3, 2, 3), False)):
        node.receive(asked, "n2")
        assert [reply.granted for reply in node.sent(PreVoteReply)] == [granted]
    assert (node.durable["term"], node.machine.voted_for) == (3, None)


def test_a_candidate_stands_once_a_majority_would_vote_for_it() -> None:
    node = ByHand("raft", dials(pre_vote=True), {"term": 3})
    node.carry_out(node.machine.on_timer("election", 0))
    assert len(node.sent(PreVote)) == 4
    node.receive(PreVoteReply(4, True), "n2", "n2")
    assert node.durable["term"] == 3
    node.receive(PreVoteReply(4, True), "n3")
    assert (node.durable["term"], len(node.sent(RequestVote))) == (4, 4)


# Leadership transfer


def test_a_leader_hands_over_to_the_node_that_a_client_names() -> None:
    run = led()
    handed = run.finish(transfer(run, "alice", "n3", "n4"))
    assert handed.status == "ok"
    assert leaders(run) == ["n4"]
    assert (handed.completed_tick or 0) - (handed.invoked_tick or 0) < 500
    assert len(sent(run, "timeout-now")) >= 1


@pytest.mark.parametrize("pre_vote", [False, True])
@over_seeds(10, 100)
def test_requests_during_a_transfer_are_answered_by_the_next_leader(pre_vote: bool, seeds: range) -> None:
    for seed in seeds:
        run = led(seed, latency=DELAYS, pre_vote=pre_vote, timeout_ticks=6_000)
        handed = transfer(run, "alice", "n1", "n3")
        names = [run.write("bob", "n1", "1"), run.write("carol", "n5", "2"), run.read("dave", "n2")]
        assert {run.finish(name).status for name in (handed, *names)} == {"ok"}, f"seed {seed}"
        assert leaders(run) == ["n3"], f"seed {seed}"


def test_the_next_leader_first_gets_what_it_lacks() -> None:
    run = led(timeout_ticks=6_000)
    run.apply(CutLink(source="n1", target="n4"))
    run.finish(run.write("bob", "n1", "1"))
    assert run.values()["n4"] == []
    handed = transfer(run, "alice", "n1", "n4")
    run.run_for(200)
    assert sent(run, "timeout-now") == []
    run.apply(Heal())
    run.run_for(100)
    assert run.simulation.operations[handed].status == "open"


def test_a_transfer_to_a_node_that_is_away_is_given_up_and_requests_are_taken_again() -> None:
    run = led(timeout_ticks=4_000)
    run.apply(CrashNode("n4"))
    handed = transfer(run, "alice", "n2", "n4")
    run.run_for(100)
    write = run.write("bob", "n1", "1")
    run.run_for(500)
    assert run.simulation.operations[write].status == "open"
    assert run.finish(write).status == "ok"
    assert leaders(run) == ["n1"]
    assert run.finish(handed).status == "info"


def test_a_transfer_to_no_node_is_refused_and_one_to_the_leader_is_done_already() -> None:
    run = led(members=3)
    refused = run.finish(transfer(run, "alice", "n2", "n5"))
    assert (refused.status, refused.reason) == ("fail", "n5 is no member that could lead")
    assert run.finish(transfer(run, "alice", "n2", "n1")).status == "ok"


def test_only_a_candidate_by_transfer_gets_the_vote_of_those_who_hear_a_leader() -> None:
    for asked, granted in ((RequestVote(4, 0, 0), False), (TransferVote(4, 0, 0), True)):
        node = ByHand("raft", dials(), {"term": 3})
        node.receive(asked, "n2")
        assert [reply.granted for reply in node.sent(RequestVoteReply)] == [granted]


def test_a_leader_that_has_handed_over_has_no_lease_in_its_term() -> None:
    """The node that was told to stand may do so late, and nodes that hear the old leader vote for it."""
    run = led(reads="lease", timeout_ticks=2_000)
    transfer(run, "alice", "n1", "n4")
    while not run.in_flight("n1", "n4", "timeout-now"):
        assert run.step()
    run.apply(DelayMessage(message=run.in_flight("n1", "n4", "timeout-now")[0], delay_ticks=1_200))
    run.apply(CutLink(source="n4", target="n1"))
    while run.in_flight("n1", "n4", "timeout-now"):
        assert run.step()
    assert leaders(run) == ["n1"]
    run.apply(Partition((("n1",),)))
    run.run_for(200)
    assert leaders(run) == ["n1", "n4"]
    assert run.finish(run.write("bob", "n4", "new")).status == "ok"
    assert run.finish(run.read("carol", "n1")).status == "fail"
