"""Judging a run while it goes on."""

from collections.abc import Callable, Mapping
from typing import Any

from apps.consistency.check import check
from apps.consistency.history import Operation
from apps.consistency.models import MODELS_OF, OBSERVED, REPLICATED
from apps.consistency.verdict import VIOLATED, Verdict


class Judge:
    """Verdicts on every prefix of a run. Models are prefix-closed: once violated, a model stays so, as first explained.

    `supersedes(a, b)`: whether a version stamped `a` replaces one stamped `b` or is the same; None if the protocol has
    no version order, and then there is nothing to say as replicated.
    """

    def __init__(self, supersedes: Callable[[Any, Any], bool] | None) -> None:
        self.questions: tuple[str, ...] = (OBSERVED,) if supersedes is None else (REPLICATED, OBSERVED)
        self._supersedes = supersedes
        self._operations: dict[str, Operation] = {}
        self._verdicts = {question: dict(check((), question=question)) for question in self.questions}

    def begin(self, operation: Operation) -> None:
        """An operation was invoked."""
        self._operations[operation.operation] = operation

    def complete(self, operation: Operation) -> None:
        """An operation ended, in whatever way."""
        self._operations[operation.operation] = operation
        for question, verdicts in self._verdicts.items():
            standing = [model for model in MODELS_OF[question] if verdicts[model].status != VIOLATED]
            operations = tuple(self._operations.values())
            verdicts.update(check(operations, question=question, models=standing, supersedes=self._supersedes))

    def verdicts(self, question: str) -> Mapping[str, Verdict]:
        """The verdict on each model that the question has, in the lattice's order."""
        return self._verdicts[question]
