"""A participant of a three-phase commit: it votes, is told that all voted yes, and only then that it is committed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from apps.agreement.commit_messages import Decision, Prepare, Vote
from apps.agreement.data_holder import DataHolder
from apps.agreement.locks import ABORT, COMMIT, DECISION, PREPARED, decide, locks, redo
from apps.agreement.table import EMPTY, Table
from apps.agreement.three_phase_commit.termination import DOUBT, Terminating, Termination
from apps.protocols.dials import Dials
from apps.simulation.effects import Body, Effect, Request, Send
from apps.simulation.node import Durable, NodeContext


@dataclass(frozen=True, slots=True)
class ParticipantState:
    """Reads that wait for a lock; transactions it finishes as a backup; those it came back to and has no voice in."""

    waiting: tuple[Request, ...] = ()
    terminations: Table[Termination] = EMPTY
    recovering: frozenset[str] = frozenset()


class Participant(Terminating, DataHolder):
    """What is durable is told in `locks` and `termination`."""

    state: ParticipantState

    def __init__(self, context: NodeContext, durable: Durable, dials: Dials) -> None:
        super().__init__(context, durable, dials)
        self.place = context.nodes.index(context.name)
        self.state = ParticipantState()

    def on_start(self, now_ticks: int) -> Iterator[Effect]:
        """Recovery: finish what was decided; about the rest it has no voice, and asks."""
        for transaction in self.logged(PREPARED):
            if DECISION + transaction in self.log:
                yield from redo(self, transaction)
            else:
                self.state = replace(self.state, recovering=self.state.recovering | {transaction})
                yield from self.ask(transaction)

    def on_message(self, source: str, body: Body, now_ticks: int) -> Iterator[Effect]:
        """A request to vote, a decision, or something of the termination protocol."""
        if isinstance(body, Prepare):
            yield from self._prepare(body)
        elif isinstance(body, Decision):
            if DECISION + body.transaction not in self.log:
                yield from self.learn(body.transaction, body.outcome)
            yield from self.release()
        else:
            yield from self.terminating(source, body)

    def _prepare(self, prepare: Prepare) -> Iterator[Effect]:
        transaction = prepare.transaction
        decided = self.log.get(DECISION + transaction)
        if decided is not None or PREPARED + transaction in self.log:
            yield Send(self.coordinator, Vote(transaction, is_yes=decided in (None, COMMIT)))
        elif self.dials["no_vote"] == self.name or prepare.key in locks(self.log):
            yield from decide(self, transaction, ABORT)
            yield Send(self.coordinator, Vote(transaction, is_yes=False))
        else:
            yield from self.persist(PREPARED + transaction, (prepare.key, prepare.written))
            yield Send(self.coordinator, Vote(transaction, is_yes=True))
            yield self.wait(transaction)

    def on_timer(self, name: str, now_ticks: int) -> Iterator[Effect]:
        """Nothing has been heard for long: ask. Or who was asked has had time enough: go by what is known."""
        kind, transaction = name.split("/", 1)
        if kind + "/" == DOUBT:
            yield from self.ask(transaction)
        else:
            yield from self.resolve(transaction)
