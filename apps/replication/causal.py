"""Causal memory: local reads and writes, carried on in causal order (Ahamad and others 1995).

1. A write is applied where it arrives and acknowledged at once. It carries its node's vector: how many writes of each
   node were applied there before it.
2. A replica that receives a write *buffers* it until it has applied everything in that vector, then applies it.
3. A read returns at once what its replica holds.

A client stays at one node, so it never sees an effect before its cause. What stays of two writes of a key that know
nothing of each other is for the conflict rule to say:

- `arrival`, as in the paper: the one applied last. Each replica applies in an order of its own, so this is causal
  memory (CM), the replicas may differ for good, and there is no version order.
- `lamport`: the highest (Lamport time, node). The replicas converge, and all agree on one arbitration: causal
  convergence (CCv). A write that a replica applies last may not be the one that stays, so neither CM nor PRAM.

Choices: all keys are at all nodes. A node sends its own writes again until every other has applied them, and keeps them
durably until then, as it does the applied state; the buffer is volatile, since what is in it is sent again. Writes of
several clients at one node count as known to each other. A request that arrives twice is one write: a node keeps,
durably, each client's last.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from apps.clocks.version_vector import VersionVector
from apps.protocols.availability import EVERYWHERE, Answers, Availability
from apps.protocols.dials import ChoiceDial, Dials
from apps.protocols.spec import STORE, Consequence, Preset, ProtocolSpec, VersionOrder, stored
from apps.simulation.effects import Body, Effect, Persist, Reply, Request, Send, SetTimer, Version
from apps.simulation.node import ALIKE, Durable, NodeContext, Role

RESEND = "resend"
RESEND_TICKS = 500
APPLIED, UNACKNOWLEDGED, LAMPORT, WRITTEN = "applied", "unacknowledged", "lamport", "written/"


@dataclass(frozen=True, slots=True)
class Update:
    """The `number`-th write of a node, and what that node had applied before it."""

    node: str
    number: int
    past: VersionVector
    key: str
    version: Version

    def waits_for(self, applied: VersionVector) -> list[str]:
        """Return what must still be applied before this: `n1 #2`, for each node whose writes are missing."""
        return [f"{node} #{count}" for node, count in self.past.entries if applied.count(node) < count]

    def __str__(self) -> str:
        return f"{self.node} #{self.number} · {self.key}={self.version.written.value} · after {self.past}"


@dataclass(frozen=True, slots=True)
class Updates:
    """Writes of mine."""

    updates: tuple[Update, ...]
    kind: ClassVar[str] = "update"
    category: ClassVar[str] = "request"

    @property
    def label(self) -> str:
        """The last of them and how many come before it."""
        last, more = self.updates[-1], len(self.updates) - 1
        return f"{last.key}={last.version.written.value}" + (f" +{more}" if more else "")

    @property
    def operation(self) -> str:
        """The operation of the last."""
        return self.updates[-1].version.written.operation


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """I have applied so many writes of yours."""

    count: int
    kind: ClassVar[str] = "acknowledged"
    category: ClassVar[str] = "response"
    operation: ClassVar[None] = None

    @property
    def label(self) -> str:
        """Return how many."""
        return f"ok {self.count}"


class CausalNode:
    """Durable: versions, applied vector, own writes that some node lacks, Lamport clock, each client's last write."""

    def __init__(self, context: NodeContext, durable: Durable, dials: Dials) -> None:
        self.name, self.nodes = context.name, context.nodes
        self.peers = tuple(node for node in context.nodes if node != context.name)
        self.converges = dials["conflict"] == "lamport"
        self.held: dict[str, Version] = {key: versions[0] for key, versions in stored(durable).items()}
        self.applied: VersionVector = durable.get(APPLIED, VersionVector())
        self.unacknowledged: tuple[Update, ...] = durable.get(UNACKNOWLEDGED, ())
        self.lamport: int = durable.get(LAMPORT, 0)
        self.written: dict[str, tuple[int, Version]] = {
            name.removeprefix(WRITTEN): durable[name] for name in durable if name.startswith(WRITTEN)
        }
        first = self.unacknowledged[0].number if self.unacknowledged else self.applied.count(self.name) + 1
        self.acknowledged = dict.fromkeys(self.peers, first - 1)
        self.buffer: dict[tuple[str, int], Update] = {}

    def role(self) -> Role:
        """All are alike."""
        return ALIKE

    def volatile(self) -> Mapping[str, Any]:
        """The buffer, with what each entry waits for, and how far the others are."""
        return {
            "buffer": [
                {"write": str(self.buffer[place]), "waits_for": self.buffer[place].waits_for(self.applied)}
                for place in sorted(self.buffer)
            ],
            "acknowledged_by": self.acknowledged,
        }

    # Start

    def on_start(self, now_ticks: int) -> Iterator[Effect]:
        """Send again what some node has not applied."""
        if self.unacknowledged:
            yield from self._resend()

    # Clients

    def on_request(self, request: Request, now_ticks: int) -> Iterator[Effect]:
        """Answer from what is here."""
        if request.written is None:
            current = self.held.get(request.key)
            yield Reply(request.operation, request.client, (current,) if current else ())
            return
        number, version = self.written.get(request.client, (0, None))
        if number > request.number:
            return
        if number < request.number or version is None:
            count = self.applied.count(self.name) + 1
            stamp: tuple[Any, ...] = (self.lamport + 1, self.name) if self.converges else (self.name, count)
            version = Version(request.written, stamp)
            self.written[request.client] = (request.number, version)
            yield Persist(WRITTEN + request.client, (request.number, version))
            yield from self._publish(Update(self.name, count, self.applied, request.key, version))
        yield Reply(request.operation, request.client, (version,))

    def _publish(self, update: Update) -> Iterator[Effect]:
        yield from self._apply(update)
        if not self.peers:
            return
        if not self.unacknowledged:
            yield SetTimer(RESEND, RESEND_TICKS)
        self.unacknowledged = (*self.unacknowledged, update)
        yield Persist(UNACKNOWLEDGED, self.unacknowledged)
        for peer in self.peers:
            yield Send(peer, Updates((update,)))

    # Applying

    def _apply(self, update: Update) -> Iterator[Effect]:
        self.applied = self.applied.increment(update.node)
        yield Persist(APPLIED, self.applied)
        current = self.held.get(update.key)
        if self.converges:
            self.lamport = max(self.lamport, update.version.stamp[0])
            yield Persist(LAMPORT, self.lamport)
            if current is not None and current.stamp > update.version.stamp:
                return
        self.held[update.key] = update.version
        yield Persist(STORE + update.key, (update.version,))

    def _next_ready(self) -> Update | None:
        """A buffered write whose causes are all applied."""
        ready = (place for place in sorted(self.buffer) if not self.buffer[place].waits_for(self.applied))
        place = next(ready, None)
        return None if place is None else self.buffer.pop(place)

    def _on_updates(self, source: str, updates: tuple[Update, ...]) -> Iterator[Effect]:
        for update in updates:
            if update.number > self.applied.count(update.node):
                self.buffer[update.node, update.number] = update
        origins = {source}
        while (ready := self._next_ready()) is not None:
            yield from self._apply(ready)
            origins.add(ready.node)
        for origin in sorted(origins, key=self.nodes.index):
            yield Send(origin, Acknowledged(self.applied.count(origin)))

    # Until everyone has it

    def _on_acknowledged(self, source: str, count: int) -> Iterator[Effect]:
        self.acknowledged[source] = max(self.acknowledged[source], count)
        everywhere = min(self.acknowledged.values())
        left = tuple(update for update in self.unacknowledged if update.number > everywhere)
        if left != self.unacknowledged:
            self.unacknowledged = left
            yield Persist(UNACKNOWLEDGED, left or None)

    def _resend(self) -> Iterator[Effect]:
        for peer in self.peers:
            lacking = tuple(update for update in self.unacknowledged if update.number > self.acknowledged[peer])
            if lacking:
                yield Send(peer, Updates(lacking))
        if self.unacknowledged:
            yield SetTimer(RESEND, RESEND_TICKS)

    # Messages

    def on_message(self, source: str, body: Body, now_ticks: int) -> Iterator[Effect]:
        """Apply what can be applied, or note what another has applied."""
        if isinstance(body, Updates):
            yield from self._on_updates(source, body.updates)
        elif isinstance(body, Acknowledged):
            yield from self._on_acknowledged(source, body.count)

    # Timers

    def on_timer(self, name: str, now_ticks: int) -> Iterator[Effect]:
        """Send again what some node has not applied."""
        yield from self._resend()


