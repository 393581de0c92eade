"""Payment, stock and delivery: each does what it is asked, once, and answers."""

from __future__ import annotations

from collections.abc import Iterator

from apps.agreement.saga_orchestrated.messages import Do, Outcome, Undo
from apps.agreement.saga_steps import DONE, REFUSED, UNDONE, Entry, Service, ServiceState
from apps.protocols.dials import Dials
from apps.simulation.effects import Body, Effect, Request, Send
from apps.simulation.node import Durable, NodeContext


class Worker(Service):
    """It knows its own step only."""

    def __init__(self, context: NodeContext, durable: Durable, dials: Dials) -> None:
        super().__init__(context, durable, dials)
        self.state = ServiceState()

    def on_request(self, request: Request, now_ticks: int) -> Iterator[Effect]:
        """A read."""
        yield from self.read(request) if request.written is None else self.refuse_order(request)

    def on_message(self, source: str, body: Body, now_ticks: int) -> Iterator[Effect]:
        """A command: carried out unless it has been, and answered each time it comes."""
        if isinstance(body, Do):
            entry = self.entry(body.order.name)
            if entry is None:
                entry = self.begin(body.order)
                yield from self.enter(entry)
            yield Send(source, Outcome(body.order.name, REFUSED if REFUSED in entry.history else DONE))
        elif isinstance(body, Undo):
            entry = self.entry(body.order.name) or Entry(body.order, ())
            if UNDONE not in entry.history:
                yield from self.enter(entry.after(UNDONE))
            yield Send(source, Outcome(body.order.name, UNDONE))
