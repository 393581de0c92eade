"""Judging a run while it goes on: verdicts on every prefix, with each operation that completes.

1. An operation is known once it has completed, or once somebody has read what it wrote.
2. Each model has its own incremental check (`incremental`), which finds a few operations that violate it.
3. These operations alone go to the model's checker, which says why, and are made fewer still.

A model that has been violated stays so, as first explained: every model is prefix-closed. The verdicts are those that
`check` would give on the prefix; only sequential as observed may lag behind, undecided, since its steps are bounded.
They depend on the operations alone, so that a replay gives the same.

Choices. What a compare-and-set found is known when it completes, be it that its own version was read before; one of
unknown outcome counts as a write. A witness is what `check` gives.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from apps.consistency.anomalies import Anomaly, Discarded, Finding, findings, told
from apps.consistency.budget import Budget
from apps.consistency.checkers import judged, not_defined
from apps.consistency.explain.shrinking import shrunk
from apps.consistency.explain.words import SIBLINGS, undecided
from apps.consistency.history import History, Operation
from apps.consistency.incremental.arrivals import Arrivals
from apps.consistency.incremental.finder import Finder
from apps.consistency.incremental.sequential import Sequential
from apps.consistency.models import MODELS, OBSERVED, REPLICATED, definition, implied, models_of
from apps.consistency.terms import Terms
from apps.consistency.verdict import HOLDS, VIOLATED, Verdict

SHRINKING_STEPS_MAX = 2_000


class QuestionState:
    """The verdicts on one question, and the finders of the models that have not been violated."""

    def __init__(self, terms: Terms, arrivals: Arrivals) -> None:
        self.terms = terms
        self.verdicts = {model: _holds(model, terms.question) for model in models_of(terms.question)}
        self.finders: dict[str, Finder] = {}
        for model in self.verdicts:
            finder = definition(model, terms.question).finder
            if finder is not None:
                self.finders[model] = finder(arrivals)

    def violate(self, model: str, part: History) -> None:
        """Have the model's checker say why this part of the history violates it."""

        def check(part: History) -> Verdict:
            return judged(part, model, self.terms, Budget(SHRINKING_STEPS_MAX))

        self.verdicts[model] = shrunk(part, check(part), check, Budget(SHRINKING_STEPS_MAX))

    def leave_undefined(self) -> None:
        """Leave open the models that are not defined for what happened, unless they were violated before."""
        for model, verdict in self.verdicts.items():
            if not MODELS[model].any_data and verdict.status != VIOLATED:
                self.finders.pop(model, None)
                self.verdicts[model] = not_defined(model, self.terms.question)


def _holds(model: str, question: str) -> Verdict:
    return Verdict(model=model, question=question, status=HOLDS)


