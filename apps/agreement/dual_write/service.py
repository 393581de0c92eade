"""The service: it takes a client's order to the database and to the broker, and knows in memory only what it does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from apps.agreement.dual_write.messages import Event, Handled, Insert, Inserted, Order, Publish, Published
from apps.agreement.machine import Machine
from apps.agreement.table import EMPTY, Table
from apps.protocols.dials import Dials
from apps.simulation.effects import Body, CancelTimer, Effect, Refuse, Reply, Request, Send, SetTimer, Version
from apps.simulation.node import Durable, NodeContext

DATABASE, BROKER = "database", "broker"
DATABASE_FIRST, EVENT_FIRST, OUTBOX, LISTEN = "database_first", "event_first", "outbox", "listen"

WRITES: Mapping[str, tuple[str, ...]] = {
    DATABASE_FIRST: (DATABASE, BROKER),
    EVENT_FIRST: (BROKER, DATABASE),
    OUTBOX: (DATABASE,),
    LISTEN: (BROKER,),
}
"""By method what the service itself writes, in order, before it answers the client."""

RETRY = "retry/"


@dataclass(frozen=True, slots=True)
class Step:
    """An order that is being placed, and which of the writes is under way."""

    request: Request
    number: int = 0


@dataclass(frozen=True, slots=True)
class ServiceState:
    """The orders being placed, by name."""

    placing: Table[Step] = EMPTY


class Service(Machine):
    """Nothing of it is durable. Each write is repeated until it is acknowledged, as long as the service is up."""

    state: ServiceState

    def __init__(self, context: NodeContext, durable: Durable, dials: Dials) -> None:
        super().__init__(context, durable, dials)
        self.method = str(dials["method"])
        self.timeout_ticks = int(dials["timeout_ticks"])
        self.state = ServiceState()

    def on_request(self, request: Request, now_ticks: int) -> Iterator[Effect]:
        """Begin to place an order; one that comes again while it is being placed is not begun again."""
        if request.written is None:
            yield Refuse(request.operation, request.client, f"{self.name} holds no orders: read at the {DATABASE}.")
        elif request.operation not in self.state.placing:
            yield from self._write(Step(request))

    def _write(self, step: Step) -> Iterator[Effect]:
        name = step.request.operation
        self.state = replace(self.state, placing=self.state.placing.put(name, step))
        target = WRITES[self.method][step.number]
        order = order_of(step.request)
        yield Send(target, Insert(order, self.method == OUTBOX) if target == DATABASE else Publish(order))
        yield SetTimer(RETRY + name, self.timeout_ticks)

    def on_message(self, source: str, body: Body, now_ticks: int) -> Iterator[Effect]:
        """A write is acknowledged, or, listening to itself, an event of its own comes back."""
        if isinstance(body, Event):
            yield Send(DATABASE, Insert(body.order, with_event=False))
        elif isinstance(body, Inserted) and self.method == LISTEN:
            yield Send(BROKER, Handled(body.name))
        elif isinstance(body, Inserted | Published):
            yield from self._written(source, body.name)

    def _written(self, target: str, name: str) -> Iterator[Effect]:
        step, writes = self.state.placing.get(name), WRITES[self.method]
        if step is None or writes[step.number] != target:
            return
        yield CancelTimer(RETRY + name)
        if step.number + 1 < len(writes):
            yield from self._write(replace(step, number=step.number + 1))
            return
        self.state = replace(self.state, placing=self.state.placing.without(name))
        yield Reply(name, step.request.client, (Version(order_of(step.request).written, 0),))

    def on_timer(self, name: str, now_ticks: int) -> Iterator[Effect]:
        """No acknowledgement: write it again."""
        yield from self._write(self.state.placing[name.removeprefix(RETRY)])


def order_of(request: Request) -> Order:
    """Return what a client's request asks for."""
    assert request.written is not None
    return Order(request.operation, request.key, request.written)
