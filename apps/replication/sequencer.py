"""Sequential consistency by one order of writes: fast reads, slow writes (Attiya, Welch 1994).

1. A write goes to the *sequencer*, a fixed node, which gives it the next number and sends it to every replica.
2. Each replica applies the writes in the order of their numbers; one that comes early waits for those before it.
3. A writer's operation returns when its own replica has applied it. A read returns at once what its replica holds.

A client stays at one node, so its reads follow the one order, and its own writes are in what it reads. The run is
therefore explained by that order with each read where its replica stood: sequential. It is not linearizable, since a
replica may lag behind writes that others know to be finished.

Choices: compare-and-set is decided where it is applied, alike everywhere. A node forwards to the sequencer and the
sequencer to the replicas until they acknowledge, so lost messages are sent again. What is applied is durable; the
sequencer also keeps durably what some replica has not acknowledged. A request that arrives twice has one number, since
the sequencer's own replica knows the last it applied of each client. While the sequencer is away, nothing is written.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from apps.protocols.availability import EVERYWHERE, Answers, Availability, Needs
from apps.protocols.dials import Dials, IntegerDial
from apps.protocols.spec import Consequence, Preset, ProtocolSpec
from apps.replication.forwarding import FORWARD, Forward, Forwarder
from apps.replication.state_machine import StateMachine
from apps.simulation.effects import Body, Effect, Persist, Request, Send, SetTimer
from apps.simulation.node import Durable, NodeContext, Role

RESEND = "resend"
RESEND_TICKS = 500
APPLIED, UNACKNOWLEDGED = "applied", "unacknowledged"


@dataclass(frozen=True, slots=True)
class Numbered:
    """A write with its place in the one order, from 1."""

    number: int
    request: Request

    def __str__(self) -> str:
        return f"{self.number} · {self.request.label} · {self.request.operation}"


@dataclass(frozen=True, slots=True)
class Ordered:
    """These are the next writes, in order."""

    writes: tuple[Numbered, ...]
    kind: ClassVar[str] = "ordered"
    category: ClassVar[str] = "request"

    @property
    def label(self) -> str:
        """The last of them and how many come before it."""
        more = f" +{len(self.writes) - 1}" if len(self.writes) > 1 else ""
        return f"{self.writes[-1].number}: {self.writes[-1].request.label}{more}"

    @property
    def operation(self) -> str:
        """The operation of the last."""
        return self.writes[-1].request.operation


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """I have applied every write up to this number."""

    number: int
    kind: ClassVar[str] = "acknowledged"
    category: ClassVar[str] = "response"
    operation: ClassVar[None] = None

    @property
    def label(self) -> str:
        """Return how far."""
        return f"ok {self.number}"


class SequencerNode:
    """Durable: the applied state, how far it goes, and at the sequencer what some replica has not acknowledged."""

    def __init__(self, context: NodeContext, durable: Durable, dials: Dials) -> None:
        self.name = context.name
        self.peers = tuple(node for node in context.nodes if node != context.name)
        self.sequencer = context.nodes[int(dials["sequencer"]) - 1]
        self.machine = StateMachine(durable)
        self.applied: int = durable.get(APPLIED, 0)
        self.unacknowledged: tuple[Numbered, ...] = durable.get(UNACKNOWLEDGED, ())
        first = self.unacknowledged[0].number if self.unacknowledged else self.applied + 1
        self.acknowledged = dict.fromkeys(self.peers, first - 1)
        self.early: dict[int, Numbered] = {}
        self.forwarder = Forwarder()

    @property
    def sequences(self) -> bool:
        """Return whether this node gives the numbers."""
        return self.name == self.sequencer

    def role(self) -> Role:
        """Sequencer or replica."""
        return Role("sequencer", leads=True) if self.sequences else Role("replica")

    def volatile(self) -> Mapping[str, Any]:
        """Clients that wait, writes that came early, and what the sequencer knows of the replicas."""
        return {
            "clients_waiting": self.forwarder.view(),
            "came_early": [self.early[number] for number in sorted(self.early)],
            "waits_for": self.applied + 1,
            **({"acknowledged": self.acknowledged} if self.sequences else {}),
        }

    # Start

    def on_start(self, now_ticks: int) -> Iterator[Effect]:
        """The sequencer sends again what was not acknowledged."""
        if self.unacknowledged:
            yield from self._resend()

    # Clients

    def on_request(self, request: Request, now_ticks: int) -> Iterator[Effect]:
        """Read here; write by way of the sequencer."""
        if request.action == "read":
            yield self.machine.read(request)
            return
        outcome = self.machine.outcome(request)
        if outcome is not None:
            yield outcome
        elif request.number > self.machine.last_number(request.client):
            yield from self.forwarder.take(request, None if self.sequences else self.sequencer)
            if self.sequences:
                yield from self._sequence(request)

    # Sequencer

    def _sequence(self, request: Request) -> Iterator[Effect]:
        """Give a write its number, unless it has one."""
        if request.number <= self.machine.last_number(request.client):
            return
        write = Numbered(self.applied + 1, request)
        if self.peers:
            yield from self._keep((*self.unacknowledged, write))
            if len(self.unacknowledged) == 1:
                yield SetTimer(RESEND, RESEND_TICKS)
        for peer in self.peers:
            yield Send(peer, Ordered((write,)))
        yield from self._apply(write)

    def _keep(self, unacknowledged: tuple[Numbered, ...]) -> Iterator[Effect]:
        if unacknowledged != self.unacknowledged:
            self.unacknowledged = unacknowledged
            yield Persist(UNACKNOWLEDGED, unacknowledged or None)

    def _on_acknowledged(self, source: str, number: int) -> Iterator[Effect]:
        self.acknowledged[source] = max(self.acknowledged[source], number)
        everywhere = min(self.acknowledged.values())
        yield from self._keep(tuple(write for write in self.unacknowledged if write.number > everywhere))

    def _resend(self) -> Iterator[Effect]:
        for peer in self.peers:
            lacking = tuple(write for write in self.unacknowledged if write.number > self.acknowledged[peer])
            if lacking:
                yield Send(peer, Ordered(lacking))
        if self.unacknowledged:
            yield SetTimer(RESEND, RESEND_TICKS)

    # Replica

    def _on_ordered(self, source: str, writes: tuple[Numbered, ...]) -> Iterator[Effect]:
        for write in writes:
            if write.number > self.applied:
                self.early[write.number] = write
        while self.applied + 1 in self.early:
            yield from self._apply(self.early.pop(self.applied + 1))
        yield Send(source, Acknowledged(self.applied))

    def _apply(self, write: Numbered) -> Iterator[Effect]:
        self.applied = write.number
        yield Persist(APPLIED, self.applied)
        yield from self.machine.apply(write.request, (write.number,))
        outcome = self.machine.outcome(write.request)
        if outcome is not None:
            yield from self.forwarder.answer(outcome)

    # Messages

    def on_message(self, source: str, body: Body, now_ticks: int) -> Iterator[Effect]:
        """As sequencer, give numbers and note acknowledgements; as replica, apply in order."""
        if isinstance(body, Forward):
            yield from self._sequence(body.request)
        elif isinstance(body, Ordered):
            yield from self._on_ordered(source, body.writes)
        elif isinstance(body, Acknowledged):
            yield from self._on_acknowledged(source, body.number)

    # Timers

    def on_timer(self, name: str, now_ticks: int) -> Iterator[Effect]:
        """Send again what was not acknowledged."""
        if name == RESEND:
            yield from self._resend()
        elif name == FORWARD:
            yield from self.forwarder.retry(None if self.sequences else self.sequencer)


def claims(dials: Dials) -> frozenset[str]:
    """Sequential, whichever node is the sequencer."""
    return frozenset({"sequential"})


def consequence(dials: Dials) -> Consequence:
    """Return what one order means for a read."""
    return Consequence(
        "plain",
        f"Node {dials['sequencer']} puts all writes in one order, the same at every replica: sequential. A read returns"
        " at once and may miss a write that has finished elsewhere: not linearizable.",
    )


def availability(dials: Dials) -> Availability:
    """Return who is answered during a partition."""
    place = int(dials["sequencer"])
    sequencer = Needs(nodes=lambda nodes: nodes[place - 1 : place], role="the sequencer")
    return Availability(answers=Answers(EVERYWHERE, sequencer), bound=True)


PROTOCOL = ProtocolSpec(
    name="sequencer",
    title="Sequencer",
    summary=(
        "One node puts all writes in one order; every replica applies them in that order. Reads are local and may be"
        " stale."
    ),
    mode="Sequential, with compare-and-set: all see one order of writes, possibly late. A client stays at its node.",
    source="Attiya, Welch 1994",
    dials=(IntegerDial("sequencer", "Sequencer, the number of its node", 1, 1, None, "Which node orders the writes."),),
    presets=(Preset("sequencer", "One order of writes", {"sequencer": 1}, ("linearizable",)),),
    make_node=SequencerNode,
    version_order=lambda _: lambda newer, older: bool(newer >= older),
    claims=claims,
    consequence=consequence,
    availability=availability,
    describe=lambda dials: f"node {dials['sequencer']} orders",
    actions=frozenset({"read", "write", "cas"}),
    binds_clients=lambda _: True,
)
