"""Raft: its safety under generated faults, its liveness once they end, and what each read path gives up."""

from __future__ import annotations

from collections import defaultdict

import pytest

from apps.replication.raft.log import Entry
from apps.replication.raft.messages import AppendEntries, AppendEntriesReply, RequestVoteReply
from apps.simulation import commands as c
from apps.simulation import events as e
from apps.simulation.faults.crash import CrashNode, RestartNode
from apps.simulation.faults.drift import SetDrift
from apps.simulation.faults.message import DelayMessage, DuplicateMessage
from apps.simulation.faults.one_way import CutLink
from apps.simulation.faults.partition import Heal, Partition
from apps.simulation.faults.pause import PauseNode, ResumeNode
from apps.simulation.network import Latency
from tests.clusters import Run
from tests.replication.by_hand import ByHand, request
from tests.replication.raft.safety import Safety, assert_logs_match, machines
from tests.replication.watching import mend, scenario, watched
from tests.seeds import over_seeds

SEEDS = range(15)


def dials(reads: str = "read_index", **others: int) -> dict:
    return {"reads": reads, "election_ticks": 1_000, "lease_ticks": 900, **others}


def raft(reads: str = "read_index", seed: int = 1, **members: object) -> Run:
    """A run with a leader, n1, that every node has heard from."""
    run = Run(scenario("raft", dials(reads), **{"latency": Latency("constant", 50, 50), **members}), seed)
    run.run_for(900)
    return run


def role(run: Run, node: str) -> str:
    return run.snapshot()["nodes"][node]["role"]


@pytest.mark.parametrize("reads", ["log", "read_index", "lease", "local"])
@over_seeds(6, 15)
def test_elections_logs_leaders_and_state_machines_are_safe_under_any_faults(reads: str, seeds: range) -> None:
    elections = 0
    for seed in seeds:
        safety = Safety()
        simulation = watched(scenario("raft", dials(reads)), seed, safety.look)
        assert_logs_match(simulation)
        elections += len(safety.leaders)
    assert elections > len(seeds)


def test_logs_match_at_every_moment() -> None:
    for seed in range(6):
        watched(scenario("raft", dials()), seed, assert_logs_match)


def test_every_write_takes_effect_at_most_once_and_an_acknowledged_one_exactly_once() -> None:
    for seed in SEEDS:
        simulation = watched(scenario("raft", dials("log")), seed, lambda _: None, faults=("duplication", "crash"))
        log = max((node.log.entries[: node.commit] for node in machines(simulation)), key=len)
        stamps: dict[str, set] = defaultdict(set)
        for operation in simulation.operations.values():
            for version in operation.versions or ():
                stamps[version.written.operation].add(version.stamp)
        assert all(len(places) == 1 for places in stamps.values())
        logged = {entry.request.operation for entry in log if entry.request}
        for operation in simulation.operations.values():
            if operation.status == "ok":
                assert operation.operation in logged


@pytest.mark.parametrize("reads", ["log", "read_index", "lease", "local"])
@over_seeds(5, 15)
def test_once_faults_end_every_operation_is_answered(reads: str, seeds: range) -> None:
    for seed in seeds:
        run = watched(scenario("raft", dials(reads)), seed, lambda _: None)
        mend(run)
        run.advance(run.now + 15_000)
        names = []
        for client, node in zip(run.clients, run.nodes, strict=False):
            for action, value in (("write", client), ("read", None), ("cas", "new")):
                names.append(run.next_operation(client))
                expected = client if action == "cas" else None
                run.apply(
                    c.InvokeOperation(
                        client=client, node=node, operation=action, key="x", value=value, expected=expected
                    )
                )
        run.advance(run.now + 10_000)
        for name in names:
            operation = run.operations[name]
            assert operation.status == "ok" or operation.swapped is False, f"seed {seed}: {operation}"


def test_an_operation_that_waits_when_the_leader_is_lost_is_answered_by_the_next() -> None:
    run = raft(client_timeout_ticks=20_000)
    run.apply(CrashNode("n1"))
    write = run.finish(run.write("alice", "n3", "1"))
    assert write.status == "ok"
    assert write.completed_tick - write.invoked_tick > 1_000


def test_the_first_node_leads_from_the_start() -> None:
    run = raft()
    assert role(run, "n1") == "leader"
    assert {role(run, node) for node in ("n2", "n3", "n4", "n5")} == {"follower"}


