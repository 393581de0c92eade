"""Session guarantees over weakly consistent replicas (Terry and others 1994).

Replicas answer from what they have and exchange writes by anti-entropy. What a session may expect is checked with
vectors. Per server, a vector has a time up to which all writes accepted there are included:

- each server has a vector of what it includes, with whatever replaced it;
- the client carries a *write vector* of its own writes, and a *read vector* of what the servers that it read from
  included (the whole server vectors, as in section 5.1 of the paper).

Before a server answers, its vector must include:

| guarantee | before a read | before a write |
|---|---|---|
| read your writes | the write vector | |
| monotonic reads | the read vector | |
| monotonic writes | | the write vector |
| writes follow reads | | the read vector |

A server that is not recent enough lets the client *wait*, *redirects* it to the server that accepted what is missing,
or *refuses*.

Writes are stamped by hybrid logical clocks, always beyond both vectors: of one key, the highest (time, server) stays.
Anti-entropy sends all that the other lacks in one message, and its receiver takes it in one step. So whoever includes a
write includes all that its server had when it accepted it.

Choices: monotonic writes and writes follow reads are promises to *readers* of those writes, anyone's. A reader that
roams keeps them only if it has monotonic reads itself; that is why they are claimed with monotonic reads only. A
*sticky* client is bound to the server it began at, which never lags behind itself: then every guarantee holds unasked.
All that a server knows is durable, except who waits. A server remembers, durably, the last write of each client that
it accepted, refused or sent elsewhere, so that a copy of that request does nothing later.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from apps.clocks.hybrid_logical import HybridTime
from apps.replication.protocol import (
    STORE,
    ChoiceDial,
    Consequence,
    Dials,
    IntegerDial,
    Preset,
    StoreProtocol,
    ToggleDial,
    stored,
)
from apps.simulation.effects import Body, Effect, Persist, Redirect, Refuse, Reply, Request, Send, SetTimer, Version
from apps.simulation.node import Durable, NodeContext

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

Vector = Mapping[str, HybridTime]
"""By server, the time up to which all writes that it accepted are included."""


def join(left: Vector, right: Vector) -> Vector:
    """The least vector that includes both."""
    servers = sorted({*left, *right})
    return {server: max(left.get(server, HybridTime()), right.get(server, HybridTime())) for server in servers}


def beyond(needed: Vector, included: Vector) -> Vector:
    """What of `needed` is not in `included`."""
    return {server: time for server, time in needed.items() if time > included.get(server, HybridTime())}


@dataclass(frozen=True, slots=True)
class Digest:
    """What I include: send me what I lack."""

    vector: Vector
    kind: ClassVar[str] = "digest"
    category: ClassVar[str] = "gossip"
    operation: ClassVar[None] = None

    @property
    def label(self) -> str:
        """A digest."""
        return "Δ?"


@dataclass(frozen=True, slots=True)
class Missing:
    """All that you lack of what I include. `mutual`: send me what I lack in turn."""

    versions: Mapping[str, Version]
    vector: Vector
    mutual: bool
    kind: ClassVar[str] = "missing"
    category: ClassVar[str] = "gossip"
    operation: ClassVar[None] = None

    @property
    def label(self) -> str:
        """What travels."""
        parts = [f"{key}={self.versions[key].written.value}" for key in sorted(self.versions)]
        return parts[0] + (f" +{len(parts) - 1}" if len(parts) > 1 else "") if parts else "∅"


@dataclass(frozen=True, slots=True)
class Answered:
    """The last write of a client that this server dealt with: accepted as `version`, or (None) sent away."""

    number: int
    attempt: int
    version: Version | None

    def __str__(self) -> str:
        return f"#{self.number}: {self.version or 'sent away'}"


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

    def role(self) -> str:
        """All are alike."""
        return ""

    def volatile(self) -> Mapping[str, Any]:
        """Who waits, and for which servers' writes."""
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
        """What the session needs for this request and the server does not include."""
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


def is_sticky(dials: Dials) -> bool:
    """Whether a client's process stays at one server."""
    return dials["client"] == "sticky"


