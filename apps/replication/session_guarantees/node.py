"""One server of the store with session guarantees. The rules are those of `apps.replication.session_guarantees`."""

from collections.abc import Iterator, Mapping
from typing import Any

from apps.clocks.hybrid_logical import HybridTime
from apps.protocols.dials import Dials
from apps.protocols.spec import STORE, stored
from apps.replication.session_guarantees.messages import Answered, Digest, Missing, Vector, beyond, join
from apps.simulation.effects import Body, Effect, Persist, Redirect, Refuse, Reply, Request, Send, SetTimer, Version
from apps.simulation.node import ALIKE, Durable, NodeContext, Role

GOSSIP = "gossip"
VECTOR, CLOCK, ANSWERED = "vector", "clock", "answered/"
READS, WRITES = "read_vector", "write_vector"

GUARANTEES = ("read_your_writes", "monotonic_reads", "monotonic_writes", "writes_follow_reads")
CHECKED_BEFORE = {
    ("read", "read_your_writes"): WRITES,
    ("read", "monotonic_reads"): READS,
    ("write", "monotonic_writes"): WRITES,
    ("write", "writes_follow_reads"): READS,
}
"""Which of the client's vectors a guarantee holds a server to, before which action."""


class SessionNode:
    """Durable: versions, vector, hybrid clock, each client's last write here. Volatile: the requests that wait."""

    def __init__(self, context: NodeContext, durable: Durable, dials: Dials) -> None:
        self.name, self.random = context.name, context.random
        self.peers = tuple(node for node in context.nodes if node != context.name)
        self.guarantees = [name for name in GUARANTEES if dials[name]]
        self.when_behind, self.interval_ticks = str(dials["when_behind"]), int(dials["interval_ticks"])
        self.held: dict[str, Version] = {key: versions[0] for key, versions in stored(durable).items()}
        self.vector: Vector = durable.get(VECTOR, {})
        self.clock: HybridTime = durable.get(CLOCK, HybridTime())
        self.answered: dict[str, Answered] = {
            name.removeprefix(ANSWERED): durable[name] for name in durable if name.startswith(ANSWERED)
        }
        self.waiting: dict[str, Request] = {}

    def role(self) -> Role:
        """All are alike."""
        return ALIKE

    def volatile(self) -> Mapping[str, Any]:
        """Return who waits, and for which servers' writes."""
        return {
            "waiting": [
                {"request": f"{request.operation} {request.label}", "lacks": self._lacks(request)}
                for request in self.waiting.values()
            ]
        }

    # Start

    def on_start(self, now_ticks: int) -> Iterator[Effect]:
        """Begin to gossip, at a time of its own."""
        yield SetTimer(GOSSIP, 1 + self.random.below(self.interval_ticks))

    # Clients

    def on_request(self, request: Request, now_ticks: int) -> Iterator[Effect]:
        """Answer, if this server is recent enough for the session."""
        last = self.answered.get(request.client)
        if request.written and last and (request.number, request.attempt) <= (last.number, last.attempt):
            if last.version and last.number == request.number:
                yield self._acknowledge(request, last.version)
            return
        lacks = self._lacks(request)
        if not lacks:
            yield from self._serve(request, now_ticks)
        elif self.when_behind == "wait":
            self.waiting[request.client] = request
        else:
            yield from self._send_away(request, lacks)

    def _lacks(self, request: Request) -> Vector:
        """Return what the session needs for this request and the server does not include."""
        needed: Vector = {}
        for guarantee in self.guarantees:
            carried = CHECKED_BEFORE.get((request.action, guarantee))
            if carried is not None:
                needed = join(needed, (request.context or {}).get(carried, {}))
        return beyond(needed, self.vector)

    def _serve(self, request: Request, now_ticks: int) -> Iterator[Effect]:
        if request.written:
            yield from self._accept(request, now_ticks)
            return
        context = dict(request.context or {})
        context[READS] = join(context.get(READS, {}), self.vector)
        current = self.held.get(request.key)
        yield Reply(request.operation, request.client, (current,) if current else (), context)

    def _accept(self, request: Request, now_ticks: int) -> Iterator[Effect]:
        assert request.written
        context = request.context or {}
        for carried in (READS, WRITES):
            self.clock = max(self.clock, *context.get(carried, {}).values(), HybridTime())
        self.clock = self.clock.next(now_ticks)
        version = Version(request.written, (self.clock, self.name))
        yield from self._remember(request, version)
        yield from self._take({request.key: version}, {self.name: self.clock})
        yield self._acknowledge(request, version)

    def _acknowledge(self, request: Request, version: Version) -> Reply:
        context = dict(request.context or {})
        context[WRITES] = join(context.get(WRITES, {}), {self.name: version.stamp[0]})
        return Reply(request.operation, request.client, (version,), context)

    def _send_away(self, request: Request, lacks: Vector) -> Iterator[Effect]:
        if request.written:
            yield from self._remember(request, None)
        server = max(lacks, key=lambda name: (lacks[name], name))
        if self.when_behind == "redirect":
            yield Redirect(request.operation, request.client, server, request.attempt)
        else:
            reason = f"{self.name} lacks writes of {', '.join(lacks)} that this session has seen or made"
            yield Refuse(request.operation, request.client, reason)

    def _remember(self, request: Request, version: Version | None) -> Iterator[Effect]:
        self.answered[request.client] = Answered(request.number, request.attempt, version)
        yield Persist(ANSWERED + request.client, self.answered[request.client])

    def _answer_waiting(self, now_ticks: int) -> Iterator[Effect]:
        for client, request in list(self.waiting.items()):
            if not self._lacks(request):
                del self.waiting[client]
                yield from self._serve(request, now_ticks)

    # Anti-entropy

    def _take(self, versions: Mapping[str, Version], vector: Vector) -> Iterator[Effect]:
        for key in sorted(versions):
            if key not in self.held or versions[key].stamp > self.held[key].stamp:
                self.held[key] = versions[key]
                yield Persist(STORE + key, (versions[key],))
        self.vector = join(self.vector, vector)
        self.clock = max(self.clock, *vector.values())
        yield Persist(VECTOR, self.vector)
        yield Persist(CLOCK, self.clock)

    def _missing(self, vector: Vector, mutual: bool) -> Missing:
        lacking = {key: v for key, v in self.held.items() if v.stamp[0] > vector.get(v.stamp[1], HybridTime())}
        return Missing(lacking, self.vector, mutual)

    # Messages

    def on_message(self, source: str, body: Body, now_ticks: int) -> Iterator[Effect]:
        """Send what is missing, or take it."""
        if isinstance(body, Digest):
            yield Send(source, self._missing(body.vector, mutual=True))
        elif isinstance(body, Missing):
            if beyond(body.vector, self.vector):
                yield from self._take(body.versions, body.vector)
                yield from self._answer_waiting(now_ticks)
            if body.mutual and beyond(self.vector, body.vector):
                yield Send(source, self._missing(body.vector, mutual=False))

    # Timers

    def on_timer(self, name: str, now_ticks: int) -> Iterator[Effect]:
        """Compare with another server, and set the next time."""
        if self.peers:
            yield Send(self.peers[self.random.below(len(self.peers))], Digest(self.vector))
        quarter = self.interval_ticks // 4
        yield SetTimer(GOSSIP, self.interval_ticks - quarter + self.random.below(2 * quarter + 1))
