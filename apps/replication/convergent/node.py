"""A node that keeps convergent types: it answers at once from what it has, and gossips."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from typing import Any

from apps.crdts.crdt_type import Replica, State
from apps.protocols.dials import Dials
from apps.protocols.spec import STORE
from apps.replication.convergent.kept import TWIN, kept_under
from apps.replication.convergent.messages import Deltas, Have, States
from apps.replication.once_each import OnceEach
from apps.simulation.effects import Body, Effect, Persist, Reply, Request, Send, SetTimer, Version
from apps.simulation.node import ALIKE, Durable, NodeContext, Role

GOSSIP = "gossip"
CHANGES = "changes"

Held = tuple[State, State]


class ConvergentNode:
    """Durable: by key the state and its twin's, each client's last operation with its outcome, and how often the states
    have changed. Volatile: the deltas of the latest changes by their number, and which of them each other node has.
    """

    def __init__(self, context: NodeContext, durable: Durable, dials: Dials) -> None:
        self.name = context.name
        self.peers = tuple(node for node in context.nodes if node != context.name)
        self.random = context.random
        self.kept = kept_under(dials)
        self.sends_deltas = dials["carrier"] == "deltas" and self.kept.crdt.has_deltas
        self.fan_out, self.interval_ticks = int(dials["fan_out"]), int(dials["interval_ticks"])
        keys = [name.removeprefix(STORE) for name in durable if name.startswith(STORE)]
        self.held: dict[str, Held] = {key: self.kept.held(durable, key) for key in keys}
        self.once_each = OnceEach(durable)
        self.changes: int = durable.get(CHANGES, 0)
        self.deltas: dict[int, tuple[str, State]] = {}
        self.has: dict[str, int] = {}

    def volatile(self) -> Mapping[str, Any]:
        """The deltas, if any travel."""
        return {"deltas kept": len(self.deltas), "changes they have": dict(self.has)} if self.sends_deltas else {}

    def role(self) -> Role:
        """All are alike."""
        return ALIKE

    def on_start(self, now_ticks: int) -> Iterator[Effect]:
        """Begin to gossip, at a time of its own."""
        yield SetTimer(GOSSIP, 1 + self.random.below(self.interval_ticks))

    # Clients

    def on_request(self, request: Request, now_ticks: int) -> Iterator[Effect]:
        """Answer from what is here. An operation that arrives twice is carried out once."""
        if request.written is None:
            yield Reply(request.operation, request.client, (self.kept.version(self._held(request.key)[0]),))
            return
        written = request.written.value
        yield from self.once_each.answer(request, lambda: self._change(request, written, now_ticks))

    def _change(self, request: Request, text: str, now_ticks: int) -> Generator[Effect, None, Version]:
        """Carry an operation out here; the version that it made."""
        assert request.written is not None
        replica = Replica(self.name, now_ticks)
        argument = self.kept.argument(request.action, text)
        before = self._held(request.key)
        after = self.kept.apply(before, replica, request.action, argument)
        delta = self.kept.crdt.delta(before[0], replica, request.action, argument) if self.sends_deltas else None
        yield from self._keep(request.key, after, delta)
        return Version(request.written, self.kept.version(after[0]).stamp)

    def _held(self, key: str) -> Held:
        return self.held.get(key) or self.kept.held({}, key)

    def _keep(self, key: str, held: Held, delta: State) -> Iterator[Effect]:
        self.held[key] = held
        yield Persist(STORE + key, (self.kept.version(held[0]),))
        yield Persist(TWIN + key, held[1])
        if self.sends_deltas:
            self.changes += 1
            self.deltas[self.changes] = (key, delta)
            yield Persist(CHANGES, self.changes)

    # Messages

    def on_message(self, source: str, body: Body, now_ticks: int) -> Iterator[Effect]:
        """Merge what arrives; note what another has."""
        if isinstance(body, States):
            for key in sorted(body.states):
                before = self._held(key)
                after = self.kept.merge(before, (body.states[key], body.twins.get(key)))
                if after != before or key not in self.held:
                    yield from self._keep(key, after, body.states[key])
            if body.number:
                yield Send(source, Have(body.number))
        elif isinstance(body, Have):
            self.has[source] = max(self.has.get(source, 0), body.number)
            everyone_has = min(self.has.get(peer, 0) for peer in self.peers)
            self.deltas = {number: delta for number, delta in self.deltas.items() if number > everyone_has}

    # Timers

    def on_timer(self, name: str, now_ticks: int) -> Iterator[Effect]:
        """Gossip with a few others, and set the next time."""
        for index in self.random.choose(len(self.peers), self.fan_out):
            body = self._deltas_for(self.peers[index]) if self.sends_deltas else self._states()
            if body is not None:
                yield Send(self.peers[index], body)
        quarter = self.interval_ticks // 4
        yield SetTimer(GOSSIP, self.interval_ticks - quarter + self.random.below(2 * quarter + 1))

    def _states(self, number: int = 0) -> States | None:
        states = {key: state for key, (state, _) in self.held.items()}
        return States(states, self._twins(states), self._label(states), number) if states else None

    def _deltas_for(self, peer: str) -> States | None:
        """The deltas that it has not said it has, joined; the whole states if one of those was lost in a crash."""
        has = self.has.get(peer, 0)
        if has == self.changes:
            return None
        if has + 1 not in self.deltas:
            return self._states(self.changes)
        joined: dict[str, State] = {}
        for number in range(has + 1, self.changes + 1):
            key, delta = self.deltas[number]
            joined[key] = self.kept.crdt.merge(joined.get(key, self.kept.crdt.initial), delta)
        return Deltas(joined, self._twins(joined), self._label(joined), self.changes)

    def _twins(self, states: Mapping[str, State]) -> dict[str, State]:
        return {key: self.held[key][1] for key in states} if self.kept.twin else {}

    def _label(self, states: Mapping[str, State]) -> str:
        parts = [f"{key}={self.kept.version(states[key]).written.value}" for key in sorted(states)]
        return parts[0] + (f" +{len(parts) - 1}" if len(parts) > 1 else "")
