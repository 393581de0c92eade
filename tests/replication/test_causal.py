"""Causal memory: nothing is applied before its causes, and what each conflict rule makes of concurrent writes."""

from __future__ import annotations

import pytest

from apps.simulation import Simulation
from apps.simulation import events as e
from apps.simulation.faults.crash import CrashNode, RestartNode
from apps.simulation.faults.message import DelayMessage, DuplicateMessage
from apps.simulation.faults.partition import Heal, Partition
from apps.simulation.network import Latency
from tests.clusters import Run
from tests.replication.watching import mend, scenario, watched
from tests.seeds import over_seeds

RULES = ["arrival", "lamport"]


def causal(conflict: str = "lamport", seed: int = 1, **members: object) -> Run:
    return Run(scenario("causal", {"conflict": conflict}, **{"latency": Latency("constant", 50, 50), **members}), seed)


class Causes:
    """What each node has applied: its vector only grows, by writes whose past it includes."""

    def __init__(self) -> None:
        self.pasts: dict[tuple[str, int], object] = {}
        self.applied: dict[str, object] = {}
        self.buffered = 0

    def look(self, simulation: Simulation) -> None:
        machines = {name: node.machine for name, node in simulation.nodes.items() if node.machine}
        for machine in machines.values():
            self.buffered += len(machine.buffer)
            for update in (*machine.unacknowledged, *machine.buffer.values()):
                self.pasts[update.node, update.number] = update.past
        for name, machine in machines.items():
            applied, before = machine.applied, self.applied.get(name)
            assert before is None or applied.includes(before)
            for node, count in applied.entries:
                if (node, count) in self.pasts:
                    assert applied.includes(self.pasts[node, count])
            self.applied[name] = applied


@pytest.mark.parametrize("conflict", RULES)
@over_seeds(8, 25)
def test_no_write_is_applied_before_all_that_it_depends_on_under_any_faults(conflict: str, seeds: range) -> None:
    buffered = 0
    for seed in seeds:
        causes = Causes()
        watched(scenario("causal", {"conflict": conflict}), seed, causes.look)
        buffered += causes.buffered
    assert buffered > 40 * len(seeds)


@pytest.mark.parametrize("conflict", RULES)
@over_seeds(8, 25)
def test_once_faults_end_everything_is_applied_everywhere_and_nothing_is_sent_any_more(
    conflict: str, seeds: range
) -> None:
    for seed in seeds:
        run = watched(scenario("causal", {"conflict": conflict}), seed, lambda _: None)
        mend(run)
        run.advance(run.now + 8_000)
        assert len({node.durable.get("applied") for node in run.nodes.values()}) == 1, f"seed {seed}"
        assert not any("unacknowledged" in node.durable for node in run.nodes.values())
        run.drain()
        run.advance(run.now + 20_000)
        assert not run.drain()
        if conflict == "lamport":
            assert len({str(dict(run.cluster.factory.stored(node.durable))) for node in run.nodes.values()}) == 1


def test_by_arrival_replicas_may_differ_for_good_and_by_lamport_time_they_agree() -> None:
    ends = {}
    for conflict in RULES:
        run = causal(conflict)
        run.write("alice", "n1", "A")
        run.write("bob", "n5", "B")
        run.run_for(10_000)
        ends[conflict] = set(map(tuple, run.values().values()))
    assert ends["arrival"] == {("A",), ("B",)}
    assert ends["lamport"] == {("B",)}


def _cause_delayed() -> Run:
    """alice writes x = cause at n1; bob reads it at n2 and writes y = effect; the cause is late at n5."""
    run = causal()
    run.write("alice", "n1", "cause")
    run.run_for(20)
    run.apply(DelayMessage(message=run.in_flight("n1", "n5")[0], delay_ticks=1_000))
    run.run_for(100)
    assert run.result(run.read("bob", "n2")) == ["cause"]
    run.finish(run.write("bob", "n2", "effect", key="y"))
    run.run_for(100)
    return run


def test_an_effect_waits_for_its_cause_in_the_buffer_which_says_so() -> None:
    run = _cause_delayed()
    assert run.result(run.read("carol", "n5", key="y")) == []
    (entry,) = run.snapshot()["nodes"]["n5"]["volatile"]["buffer"]
    assert entry == {"write": "n2 #1 · y=effect · after [n1:1]", "waits_for": ["n1 #1"]}


def test_an_effect_is_applied_as_soon_as_its_cause_is() -> None:
    run = _cause_delayed()
    run.run_for(1_000)
    assert run.result(run.read("carol", "n5", key="y")) == ["effect"]
    assert run.result(run.read("carol", "n5")) == ["cause"]


def test_a_write_is_acknowledged_at_once_even_when_its_node_is_alone() -> None:
    run = causal()
    run.apply(Partition((("n1",), ("n2",), ("n3",), ("n4",))))
    write = run.finish(run.write("alice", "n1", "1"))
    assert (write.status, write.completed_tick - write.invoked_tick) == ("ok", 24)


def test_an_acknowledged_write_survives_the_crash_of_its_node_and_reaches_everyone() -> None:
    run = causal()
    run.apply(Partition((("n1",),)))
    run.finish(run.write("alice", "n1", "1"))
    run.apply(CrashNode("n1"))
    run.apply(Heal())
    run.apply(RestartNode("n1"))
    run.run_for(1_000)
    assert set(map(tuple, run.values().values())) == {("1",)}


def test_a_request_that_arrives_twice_is_one_write_even_across_a_crash() -> None:
    run = causal()
    write = run.write("alice", "n1", "1")
    (request,) = run.in_flight("alice", "n1")
    run.apply(DuplicateMessage(request))
    run.apply(DelayMessage(message=f"{request}+1", delay_ticks=3_000))
    run.finish(write)
    run.run_for(1_000)
    run.finish(run.write("bob", "n3", "2"))
    run.apply(CrashNode("n1"))
    run.apply(RestartNode("n1"))
    run.run_for(5_000)
    assert set(map(tuple, run.values().values())) == {("2",)}
    assert {str(node.durable["applied"]) for node in run.simulation.nodes.values()} == {"[n1:1 n3:1]"}


def test_a_client_that_moves_is_a_new_process() -> None:
    run = causal()
    assert run.finish(run.write("alice", "n1", "1")).process == "alice"
    assert run.finish(run.read("alice", "n2")).process == "alice·2"
    assert len(run.happened(e.OperationCompleted)) == 2
