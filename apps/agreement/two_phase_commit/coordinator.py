"""The coordinator of a two-phase commit, under presumed abort: it logs commits only, and forgets an abort at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from apps.agreement.commit_messages import Decision, Prepare, Vote
from apps.agreement.locks import ABORT, COMMIT, DECISION
from apps.agreement.machine import Machine
from apps.agreement.table import EMPTY, Table
from apps.agreement.two_phase_commit.messages import Acknowledge, Inquire
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
)
from apps.simulation.node import Durable, NodeContext, Role

VOTES, RESEND = "votes/", "resend/"
UNACKNOWLEDGED, BEGUN = "unacknowledged/", "begun/"


@dataclass(frozen=True, slots=True)
class Ballot:
    """A transaction that is being voted on: who asked for it, and who said yes."""

    request: Request
    yes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CoordinatorState:
    """The open ballots, by transaction, and why the latest were aborted."""

    ballots: Table[Ballot] = EMPTY
    aborted: Table[str] = EMPTY


class Coordinator(Machine):
    """Durable: `decision/<t>` is `commit` once all have voted yes, and `unacknowledged/<t>` who has yet to say that
    it has that decision. `begun/<client>` is the number of the latest operation that a vote was begun on: in a second
    vote under the same name, late votes of the first would count.
    """

    state: CoordinatorState

    def __init__(self, context: NodeContext, durable: Durable, dials: Dials) -> None:
        super().__init__(context, durable, dials)
        self.timeout_ticks = int(dials["timeout_ticks"])
        self.state = CoordinatorState()

    def role(self) -> Role:
        """Return what it is."""
        return Role("coordinator", leads=True)

    def on_start(self, now_ticks: int) -> Iterator[Effect]:
        """Recovery: tell every commit again to whoever has not acknowledged it. Any other transaction is aborted."""
        for transaction in self.logged(UNACKNOWLEDGED):
            yield from self._tell(transaction)

    # Clients

    def on_request(self, request: Request, now_ticks: int) -> Iterator[Effect]:
        """Begin a vote, once."""
        transaction = request.operation
        if request.written is None:
            reason = f"{self.name} only coordinates and holds no data: read at a participant."
            yield Refuse(transaction, request.client, reason)
        elif request.number > self.log.get(BEGUN + request.client, 0):
            yield from self.persist(BEGUN + request.client, request.number)
            self.state = replace(self.state, ballots=self.state.ballots.put(transaction, Ballot(request)))
            for participant in self.others:
                yield Send(participant, Prepare(transaction, request.key, request.written))
            yield SetTimer(VOTES + transaction, self.timeout_ticks)

    # Messages

    def on_message(self, source: str, body: Body, now_ticks: int) -> Iterator[Effect]:
        """A vote, an acknowledgement or an inquiry."""
        if isinstance(body, Vote):
            yield from self._vote(source, body)
        elif isinstance(body, Acknowledge):
            yield from self._acknowledge(source, body.transaction)
        elif isinstance(body, Inquire):
            yield from self._answer(source, body.transaction)

    def _vote(self, source: str, vote: Vote) -> Iterator[Effect]:
        ballot = self.state.ballots.get(vote.transaction)
        if ballot is None:
            yield from self._answer(source, vote.transaction)
        elif not vote.is_yes:
            yield from self._abort(vote.transaction, f"{source} voted no")
        else:
            ballot = replace(ballot, yes=ballot.yes | {source})
            self.state = replace(self.state, ballots=self.state.ballots.put(vote.transaction, ballot))
            if len(ballot.yes) == len(self.others):
                yield from self._commit(vote.transaction, ballot.request)

    def _commit(self, transaction: str, request: Request) -> Iterator[Effect]:
        """The record of the decision is what commits: before it everything is undone, after it nothing."""
        self._close(transaction)
        yield CancelTimer(VOTES + transaction)
        yield from self.persist(DECISION + transaction, COMMIT)
        yield from self.persist(UNACKNOWLEDGED + transaction, self.others)
        yield from self._tell(transaction)
        assert request.written is not None
        yield Reply(transaction, request.client, (Version(request.written, 0),))

    def _abort(self, transaction: str, why: str) -> Iterator[Effect]:
        """Nothing is logged: whoever asks about a transaction that is not known here is told abort."""
        request = self.state.ballots[transaction].request
        self._close(transaction)
        self.state = replace(self.state, aborted=self.state.aborted.put(transaction, why))
        yield CancelTimer(VOTES + transaction)
        for participant in self.others:
            yield Send(participant, Decision(transaction, ABORT))
        yield Refuse(transaction, request.client, f"it was aborted: {why}")

    def _close(self, transaction: str) -> None:
        self.state = replace(self.state, ballots=self.state.ballots.without(transaction))

    def _tell(self, transaction: str) -> Iterator[Effect]:
        for participant in self.log[UNACKNOWLEDGED + transaction]:
            yield Send(participant, Decision(transaction, COMMIT))
        yield SetTimer(RESEND + transaction, self.timeout_ticks)

    def _acknowledge(self, source: str, transaction: str) -> Iterator[Effect]:
        left = tuple(each for each in self.log.get(UNACKNOWLEDGED + transaction, ()) if each != source)
        if left:
            yield from self.persist(UNACKNOWLEDGED + transaction, left)
        elif UNACKNOWLEDGED + transaction in self.log:
            yield from self.persist(UNACKNOWLEDGED + transaction, None)
            yield CancelTimer(RESEND + transaction)

    def _answer(self, source: str, transaction: str) -> Iterator[Effect]:
        """The decision, to somebody in doubt; presumed abort where there is none. Nothing while the vote goes on."""
        if transaction not in self.state.ballots:
            yield Send(source, Decision(transaction, self.log.get(DECISION + transaction, ABORT)))

    # Timers

    def on_timer(self, name: str, now_ticks: int) -> Iterator[Effect]:
        """Votes that have not come count as no; a commit is told again."""
        kind, transaction = name.split("/", 1)
        if kind + "/" == VOTES:
            missing = ", ".join(each for each in self.others if each not in self.state.ballots[transaction].yes)
            yield from self._abort(transaction, f"no vote from {missing} in time")
        else:
            yield from self._tell(transaction)
