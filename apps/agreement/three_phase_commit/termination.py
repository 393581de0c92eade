"""Skeen's termination protocol: whoever still is up finishes a transaction whose coordinator is not heard of.

1. A process whose timeout has run out becomes the *backup coordinator* and asks every other how far it is.
2. When all have answered, or its time for that has run out, it takes the first rule that applies:
   - someone knows the decision: that is the decision;
   - someone is pre-committed: it brings everyone to pre-committed, then commits;
   - otherwise: abort.
3. A process that has been asked waits afresh before it becomes a backup itself.
4. A process that has crashed and come back has no voice, since much may have been decided meanwhile: it asks until
   somebody tells it. If all have crashed, nobody has, and they block.

Source: Skeen 1981; Bernstein, Hadzilacos, Goodman 1987, 7.5. Choice: who is elected is who times out first, and
timeouts are staggered, so that without wrong timeouts there is one backup at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from apps.agreement.commit_messages import Decision
from apps.agreement.locks import ABORT, COMMIT, DECISION, PREPARED, decide
from apps.agreement.machine import Machine
from apps.agreement.table import EMPTY, Table
from apps.agreement.three_phase_commit.messages import AskState, PreCommit, Ready, TellState
from apps.simulation.effects import Body, CancelTimer, Effect, Send, SetTimer

PRE_COMMITTED = "precommitted/"
PATIENCE = 3
"""A process waits that many timeouts, and one more for each process before it: then whoever is up before it and has
taken over is done, even if it had to wait for answers twice."""

DOUBT, COLLECT = "doubt/", "collect/"
PREPARED_STATE, PRE_COMMITTED_STATE, RECOVERING = "prepared", "pre-committed", "recovering"


@dataclass(frozen=True, slots=True)
class Termination:
    """A transaction that this process finishes as a backup: who has answered what, and who is ready."""

    answers: Table[str] = EMPTY
    ready: frozenset[str] | None = None


class Terminating(Machine):
    """A process that can finish transactions. Its state has `terminations` and `recovering`, by transaction.

    `log` has `precommitted/<t>` beside what `locks` tells.
    """

    state: Any
    timeout_ticks: int
    place: int

    def is_undecided(self, transaction: str) -> bool:
        """Return whether it takes part in a transaction and does not know its decision."""
        takes_part = PREPARED + transaction in self.log or PRE_COMMITTED + transaction in self.log
        return takes_part and DECISION + transaction not in self.log

    def terminating(self, source: str, body: Body) -> Iterator[Effect]:
        """Handle a message of the termination protocol."""
        if isinstance(body, AskState):
            yield from self._tell(source, body.transaction)
        elif isinstance(body, TellState):
            yield from self._note(source, body.transaction, body.state)
        elif isinstance(body, PreCommit):
            yield from self._agree_to_commit(source, body.transaction)
        elif isinstance(body, Ready):
            yield from self._note_ready(source, body.transaction)

    def wait(self, transaction: str) -> Effect:
        """From now on, the time of the timeout."""
        return SetTimer(DOUBT + transaction, (PATIENCE + self.place) * self.timeout_ticks)

    def pre_commit(self, transaction: str) -> Iterator[Effect]:
        """Make durable that all have voted yes."""
        if PRE_COMMITTED + transaction not in self.log:
            yield from self.persist(PRE_COMMITTED + transaction, "")

    def learn(self, transaction: str, outcome: str) -> Iterator[Effect]:
        """Take over a decision, and stop asking for it."""
        state = self.state
        self.state = replace(
            state,
            terminations=state.terminations.without(transaction),
            recovering=state.recovering - {transaction},
        )
        yield from decide(self, transaction, outcome)
        if PRE_COMMITTED + transaction in self.log:
            yield from self.persist(PRE_COMMITTED + transaction, None)
        yield CancelTimer(DOUBT + transaction)
        yield CancelTimer(COLLECT + transaction)

    # Asked by a backup

    def _tell(self, source: str, transaction: str) -> Iterator[Effect]:
        """Yield how far it is; who has not voted aborts, so that it is decided."""
        if not self.is_undecided(transaction):
            if DECISION + transaction not in self.log:
                yield from self.learn(transaction, ABORT)
            yield Send(source, Decision(transaction, self.log[DECISION + transaction]))
            return
        yield Send(source, TellState(transaction, self._how_far(transaction)))
        yield self.wait(transaction)

    def _how_far(self, transaction: str) -> str:
        if transaction in self.state.recovering:
            return RECOVERING
        return PRE_COMMITTED_STATE if PRE_COMMITTED + transaction in self.log else PREPARED_STATE

    def _agree_to_commit(self, source: str, transaction: str) -> Iterator[Effect]:
        if self.is_undecided(transaction) and transaction not in self.state.recovering:
            yield from self.pre_commit(transaction)
            yield Send(source, Ready(transaction))
            yield self.wait(transaction)

    # As a backup

    def ask(self, transaction: str) -> Iterator[Effect]:
        """Become the backup coordinator of a transaction, or, recovering, ask whether somebody knows."""
        if transaction not in self.state.recovering:
            self._set(transaction, Termination())
            yield SetTimer(COLLECT + transaction, self.timeout_ticks)
        for node in self.others:
            yield Send(node, AskState(transaction))
        yield self.wait(transaction)

    def _note(self, source: str, transaction: str, how_far: str) -> Iterator[Effect]:
        termination = self.state.terminations.get(transaction)
        if termination is not None and termination.ready is None:
            termination = replace(termination, answers=termination.answers.put(source, how_far))
            self._set(transaction, termination)
            if len(termination.answers) == len(self.others):
                yield from self.resolve(transaction)

    def resolve(self, transaction: str) -> Iterator[Effect]:
        """All have answered, or will not: go by the rules."""
        termination = self.state.terminations[transaction]
        if termination.ready is not None:
            yield from self._decide_for_all(transaction, COMMIT)
        elif PRE_COMMITTED_STATE in (self._how_far(transaction), *termination.answers.values()):
            yield from self.pre_commit(transaction)
            self._set(transaction, replace(termination, ready=frozenset()))
            for node in self.others:
                yield Send(node, PreCommit(transaction))
            yield SetTimer(COLLECT + transaction, self.timeout_ticks)
        else:
            yield from self._decide_for_all(transaction, ABORT)

    def _note_ready(self, source: str, transaction: str) -> Iterator[Effect]:
        termination = self.state.terminations.get(transaction)
        if termination is not None and termination.ready is not None:
            ready = termination.ready | {source}
            self._set(transaction, replace(termination, ready=ready))
            answering = {node for node, how_far in termination.answers.items() if how_far != RECOVERING}
            if ready >= answering:
                yield from self._decide_for_all(transaction, COMMIT)

    def _decide_for_all(self, transaction: str, outcome: str) -> Iterator[Effect]:
        yield from self.learn(transaction, outcome)
        for node in self.others:
            yield Send(node, Decision(transaction, outcome))

    def _set(self, transaction: str, termination: Termination) -> None:
        self.state = replace(self.state, terminations=self.state.terminations.put(transaction, termination))
