"""Convergent types on replicas that gossip: they converge whatever strikes, and their naive twins lose for real."""

from __future__ import annotations

from typing import Any

import pytest

from apps.crdts import state_types
from apps.crdts.crdt_type import Replica
from apps.labs.looking_back.moment import simulation_at
from apps.labs.protocols import stores
from apps.labs.run.scenario import Scenario
from apps.labs.run.session import LoggedCommand
from apps.protocols.spec import stored
from apps.replication.convergent.kept import kept_under
from apps.replication.held_type import value_text
from apps.simulation import Simulation
from apps.simulation import commands as c
from apps.simulation import events as e
from apps.simulation.effects import Refuse
from apps.simulation.faults.crash import CrashNode, RestartNode
from apps.simulation.faults.partition import Heal, Partition
from apps.simulation.network import Latency
from tests.clusters import Run
from tests.replication.by_hand import ByHand, request
from tests.replication.watching import mend
from tests.schedules import play

TYPES = list(state_types())
CARRIERS = ["states", "deltas"]
every_type = pytest.mark.parametrize("name", TYPES)
every_carrier = pytest.mark.parametrize("carrier", CARRIERS)


def convergent(name: str, seed: int = 1, carrier: str = "states", **members: Any) -> Run:
    dials = {"type": name, "carrier": carrier, "fan_out": 1, "interval_ticks": 300}
    members = {"latency": Latency("uniform", 20, 160), **members}
    return Run(Scenario(protocol="convergent", dials=dials, **members), seed)


def faulty(name: str, seed: int, carrier: str) -> Run:
    """A run under generated commands and faults, mended and left alone."""
    run = convergent(name, seed, carrier, workload_interval_ticks=400)
    play(run, seed, commands=60)
    run.apply(c.SetWorkload(0))
    mend(run)
    run.run_for(30_000)
    return run


def states(run: Run, key: str = "x") -> list[Any]:
    return [run.scenario.replicated_type().held(node.durable, key)[0] for node in run.simulation.nodes.values()]


def twins(run: Run, key: str = "x") -> list[Any]:
    return [run.scenario.replicated_type().held(node.durable, key)[1] for node in run.simulation.nodes.values()]


def invoke(run: Run, client: str, node: str, operation: str, value: str) -> str:
    name = run.next_operation(client)
    run.apply(c.InvokeOperation(client=client, node=node, operation=operation, key="x", value=value))
    return name


@every_type
@every_carrier
def test_all_replicas_are_equal_once_faults_end_and_clients_are_quiet(name: str, carrier: str) -> None:
    for seed in range(3):
        run = faulty(name, seed, carrier)
        assert run.judgement.convergence_view()["state"] == "converged", f"seed {seed}"
        for key in run.scenario.keys:
            assert len(set(states(run, key))) == 1, f"seed {seed}"
        assert any(stored(node.durable) for node in run.simulation.nodes.values())


def pure(run: Run) -> dict[str, Any]:
    """By node what the pure type holds after the same operations and merges, in the same order."""
    crdt = state_types()[run.scenario.dials["type"]]
    held = dict.fromkeys(run.simulation.nodes, crdt.initial)
    done: set[str] = set()
    for event in run.happened(e.MessageDelivered):
        body, node = event.body, event.process
        if body.kind in ("states", "deltas") and "x" in body.states:
            held[node] = crdt.merge(held[node], body.states["x"])
        elif body.kind == "request" and body.action != "read" and body.operation not in done:
            done.add(body.operation)
            if run.simulation.operations[body.operation].status == "ok":
                argument = crdt.operations[body.action].argument.parse(body.written.value)
                held[node] = crdt.apply(held[node], Replica(node), body.action, argument)
    return held


@every_type
@every_carrier
def test_the_nodes_hold_what_the_pure_type_makes_of_the_same_operations_and_merges(name: str, carrier: str) -> None:
    for seed in range(4):
        run = convergent(name, seed, carrier, workload_interval_ticks=400, keys=("x",), loss_per_mille=0)
        run.apply(Partition((("n1", "n2"),)))
        run.run_for(4_000)
        run.apply(Heal())
        run.apply(c.SetWorkload(0))
        run.run_for(10_000)
        assert all(each.status != "info" for each in run.simulation.operations.values())
        assert states(run) == list(pure(run).values())


def increments(run: Run) -> tuple[int, int]:
    """The sum of the increments of x that were acknowledged, and of all that may have taken place."""
    made = [op for op in run.simulation.operations.values() if op.action == "increment" and op.key == "x"]
    sure = sum(int(op.value or 0) for op in made if op.status == "ok")
    return sure, sure + sum(int(op.value or 0) for op in made if op.status == "info")


@every_carrier
def test_a_g_counter_counts_every_increment_where_its_naive_twin_loses_some(carrier: str) -> None:
    lost = 0
    for seed in range(12):
        run = faulty("g_counter", seed, carrier)
        least, most = increments(run)
        value = state_types()["g_counter"].value(states(run)[0])
        assert least <= value <= most, f"seed {seed}"
        lost += twins(run)[0] < least
    assert lost > 0


def cut(name: str) -> Run:
    run = convergent(name)
    if name == "or_set":
        run.finish(invoke(run, "alice", "n1", "add", "milk"))
        run.run_for(5_000)
    run.apply(Partition((("n1", "n2"),)))
    return run