def version_order(dials: Dials) -> VersionOrder | None:
    """The order of Lamport times; by arrival there is none."""
    return (lambda newer, older: bool(newer >= older)) if dials["conflict"] == "lamport" else None


def claims(dials: Dials) -> frozenset[str]:
    """Causal memory by arrival, causal convergence by Lamport time."""
    return frozenset({"causal_ccv" if dials["conflict"] == "lamport" else "causal_cm"})


def consequence(dials: Dials) -> Consequence:
    """Return what the conflict rule means."""
    if dials["conflict"] == "lamport":
        return Consequence(
            "plain",
            "No effect is seen before its cause, and of two concurrent writes every replica keeps the same: they"
            " converge.",
        )
    return Consequence(
        "plain",
        "No effect is seen before its cause. Of two concurrent writes each replica keeps the one it applied last, so"
        " replicas may differ for good.",
    )


CONFLICT = ChoiceDial(
    "conflict",
    "Conflict rule",
    "lamport",
    (("arrival", "Last to arrive"), ("lamport", "Highest Lamport time")),
    "Which of two concurrent writes of a key stays.",
)

PROTOCOL = ProtocolSpec(
    name="causal",
    title="Causal memory",
    summary=(
        "Every node answers at once. Writes travel with what they depend on, and wait at each replica until that is"
        " there."
    ),
    mode="Causal: no effect is seen before its cause. Sticky available: a client is always answered at its own node.",
    source="Ahamad and others 1995",
    dials=(CONFLICT,),
    presets=(
        Preset("lamport", "Highest Lamport time wins", {"conflict": "lamport"}, ("linearizable", "sequential", "pram")),
        Preset("arrival", "Last to arrive wins", {"conflict": "arrival"}, ("linearizable", "sequential", "causal_ccv")),
    ),
    make_node=CausalNode,
    version_order=version_order,
    claims=claims,
    consequence=consequence,
    availability=lambda _: Availability(answers=Answers(EVERYWHERE, EVERYWHERE), bound=True),
    describe=lambda dials: dict(CONFLICT.choices)[str(dials["conflict"])].lower(),
    binds_clients=lambda _: True,
)