def claims(dials: Dials) -> frozenset[str]:
    """Causal for sticky clients or with all four; otherwise what is on, the last two only with monotonic reads."""
    on = {name for name in GUARANTEES if dials[name]}
    if is_sticky(dials) or len(on) == len(GUARANTEES):
        return frozenset({"causal_ccv"})
    return frozenset(on if "monotonic_reads" in on else on - {"monotonic_writes", "writes_follow_reads"})


def describe(dials: Dials) -> str:
    """The setting in a few characters."""
    return f"{sum(bool(dials[name]) for name in GUARANTEES)} of 4 guarantees, {dials['client']} clients"


def consequence(dials: Dials) -> Consequence:
    """What the guarantees mean for a client."""
    off = [TITLES[name].lower() for name in GUARANTEES if not dials[name]]
    if is_sticky(dials):
        return Consequence(
            "good", "A sticky client's server has all that the client has seen or done: every guarantee holds unasked."
        )
    if not off:
        return Consequence(
            "good", "A client may roam and still has every guarantee; the four together are causal consistency."
        )
    also = ""
    if not dials["monotonic_reads"] and (dials["monotonic_writes"] or dials["writes_follow_reads"]):
        also = " Without monotonic reads, who reads may also miss the order of others' writes."
    return Consequence("warn", f"A client that roams has no {', no '.join(off)}.{also}")


def availability(dials: Dials) -> str:
    """Who is answered during a partition."""
    if is_sticky(dials) or not any(dials[name] for name in GUARANTEES):
        return "Every node that is up answers, on each side of a cut."
    crossing = BEHIND_TEXT[str(dials["when_behind"])]
    return f"Every node that has what the session needs; a client that crosses a cut {crossing}."


BEHIND_TEXT = {"wait": "waits", "redirect": "is sent back", "refuse": "is refused"}
TITLES = {name: name.replace("_", " ").capitalize() for name in GUARANTEES}
HELP = {
    "read_your_writes": "A read includes the session's own earlier writes.",
    "monotonic_reads": "A read includes what the session's earlier reads included.",
    "monotonic_writes": "A write is accepted only where the session's earlier writes are.",
    "writes_follow_reads": "A write is accepted only where what the session has read is.",
}


def _dials(off: str | None = None, client: str = "roaming", when_behind: str = "wait") -> Dials:
    toggles = {name: name != off and client == "roaming" for name in GUARANTEES}
    return {**toggles, "when_behind": when_behind, "client": client, "interval_ticks": 500}


PRESETS = (
    Preset("all", "All four guarantees", _dials(), ("linearizable",)),
    *(
        Preset(f"no-{name.replace('_', '-')}", f"No {TITLES[name].lower()}", _dials(off=name), (name,))
        for name in GUARANTEES
    ),
    Preset("sticky", "Sticky clients, nothing checked", _dials(client="sticky"), ("linearizable",)),
)

PROTOCOL = StoreProtocol(
    name="session",
    title="Session guarantees",
    summary=(
        "Replicas that gossip, and clients that carry what they have seen and done: a server answers only if it is"
        " recent enough for the session."
    ),
    mode="Each client sees its own session in order wherever it roams; choose which of the four guarantees it has.",
    source="Terry and others 1994; Kulkarni and others 2014",
    dials=(
        *(ToggleDial(name, TITLES[name], True, HELP[name]) for name in GUARANTEES),
        ChoiceDial(
            "when_behind",
            "A server that is behind",
            "wait",
            (("wait", "Lets the client wait"), ("redirect", "Redirects it"), ("refuse", "Refuses")),
            "What a server does that is not recent enough for the session.",
        ),
        ChoiceDial(
            "client",
            "Clients are",
            "roaming",
            (("roaming", "Roaming"), ("sticky", "Sticky")),
            "Whether a session may go from server to server.",
        ),
        IntegerDial("interval_ticks", "Gossip interval, ms", 500, 50, 10_000, "About how often a server gossips."),
    ),
    presets=PRESETS,
    make_node=SessionNode,
    version_order=lambda _: lambda newer, older: bool(newer >= older),
    claims=claims,
    consequence=consequence,
    availability=availability,
    describe=describe,
    binds_clients=is_sticky,
)
