"""The consumer: it counts the orders that it hears of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from apps.agreement.dual_write.messages import Event, Handled
from apps.agreement.machine import Machine
from apps.protocols.dials import Dials
from apps.simulation.effects import Body, Effect, Refuse, Request, Send
from apps.simulation.node import Durable, NodeContext, Role

COUNTED = "counted/"


@dataclass(frozen=True, slots=True)
class ConsumerState:
    """Nothing is only in memory."""


class Consumer(Machine):
    """Durable: `counted/<name>`, how often it has counted an order.

    Idempotent, it looks first whether it has. That it has, and the count, are one value: one transaction.
    """

    state: ConsumerState

    def __init__(self, context: NodeContext, durable: Durable, dials: Dials) -> None:
        super().__init__(context, durable, dials)
        self.state = ConsumerState()

    def role(self) -> Role:
        """Return what it has."""
        total = sum(self.logged(COUNTED).values())
        return Role(f"counted {total}" if total else "")

    def on_request(self, request: Request, now_ticks: int) -> Iterator[Effect]:
        """Clients have no business here."""
        reason = f"{self.name} counts events only: order at the service, read at the database."
        yield Refuse(request.operation, request.client, reason)

    def on_message(self, source: str, body: Body, now_ticks: int) -> Iterator[Effect]:
        """Count an order, and say that the event is handled."""
        if isinstance(body, Event):
            name = body.order.name
            if not (self.dials["idempotent"] and COUNTED + name in self.log):
                yield from self.persist(COUNTED + name, self.log.get(COUNTED + name, 0) + 1)
            yield Send(source, Handled(name))
