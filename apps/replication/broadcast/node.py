"""A node that keeps operation-based types: it carries an operation out at once, and broadcasts it."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from typing import Any

from apps.crdts.causal_delivery import Broadcast
from apps.crdts.crdt_type import Replica, State
from apps.protocols.dials import Dials
from apps.protocols.spec import STORE
from apps.replication import held_type
from apps.replication.broadcast.kept import INBOX, inbox_of, kept_under
from apps.replication.broadcast.messages import Acknowledge, KeyUpdate, Operations
from apps.replication.once_each import OnceEach
from apps.simulation.effects import Body, Effect, Persist, Reply, Request, Send, SetTimer, Version
from apps.simulation.node import ALIKE, Durable, NodeContext, Role

RESEND = "resend"
SENT = "sent/"


class BroadcastNode:
    """Durable: by key the state; each client's last operation with its outcome; what has been delivered and what waits;
    and its own updates that some node has not acknowledged. Volatile: who has acknowledged which of those.
    """

    def __init__(self, context: NodeContext, durable: Durable, dials: Dials) -> None:
        self.name = context.name
        self.peers = tuple(node for node in context.nodes if node != context.name)
        self.random = context.random
        self.kept = kept_under(dials)
        self.resend_ticks = int(dials["resend_ticks"])
        self.states = {key: held_type.state_of(self.kept.crdt, durable, key) for key in held_type.keys_of(durable)}
        self.once_each = OnceEach(durable)
        self.inbox = inbox_of(durable)
        self.unacknowledged: dict[int, Broadcast] = {
            durable[name].number: durable[name] for name in durable if name.startswith(SENT)
        }
        self.has: dict[str, frozenset[int]] = {}
        self.resends = False

    def volatile(self) -> Mapping[str, Any]:
        """Return which updates each other node still has to acknowledge."""
        lacking = {peer: [broadcast.name for broadcast in self._lacking(peer)] for peer in self.peers}
        return (
            {"to be acknowledged": {peer: names for peer, names in lacking.items() if names}}
            if any(lacking.values())
            else {}
        )

    def role(self) -> Role:
        """All are alike."""
        return ALIKE

    # Start

    def on_start(self, now_ticks: int) -> Iterator[Effect]:
        """Go on to repeat what some have not acknowledged."""
        yield from self._resend_later()

    # Clients

    def on_request(self, request: Request, now_ticks: int) -> Iterator[Effect]:
        """Answer from what is here. A request that arrives twice is one operation, and has one outcome."""
        if request.written is None:
            version = held_type.version_of(self.kept.crdt, self._state(request.key))
            yield Reply(request.operation, request.client, (version,))
            return
        written = request.written.value
        yield from self.once_each.answer(request, lambda: self._change(request, written, now_ticks))

    def _change(self, request: Request, text: str, now_ticks: int) -> Generator[Effect, None, Version]:
        """Carry an operation out here, and send it to all; the version that it made."""
        assert request.written is not None
        crdt, key = self.kept.crdt, request.key
        argument = held_type.argument(crdt, request.action, text)
        update = crdt.prepare(self._state(key), Replica(self.name, now_ticks), request.action, argument)
        self.inbox, broadcast = self.inbox.send(self.name, KeyUpdate(key, update, crdt.words(update)))
        yield from self._take_effect([broadcast])
        for peer in self.peers:
            yield Send(peer, Operations((broadcast,), request.operation))
        if self.kept.causal:
            self.unacknowledged[broadcast.number] = broadcast
            yield Persist(f"{SENT}{broadcast.number}", broadcast)
            yield from self._resend_later()
        return Version(request.written, held_type.version_of(crdt, self.states[key]).stamp)

    def _state(self, key: str) -> State:
        return self.states.get(key, self.kept.crdt.initial)

    def _take_effect(self, broadcasts: Sequence[Broadcast]) -> Iterator[Effect]:
        for broadcast in broadcasts:
            key = broadcast.update.key
            self.states[key] = self.kept.crdt.effect(self._state(key), broadcast.update.update)
            yield Persist(STORE + key, (held_type.version_of(self.kept.crdt, self.states[key]),))
        yield Persist(INBOX, self.inbox)

    # Messages

    def on_message(self, source: str, body: Body, now_ticks: int) -> Iterator[Effect]:
        """Let what arrives take effect, at once or in its turn; note what another has."""
        if isinstance(body, Operations) and not self.kept.causal:
            yield from self._take_effect(body.broadcasts)
        elif isinstance(body, Operations):
            for broadcast in body.broadcasts:
                self.inbox, delivered = self.inbox.receive(broadcast)
                yield from self._take_effect(delivered)
            yield Send(source, Acknowledge(tuple(broadcast.number for broadcast in body.broadcasts)))
        elif isinstance(body, Acknowledge):
            self.has[source] = self.has.get(source, frozenset()) | {*body.numbers}
            for number in body.numbers:
                if number in self.unacknowledged and all(number in self.has.get(peer, ()) for peer in self.peers):
                    del self.unacknowledged[number]
                    yield Persist(f"{SENT}{number}", None)

    # Timers

    def on_timer(self, name: str, now_ticks: int) -> Iterator[Effect]:
        """Repeat what some have not acknowledged, to those."""
        self.resends = False
        for peer in self.peers:
            if lacking := self._lacking(peer):
                yield Send(peer, Operations(lacking))
        yield from self._resend_later()

    def _lacking(self, peer: str) -> tuple[Broadcast, ...]:
        has = self.has.get(peer, ())
        return tuple(self.unacknowledged[number] for number in sorted(self.unacknowledged) if number not in has)

    def _resend_later(self) -> Iterator[Effect]:
        if self.unacknowledged and not self.resends:
            self.resends = True
            quarter = self.resend_ticks // 4
            yield SetTimer(RESEND, self.resend_ticks - quarter + self.random.below(2 * quarter + 1))
