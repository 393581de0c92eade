"""The broker: it keeps events, and delivers each to every subscriber until that says that it has handled it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from apps.agreement.dual_write.messages import Event, Handled, Order, Publish, Published
from apps.agreement.dual_write.service import LISTEN
from apps.agreement.machine import Machine
from apps.protocols.dials import Dials
from apps.simulation.effects import Body, CancelTimer, Effect, Refuse, Request, Send, SetTimer
from apps.simulation.node import Durable, NodeContext, Role

EVENT = "event/"
DELIVER = "deliver/"
CONSUMER, SERVICE = "consumer", "service"


@dataclass(frozen=True, slots=True)
class Kept:
    """An event, and who has yet to say that it has handled it."""

    order: Order
    waiting: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BrokerState:
    """Nothing is only in memory."""


class Broker(Machine):
    """Durable: `event/<name>`. An event that is published again is delivered again: at least once, never just once."""

    state: BrokerState

    def __init__(self, context: NodeContext, durable: Durable, dials: Dials) -> None:
        super().__init__(context, durable, dials)
        self.timeout_ticks = int(dials["timeout_ticks"])
        self.subscribers = (CONSUMER, SERVICE) if dials["method"] == LISTEN else (CONSUMER,)
        self.state = BrokerState()

    def role(self) -> Role:
        """Return what it has."""
        number = len(self.logged(EVENT))
        return Role(f"{number} event{'s' * (number > 1)}" if number else "")

    def on_start(self, now_ticks: int) -> Iterator[Effect]:
        """Deliver what has not been handled."""
        for kept in self.logged(EVENT).values():
            yield from self._deliver(kept)

    def on_request(self, request: Request, now_ticks: int) -> Iterator[Effect]:
        """Clients have no business here."""
        reason = f"{self.name} keeps events only: order at the {SERVICE}, read at the database."
        yield Refuse(request.operation, request.client, reason)

    def on_message(self, source: str, body: Body, now_ticks: int) -> Iterator[Effect]:
        """An event to keep, or one that a subscriber has handled."""
        if isinstance(body, Publish):
            kept = Kept(body.order, self.subscribers)
            yield from self.persist(EVENT + body.order.name, kept)
            yield Send(source, Published(body.order.name))
            yield from self._deliver(kept)
        elif isinstance(body, Handled):
            yield from self._handled(source, self.log[EVENT + body.name])

    def _handled(self, source: str, kept: Kept) -> Iterator[Effect]:
        if source in kept.waiting:
            left = tuple(each for each in kept.waiting if each != source)
            yield from self.persist(EVENT + kept.order.name, replace(kept, waiting=left))
            if not left:
                yield CancelTimer(DELIVER + kept.order.name)

    def _deliver(self, kept: Kept) -> Iterator[Effect]:
        for subscriber in kept.waiting:
            yield Send(subscriber, Event(kept.order))
        if kept.waiting:
            yield SetTimer(DELIVER + kept.order.name, self.timeout_ticks)

    def on_timer(self, name: str, now_ticks: int) -> Iterator[Effect]:
        """Somebody has not said that it handled the event: deliver it again."""
        yield from self._deliver(self.log[EVENT + name.removeprefix(DELIVER)])
