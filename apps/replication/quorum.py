"""A multi-writer atomic register per key, by quorums (Attiya, Bar-Noy, Dolev 1995; Lynch, Shvartsman 1997).

The node that a client talks to coordinates its operation:

1. *query*: ask the key's N replicas for their tag and value, wait for R answers, take the highest tag;
2. a write makes the tag (counter + 1, operation) and *stores* it, waiting for W replicas to hold it;
3. a read *writes back* what it is about to return in the same way (if that dial is on), then returns it.

A replica keeps a version only if its tag is higher than the one it has, and has it durable before it answers. Tags are
totally ordered and unique, since no two operations share an identity.

With R + W > N every query meets every completed store, so with write-back the register is linearizable. Without
write-back it is only regular: of two reads, one after the other and both during a write, the later may return the
older value.

Choices: messages go to all N replicas and the first R or W answers decide. A key's N replicas are the nodes that
follow its place on the ring. Unanswered messages are sent again every 400 ms, at most eight times. The tag of a write
is durable at its coordinator before it is stored, so a request that arrives twice, even across a crash, is one write
with one tag. A read that found only the initial value has nothing to write back.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, ClassVar

from apps.replication.protocol import (
    STORE,
    Consequence,
    Dials,
    IntegerDial,
    Preset,
    StoreProtocol,
    ToggleDial,
)
from apps.simulation.effects import Body, CancelTimer, Effect, Persist, Reply, Request, Send, SetTimer, Version
from apps.simulation.node import Durable, NodeContext

RETRY_TICKS = 400
RETRIES_MAX = 8
ISSUED = "issued/"


@dataclass(frozen=True, slots=True)
class Query:
    """What is your version of this key?"""

    operation: str
    key: str
    kind: ClassVar[str] = "query"
    category: ClassVar[str] = "request"

    @property
    def label(self) -> str:
        """What is asked."""
        return f"{self.key}?"


@dataclass(frozen=True, slots=True)
class Found:
    """My version of it, if any."""

    operation: str
    key: str
    version: Version | None
    kind: ClassVar[str] = "found"
    category: ClassVar[str] = "response"

    @property
    def label(self) -> str:
        """What was found."""
        return f"{self.key}={self.version.written.value}" if self.version else f"{self.key}=∅"


@dataclass(frozen=True, slots=True)
class Store:
    """Hold this version, unless yours is newer."""

    operation: str
    key: str
    version: Version
    kind: ClassVar[str] = "store"
    category: ClassVar[str] = "request"

    @property
    def label(self) -> str:
        """What is stored."""
        return f"{self.key}={self.version.written.value}"


@dataclass(frozen=True, slots=True)
class Stored:
    """I hold the version with this tag, or a newer one."""

    operation: str
    key: str
    stamp: tuple[int, str]
    kind: ClassVar[str] = "stored"
    category: ClassVar[str] = "response"

    @property
    def label(self) -> str:
        """An acknowledgement."""
        return "ok"


@dataclass(slots=True)
class Round:
    """An operation that this node coordinates: in which phase it is, who has answered, the highest version met."""

    request: Request
    phase: str = "query"
    answered: set[str] = field(default_factory=set)
    best: Version | None = None
    retries: int = 0


def replicas(key: str, nodes: tuple[str, ...], count: int) -> tuple[str, ...]:
    """The `count` nodes that hold a key: those that follow its place on the ring of nodes."""
    start = int.from_bytes(blake2b(key.encode(), digest_size=4).digest(), "big") % len(nodes)
    ring = nodes[start:] + nodes[:start]
    return tuple(sorted(ring[:count], key=nodes.index))


class QuorumNode:
    """State: the rounds it coordinates (volatile); its versions and the tags it has issued (durable)."""

    def __init__(self, context: NodeContext, durable: Durable, dials: Dials) -> None:
        self.name = context.name
        self.nodes = context.nodes
        self.n, self.r, self.w = int(dials["N"]), int(dials["R"]), int(dials["W"])
        self.write_back = bool(dials["write_back"])
        self.held: dict[str, Version] = {
            name.removeprefix(STORE): durable[name][0] for name in durable if name.startswith(STORE)
        }
        self.issued: dict[str, tuple[int, Version]] = {
            name.removeprefix(ISSUED): durable[name] for name in durable if name.startswith(ISSUED)
        }
        self.rounds: dict[str, Round] = {}

    def volatile(self) -> Mapping[str, Any]:
        """The rounds it coordinates."""
        return {
            name: {
                "phase": current.phase,
                "answered": sorted(current.answered, key=self.nodes.index),
                "needs": self._needs(current),
                "best": current.best,
            }
            for name, current in self.rounds.items()
        }

    def role(self) -> str:
        """All are alike."""
        return ""

    # Start

    def on_start(self, now_ticks: int) -> Iterator[Effect]:
        """Nothing to do: what is durable is all a replica needs."""
        yield from ()

    # Coordinating

    def on_request(self, request: Request, now_ticks: int) -> Iterator[Effect]:
        """Begin a round, or go on with the store of a write whose tag was issued before."""
        if request.operation in self.rounds:
            return
        current = Round(request)
        number, version = self.issued.get(request.client, (0, None))
        if request.written and number > request.number:
            return
        self.rounds[request.operation] = current
        yield SetTimer(request.operation, RETRY_TICKS)
        if request.written and number == request.number:
            yield from self._begin_store(current, version)
        else:
            yield from self._ask(current)
            yield from self._found(current, self.name, self.held.get(request.key))

    def _ask(self, current: Round) -> Iterator[Effect]:
        """Send the present phase's message to every replica that has not answered it."""
        key, operation = current.request.key, current.request.operation
        body: Body = Query(operation, key)
        if current.phase == "store":
            assert current.best is not None
            body = Store(operation, key, current.best)
        for replica in replicas(key, self.nodes, self.n):
            if replica != self.name and replica not in current.answered:
                yield Send(replica, body)

    def _needs(self, current: Round) -> int:
        return self.r if current.phase == "query" else self.w

    def _found(self, current: Round, replica: str, version: Version | None) -> Iterator[Effect]:
        if current.phase != "query" or replica not in replicas(current.request.key, self.nodes, self.n):
            return
        current.answered.add(replica)
        if version and (current.best is None or version.stamp > current.best.stamp):
            current.best = version
        if len(current.answered) >= self.r:
            yield from self._after_query(current)

    def _after_query(self, current: Round) -> Iterator[Effect]:
        request = current.request
        if request.written:
            counter = current.best.stamp[0] if current.best else 0
            version = Version(request.written, (counter + 1, request.operation))
            self.issued[request.client] = (request.number, version)
            yield Persist(ISSUED + request.client, (request.number, version))
            yield from self._begin_store(current, version)
        elif self.write_back and current.best:
            yield from self._begin_store(current, current.best)
        else:
            yield from self._finish(current)

    def _begin_store(self, current: Round, version: Version | None) -> Iterator[Effect]:
        current.phase, current.best, current.retries = "store", version, 0
        current.answered.clear()
        assert version is not None
        yield from self._ask(current)
        if self.name in replicas(current.request.key, self.nodes, self.n):
            yield from self._hold(current.request.key, version)
            yield from self._stored(current, self.name, version.stamp)

    def _stored(self, current: Round, replica: str, stamp: tuple[int, str]) -> Iterator[Effect]:
        if current.phase != "store" or current.best is None or current.best.stamp != stamp:
            return
        current.answered.add(replica)
        if len(current.answered) >= self.w:
            yield from self._finish(current)

    def _finish(self, current: Round) -> Iterator[Effect]:
        request = current.request
        del self.rounds[request.operation]
        yield CancelTimer(request.operation)
        yield Reply(request.operation, request.client, (current.best,) if current.best else ())

    # Replica

    def _hold(self, key: str, version: Version) -> Iterator[Effect]:
        held = self.held.get(key)
        if held is None or version.stamp > held.stamp:
            self.held[key] = version
            yield Persist(STORE + key, (version,))

    # Messages

    def on_message(self, source: str, body: Body, now_ticks: int) -> Iterator[Effect]:
        """As a replica, answer; as a coordinator, count the answer."""
        if isinstance(body, Query):
            yield Send(source, Found(body.operation, body.key, self.held.get(body.key)))
        elif isinstance(body, Store):
            yield from self._hold(body.key, body.version)
            yield Send(source, Stored(body.operation, body.key, body.version.stamp))
        elif isinstance(body, Found) and body.operation in self.rounds:
            yield from self._found(self.rounds[body.operation], source, body.version)
        elif isinstance(body, Stored) and body.operation in self.rounds:
            yield from self._stored(self.rounds[body.operation], source, body.stamp)

    # Timers

    def on_timer(self, name: str, now_ticks: int) -> Iterator[Effect]:
        """Ask those again who have not answered; give up in the end, leaving the client without an answer."""
        current = self.rounds.get(name)
        if current is None:
            return
        current.retries += 1
        if current.retries > RETRIES_MAX:
            del self.rounds[name]
            return
        yield SetTimer(name, RETRY_TICKS)
        yield from self._ask(current)


