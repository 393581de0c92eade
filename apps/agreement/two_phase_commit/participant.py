"""A participant of a two-phase commit: it votes, and is bound by its yes until it knows the decision."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from apps.agreement.commit_messages import Decision, Prepare, Vote
from apps.agreement.data_holder import DataHolder
from apps.agreement.locks import ABORT, COMMIT, DECISION, PREPARED, decide, in_doubt, locks, redo
from apps.agreement.two_phase_commit.messages import Acknowledge, InDoubtToo, Inquire
from apps.protocols.dials import Dials
from apps.simulation.effects import Body, CancelTimer, Effect, Request, Send, SetTimer
from apps.simulation.node import Durable, NodeContext

DOUBT = "doubt/"


@dataclass(frozen=True, slots=True)
class ParticipantState:
    """The reads that wait for a lock, in order of arrival."""

    waiting: tuple[Request, ...] = ()


class Participant(DataHolder):
    """It votes, learns the decision, and asks for it when it does not come."""

    state: ParticipantState

    def __init__(self, context: NodeContext, durable: Durable, dials: Dials) -> None:
        super().__init__(context, durable, dials)
        self.state = ParticipantState()

    def on_start(self, now_ticks: int) -> Iterator[Effect]:
        """Recovery: finish what was decided, and ask about what was not. The locks are those of the log."""
        for transaction in self.logged(PREPARED):
            if DECISION + transaction in self.log:
                yield from redo(self, transaction)
            else:
                yield from self._inquire(transaction)

    # Messages

    def on_message(self, source: str, body: Body, now_ticks: int) -> Iterator[Effect]:
        """A request to vote, a decision, or somebody's inquiry."""
        if isinstance(body, Prepare):
            yield from self._prepare(body)
        elif isinstance(body, Decision):
            yield from self._learn(body)
        elif isinstance(body, Inquire):
            yield from self._help(source, body.transaction)

    def _prepare(self, prepare: Prepare) -> Iterator[Effect]:
        transaction = prepare.transaction
        decided = self.log.get(DECISION + transaction)
        if decided == COMMIT:
            yield Send(self.coordinator, Acknowledge(transaction))
        elif decided == ABORT:
            yield Send(self.coordinator, Vote(transaction, is_yes=False))
        elif PREPARED + transaction in self.log:
            yield Send(self.coordinator, Vote(transaction, is_yes=True))
        elif self.dials["no_vote"] == self.name or prepare.key in locks(self.log):
            yield from decide(self, transaction, ABORT)
            yield Send(self.coordinator, Vote(transaction, is_yes=False))
        else:
            yield from self.persist(PREPARED + transaction, (prepare.key, prepare.written))
            yield Send(self.coordinator, Vote(transaction, is_yes=True))
            yield SetTimer(DOUBT + transaction, self.timeout_ticks)

    def _learn(self, decision: Decision) -> Iterator[Effect]:
        transaction = decision.transaction
        if DECISION + transaction not in self.log:
            yield from decide(self, transaction, decision.outcome)
            yield CancelTimer(DOUBT + transaction)
        if self.log[DECISION + transaction] == COMMIT:
            yield Send(self.coordinator, Acknowledge(transaction))
        yield from self.release()

    def _help(self, source: str, transaction: str) -> Iterator[Effect]:
        """Cooperative termination: who knows tells; who has not voted aborts, so that it is decided."""
        if transaction in in_doubt(self.log):
            yield Send(source, InDoubtToo(transaction))
            return
        if DECISION + transaction not in self.log:
            yield from decide(self, transaction, ABORT)
        yield Send(source, Decision(transaction, self.log[DECISION + transaction]))

    # Timers

    def on_timer(self, name: str, now_ticks: int) -> Iterator[Effect]:
        """In doubt for long: ask, and ask again."""
        yield from self._inquire(name.removeprefix(DOUBT))

    def _inquire(self, transaction: str) -> Iterator[Effect]:
        asked = self.others if self.dials["cooperative"] else (self.coordinator,)
        for node in asked:
            yield Send(node, Inquire(transaction))
        yield SetTimer(DOUBT + transaction, self.timeout_ticks)
