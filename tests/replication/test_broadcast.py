"""Operation-based types over a broadcast: equal under causal delivery whatever strikes; without it, different."""

from __future__ import annotations

from typing import Any

import pytest

from apps.crdts import operation_types
from apps.labs.looking_back.moment import simulation_at
from apps.labs.run.scenario import Scenario
from apps.labs.run.session import LoggedCommand, Session, replay_under
from apps.replication.broadcast.kept import inbox_of
from apps.replication.broadcast.messages import Acknowledge
from apps.replication.held_type import state_of, value_text
from apps.simulation import Simulation
from apps.simulation import commands as c
from apps.simulation import events as e
from apps.simulation.effects import Send, SetTimer
from apps.simulation.faults.crash import CrashNode, RestartNode
from apps.simulation.faults.message import DelayMessage, DuplicateMessage
from apps.simulation.faults.partition import Heal, Partition
from apps.simulation.network import Latency
from tests.clusters import Run
from tests.replication.by_hand import NODES, ByHand, request
from tests.replication.watching import mend
from tests.schedules import play

TYPES = list(operation_types())
WIDE = Latency("uniform", 20, 500)
every_type = pytest.mark.parametrize("name", TYPES)


def dials(name: str, delivery: str = "causal") -> dict[str, Any]:
    return {"type": name, "delivery": delivery, "resend_ticks": 1_200}


def broadcast(name: str, seed: int = 1, delivery: str = "causal", **members: Any) -> Run:
    members = {"latency": Latency("uniform", 20, 160), "keys": ("x",), **members}
    return Run(Scenario(protocol="broadcast", dials=dials(name, delivery), **members), seed)


def states(run: Session, key: str = "x") -> list[Any]:
    crdt = operation_types()[run.scenario.dials["type"]]
    return [state_of(crdt, node.durable, key) for node in run.simulation.nodes.values()]


def invoke(run: Run, client: str, node: str, operation: str, value: str) -> str:
    name = run.next_operation(client)
    run.apply(c.InvokeOperation(client=client, node=node, operation=operation, key="x", value=value))
    return name


def inside(run: Session, node: str) -> dict[str, Any]:
    return run.simulation.cluster.factory.inside(run.simulation.nodes[node].durable)["x"]


def faulty(name: str, seed: int, delivery: str) -> Run:
    """A run under generated commands and faults, mended and left alone."""
    run = broadcast(name, seed, delivery, workload_interval_ticks=400, keys=("x", "y"))
    play(run, seed, commands=60)
    run.apply(c.SetWorkload(0))
    mend(run)
    run.run_for(30_000)
    return run


def all_equal(run: Run) -> bool:
    return all(len(set(states(run, key))) == 1 for key in run.scenario.keys)


@every_type
def test_under_causal_delivery_all_replicas_are_equal_once_faults_end_and_clients_are_quiet(name: str) -> None:
    for seed in range(10):
        run = faulty(name, seed, "causal")
        assert run.judgement.convergence_view()["state"] == "converged", f"seed {seed}"
        assert all_equal(run), f"seed {seed}"
        assert not any(inbox_of(node.durable).waiting for node in run.simulation.nodes.values())
        assert not any(node.timers for node in run.simulation.nodes.values())


@every_type
def test_without_the_guarantee_faults_leave_replicas_different_for_good(name: str) -> None:
    assert not all(all_equal(faulty(name, seed, "arrival")) for seed in range(6))


def test_a_counter_counts_every_acknowledged_increment_once_under_causal_delivery() -> None:
    for seed in range(10):
        run = faulty("op_counter", seed, "causal")
        made = [op for op in run.simulation.operations.values() if op.key == "x" and op.action != "read"]
        signed = [(op.status, int(op.value or 0) * (1 if op.action == "increment" else -1)) for op in made]
        sure = sum(amount for status, amount in signed if status == "ok")
        unsure = [amount for status, amount in signed if status == "info"]
        least, most = sure + sum(a for a in unsure if a < 0), sure + sum(a for a in unsure if a > 0)
        assert least <= states(run)[0] <= most, f"seed {seed}"


def sent(run: Run) -> str:
    """The first operation on its way from n1 to n2."""
    while not run.in_flight("n1", "n2", "operation"):
        assert run.step()
    return run.in_flight("n1", "n2", "operation")[0]


def doubled(delivery: str) -> Run:
    """One increment, whose message to n2 is duplicated by hand."""
    run = broadcast("op_counter", delivery=delivery)
    invoke(run, "alice", "n1", "increment", "2")
    run.apply(DuplicateMessage(sent(run)))
    run.run_for(5_000)
    return run


def test_an_operation_that_comes_twice_counts_twice_as_it_arrives_and_once_under_causal_delivery() -> None:
    assert states(doubled("arrival")) == [2, 4, 2, 2, 2]
    assert states(doubled("causal")) == [2, 2, 2, 2, 2]


def overtaken(run: Run) -> list[LoggedCommand]:
    """alice adds milk at n1, bob removes it at n3, and the removal overtakes the addition on their ways to n2."""
    log: list[LoggedCommand] = []

    def do(command: c.Command) -> None:
        log.append(LoggedCommand(run.simulation.position, command))
        run.apply(command)

    do(c.InvokeOperation(client="alice", node="n1", operation="add", key="x", value="milk"))
    do(DelayMessage(message=sent(run), delay_ticks=900))
    run.run_for(400)
    do(c.InvokeOperation(client="bob", node="n3", operation="remove", key="x", value="milk"))
    run.run_for(350)
    return log