def test_a_majority_elects_another_leader_and_the_old_one_steps_down() -> None:
    run = raft()
    run.apply(Partition((("n1", "n2"),)))
    run.run_for(6_000)
    assert "leader" in {role(run, node) for node in ("n3", "n4", "n5")}
    assert "leader" not in {role(run, node) for node in ("n1", "n2")}


def test_a_minority_gets_no_answer_and_the_majority_goes_on() -> None:
    run = raft()
    run.apply(Partition((("n4", "n5"),)))
    minority, majority = run.write("alice", "n4", "1"), run.write("bob", "n2", "2")
    assert run.finish(majority).status == "ok"
    assert run.finish(minority).status == "info"


def test_entries_of_a_lost_leader_that_were_never_committed_are_replaced() -> None:
    run = raft()
    run.apply(Partition((("n1",),)))
    run.finish(run.write("alice", "n1", "lost"))
    run.run_for(5_000)
    assert run.finish(run.write("bob", "n3", "kept")).status == "ok"
    run.apply(Heal())
    run.run_for(5_000)
    assert set(map(tuple, run.values().values())) == {("kept",)}
    logs = {node.log for node in machines(run.simulation)}
    assert len(logs) == 1
    assert "lost" not in str(logs)


def test_a_compare_and_set_takes_place_only_on_the_value_it_expects() -> None:
    run = raft()
    swap = c.InvokeOperation(client="alice", node="n2", operation="cas", key="x", value="1")
    run.apply(swap)
    run.apply(swap)
    run.run_for(2_000)
    first, second = run.simulation.operations["alice#1"], run.simulation.operations["alice#2"]
    assert (first.status, first.swapped, first.read_versions) == ("ok", True, ())
    assert (second.status, second.swapped) == ("fail", False)
    assert [version.written.operation for version in second.versions or ()] == ["alice#1"]


def test_a_request_that_arrives_twice_is_one_entry_with_one_outcome() -> None:
    run = raft()
    write = run.write("alice", "n2", "1")
    (request,) = run.in_flight("alice", "n2")
    run.apply(DuplicateMessage(request))
    run.apply(DelayMessage(message=f"{request}+1", delay_ticks=3_000))
    run.finish(write)
    run.finish(run.write("bob", "n3", "2"))
    run.run_for(5_000)
    assert run.result(run.read("carol", "n4")) == ["2"]


def test_a_local_read_misses_a_write_that_its_node_has_not_heard_of() -> None:
    run = raft("local")
    run.apply(Partition((("n5",),)))
    write = run.write("alice", "n2", "1")
    assert run.finish(write).status == "ok"
    read = run.read("bob", "n5")
    assert run.result(read) == []
    assert run.judgement.stale[read]["missed"] == write


def _lease_read_at_a_lost_leader(drift_per_mille: int) -> tuple[Run, str]:
    """Read at n1, cut off, as soon as another leader has acknowledged a write."""
    scene = scenario("raft", dials("lease", election_ticks=2_000, lease_ticks=1_900))
    run = Run(scene, 2)
    run.finish(run.write("alice", "n1", "old"))
    run.apply(SetDrift(node="n1", per_mille=drift_per_mille))
    run.run_for(3_000)
    run.apply(Partition((("n1",),)))
    while not any(role(run, node) == "leader" for node in ("n2", "n3", "n4", "n5")):
        assert run.step()
    assert run.finish(run.write("bob", "n3", "new")).status == "ok"
    return run, run.read("carol", "n1")


def test_a_lease_measured_on_a_slow_clock_outlives_the_next_election() -> None:
    run, read = _lease_read_at_a_lost_leader(-500)
    assert run.result(read) == ["old"]
    assert read in run.judgement.stale


def test_a_lease_on_a_true_clock_is_over_before_anyone_else_is_elected() -> None:
    run, read = _lease_read_at_a_lost_leader(0)
    assert run.finish(read).status == "fail"


def test_while_its_lease_runs_a_leader_reads_without_asking_anyone() -> None:
    messages = {}
    for reads in ("lease", "read_index"):
        run = raft(reads)
        run.finish(run.write("alice", "n1", "1"))
        before = len(run.happened(e.MessageSent))
        read = run.finish(run.read("bob", "n1"))
        assert read.status == "ok"
        messages[reads] = len(run.happened(e.MessageSent)) - before
    assert messages["lease"] == 2
    assert messages["read_index"] > 2


