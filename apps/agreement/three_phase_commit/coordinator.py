"""The coordinator of a three-phase commit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from apps.agreement.commit_messages import Decision, Prepare, Vote
from apps.agreement.locks import ABORT, COMMIT, DECISION
from apps.agreement.table import EMPTY, Table
from apps.agreement.three_phase_commit.messages import PreCommit, Ready
from apps.agreement.three_phase_commit.termination import DOUBT, PRE_COMMITTED, Terminating, Termination
from apps.protocols.dials import Dials
from apps.simulation.effects import Body, CancelTimer, Effect, Refuse, Reply, Request, Send, SetTimer, Version
from apps.simulation.node import Durable, NodeContext, Role

VOTING, BEGUN = "voting/", "begun/"
VOTES, READIES = "votes/", "readies/"


@dataclass(frozen=True, slots=True)
class Ballot:
    """A transaction that it coordinates: who asked, who has voted yes, and, pre-committing, who is ready."""

    request: Request
    yes: frozenset[str] = frozenset()
    ready: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class CoordinatorState:
    """Ballots by transaction; what it finishes as any other process would after a crash."""

    ballots: Table[Ballot] = EMPTY
    terminations: Table[Termination] = EMPTY
    recovering: frozenset[str] = frozenset()


class Coordinator(Terminating):
    """Durable: `voting/<t>` before it asks anyone, `precommitted/<t>` before it tells anyone that all have voted yes,
    `decision/<t>`, and `begun/<client>`, the number of the latest operation that a vote was begun on.
    """

    state: CoordinatorState

    def __init__(self, context: NodeContext, durable: Durable, dials: Dials) -> None:
        super().__init__(context, durable, dials)
        self.timeout_ticks = int(dials["timeout_ticks"])
        self.place = 0
        self.state = CoordinatorState()

    def role(self) -> Role:
        """Return what it is."""
        return Role("coordinator", leads=True)

    def on_start(self, now_ticks: int) -> Iterator[Effect]:
        """Recovery: what nobody was told to pre-commit is aborted; about the rest it has no voice, and asks."""
        for transaction in self.logged(VOTING):
            if DECISION + transaction in self.log:
                continue
            if PRE_COMMITTED + transaction in self.log:
                self.state = replace(self.state, recovering=self.state.recovering | {transaction})
                yield from self.ask(transaction)
            else:
                yield from self._conclude(transaction, ABORT)

    def is_undecided(self, transaction: str) -> bool:
        """Return whether it has begun a transaction and not decided it."""
        return VOTING + transaction in self.log and DECISION + transaction not in self.log

    # Clients

    def on_request(self, request: Request, now_ticks: int) -> Iterator[Effect]:
        """Begin a vote, once."""
        transaction = request.operation
        if request.written is None:
            reason = f"{self.name} only coordinates and holds no data: read at a participant."
            yield Refuse(transaction, request.client, reason)
        elif request.number > self.log.get(BEGUN + request.client, 0):
            yield from self.persist(BEGUN + request.client, request.number)
            yield from self.persist(VOTING + transaction, "")
            self._put(transaction, Ballot(request))
            for participant in self.others:
                yield Send(participant, Prepare(transaction, request.key, request.written))
            yield SetTimer(VOTES + transaction, self.timeout_ticks)

    # Messages

    def on_message(self, source: str, body: Body, now_ticks: int) -> Iterator[Effect]:
        """A vote, a readiness, a decision that a backup has made, or a backup's question."""
        if isinstance(body, Vote):
            yield from self._vote(source, body)
        elif isinstance(body, Decision):
            if self.is_undecided(body.transaction):
                yield from self._answer(body.transaction, body.outcome, "a backup coordinator decided so")
        elif isinstance(body, Ready) and body.transaction in self.state.ballots:
            yield from self._ready(source, body.transaction)
        else:
            yield from self.terminating(source, body)

    def _vote(self, source: str, vote: Vote) -> Iterator[Effect]:
        ballot = self.state.ballots.get(vote.transaction)
        if ballot is None or ballot.ready is not None:
            return
        if not vote.is_yes:
            yield from self._conclude(vote.transaction, ABORT, f"{source} voted no")
            return
        ballot = replace(ballot, yes=ballot.yes | {source})
        self._put(vote.transaction, ballot)
        if len(ballot.yes) == len(self.others):
            yield CancelTimer(VOTES + vote.transaction)
            yield from self.pre_commit(vote.transaction)
            self._put(vote.transaction, replace(ballot, ready=frozenset()))
            for participant in self.others:
                yield Send(participant, PreCommit(vote.transaction))
            yield SetTimer(READIES + vote.transaction, self.timeout_ticks)

    def _ready(self, source: str, transaction: str) -> Iterator[Effect]:
        ballot = self.state.ballots[transaction]
        ready = (ballot.ready or frozenset()) | {source}
        self._put(transaction, replace(ballot, ready=ready))
        if len(ready) == len(self.others):
            yield from self._conclude(transaction, COMMIT)

    def _conclude(self, transaction: str, outcome: str, why: str = "") -> Iterator[Effect]:
        """Decide, and tell everyone."""
        yield from self._answer(transaction, outcome, why)
        for participant in self.others:
            yield Send(participant, Decision(transaction, outcome))

    def _answer(self, transaction: str, outcome: str, why: str) -> Iterator[Effect]:
        """Make the decision durable, and tell the client, if it still waits."""
        ballot = self.state.ballots.get(transaction)
        self.state = replace(self.state, ballots=self.state.ballots.without(transaction))
        yield CancelTimer(VOTES + transaction)
        yield CancelTimer(READIES + transaction)
        yield from self.learn(transaction, outcome)
        if ballot is None:
            return
        client, written = ballot.request.client, ballot.request.written
        assert written is not None
        if outcome == COMMIT:
            yield Reply(transaction, client, (Version(written, 0),))
        else:
            yield Refuse(transaction, client, f"it was aborted: {why}")

    def _put(self, transaction: str, ballot: Ballot) -> None:
        self.state = replace(self.state, ballots=self.state.ballots.put(transaction, ballot))

    # Timers

    def on_timer(self, name: str, now_ticks: int) -> Iterator[Effect]:
        """Votes that have not come count as no. Who is not ready by now has crashed, and will learn of the commit."""
        kind, transaction = name.split("/", 1)
        if kind + "/" == VOTES:
            missing = ", ".join(each for each in self.others if each not in self.state.ballots[transaction].yes)
            yield from self._conclude(transaction, ABORT, f"no vote from {missing} in time")
        elif kind + "/" == READIES:
            yield from self._conclude(transaction, COMMIT)
        elif kind + "/" == DOUBT:
            if transaction not in self.state.ballots:
                yield from self.ask(transaction)
        else:
            yield from self.resolve(transaction)
