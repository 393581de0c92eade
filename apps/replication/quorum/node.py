"""One node of the quorum register: replica and coordinator. The rules are those of `apps.replication.quorum`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from apps.protocols.dials import Dials
from apps.protocols.spec import STORE
from apps.replication.quorum.messages import Found, Query, Store, Stored
from apps.simulation.effects import Body, CancelTimer, Effect, Persist, Reply, Request, Send, SetTimer, Version
from apps.simulation.node import ALIKE, Durable, NodeContext, Role

RETRY_TICKS = 400
RETRIES_MAX = 8
ISSUED = "issued/"


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

    def role(self) -> Role:
        """All are alike."""
        return ALIKE

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
