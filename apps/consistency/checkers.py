"""The verdict of a model's checker; and what is said before it is asked.

1. A read of thin air violates every model.
2. Sets, counters, queues, appends and compare-and-sets are judged only for the models that are defined for any data.
3. Where it is open which of several writes of one value a read returned, those search. For the others each choice
   is tried, read by read: a choice that violates with the reads chosen so far does so with more. Bounded.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from apps.consistency.budget import Budget
from apps.consistency.datatypes import REGISTERS, DataType
from apps.consistency.explain.words import Telling, thin_air, undecided, violated
from apps.consistency.history import History
from apps.consistency.models import MODELS, OBSERVED, definition
from apps.consistency.terms import Terms
from apps.consistency.verdict import UNDECIDED, VIOLATED, Verdict


def judged(history: History, model: str, terms: Terms, budget: Budget) -> Verdict:
    """Return the verdict of a model's checker."""
    if history.thin_air:
        return thin_air(history, history.thin_air[0], model=model, question=terms.question)
    if not is_defined(model, history, terms.data):
        return not_defined(model, terms.question)
    if terms.question != OBSERVED and terms.supersedes is None:
        return undecided(model, terms.question, "The store has no version order.")
    searches = MODELS[model].any_data or history.knows(range(len(history)))
    if terms.question == OBSERVED and not searches:
        return _by_choices(history, model, terms, budget)
    return definition(model, terms.question).check(history, terms, budget)


def is_defined(model: str, history: History, data: DataType) -> bool:
    """Return whether a model is defined for what a history does."""
    plain = data.name in REGISTERS and all(operation.action in ("read", "write") for operation in history.operations)
    return plain or MODELS[model].any_data


def not_defined(model: str, question: str) -> Verdict:
    """Return the verdict on a model that is not defined here."""
    bound = f"{MODELS[model].title} is defined here for registers that are only read and written."
    return undecided(model, question, bound)


def _by_choices(history: History, model: str, terms: Terms, budget: Budget) -> Verdict:
    """Try what the reads of repeated values may have returned, one after the other."""
    tree = _Choices(history, terms)
    unsure: Verdict | None = None
    core: set[int] = set()
    while tree.goes_on:
        if not budget.spend(len(history)):
            return undecided(model, terms.question, budget.bound)
        verdict = judged(tree.chosen(), model, terms, budget)
        is_whole = tree.is_whole
        if is_whole and verdict.status not in (VIOLATED, UNDECIDED):
            return verdict
        if is_whole and verdict.status == UNDECIDED:
            unsure = verdict
        if verdict.status == VIOLATED:
            core.update(history.numbers(verdict.operations))
        tree.advance(deeper=verdict.status != VIOLATED and not is_whole)
    if unsure is not None:
        return unsure
    told = Telling(history).list(sorted(core))
    title = MODELS[model].title.lower()
    explanation = f"{told}: whichever of the writes of one value a read returned, these contradict {title}."
    return violated(history, model, terms.question, explanation, (), core)


class _Choices:
    """The writes that reads of repeated values may have returned, as a tree that is walked depth first."""

    def __init__(self, history: History, terms: Terms) -> None:
        self.goes_on = True
        self._operations = history.operations
        self._choices = terms.choices
        self._open = [op for op in history.operations if op.reads and op.returned is None]
        self._left: list[Iterator[tuple[str, ...]]] = []
        self._path: list[tuple[str, ...]] = []

    @property
    def is_whole(self) -> bool:
        """Return whether there is a choice for every read."""
        return len(self._path) == len(self._open)

    def chosen(self) -> History:
        """Return the history with the reads chosen so far, and without the others of repeated values."""
        told = {read.operation: choice for read, choice in zip(self._open, self._path, strict=False)}
        rest = {read.operation for read in self._open[len(self._path) :]}
        return History(
            replace(op, returned=told[op.operation]) if op.operation in told else op
            for op in self._operations
            if op.operation not in rest
        )

    def advance(self, *, deeper: bool) -> None:
        """Choose for one read more, or go on to the next choice for the last one."""
        if deeper:
            self._left.append(iter(self._choices[self._open[len(self._path)].operation]))
        while self._left:
            del self._path[len(self._left) - 1 :]
            choice = next(self._left[-1], None)
            if choice is not None:
                self._path.append(choice)
                return
            self._left.pop()
        self.goes_on = False
