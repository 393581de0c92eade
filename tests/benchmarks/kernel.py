"""Traced message deliveries a second of the kernel, against the same gossip workload in SimPy without tracing.

Both run the very same node (`EventualNode`: push gossip, nine nodes, fan-out 3) with the same interval and latency
range. The kernel also draws every fate from a keyed hash, stamps every event with a vector clock and keeps the trace.
SimPy runs it twice: as its documentation writes a delayed channel (a process a message, a Store a node), and as
sparingly as it can (a callback on a timeout).
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from random import Random
from typing import Any

import simpy

from apps.labs.protocols import stores
from apps.protocols.spec import Factory
from apps.replication.eventual import EventualNode
from apps.simulation import Cluster, Simulation
from apps.simulation import events as e
from apps.simulation.commands import InvokeOperation
from apps.simulation.effects import Send, SetTimer, Version, WrittenValue
from apps.simulation.network import Latency, LinkSettings
from apps.simulation.node import NodeContext
from apps.simulation.randomness import Stream
from tests.benchmarks.table import Row

NODES = tuple(f"n{number}" for number in range(1, 10))
DIALS = {"conflict": "hybrid", "style": "push", "fan_out": 3, "interval_ticks": 100}
LATENCY = Latency("uniform", 20, 80)
TICKS = 40_000
REPEATS = 3


def run_kernel() -> tuple[int, float]:
    """Deliveries and seconds of the kernel, traced."""
    cluster = Cluster(
        nodes=NODES,
        clients=("alice",),
        keys=("x",),
        factory=Factory(stores()["eventual"], DIALS),
        link=LinkSettings(LATENCY),
        client_timeout_ticks=1_000,
        events_max=10**9,
        steps_max=10**9,
    )
    began = time.perf_counter()
    simulation = Simulation(cluster, 1)
    simulation.apply(InvokeOperation(client="alice", node="n1", operation="write", key="x", value="1"))
    simulation.advance(TICKS)
    seconds = time.perf_counter() - began
    trace = simulation.drain()
    return sum(type(event) is e.MessageDelivered for event in trace), seconds


class SimpyCluster:
    """The same nodes in SimPy."""

    def __init__(self, *, sparing: bool) -> None:
        self.environment = simpy.Environment()
        self.random = Random(1)
        self.delivered = 0
        self.sparing = sparing
        self.inboxes = {name: simpy.Store(self.environment) for name in NODES}
        self.nodes = {
            name: EventualNode(NodeContext(name, NODES, Stream(1, "node", name)), {}, DIALS) for name in NODES
        }
        self.nodes["n1"].store["x"] = (Version(WrittenValue("alice#1", "1"), (self.nodes["n1"].clock, "alice#1")),)
        for name, node in self.nodes.items():
            self.carry_out(name, node.on_start(0))
            if not sparing:
                self.environment.process(self.receive(name))

    def carry_out(self, name: str, effects: Any) -> None:
        for effect in effects:
            if type(effect) is Send:
                latency = self.random.randint(LATENCY.low_ticks, LATENCY.high_ticks)
                if self.sparing:
                    flight = self.environment.timeout(latency, (name, effect))
                    flight.callbacks.append(self.arrive)
                else:
                    self.environment.process(self.travel(latency, name, effect))
            elif type(effect) is SetTimer:
                if self.sparing:
                    timer = self.environment.timeout(effect.delay_ticks, (name, effect.name))
                    timer.callbacks.append(self.fire)
                else:
                    self.environment.process(self.wait(effect.delay_ticks, name, effect.name))

    def travel(self, latency: int, source: str, effect: Send) -> Iterator[Any]:
        yield self.environment.timeout(latency)
        self.inboxes[effect.target].put((source, effect.body))

    def receive(self, name: str) -> Iterator[Any]:
        while True:
            source, body = yield self.inboxes[name].get()
            self.delivered += 1
            self.carry_out(name, self.nodes[name].on_message(source, body, self.environment.now))

    def wait(self, delay: int, name: str, timer: str) -> Iterator[Any]:
        yield self.environment.timeout(delay)
        self.carry_out(name, self.nodes[name].on_timer(timer, self.environment.now))

    def arrive(self, flight: Any) -> None:
        source, effect = flight.value
        self.delivered += 1
        self.carry_out(effect.target, self.nodes[effect.target].on_message(source, effect.body, self.environment.now))

    def fire(self, timer: Any) -> None:
        name, timer_name = timer.value
        self.carry_out(name, self.nodes[name].on_timer(timer_name, self.environment.now))


def run_simpy(*, sparing: bool) -> tuple[int, float]:
    """Deliveries and seconds of SimPy, untraced."""
    began = time.perf_counter()
    cluster = SimpyCluster(sparing=sparing)
    cluster.environment.run(until=TICKS)
    return cluster.delivered, time.perf_counter() - began


def measure() -> list[Row]:
    """The best of a few runs of each, in turn."""
    rates: dict[str, list[float]] = {"kernel": [], "simpy": [], "sparing": []}
    for _ in range(REPEATS):
        for name, (count, seconds) in (
            ("kernel", run_kernel()),
            ("simpy", run_simpy(sparing=False)),
            ("sparing", run_simpy(sparing=True)),
        ):
            rates[name].append(count / seconds)
    kernel, simpy_rate, sparing = (max(rates[name]) for name in ("kernel", "simpy", "sparing"))
    return [
        Row(
            "traced deliveries/s of the kernel",
            f"{kernel:,.0f}",
            "SimPy as documented, untraced",
            f"{simpy_rate:,.0f}",
            kernel / simpy_rate,
            "at least 1",
        ),
        Row(
            "the same", f"{kernel:,.0f}", "SimPy with bare callbacks, untraced", f"{sparing:,.0f}", kernel / sparing, ""
        ),
    ]
