"""The master of a chain: it decides who is in it. The rules are those of `apps.replication.chain`."""

from collections.abc import Iterator
from typing import Any

from apps.protocols.dials import Dials
from apps.replication.chain.front import Front
from apps.replication.chain.messages import (
    FOUNDED,
    Configuration,
    Configure,
    Confirm,
    Confirmed,
    Expelled,
    Heartbeat,
    Member,
)
from apps.simulation.effects import Body, Effect, Persist, Send, SetTimer
from apps.simulation.node import Durable, NodeContext, Role

ADMITTED, SYNCED = "admitted", "synced"
FOUND, SILENCE = "found", "silence of "


class MasterNode(Front):
    """Durable: the configuration, the incarnations that were ever in one, and those known to be synced."""

    def __init__(self, context: NodeContext, durable: Durable, dials: Dials) -> None:
        super().__init__(context, durable, dials)
        self.suspect_ticks = int(dials["suspect_ticks"])
        self.admitted: frozenset[int] = durable.get(ADMITTED, frozenset())
        self.synced: frozenset[int] = durable.get(SYNCED, frozenset())
        self.asked_to_join: dict[str, int] = {}

    def role(self) -> Role:
        """Return that it is the master."""
        return Role("master")

    def volatile(self) -> dict[str, Any]:
        """Return who has asked to join before there is a chain."""
        return {**super().volatile(), "asked_to_join": sorted(self.asked_to_join)}

    def on_start(self, now_ticks: int) -> Iterator[Effect]:
        """Give everyone time to be heard from."""
        if self.configuration is None:
            yield SetTimer(FOUND, self.suspect_ticks)
        else:
            for name in self.configuration.names:
                yield SetTimer(SILENCE + name, self.suspect_ticks)

    # Who is in the chain

    def _found(self) -> Iterator[Effect]:
        """Begin the chain with those that have asked to join, in order. None of them has anything yet."""
        if not self.asked_to_join:
            yield SetTimer(FOUND, self.suspect_ticks)
            return
        founders = (name for name in self.members if name in self.asked_to_join)
        chain = tuple(Member(name, self.asked_to_join[name], FOUNDED) for name in founders)
        yield from self._know_synced(*(member.incarnation for member in chain))
        yield from self._decide(chain)

    def _know_synced(self, *incarnations: int) -> Iterator[Effect]:
        self.synced |= {*incarnations}
        yield Persist(SYNCED, self.synced)

    def _decide(self, chain: tuple[Member, ...]) -> Iterator[Effect]:
        """Make this the chain, and tell every node."""
        before = self.configuration
        configuration = Configuration(before.number + 1 if before else FOUNDED, chain)
        self.admitted |= {member.incarnation for member in chain}
        yield Persist(ADMITTED, self.admitted)
        yield from self.adopt(configuration)
        for member in chain:
            if before is None or member not in before.chain:
                yield SetTimer(SILENCE + member.name, self.suspect_ticks)
        for name in self.members:
            yield Send(name, Configure(configuration))

    def _without(self, name: str) -> tuple[Member, ...] | None:
        """Return the chain without a node; None if nobody would be left who is known to be synced."""
        assert self.configuration
        rest = tuple(member for member in self.configuration.chain if member.name != name)
        return rest if any(member.incarnation in self.synced for member in rest) else None

    def _suspect(self, name: str) -> Iterator[Effect]:
        """Remove a node that was silent for too long."""
        if self.configuration is None or self.configuration.member(name) is None:
            return
        rest = self._without(name)
        if rest is None:
            yield SetTimer(SILENCE + name, self.suspect_ticks)
        else:
            yield from self._decide(rest)

    def _on_heartbeat(self, source: str, body: Heartbeat) -> Iterator[Effect]:
        if self.configuration is None:
            self.asked_to_join[source] = body.incarnation
            if len(self.asked_to_join) == len(self.members):
                yield from self._found()
            return
        member = self.configuration.member(source)
        if member is not None and member.incarnation == body.incarnation:
            yield SetTimer(SILENCE + source, self.suspect_ticks)
            if body.synced and body.incarnation not in self.synced:
                yield from self._know_synced(body.incarnation)
            if body.configuration != self.configuration.number:
                yield Send(source, Configure(self.configuration))
        elif body.incarnation in self.admitted:
            yield Send(source, Expelled(body.incarnation))
        else:
            yield from self._extend(source, body.incarnation)

    def _extend(self, name: str, incarnation: int) -> Iterator[Effect]:
        """Put a node behind the tail; first remove what it was before, if that was in the chain."""
        assert self.configuration
        rest = self._without(name)
        if rest is not None:
            yield from self._decide((*rest, Member(name, incarnation, self.configuration.number + 1)))

    # Messages and timers

    def on_message(self, source: str, body: Body, now_ticks: int) -> Iterator[Effect]:
        """Hear from a node, or confirm that a configuration still stands."""
        if isinstance(body, Heartbeat):
            yield from self._on_heartbeat(source, body)
        elif isinstance(body, Confirm):
            if self.configuration and body.configuration == self.configuration.number:
                yield Send(source, Confirmed(body.configuration, body.session, body.round))
        else:
            yield from self.on_answer(body)

    def on_timer(self, name: str, now_ticks: int) -> Iterator[Effect]:
        """Begin the chain, suspect a node, or hand on again what was not answered."""
        if name == FOUND:
            if self.configuration is None:
                yield from self._found()
        elif name.startswith(SILENCE):
            yield from self._suspect(name.removeprefix(SILENCE))
        else:
            yield from self.on_forward_timer(name)