def claims(dials: Dials) -> frozenset[str]:
    """When quorums meet: linearizable with write-back; without, what concerns finished writes only.

    Every query then meets every write that finished before it. So a session reads at least its own writes, and whoever
    has read a session's second write finds its first, which had finished before the second began.
    """
    if int(dials["R"]) + int(dials["W"]) <= int(dials["N"]):
        return frozenset()
    return frozenset({"linearizable"} if dials["write_back"] else {"read_your_writes", "monotonic_writes"})


def availability(dials: Dials) -> str:
    """Who is answered during a partition."""
    n, need = int(dials["N"]), max(int(dials["R"]), int(dials["W"]))
    if need == 1:
        return "Every node that reaches one replica of the key is answered, on each side of a cut."
    return f"Only where {need} of a key's {n} replicas can be reached; the other side waits."


def consequence(dials: Dials) -> Consequence:
    """What these quorums mean for a read."""
    n, r, w = int(dials["N"]), int(dials["R"]), int(dials["W"])
    if r > n:
        return Consequence("warn", f"R = {r} > N = {n}: no query can be answered, so nothing ever is.")
    if w > n:
        return Consequence("warn", f"W = {w} > N = {n}: no write can ever be acknowledged.")
    if r + w <= n:
        return Consequence("warn", f"R + W = {r + w} ≤ N = {n}: a read may miss the newest write.")
    overlap = r + w - n
    replicas_met = f"{overlap} replica{'s' * (overlap > 1)}"
    meet = f"R + W = {r + w} > N = {n}: every read meets every finished write in at least {replicas_met}."
    if not dials["write_back"]:
        return Consequence(
            "warn", f"{meet} Without write-back, of two reads during a write the later may return the older value."
        )
    return Consequence("good", f"{meet} With write-back, this register is linearizable.")