def test_whoever_hears_a_leader_refuses_its_vote() -> None:
    run = raft()
    run.apply(CutLink(source="n1", target="n5"))
    run.run_for(6_000)
    assert role(run, "n1") == "leader"
    assert run.simulation.nodes["n5"].durable["term"] > run.simulation.nodes["n1"].durable["term"]


def test_a_restarted_node_keeps_its_vote_and_refuses_another_for_as_long_as_a_leader_may_live() -> None:
    run = raft()
    run.apply(CrashNode("n2"))
    run.apply(RestartNode("n2"))
    node = run.simulation.nodes["n2"]
    assert node.durable["voted_for"] == "n1"
    assert node.machine.heard


def test_a_cluster_of_one_answers_by_itself() -> None:
    run = raft(nodes=("n1",))
    assert run.finish(run.write("alice", "n1", "1")).status == "ok"
    assert run.result(run.read("bob", "n1")) == ["1"]


def _just_elected(reads: str = "read_index") -> ByHand:
    """n1 leads in term 3, with a no-op and a write of terms 1 and 2 before its own no-op."""
    durable = {"term": 2, "log": (Entry(1, None), Entry(2, request(value="earlier")))}
    node = ByHand("raft", dials(reads), durable)
    node.carry_out(node.machine.on_timer("heard", 0))
    node.carry_out(node.machine.on_timer("election", 0))
    node.receive(RequestVoteReply(3, True), "n2", "n3")
    assert node.machine.role().name == "leader"
    return node


def test_an_entry_of_an_earlier_term_is_not_committed_by_counting_who_has_it() -> None:
    """Figure 8 of the paper."""
    node = _just_elected()
    node.receive(AppendEntriesReply(3, True, 2, 1, 0), "n2", "n3", "n4")
    assert node.machine.commit == 0
    node.receive(AppendEntriesReply(3, True, 3, 1, 0), "n2", "n3")
    assert node.machine.commit == 3


@pytest.mark.parametrize("reads", ["read_index", "lease"])
def test_a_new_leader_answers_no_read_before_it_has_committed_in_its_own_term(reads: str) -> None:
    node = _just_elected(reads)
    node.receive(AppendEntriesReply(3, True, 2, 1, 0), "n2", "n3")
    node.carry_out(node.machine.on_request(request("read", number=2), 0))
    assert not node.replies()
    node.receive(AppendEntriesReply(3, True, 2, 2, 0), "n2", "n3")
    assert not node.replies()
    node.receive(AppendEntriesReply(3, True, 3, 2, 0), "n2")
    assert not node.replies()
    node.receive(AppendEntriesReply(3, True, 3, 2, 0), "n3")
    (reply,) = node.replies()
    assert [version.written.value for version in reply.versions] == ["earlier"]


def test_a_follower_commits_only_what_it_knows_to_agree_with_the_leader() -> None:
    durable = {"term": 3, "log": (Entry(1, None), Entry(2, request(value="never committed")))}
    node = ByHand("raft", dials(), durable)
    node.receive(AppendEntries(3, 1, 1, (), 2, 1, 0), "n2")
    assert node.machine.commit == 1


@pytest.mark.parametrize("reads", ["log", "read_index", "lease"])
def test_a_leader_that_wakes_up_does_not_answer_from_before_its_pause(reads: str) -> None:
    run = raft(reads, client_timeout_ticks=9_000)
    run.finish(run.write("alice", "n1", "old"))
    run.run_for(150)
    run.apply(PauseNode("n1"))
    read = run.read("carol", "n1")
    run.run_for(4_000)
    assert run.finish(run.write("bob", "n3", "new")).status == "ok"
    run.apply(ResumeNode("n1"))
    assert run.result(read) == ["new"]


def test_a_forwarded_request_that_arrives_twice_is_one_entry() -> None:
    run = raft()
    run.write("alice", "n2", "1")
    run.run_for(20)
    run.apply(DuplicateMessage(run.in_flight("n2", "n1", "forward")[0]))
    run.run_for(1_000)
    assert len(run.simulation.nodes["n1"].durable["log"]) == 2