class Judge:
    """Takes operations as they begin and complete.

    `supersedes(a, b)`: whether a version stamped `a` replaces one stamped `b` or is the same; None if the protocol has
    no version order, and then there is nothing to say as replicated. `questions` begins with the one to show first.
    """

    def __init__(self, supersedes: Callable[[Any, Any], bool] | None) -> None:
        self.questions: tuple[str, ...] = (OBSERVED,) if supersedes is None else (REPLICATED, OBSERVED)
        self._known: dict[str, Operation] = {}
        self._arrivals = Arrivals(supersedes)
        self._sequential = Sequential(self._arrivals)
        self._states = {OBSERVED: QuestionState(Terms(OBSERVED), self._arrivals)}
        if supersedes is not None:
            terms = Terms(REPLICATED, supersedes=supersedes)
            self._states[REPLICATED] = QuestionState(terms, self._arrivals)
        self._has_thin_air = False
        self._anomalies: dict[Finding, Anomaly] = {}
        self._cores: dict[tuple[str, str], Sequence[int]] = {}

    def begin(self, operation: Operation) -> None:
        """An operation was invoked."""
        if operation.writes:
            self._known.setdefault(operation.operation, operation)

    def complete(self, operation: Operation) -> None:
        """An operation ended, in whatever way."""
        if operation.writes or operation.operation in self._known:
            self._known[operation.operation] = operation
        number = self._arrivals.history.number.get(operation.operation)
        if self._has_thin_air:
            return
        if number is not None:
            self._complete_read(number, operation)
        elif operation.status == "ok":
            self._take(operation)
        if not self._has_thin_air:
            self._say_why()
            self._decide_sequential()

    def verdicts(self, question: str) -> Mapping[str, Verdict]:
        """The verdict on each model that the question has, in the lattice's order."""
        return self._states[question].verdicts

    def anomalies(self, discarded: Discarded) -> tuple[Anomaly, ...]:
        """Return what was done to acknowledged writes so far; nothing without a version order."""
        known = self._arrivals
        if known.order is None:
            return ()
        found = findings(known.history, known.order, known.past, discarded)
        for finding in found:
            if finding not in self._anomalies:
                self._anomalies[finding] = told(known.history, finding)
        return tuple(self._anomalies[finding] for finding in found)

    def witness(self, question: str, model: str) -> tuple[str, ...]:
        """An order that explains the run so far, where the model holds and has one; judged as a whole for this."""
        state = self._states[question]
        if state.verdicts[model].status != HOLDS:
            return ()
        return judged(self._arrivals.history, model, state.terms, Budget()).witness

    def _take(self, operation: Operation) -> None:
        """Take an operation, after the writes that it returned."""
        if not self._take_sources(operation):
            return
        history = self._arrivals.history
        arrival = self._arrivals.take(operation)
        for state in self._states.values():
            if operation.action not in ("read", "write"):
                state.leave_undefined()
            for model, finder in state.finders.items():
                self._note(state, model, finder.take(arrival))
        if len(history.sources[arrival.number] or ()) > 1:
            self._leave_siblings_open()

    def _take_sources(self, operation: Operation) -> bool:
        """Take the writes that an operation returned, as far as they are not known; False if one is thin air."""
        stamps = dict(zip(operation.returned or (), () if operation.writes else operation.stamps, strict=False))
        for name in operation.returned or ():
            write = self._known.get(name)
            if write is None or not write.writes or write.key != operation.key:
                self._record_thin_air(operation)
                return False
            if name not in self._arrivals.history.number:
                self._take(replace(write, stamps=(stamps[name],) if name in stamps else ()))
        return not self._has_thin_air

    def _complete_read(self, number: int, operation: Operation) -> None:
        """An operation completed after its version had been read."""
        history = self._arrivals.history
        if operation.status == "info":
            return
        if not operation.writes:
            self._record_thin_air(history[history.readers[number][0]])
            return
        if not self._take_sources(operation):
            return
        history.operations[number] = operation
        steps = [*self._arrivals.told(number)]
        if operation.reads:
            steps += self._arrivals.found(number)
            self._sequential = Sequential(self._arrivals)
        for state in self._states.values():
            for model, finder in state.finders.items():
                self._note(state, model, finder.told(number, steps))

    def _note(self, state: QuestionState, model: str, core: Sequence[int]) -> None:
        if core:
            self._cores.setdefault((state.terms.question, model), core)

    def _say_why(self) -> None:
        """Have violations explained; only now, since a write that nobody has read yet is not there for a checker."""
        history = self._arrivals.history
        for (question, model), core in self._cores.items():
            if self._states[question].finders.pop(model, None) is not None:
                self._states[question].violate(model, history.restricted(history.closed(core)))
        self._cores.clear()

    def _record_thin_air(self, read: Operation) -> None:
        """A read of thin air violates everything."""
        self._has_thin_air = True
        for state in self._states.values():
            for model, verdict in state.verdicts.items():
                if verdict.status != VIOLATED:
                    state.violate(model, History([read]))

    def _leave_siblings_open(self) -> None:
        state = self._states[OBSERVED]
        for model, verdict in state.verdicts.items():
            if definition(model, OBSERVED).siblings_leave_open and verdict.status == HOLDS:
                state.verdicts[model] = undecided(model, OBSERVED, SIBLINGS)

    def _decide_sequential(self) -> None:
        """Sequential as observed: by what is stronger or weaker, or by its own steps."""
        state = self._states[OBSERVED]
        verdicts = state.verdicts
        if verdicts["sequential"].status == VIOLATED:
            return
        history = self._arrivals.history
        weaker = next((v for v in self._violated(implied("sequential", OBSERVED))), None)
        if self._is_implied():
            verdicts["sequential"] = _holds("sequential", OBSERVED)
        elif weaker is not None:
            state.violate("sequential", history.restricted(history.number[name] for name in weaker.operations))
        else:
            status = self._sequential.decide()
            if status == VIOLATED:
                core = history.closed(self._sequential.core)
                state.violate("sequential", history.restricted(core))
            elif status == HOLDS:
                verdicts["sequential"] = _holds("sequential", OBSERVED)
            else:
                verdicts["sequential"] = undecided("sequential", OBSERVED, self._sequential.progress)

    def _violated(self, models: Iterable[str]) -> list[Verdict]:
        verdicts = self._states[OBSERVED].verdicts
        return [verdicts[model] for model in sorted(models) if verdicts[model].status == VIOLATED]

    def _is_implied(self) -> bool:
        """Return whether linearizable holds as observed, or sequential as replicated."""
        if self._states[OBSERVED].verdicts["linearizable"].status == HOLDS:
            return True
        state = self._states.get(REPLICATED)
        return state is not None and state.verdicts["sequential"].status == HOLDS