def describe(dials: Dials) -> str:
    """The setting in a few characters."""
    return f"N={dials['N']} R={dials['R']} W={dials['W']}" + ("" if dials["write_back"] else ", no write-back")


def _dials(n: int, r: int, w: int, write_back: bool = True) -> Dials:
    return {"N": n, "R": r, "W": w, "write_back": write_back}


PRESETS = (
    Preset("majorities", "Majorities", _dials(5, 3, 3)),
    Preset("read-one", "Read one, write all", _dials(5, 1, 5)),
    Preset(
        "no-write-back",
        "Majorities without write-back",
        _dials(5, 3, 3, write_back=False),
        ("linearizable", "monotonic_reads"),
        ("loss",),
    ),
    Preset("just-missing", "R + W = N", _dials(5, 2, 3), ("linearizable", "read_your_writes")),
    Preset("ones", "The first answer wins", _dials(5, 1, 1), ("linearizable", "read_your_writes", "monotonic_reads")),
)


PROTOCOL = StoreProtocol(
    name="quorum",
    title="Quorum register",
    summary=(
        "Every operation asks R replicas and stores at W of N. When the two sets must overlap, a read cannot "
        "miss a finished write."
    ),
    mode="Linearizable, as if there were one copy, while every read meets every finished write.",
    source="Attiya, Bar-Noy, Dolev 1995; Lynch, Shvartsman 1997",
    dials=(
        IntegerDial("N", "N, replicas of a key", 5, 1, None, "How many nodes hold a copy of each key."),
        IntegerDial(
            "R",
            "R, answers a query waits for",
            3,
            1,
            None,
            "How many replicas a read, and a write's first phase, must hear from.",
        ),
        IntegerDial(
            "W",
            "W, copies a store waits for",
            3,
            1,
            None,
            "How many replicas must hold a value before it is acknowledged.",
        ),
        ToggleDial("write_back", "Write-back", True, "A read stores what it returns at W replicas before it answers."),
    ),
    presets=PRESETS,
    make_node=QuorumNode,
    holders=lambda dials, key, nodes: replicas(key, nodes, int(dials["N"])),
    version_order=lambda _: lambda newer, older: bool(newer >= older),
    claims=claims,
    consequence=consequence,
    availability=availability,
    describe=describe,
)