def test_of_a_concurrent_addition_and_removal_the_addition_wins() -> None:
    run = cut("or_set")
    assert run.finish(invoke(run, "alice", "n1", "add", "milk")).status == "ok"
    assert run.finish(invoke(run, "bob", "n4", "remove", "milk")).status == "ok"
    assert run.result(run.read("bob", "n4")) == ["{}"]
    run.apply(Heal())
    run.run_for(8_000)
    assert set(map(tuple, run.values().values())) == {("{milk}",)}
    inside = run.simulation.cluster.factory.inside(run.simulation.nodes["n4"].durable)["x"]
    assert ["tag", "milk · n1:2", "in"] in inside["slots"], inside["slots"]
    assert inside["tombstones"] == 1
    assert inside["choices"]["remove"] == ["milk"]


def test_a_plain_set_brings_back_what_was_removed() -> None:
    run = cut("or_set")
    run.finish(invoke(run, "bob", "n4", "remove", "milk"))
    run.apply(Heal())
    run.run_for(8_000)
    inside = run.simulation.cluster.factory.inside(run.simulation.nodes["n4"].durable)["x"]
    assert (inside["value"], inside["twin"]["value"], inside["twin"]["differs"]) == ("{}", "{milk}", True)


def test_an_operation_that_cannot_be_carried_out_fails_in_words() -> None:
    run = convergent("or_set")
    refused = run.finish(invoke(run, "alice", "n1", "remove", "milk"))
    assert (refused.status, refused.reason) == ("fail", "milk is not in the set here.")
    run = convergent("g_counter")
    refused = run.finish(invoke(run, "alice", "n1", "increment", "much"))
    assert (refused.status, refused.reason) == ("fail", "The argument must be a whole number from 1 to 1,000,000.")


def test_a_request_that_arrives_twice_counts_once() -> None:
    """Also where the node crashed in between, and where it was refused."""
    dials = {"type": "pn_counter", "carrier": "states", "fan_out": 1, "interval_ticks": 300}
    durable: dict[str, Any] = {}
    for _ in range(2):
        node = ByHand("convergent", dials, durable)
        for _ in range(2):
            node.carry_out(node.machine.on_request(request("increment", "2"), 0))
            assert [reply.operation for reply in node.replies()] == ["alice#1"]
        node.carry_out(node.machine.on_request(request("read", number=2), 0))
        assert [reply.label for reply in node.replies()] == ["2"]
    for _ in range(2):
        node.carry_out(node.machine.on_request(request("increment", "much", number=3), 0))
        assert [type(effect) for effect in node.asked] == [Refuse]


def test_messages_that_come_twice_count_once() -> None:
    for carrier in CARRIERS:
        run = convergent("g_counter", carrier=carrier, duplication_per_mille=1_000)
        for _ in range(3):
            run.finish(invoke(run, "alice", "n1", "increment", "2"))
        run.run_for(8_000)
        assert run.result(run.read("bob", "n3")) == ["6"]


def test_a_crash_forgets_no_increment_that_was_acknowledged() -> None:
    for carrier in CARRIERS:
        run = convergent("pn_counter", carrier=carrier)
        run.finish(invoke(run, "alice", "n1", "increment", "5"))
        run.apply(CrashNode("n1"))
        run.apply(RestartNode("n1"))
        run.finish(invoke(run, "alice", "n1", "decrement", "2"))
        run.run_for(8_000)
        assert set(map(tuple, run.values().values())) == {("3",)}


def test_a_pair_travels_as_a_list() -> None:
    run = convergent("or_map")
    assert run.finish(invoke(run, "alice", "n1", "put", '["colour","red"]')).status == "ok"
    assert run.result(run.read("bob", "n1")) == ["{colour=red}"]
    assert run.finish(invoke(run, "alice", "n1", "put", "colour")).status == "fail"


@every_type
def test_what_a_type_offers_can_be_carried_out(name: str) -> None:
    found = kept_under({"type": name})
    assert {offer.name for offer in found.offers} == set(found.crdt.operations)
    assert {operation for operation, _ in found.changes} == set(found.crdt.operations)
    for operation, text in found.changes:
        found.argument(operation, text)


@every_type
def test_every_merge_of_a_run_opens_to_what_the_node_holds_after_it(name: str) -> None:
    run = convergent(name, workload_interval_ticks=300, keys=("x",))
    run.run_for(3_000)
    opened = 0
    for event in run.happened(e.MessageDelivered):
        if event.body.kind == "states":
            before, after = at(run, event.sequence - 1), at(run, event.sequence)
            merges = run.scenario.replicated_type().merges(before.nodes[event.process].durable, event.body)
            true, *twin = merges
            assert len(twin) == (kept_under({"type": name}).twin is not None)
            state = run.scenario.replicated_type().held(after.nodes[event.process].durable, "x")[0]
            assert true.result == value_text(kept_under({"type": name}).crdt.value(state))
            assert all(slot.why for merge in merges for slot in merge.slots)
            opened += 1
    assert opened > 5


def at(run: Run, seq: int) -> Simulation:
    log: list[LoggedCommand] = []
    return simulation_at(run.scenario, run.simulation.seed, log, run.simulation.position, seq)


def test_the_models_of_consistency_say_nothing_of_it() -> None:
    run = convergent("g_counter", workload_interval_ticks=300)
    run.run_for(3_000)
    assert run.judgement.questions == ()
    assert run.judgement.view() == {}
    assert stores()["convergent"].presets == ()
