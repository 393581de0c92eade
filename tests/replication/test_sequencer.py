"""The sequencer: one order at every replica, and reads that lag behind it together."""

from __future__ import annotations

from apps.simulation import Simulation
from apps.simulation import commands as c
from apps.simulation import events as e
from apps.simulation.faults.crash import CrashNode, RestartNode
from apps.simulation.faults.message import DelayMessage, DropMessage, DuplicateMessage
from apps.simulation.faults.partition import Partition
from apps.simulation.network import Latency
from tests.clusters import Run
from tests.replication.watching import mend, scenario, watched

SEEDS = range(25)
DIALS = {"sequencer": 2}


def sequencer(seed: int = 1, **members: object) -> Run:
    return Run(scenario("sequencer", DIALS, **{"latency": Latency("constant", 50, 50), **members}), seed)


class OneOrder:
    """What each node applied, by number: the same everywhere, without a gap."""

    def __init__(self) -> None:
        self.order: dict[int, str] = {}
        self.applied: dict[str, int] = {}

    def look(self, simulation: Simulation) -> None:
        for name, node in simulation.nodes.items():
            before = self.applied.get(name, 0)
            self.applied[name] = node.durable.get("applied", 0)
            assert self.applied[name] >= before
            for versions in simulation.cluster.factory.stored(node.durable).values():
                (number,) = versions[0].stamp
                assert number <= self.applied[name]
                operation = versions[0].written.operation
                assert self.order.setdefault(number, operation) == operation


def test_every_replica_applies_the_same_writes_in_the_same_order_under_any_faults() -> None:
    numbers = 0
    for seed in SEEDS:
        order = OneOrder()
        watched(scenario("sequencer", DIALS), seed, order.look)
        assert len(set(order.order.values())) == len(order.order), "a write has one number"
        numbers += len(order.order)
    assert numbers > 10 * len(SEEDS)


def test_once_faults_end_every_replica_has_everything_and_every_operation_is_answered() -> None:
    for seed in SEEDS:
        run = watched(scenario("sequencer", DIALS), seed, lambda _: None)
        mend(run)
        run.advance(run.now + 6_000)
        names = []
        for client, node in zip(run.clients, run.nodes, strict=False):
            names.append(run.next_operation(client))
            run.apply(c.InvokeOperation(client=client, node=node, operation="write", key="x", value=client))
        run.advance(run.now + 3_000)
        assert {run.operations[name].status for name in names} == {"ok"}, f"seed {seed}"
        states = {str(dict(run.cluster.factory.stored(node.durable))) for node in run.nodes.values()}
        assert len(states) == 1, f"seed {seed}"
        assert not any("unacknowledged" in node.durable for node in run.nodes.values())


def test_a_writer_returns_when_its_own_replica_has_the_write_and_a_read_returns_at_once() -> None:
    run = sequencer()
    write = run.finish(run.write("alice", "n4", "1"))
    assert write.completed_tick - write.invoked_tick == 2 * 50 + 2 * 12
    assert run.values()["n4"] == ["1"]
    read = run.finish(run.read("alice", "n4"))
    assert read.completed_tick - read.invoked_tick == 2 * 12
    assert [version.written.value for version in read.versions] == ["1"]


def test_a_read_elsewhere_may_miss_a_finished_write() -> None:
    run = sequencer()
    run.apply(Partition((("n5",),)))
    write = run.write("alice", "n4", "1")
    assert run.finish(write).status == "ok"
    read = run.read("bob", "n5")
    assert run.result(read) == []
    assert run.judgement.stale[read]["missed"] == write


def test_a_write_that_comes_early_waits_for_those_before_it() -> None:
    run = sequencer()
    run.write("alice", "n2", "1")
    run.run_for(20)
    run.apply(DelayMessage(message=run.in_flight("n2", "n5", "ordered")[0], delay_ticks=300))
    run.write("bob", "n2", "2")
    run.run_for(150)
    assert run.values()["n5"] == []
    assert [str(early) for early in run.simulation.nodes["n5"].machine.volatile()["came_early"]] == ["2 · x=2 · bob#1"]
    run.run_for(300)
    assert run.values()["n5"] == ["2"]


def test_without_its_sequencer_the_store_reads_and_does_not_write() -> None:
    run = sequencer()
    run.apply(CrashNode("n2"))
    assert run.finish(run.write("alice", "n4", "1")).status == "info"
    assert run.finish(run.read("alice", "n4")).status == "ok"


def test_a_restarted_sequencer_sends_again_what_it_had_numbered() -> None:
    run = sequencer()
    run.write("alice", "n2", "1")
    run.run_for(20)
    run.apply(CrashNode("n2"))
    for message in run.in_flight("n2", kind="ordered"):
        run.apply(DropMessage(message))
    run.apply(RestartNode("n2"))
    run.run_for(300)
    assert set(map(tuple, run.values().values())) == {("1",)}


def test_a_request_that_arrives_twice_has_one_number_even_across_a_crash() -> None:
    run = sequencer()
    write = run.write("alice", "n4", "1")
    (request,) = run.in_flight("alice", "n4")
    run.apply(DuplicateMessage(request))
    run.apply(DelayMessage(message=f"{request}+1", delay_ticks=3_000))
    run.finish(write)
    run.finish(run.write("bob", "n3", "2"))
    run.apply(CrashNode("n4"))
    run.apply(RestartNode("n4"))
    run.run_for(5_000)
    assert set(map(tuple, run.values().values())) == {("2",)}
    assert {node.durable["applied"] for node in run.simulation.nodes.values()} == {2}


def test_a_forwarded_write_that_arrives_twice_has_one_number() -> None:
    run = sequencer()
    run.write("alice", "n4", "1")
    run.run_for(20)
    run.apply(DuplicateMessage(run.in_flight("n4", "n2", "forward")[0]))
    run.run_for(1_000)
    assert {node.durable["applied"] for node in run.simulation.nodes.values()} == {1}


def test_a_compare_and_set_is_decided_alike_everywhere() -> None:
    run = sequencer()
    for client, node in (("alice", "n1"), ("bob", "n3"), ("carol", "n5")):
        run.apply(c.InvokeOperation(client=client, node=node, operation="cas", key="x", value=client))
    run.run_for(2_000)
    ended = [run.simulation.operations[f"{client}#1"] for client in ("alice", "bob", "carol")]
    assert sorted(operation.swapped for operation in ended) == [False, False, True]
    (winner,) = (operation.client for operation in ended if operation.swapped)
    assert set(map(tuple, run.values().values())) == {(winner,)}


def test_a_quiet_store_sends_nothing() -> None:
    run = sequencer()
    run.finish(run.write("alice", "n4", "1"))
    run.run_for(1_000)
    sent = len(run.happened(e.MessageSent))
    run.run_for(20_000)
    assert len(run.happened(e.MessageSent)) == sent
