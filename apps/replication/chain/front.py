"""What every node does for its clients, the master too: hand writes to the head and reads to the tail."""

from collections.abc import Iterator
from typing import Any

from apps.protocols.dials import Dials
from apps.replication.chain.messages import Configuration, Member
from apps.replication.forwarding import Answered, Forwarder
from apps.simulation.effects import Body, Effect, Persist, Request
from apps.simulation.node import Durable, NodeContext

CONFIGURATION, TAKEN = "configuration", "taken/"
FORWARD_WRITES, FORWARD_READS = "forward writes", "forward reads"


class Front:
    """Durable: the latest configuration known, and for each client the number of the last write taken here."""

    def __init__(self, context: NodeContext, durable: Durable, dials: Dials) -> None:
        self.name, self.random = context.name, context.random
        self.master = context.nodes[-1]
        self.members = context.nodes[:-1]
        self.dials = dials
        self.configuration: Configuration | None = durable.get(CONFIGURATION)
        self.taken: dict[str, int] = {
            name.removeprefix(TAKEN): durable[name] for name in durable if name.startswith(TAKEN)
        }
        self.writes = Forwarder(self._head(), FORWARD_WRITES)
        self.reads = Forwarder(timer=FORWARD_READS)

    def waiting(self) -> list[str]:
        """Return what clients of this node wait for, for the inspector."""
        return [*self.writes.view(), *self.reads.view()]

    def _head(self) -> Member | None:
        return self.configuration.head if self.configuration else None

    def _elsewhere(self, member: Member | None) -> str | None:
        return None if member is None or member.name == self.name else member.name

    def _tail(self) -> Member | None:
        return self.configuration.tail if self.configuration else None

    def on_request(self, request: Request, now_ticks: int) -> Iterator[Effect]:
        """Take an operation, once, and hand it on."""
        forwarder = self.reads if request.action == "read" else self.writes
        if request.operation in forwarder.waiting:
            return
        if request.action == "read":
            yield from self.reads.take(request, self._elsewhere(self._tail()))
        elif request.number > self.taken.get(request.client, 0):
            self.taken[request.client] = request.number
            yield Persist(TAKEN + request.client, request.number)
            yield from self.writes.take(request, self._elsewhere(self._head()))
        else:
            return
        yield from self.serve(request, self.name)

    def serve(self, request: Request, origin: str) -> Iterator[Effect]:
        """Carry an operation out, where this node is the one for it."""
        yield from ()

    def adopt(self, configuration: Configuration) -> Iterator[Effect]:
        """Take a later configuration for the present one, and hand on again what waits.

        A write that the former head may have taken is not handed to another: it would be in two histories.
        """
        before, self.configuration = self.configuration, configuration
        yield Persist(CONFIGURATION, configuration)
        if before is not None and before.head != configuration.head:
            for request in self.writes.requests():
                self.writes.drop(request.operation)
        self.writes.epoch = configuration.head
        for forwarder, member in ((self.writes, configuration.head), (self.reads, configuration.tail)):
            if member.name != self.name:
                yield from forwarder.send(member.name)

    def on_answer(self, body: Body) -> Iterator[Effect]:
        """Pass an answer on to the client that waits for it."""
        if isinstance(body, Answered):
            for forwarder in (self.writes, self.reads):
                if body.reply.operation in forwarder.waiting:
                    yield from forwarder.answer(body.reply)

    def on_forward_timer(self, name: str) -> Iterator[Effect]:
        """Hand on again what was not answered."""
        forwarder, member = (self.writes, self._head()) if name == FORWARD_WRITES else (self.reads, self._tail())
        yield from forwarder.retry(self._elsewhere(member))
        for request in forwarder.requests():
            yield from self.serve(request, self.name)

    def volatile(self) -> dict[str, Any]:
        """Return what a crash would lose."""
        return {"clients_waiting": self.waiting()}
