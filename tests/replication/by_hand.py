"""One node by itself, given messages by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apps.labs.protocols import stores
from apps.simulation.effects import Body, Effect, Persist, Reply, Request, Send, WrittenValue
from apps.simulation.node import Effects, NodeContext
from apps.simulation.randomness import Stream

NODES = ("n1", "n2", "n3", "n4", "n5")


class ByHand:
    """A node of a protocol with what it has durable; keeps what it asked for last."""

    def __init__(self, protocol: str, dials: Mapping[str, Any], durable: dict[str, Any], name: str = "n1") -> None:
        self.durable = durable
        context = NodeContext(name, NODES, Stream(1, "node", name))
        self.machine: Any = stores()[protocol].make_node(context, durable, dials)
        self.asked: list[Effect] = []
        self.carry_out(self.machine.on_start(0))

    def carry_out(self, effects: Effects) -> None:
        """Let it do what a handler asks for."""
        self.asked = []
        for effect in effects:
            if isinstance(effect, Persist):
                self.durable[effect.name] = effect.value
            else:
                self.asked.append(effect)

    def receive(self, body: Body, *sources: str) -> None:
        """A message from each of these nodes."""
        for source in sources:
            self.carry_out(self.machine.on_message(source, body, 0))

    def replies(self) -> list[Reply]:
        """Its answers to its own clients."""
        return [effect for effect in self.asked if isinstance(effect, Reply)]

    def sent(self, kind: type[Any]) -> list[Any]:
        """What it sent of one kind."""
        return [effect.body for effect in self.asked if isinstance(effect, Send) and isinstance(effect.body, kind)]


def request(action: str = "write", value: str = "1", number: int = 1, client: str = "alice") -> Request:
    """A client's operation on x."""
    operation = f"{client}#{number}"
    written = None if action == "read" else WrittenValue(operation, value)
    return Request(operation, number, client, client, action, "x", written, None)
