"""Small runs to look into: a session with short-hands for what tests do most."""

from __future__ import annotations

from typing import Any

from apps.labs.run.scenario import Scenario
from apps.labs.run.session import Session
from apps.simulation import commands as c
from apps.simulation import events as e
from apps.simulation.network import Latency
from apps.simulation.processes import Operation

MAJORITIES = {"N": 5, "R": 3, "W": 3, "write_back": True}
ONES = {"N": 5, "R": 1, "W": 1, "write_back": True}


class Run(Session):
    """A session that keeps the kernel's events and answers questions about them."""

    def _note(self, events: list[e.Event]) -> None:
        self.__dict__.setdefault("trace", []).extend(events)
        super()._note(events)

    def write(self, client: str, node: str, value: str, key: str = "x") -> str:
        """Invoke a write; the operation's name."""
        return self._invoke(c.InvokeOperation(client=client, node=node, operation="write", key=key, value=value))

    def read(self, client: str, node: str, key: str = "x") -> str:
        """Invoke a read; the operation's name."""
        return self._invoke(c.InvokeOperation(client=client, node=node, operation="read", key=key))

    def _invoke(self, command: c.InvokeOperation) -> str:
        name = self.next_operation(command.client)
        self.apply(command)
        return name

    def run_for(self, ticks: int) -> None:
        """Let that much time pass."""
        self.advance(self.simulation.now + ticks)

    def finish(self, operation: str) -> Operation:
        """Let time pass until an operation is over."""
        while self.simulation.operations[operation].status in ("queued", "open"):
            assert self.step()
        return self.simulation.operations[operation]

    def result(self, operation: str) -> list[str]:
        """What a finished read returned."""
        return [version.written.value for version in self.finish(operation).versions or ()]

    def values(self, key: str = "x") -> dict[str, list[str]]:
        """The values of a key at each node."""
        return {
            name: [
                version.written.value for version in self.simulation.cluster.factory.stored(node.durable).get(key, ())
            ]
            for name, node in self.simulation.nodes.items()
        }

    def happened(self, kind: type[e.Event]) -> list[Any]:
        """The events of one kind so far."""
        return [event for event in self.__dict__["trace"] if isinstance(event, kind)]

    def in_flight(self, source: str | None = None, target: str | None = None, kind: str | None = None) -> list[str]:
        """Messages in flight, by their ends and kind."""
        return [
            flight.message
            for flight in self.simulation.network.flights.values()
            if source in (None, flight.source) and target in (None, flight.target) and kind in (None, flight.body.kind)
        ]


def quorum(dials: dict[str, Any] = MAJORITIES, seed: int = 1, **scenario: Any) -> Run:
    """A run of the quorum register on five nodes, each message taking 100 ticks unless said otherwise."""
    scenario = {"latency": Latency("constant", 100, 100), **scenario}
    return Run(Scenario(protocol="quorum", dials=dials, **scenario), seed)


def eventual(conflict: str = "hybrid", seed: int = 1, style: str = "push_pull", **scenario: Any) -> Run:
    """A run of the gossiping store."""
    dials = {"conflict": conflict, "style": style, "fan_out": 1, "interval_ticks": 400}
    return Run(Scenario(protocol="eventual", dials=dials, **scenario), seed)
