"""Answers other than a plain reply, bound clients and promotion: the kernel's part, with nodes made for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from apps.simulation import Cluster, CommandError, Simulation
from apps.simulation import commands as c
from apps.simulation import events as e
from apps.simulation.bounds import REDIRECTS_MAX
from apps.simulation.effects import Effect, Redirect, Refuse, Reply, Request, Version, WrittenValue
from apps.simulation.faults.crash import CrashNode
from apps.simulation.faults.message import DuplicateMessage
from apps.simulation.faults.pause import PauseNode
from apps.simulation.faults.promotion import PromoteNode
from apps.simulation.network import Latency, LinkSettings
from apps.simulation.node import Durable, NodeContext, Role
from apps.simulation.processes import Operation

Answers = Callable[[str, Request], Effect]


class AnsweringNode:
    """Answers every request as it is told to."""

    def __init__(self, name: str, factory: AnsweringFactory) -> None:
        self.name = name
        self.factory = factory
        self.promoted = 0

    def on_start(self, now_ticks: int) -> Iterator[Effect]:
        yield from ()

    def on_request(self, request: Request, now_ticks: int) -> Iterator[Effect]:
        self.factory.requests.append((self.name, request))
        yield self.factory.answer(self.name, request)

    def on_message(self, source: str, body: Any, now_ticks: int) -> Iterator[Effect]:
        yield from ()

    def on_timer(self, name: str, now_ticks: int) -> Iterator[Effect]:
        yield from ()

    def on_promote(self, now_ticks: int) -> Iterator[Effect]:
        self.promoted += 1
        yield from ()

    def volatile(self) -> Mapping[str, Any]:
        return {}

    def role(self) -> Role:
        return Role("primary", leads=True) if self.promoted else Role("backup")


@dataclass
class AnsweringFactory:
    """Makes such nodes, and keeps what they were asked."""

    answer: Answers
    requests: list[tuple[str, Request]] = field(default_factory=list)

    def make_node(self, context: NodeContext, durable: Durable) -> AnsweringNode:
        return AnsweringNode(context.name, self)

    def stored(self, durable: Durable) -> Mapping[str, tuple[Version, ...]]:
        return {}

    def inside(self, durable: Durable) -> Mapping[str, Any]:
        return {}


def simulation(answer: Answers, **cluster: Any) -> Simulation:
    return Simulation(
        Cluster(
            nodes=("n1", "n2"),
            clients=("alice",),
            keys=("x",),
            factory=AnsweringFactory(answer),
            link=LinkSettings(Latency("constant", 10, 10)),
            client_timeout_ticks=500,
            actions=frozenset({"read", "write", "cas"}),
            **cluster,
        ),
        1,
    )


def run(world: Simulation, action: str = "write", node: str = "n1", **members: Any) -> Operation:
    """Invoke an operation and let it end."""
    name = world.next_operation("alice")
    value = None if action == "read" else "7"
    world.apply(c.InvokeOperation(client="alice", node=node, operation=action, key="x", value=value, **members))
    while world.operations[name].status in ("queued", "open"):
        assert world.step()
    return world.operations[name]


OLD = Version(WrittenValue("bob#1", "3"), (1,))


def acknowledge(_: str, request: Request) -> Reply:
    versions = (Version(request.written, (2,)),) if request.written else ()
    return Reply(request.operation, request.client, versions, {"seen": 1})


def test_a_refused_operation_fails_with_the_nodes_reason() -> None:
    ended = run(simulation(lambda _, request: Refuse(request.operation, request.client, "I am behind")))
    assert (ended.status, ended.reason, ended.process) == ("fail", "I am behind", "alice")


def test_a_redirected_client_asks_the_other_node_the_same() -> None:
    def answer(node: str, request: Request) -> Effect:
        if node == "n1":
            return Redirect(request.operation, request.client, "n2")
        return acknowledge(node, request)

    world = simulation(answer)
    assert run(world).status == "ok"
    (_, first), (_, second) = world.cluster.factory.requests
    assert (first.operation, first.attempt) == (second.operation, 0)
    assert second.attempt == 1


def test_a_client_follows_so_many_redirects_and_then_waits_for_its_timeout() -> None:
    world = simulation(lambda _, request: Redirect(request.operation, request.client, "n1", request.attempt))
    assert run(world).status == "info"
    assert len(world.cluster.factory.requests) == REDIRECTS_MAX + 1


def test_a_copy_of_a_redirection_moves_the_client_only_once() -> None:
    def answer(node: str, request: Request) -> Effect:
        if node == "n1":
            return Redirect(request.operation, request.client, "n2", request.attempt)
        return acknowledge(node, request)

    world = simulation(answer)
    world.apply(c.InvokeOperation(client="alice", node="n1", operation="write", key="x", value="7"))
    while not (sent := [name for name in world.network.flights if name.endswith("redirect")]):
        assert world.step()
    world.apply(DuplicateMessage(sent[0]))
    world.advance(400)
    assert [node for node, _ in world.cluster.factory.requests] == ["n1", "n2"]


def test_a_compare_and_set_that_took_place_tells_what_it_replaced() -> None:
    world = simulation(
        lambda _, request: Reply(request.operation, request.client, (OLD,), swapped=True, observed=(OLD,))
    )
    ended = run(world, "cas", expected="3")
    assert (ended.status, ended.swapped, ended.expected, ended.read_versions) == ("ok", True, "3", (OLD,))


def test_a_compare_and_set_that_compared_and_failed_tells_what_it_found() -> None:
    world = simulation(lambda _, request: Reply(request.operation, request.client, (OLD,), swapped=False))
    ended = run(world, "cas")
    assert (ended.status, ended.swapped, ended.versions) == ("fail", False, (OLD,))
    assert ended.reason == "it compared x with the initial value, and it was 3"
    assert world.clients["alice"].process == "alice"


def test_a_bound_client_becomes_a_new_process_with_an_empty_session_when_it_moves() -> None:
    world = simulation(acknowledge, binds_clients=True)
    processes = [run(world, node=node).process for node in ("n1", "n1", "n2", "n2", "n1")]
    assert processes == ["alice", "alice", "alice·2", "alice·2", "alice·3"]
    contexts = [request.context for _, request in world.cluster.factory.requests]
    assert contexts == [None, {"seen": 1}, None, {"seen": 1}, None]
    assert {operation.status for operation in world.operations.values()} == {"ok"}


def test_a_client_that_is_not_bound_takes_its_session_along() -> None:
    world = simulation(acknowledge)
    assert [run(world, node=node).process for node in ("n1", "n2")] == ["alice", "alice"]
    assert world.cluster.factory.requests[1][1].context == {"seen": 1}


def test_the_workload_leaves_a_bound_client_where_it_is() -> None:
    world = simulation(acknowledge, binds_clients=True, workload_interval_ticks=100)
    world.advance(3_000)
    assert len(world.operations) > 10
    assert {operation.process for operation in world.operations.values()} == {"alice"}


def test_promoting_a_node_reaches_its_machine() -> None:
    world = simulation(acknowledge, promotes=True)
    world.drain()
    world.apply(PromoteNode("n2"))
    assert [type(event) for event in world.drain()] == [e.NodePromoted]
    assert world.nodes["n2"].machine.role().name == "primary"


def test_a_node_that_is_not_up_cannot_be_promoted() -> None:
    world = simulation(acknowledge, promotes=True)
    world.apply(CrashNode("n1"))
    world.apply(PauseNode("n2"))
    for node, code in (("n1", "node.crashed"), ("n2", "node.paused")):
        with pytest.raises(CommandError) as refused:
            world.apply(PromoteNode(node))
        assert refused.value.code == code
