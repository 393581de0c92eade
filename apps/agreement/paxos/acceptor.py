"""An acceptor of single-decree Paxos: it promises and votes, and forgets neither."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from apps.agreement.ballots import NO_BALLOT, Ballot, ballot_named
from apps.agreement.machine import Machine
from apps.agreement.paxos.messages import Accept, Accepted, Prepare, Promise, Reject
from apps.protocols.dials import Dials
from apps.simulation.effects import Body, Effect, Refuse, Request, Send, WrittenValue
from apps.simulation.node import Durable, NodeContext, Role

PROMISED, VOTE = "promised", "vote/"


@dataclass(frozen=True, slots=True)
class AcceptorState:
    """Nothing: all that an acceptor knows is durable."""


def votes(log: Durable) -> dict[Ballot, WrittenValue]:
    """Every vote of an acceptor, by ballot, in order."""
    found = {ballot_named(name.removeprefix(VOTE)): log[name] for name in log if name.startswith(VOTE)}
    return dict(sorted(found.items()))


class Acceptor(Machine):
    """Durable: `promised`, the highest ballot it has promised or voted in, and `vote/<b>`, what it voted for."""

    state: AcceptorState

    def __init__(self, context: NodeContext, durable: Durable, dials: Dials) -> None:
        super().__init__(context, durable, dials)
        self.state = AcceptorState()

    def role(self) -> Role:
        """Return what it is."""
        return Role("acceptor")

    def on_request(self, request: Request, now_ticks: int) -> Iterator[Effect]:
        """Nobody proposes to an acceptor."""
        yield Refuse(request.operation, request.client, f"{self.name} is an acceptor: ask a proposer, p1 or p2.")

    def on_message(self, source: str, body: Body, now_ticks: int) -> Iterator[Effect]:
        """A ballot to promise, or to vote in."""
        promised: Ballot = self.log.get(PROMISED, NO_BALLOT)
        if isinstance(body, Prepare):
            if body.ballot < promised:
                yield Send(source, Reject(body.ballot, promised))
                return
            if body.ballot > promised:
                yield from self.persist(PROMISED, body.ballot)
            past = [(ballot, written) for ballot, written in votes(self.log).items() if ballot < body.ballot]
            yield Send(source, Promise(body.ballot, past[-1] if past else None))
            if promised.proposer not in ("", source) and self.dials["retry"] != "never":
                yield Send(promised.proposer, Reject(promised, body.ballot))
        elif isinstance(body, Accept):
            if body.ballot < promised:
                yield Send(source, Reject(body.ballot, promised))
                return
            if body.ballot > promised:
                yield from self.persist(PROMISED, body.ballot)
            if VOTE + str(body.ballot) not in self.log:
                yield from self.persist(VOTE + str(body.ballot), body.written)
            yield Send(source, Accepted(body.ballot, body.written))