def test_a_removal_that_overtakes_its_addition_is_lost_as_it_arrives() -> None:
    run = broadcast("op_or_set", delivery="arrival")
    overtaken(run)
    run.run_for(3_000)
    assert [run.values()[node] for node in run.simulation.nodes] == [["{}"], ["{milk}"], ["{}"], ["{}"], ["{}"]]
    assert run.judgement.convergence_view()["state"] == "diverged"


def test_the_same_schedule_converges_when_it_is_replayed_under_causal_delivery() -> None:
    run = broadcast("op_or_set", delivery="arrival")
    log = overtaken(run)
    run.run_for(3_000)
    scenario = run.scenario.under("broadcast", dials("op_or_set"))
    carried = replay_under(scenario, run.simulation.seed, log, run.simulation.now)
    assert carried.not_applied == ()
    assert len(set(states(carried.session))) == 1
    assert inside(carried.session, "n2")["value"] == "{}"


def test_an_operation_that_overtook_another_waits_and_says_for_which() -> None:
    run = broadcast("op_or_set")
    overtaken(run)
    ((name, words, why),) = inside(run, "n2")["waiting"]
    assert (name, words) == ("n3#1", "remove milk")
    assert why == "n3#1 waits for n1#1, which its sender had delivered before it and this replica has not."
    assert inside(run, "n2")["value"] == "{}"
    run.run_for(3_000)
    assert inside(run, "n2")["waiting"] == []
    assert all_equal(run)


def test_what_waits_survives_a_crash() -> None:
    run = broadcast("op_or_set")
    overtaken(run)
    run.apply(CrashNode("n2"))
    run.apply(RestartNode("n2"))
    assert [name for name, _, _ in inside(run, "n2")["waiting"]] == ["n3#1"]


def test_what_was_lost_is_repeated_until_it_is_acknowledged() -> None:
    run = broadcast("op_counter")
    run.apply(Partition((("n1", "n2"),)))
    for _ in range(3):
        run.finish(invoke(run, "alice", "n1", "increment", "1"))
    run.run_for(2_000)
    assert states(run) == [3, 3, 0, 0, 0]
    run.apply(Heal())
    run.run_for(3_000)
    assert states(run) == [3, 3, 3, 3, 3]


def test_a_crash_forgets_nothing_that_was_answered_and_its_node_goes_on_to_repeat_it() -> None:
    run = broadcast("op_counter")
    run.apply(Partition((("n1",),)))
    run.finish(invoke(run, "alice", "n1", "increment", "5"))
    run.apply(CrashNode("n1"))
    run.apply(RestartNode("n1"))
    run.apply(Heal())
    run.run_for(3_000)
    assert states(run) == [5, 5, 5, 5, 5]


def test_everything_that_arrives_is_acknowledged_and_nobody_is_asked_after_all_have() -> None:
    durable: dict[str, Any] = {}
    node = ByHand("broadcast", dials("op_counter"), durable)
    node.carry_out(node.machine.on_request(request("increment", "2"), 0))
    assert [effect.target for effect in node.asked if isinstance(effect, Send)] == list(NODES[1:])
    assert [type(effect) for effect in node.asked].count(SetTimer) == 1
    node.receive(Acknowledge((1,)), *NODES[1:4])
    node.carry_out(node.machine.on_timer("resend", 0))
    assert [effect.target for effect in node.asked if isinstance(effect, Send)] == ["n5"]
    node.receive(Acknowledge((1,)), "n5")
    assert durable["sent/1"] is None
    node.carry_out(node.machine.on_timer("resend", 0))
    assert node.asked == []


def test_a_request_that_arrives_twice_is_one_operation_also_across_a_crash() -> None:
    for delivery in ("causal", "arrival"):
        durable: dict[str, Any] = {}
        for _ in range(2):
            node = ByHand("broadcast", dials("op_counter", delivery), durable)
            for _ in range(2):
                node.carry_out(node.machine.on_request(request("increment", "2"), 0))
            node.carry_out(node.machine.on_request(request("read", number=2), 0))
            assert [reply.label for reply in node.replies()] == ["2"]


@every_type
@pytest.mark.parametrize("delivery", ["causal", "arrival"])
def test_every_delivery_opens_to_what_the_node_holds_after_it(name: str, delivery: str) -> None:
    run = broadcast(name, delivery=delivery, workload_interval_ticks=250, duplication_per_mille=200, latency=WIDE)
    run.run_for(2_500)
    fates: set[str] = set()
    kept = run.scenario.replicated_type()
    for event in run.happened(e.MessageDelivered):
        if event.body.kind == "operation":
            before, after = at(run, event.sequence - 1), at(run, event.sequence)
            effects = kept.effects(before.nodes[event.process].durable, event.body)
            state = state_of(kept.crdt, after.nodes[event.process].durable, "x")
            assert effects[-1].after == value_text(kept.crdt.value(state))
            assert all(effect.sentence.endswith(".") for effect in effects)
            fates |= {effect.fate for effect in effects}
    assert fates == ({"applied", "dropped", "waits"} if delivery == "causal" else {"applied"})


def at(run: Run, seq: int) -> Simulation:
    log: list[LoggedCommand] = []
    return simulation_at(run.scenario, run.simulation.seed, log, run.simulation.position, seq)


def test_an_operation_is_smaller_than_the_state_that_it_changes() -> None:
    run = broadcast("op_or_set")
    for value in ("bread", "eggs", "milk"):
        run.finish(invoke(run, "alice", "n1", "add", value))
    crdt = operation_types()["op_or_set"]
    sent = [event.body for event in run.happened(e.MessageSent) if event.body.kind == "operation"]
    assert 0 < sent[-1].size_bytes < crdt.size_bytes(states(run)[0])
