"""One node of the chain. The rules are those of `apps.replication.chain`."""

from collections.abc import Iterator
from typing import Any

from apps.protocols.dials import Dials
from apps.replication.chain.front import Front
from apps.replication.chain.messages import (
    FOUNDED,
    Acknowledge,
    Configuration,
    Configure,
    Confirm,
    Confirmed,
    Entry,
    Expelled,
    Heartbeat,
    History,
    Member,
    Position,
    Update,
)
from apps.replication.forwarding import Answered, Forward
from apps.replication.state_machine import StateMachine
from apps.simulation.effects import Body, Effect, Persist, Refuse, Reply, Request, Send, SetTimer
from apps.simulation.node import Durable, NodeContext, Role

HISTORY, ACKNOWLEDGED, SYNCED = "history", "acknowledged", "synced"
INCARNATION, MEMBERSHIP = "incarnation", "membership"
HEARTBEAT = "heartbeat"
HEARTBEAT_TICKS = 400
INCARNATIONS = 1_000_000


class ChainNode(Front):
    """Durable: the history, how much of it the tail has acknowledged, its incarnation and membership, the state.

    `active`: the master has been heard from since the start. `pending`: at the tail, reads with the round of the first
    question whose answer is enough for them. `session` tells rounds of this start from earlier ones.
    """

    def __init__(self, context: NodeContext, durable: Durable, dials: Dials) -> None:
        super().__init__(context, durable, dials)
        self.history: History = durable.get(HISTORY, ())
        self.acknowledged: int = durable.get(ACKNOWLEDGED, 0)
        self.incarnation: int | None = durable.get(INCARNATION)
        self.membership: Member | None = durable.get(MEMBERSHIP)
        self.synced: bool = durable.get(SYNCED, False)
        self.machine = StateMachine(durable)
        self.active = False
        self.session = self.round = 0
        self.pending: dict[str, tuple[int, Request, str]] = {}

    # Its place

    @property
    def place(self) -> Configuration | None:
        """Return the chain in which it serves; None while it is in none, or has not heard from the master."""
        configuration = self.configuration
        if not self.active or configuration is None or self.membership is None:
            return None
        return configuration if configuration.member(self.name) == self.membership else None

    @property
    def sent(self) -> History:
        """Return the paper's Sent: what it has processed and the tail may not have."""
        return self.history[self.acknowledged :]

    def _successor(self) -> str | None:
        return self.place.successor(self.name) if self.place else None

    def _predecessor(self) -> str | None:
        return self.place.predecessor(self.name) if self.place else None

    def _is_head(self) -> bool:
        return self.place is not None and self._predecessor() is None and self.synced

    def _is_tail(self) -> bool:
        return self.place is not None and self._successor() is None and self.synced

    def role(self) -> Role:
        """Return its place in the chain."""
        if self.place is None:
            return Role("outside")
        if not self.synced:
            return Role("joining")
        names = [name for name, holds in (("head", self._is_head()), ("tail", self._is_tail())) if holds]
        return Role(" and ".join(names) or "middle", leads=self._is_head())

    def volatile(self) -> dict[str, Any]:
        """Return what is on its way to the tail, and who waits."""
        asked = [request.label for _, request, _ in self.pending.values()]
        return {**super().volatile(), "sent": [str(entry) for entry in self.sent], "reads_to_confirm": asked}

    # The master

    def on_start(self, now_ticks: int) -> Iterator[Effect]:
        """Tell the master, and serve nobody until it answers."""
        self.session = self.random.below(INCARNATIONS)
        if self.incarnation is None:
            yield from self._begin_incarnation()
        yield from self._beat()

    def _begin_incarnation(self) -> Iterator[Effect]:
        self.incarnation = self.random.below(INCARNATIONS)
        self.membership, self.synced = None, False
        yield Persist(INCARNATION, self.incarnation)
        yield Persist(MEMBERSHIP, None)
        yield Persist(SYNCED, None)

    def _beat(self) -> Iterator[Effect]:
        assert self.incarnation is not None
        number = self.place.number if self.place else 0
        yield SetTimer(HEARTBEAT, HEARTBEAT_TICKS)
        yield Send(self.master, Heartbeat(number, self.incarnation, self.synced))

    def _on_configure(self, configuration: Configuration) -> Iterator[Effect]:
        known = self.configuration.number if self.configuration else 0
        if configuration.number < known or (configuration.number == known and self.active):
            return
        self.active = True
        self.pending.clear()
        yield from self.adopt(configuration)
        member = configuration.member(self.name)
        if member is not None and member.incarnation == self.incarnation:
            yield from self._enter(member)
        else:
            yield from self._beat()

    def _enter(self, member: Member) -> Iterator[Effect]:
        """Take its place in a chain: a founder has all that there is, whoever joined later asks for it."""
        if self.membership is None:
            self.membership = member
            yield Persist(MEMBERSHIP, member)
            if member.joined == FOUNDED:
                yield from self._become_synced()
        yield from self._ask()
        yield from self._send_sent()
        yield from self._process_as_tail()
        for request in (*self.writes.requests(), *self.reads.requests()):
            yield from self.serve(request, self.name)

    def _become_synced(self) -> Iterator[Effect]:
        self.synced = True
        yield Persist(SYNCED, True)

    def _ask(self) -> Iterator[Effect]:
        predecessor = self._predecessor()
        if self.place and predecessor:
            yield Send(predecessor, Position(self.place.number, len(self.history) if self.synced else 0))

    # Updates, from head to tail

    def serve(self, request: Request, origin: str) -> Iterator[Effect]:
        """Answer a read here, or put a write into the history, if this is the node for it."""
        if request.action == "read":
            yield from self._serve_read(request, origin)
        elif self._is_head():
            yield from self._serve_write(request, origin)

    def _serve_write(self, request: Request, origin: str) -> Iterator[Effect]:
        assert self.place
        outcome = self.machine.outcome(request)
        if outcome is not None:
            if request not in (entry.request for entry in self.sent):
                yield from self._answer(origin, outcome)
        elif request.number > self.machine.last_number(request.client):
            entry = Entry((self.place.number, len(self.history) + 1), request, origin)
            yield from self._process((entry,))

    def _process(self, entries: History) -> Iterator[Effect]:
        """Add entries to the history, apply them, and pass them on; the tail answers them."""
        start = len(self.history)
        self.history = (*self.history, *entries)
        yield Persist(HISTORY, self.history)
        for entry in entries:
            yield from self.machine.apply(entry.request, entry.stamp)
        successor = self._successor()
        if successor and self.place:
            yield Send(successor, Update(self.place.number, start, entries))
        yield from self._process_as_tail()

    def _process_as_tail(self) -> Iterator[Effect]:
        if self._is_tail():
            yield from self._acknowledge(len(self.history), is_tail=True)

    def _acknowledge(self, length: int, *, is_tail: bool = False) -> Iterator[Effect]:
        """Take entries off Sent, and tell the predecessor; the tail answers for them."""
        done = self.history[self.acknowledged : length]
        self.acknowledged = max(self.acknowledged, length)
        if done:
            yield Persist(ACKNOWLEDGED, self.acknowledged)
        predecessor = self._predecessor()
        if predecessor and self.place:
            yield Send(predecessor, Acknowledge(self.place.number, self.acknowledged))
        for entry in done if is_tail else ():
            outcome = self.machine.outcome(entry.request)
            if outcome is not None:
                yield from self._answer(entry.origin, outcome)

    def _send_sent(self, start: int | None = None) -> Iterator[Effect]:
        """Send a successor what it may lack: Sent, or all from where it says it stands."""
        successor = self._successor()
        begin = self.acknowledged if start is None else start
        if self.place and successor and self.synced:
            yield Send(successor, Update(self.place.number, begin, self.history[begin:]))

    def _on_update(self, body: Update) -> Iterator[Effect]:
        if not self.synced:
            if body.start:
                yield from self._ask()
            else:
                yield from self._install(body.entries)
        elif body.start > len(self.history):
            yield from self._ask()
        else:
            entries = body.entries[len(self.history) - body.start :]
            if entries:
                yield from self._process(entries)
            elif body.start < self.acknowledged:
                yield from self._acknowledge(self.acknowledged)

    def _install(self, history: History) -> Iterator[Effect]:
        """Join: begin anew, with the whole history of the predecessor."""
        self.history, self.acknowledged = (), 0
        yield Persist(ACKNOWLEDGED, 0)
        yield from self.machine.begin_anew()
        yield from self._become_synced()
        yield from self._process(history)
        yield from self._beat()

    # Reads, at the tail

    def _serve_read(self, request: Request, origin: str) -> Iterator[Effect]:
        if self.dials["reads"] == "any" and self.place and self.synced:
            yield from self._answer(origin, self.machine.read(request))
        elif self._is_tail() and self.place:
            if self.dials["reads"] == "tail":
                yield from self._answer(origin, self.machine.read(request))
                return
            self.round += 1
            self.pending.setdefault(request.operation, (self.round, request, origin))
            yield Send(self.master, Confirm(self.place.number, self.session, self.round))

    def _on_confirmed(self, body: Confirmed) -> Iterator[Effect]:
        """Answer the reads that came before the question was sent."""
        if not self._is_tail() or body.session != self.session:
            return
        for number, request, origin in list(self.pending.values()):
            if number <= body.round:
                del self.pending[request.operation]
                yield from self._answer(origin, self.machine.read(request))

    def _answer(self, origin: str, reply: Reply | Refuse) -> Iterator[Effect]:
        if origin == self.name:
            yield from self.on_answer(Answered(reply))
        else:
            yield Send(origin, Answered(reply))

    # Messages and timers

    def on_message(self, source: str, body: Body, now_ticks: int) -> Iterator[Effect]:
        """Do as the message says; one of the chain counts only in its configuration and from a neighbour."""
        if isinstance(body, Configure):
            yield from self._on_configure(body.configuration)
        elif isinstance(body, Expelled):
            if body.incarnation == self.incarnation:
                yield from self._begin_incarnation()
                yield from self._beat()
        elif isinstance(body, Confirmed):
            yield from self._on_confirmed(body)
        elif isinstance(body, Forward):
            if body.request.action == "read" or body.epoch == self.membership:
                yield from self.serve(body.request, source)
        elif isinstance(body, Answered):
            yield from self.on_answer(body)
        elif self.place and body.configuration == self.place.number:  # type: ignore[attr-defined]
            yield from self._on_neighbour(source, body)

    def _on_neighbour(self, source: str, body: Body) -> Iterator[Effect]:
        if isinstance(body, Update) and source == self._predecessor():
            yield from self._on_update(body)
        elif source == self._successor():
            if isinstance(body, Acknowledge) and body.length > self.acknowledged:
                yield from self._acknowledge(body.length)
            elif isinstance(body, Position):
                yield from self._send_sent(body.length)

    def on_timer(self, name: str, now_ticks: int) -> Iterator[Effect]:
        """Tell the master that it is up and send again what may be lost; or hand on again what was not answered."""
        if name != HEARTBEAT:
            yield from self.on_forward_timer(name)
            return
        yield from self._beat()
        if not self.synced:
            yield from self._ask()
        elif self.sent:
            yield from self._send_sent()
