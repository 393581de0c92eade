"""A proposer of single-decree Paxos, which also learns what is chosen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from apps.agreement.ballots import Ballot, is_majority
from apps.agreement.machine import Machine
from apps.agreement.paxos.messages import Accept, Accepted, Prepare, Promise, Reject
from apps.agreement.table import EMPTY, Table
from apps.protocols.dials import Dials
from apps.simulation.effects import (
    Body,
    CancelTimer,
    Effect,
    Refuse,
    Reply,
    Request,
    Send,
    SetTimer,
    Version,
    WrittenValue,
)
from apps.simulation.node import Durable, NodeContext, Role

ROUND, CHOSEN = "round", "chosen"
RETRY = "retry"

Voted = tuple[Ballot, WrittenValue] | None


@dataclass(frozen=True, slots=True)
class ProposerState:
    """Who waits for an answer, the ballot it tries, the promises and then the votes in it that it has been told of."""

    requests: tuple[Request, ...] = ()
    ballot: Ballot | None = None
    promises: Table[Voted] = EMPTY
    has_asked: bool = False
    voted: frozenset[str] = frozenset()


class Proposer(Machine):
    """Durable: `round`, the highest round that it has used, so that no ballot is used twice; `chosen`."""

    state: ProposerState

    def __init__(self, context: NodeContext, durable: Durable, dials: Dials) -> None:
        super().__init__(context, durable, dials)
        self.acceptors = tuple(name for name in context.nodes if name.startswith("a"))
        self.timeout_ticks = int(dials["timeout_ticks"])
        self.state = ProposerState()

    def role(self) -> Role:
        """Return what it is."""
        return Role("proposer")

    # Clients

    def on_request(self, request: Request, now_ticks: int) -> Iterator[Effect]:
        """Propose its value, or tell what has been chosen."""
        chosen: WrittenValue | None = self.log.get(CHOSEN)
        if chosen is not None:
            yield self._answer(request, chosen)
        elif request not in self.state.requests:
            self.state = replace(self.state, requests=(*self.state.requests, request))
            if self.state.ballot is None:
                yield from self._try(0)

    @staticmethod
    def _answer(request: Request, chosen: WrittenValue) -> Effect:
        if request.written == chosen:
            return Reply(request.operation, request.client, (Version(chosen, 1),))
        return Refuse(request.operation, request.client, f"another value was chosen: {chosen.value}")

    # A ballot

    def _try(self, above: int) -> Iterator[Effect]:
        """Phase 1a, with a ballot higher than any used here and any it was told of."""
        number = max(self.log.get(ROUND, 0), above) + 1
        yield from self.persist(ROUND, number)
        ballot = Ballot(number, self.name)
        self.state = replace(self.state, ballot=ballot, promises=EMPTY, has_asked=False, voted=frozenset())
        for acceptor in self.acceptors:
            yield Send(acceptor, Prepare(ballot))
        if self.dials["retry"] != "never":
            yield SetTimer(RETRY, self.timeout_ticks)

    def on_message(self, source: str, body: Body, now_ticks: int) -> Iterator[Effect]:
        """A promise, a vote, or a refusal."""
        if isinstance(body, Promise) and body.ballot == self.state.ballot and not self.state.has_asked:
            yield from self._promised(source, body)
        elif isinstance(body, Accepted) and body.ballot == self.state.ballot:
            yield from self._voted(source, body)
        elif isinstance(body, Reject) and body.ballot == self.state.ballot and CHOSEN not in self.log:
            yield from self._rejected(body)

    def _promised(self, source: str, promise: Promise) -> Iterator[Effect]:
        """Phase 2a, once a majority has promised: with the value of the latest vote among them, if there is one."""
        promises = self.state.promises.put(source, promise.voted)
        self.state = replace(self.state, promises=promises)
        if is_majority(len(promises), len(self.acceptors)):
            self.state = replace(self.state, promises=EMPTY, has_asked=True)
            past = sorted(voted for voted in promises.values() if voted is not None)
            own = self.state.requests[0].written
            assert own is not None
            value = past[-1][1] if past else own
            for acceptor in self.acceptors:
                yield Send(acceptor, Accept(promise.ballot, value))

    def _voted(self, source: str, vote: Accepted) -> Iterator[Effect]:
        """Chosen is what a majority has voted for in one ballot."""
        self.state = replace(self.state, voted=self.state.voted | {source})
        if is_majority(len(self.state.voted), len(self.acceptors)):
            yield from self.persist(CHOSEN, vote.written)
            yield CancelTimer(RETRY)
            for request in self.state.requests:
                yield self._answer(request, vote.written)
            self.state = ProposerState()

    def _rejected(self, reject: Reject) -> Iterator[Effect]:
        """Somebody has a higher ballot: try a higher one still, at once or after a while of its own."""
        if self.dials["retry"] == "at once":
            yield from self._try(reject.promised.round)
        elif self.dials["retry"] == "random":
            yield SetTimer(RETRY, 1 + self.random.below(self.timeout_ticks))

    def on_timer(self, name: str, now_ticks: int) -> Iterator[Effect]:
        """It has taken too long: a new ballot."""
        if CHOSEN not in self.log and self.state.requests:
            yield from self._try(0)
