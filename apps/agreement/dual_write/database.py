"""The service's database, with the outbox in it and the relay beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from apps.agreement.dual_write.messages import Insert, Inserted, Order, Publish, Published
from apps.agreement.dual_write.service import BROKER
from apps.agreement.machine import Machine
from apps.protocols.dials import Dials
from apps.simulation.effects import Body, CancelTimer, Effect, Reply, Request, Send, SetTimer, Version
from apps.simulation.node import Durable, NodeContext, Role

ORDER = "order/"
RELAY = "relay/"


@dataclass(frozen=True, slots=True)
class Row:
    """What one transaction has written: an order, and, until that is published, its event in the outbox."""

    order: Order
    in_outbox: bool


@dataclass(frozen=True, slots=True)
class DatabaseState:
    """Nothing is only in memory."""


class Database(Machine):
    """Durable: `order/<name>`, one value for all that a transaction wrote: a crash leaves both rows or neither."""

    state: DatabaseState

    def __init__(self, context: NodeContext, durable: Durable, dials: Dials) -> None:
        super().__init__(context, durable, dials)
        self.timeout_ticks = int(dials["timeout_ticks"])
        self.state = DatabaseState()

    def role(self) -> Role:
        """Return what it has."""
        number = len(self.logged(ORDER))
        return Role(f"{number} order{'s' * (number > 1)}" if number else "")

    def on_start(self, now_ticks: int) -> Iterator[Effect]:
        """The relay goes on with what is in the outbox."""
        for row in self.logged(ORDER).values():
            yield from self._relay(row)

    def on_request(self, request: Request, now_ticks: int) -> Iterator[Effect]:
        """A read: the orders of an item. Whoever places one asks the service."""
        orders = [row.order for row in self.logged(ORDER).values() if row.order.item == request.key]
        versions = tuple(Version(order.written, order.name) for order in orders)
        yield Reply(request.operation, request.client, versions)

    def on_message(self, source: str, body: Body, now_ticks: int) -> Iterator[Effect]:
        """An order to write, once by its name; or the broker has an event from the outbox."""
        if isinstance(body, Insert):
            name = body.order.name
            if ORDER + name not in self.log:
                yield from self.persist(ORDER + name, Row(body.order, body.with_event))
            yield Send(source, Inserted(name))
            yield from self._relay(self.log[ORDER + name])
        elif isinstance(body, Published):
            row: Row = self.log[ORDER + body.name]
            if row.in_outbox:
                yield from self.persist(ORDER + body.name, replace(row, in_outbox=False))
                yield CancelTimer(RELAY + body.name)

    def _relay(self, row: Row) -> Iterator[Effect]:
        if row.in_outbox:
            yield Send(BROKER, Publish(row.order))
            yield SetTimer(RELAY + row.order.name, self.timeout_ticks)

    def on_timer(self, name: str, now_ticks: int) -> Iterator[Effect]:
        """The broker has not acknowledged: publish again."""
        yield from self._relay(self.log[ORDER + name.removeprefix(RELAY)])
