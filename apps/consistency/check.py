"""Judging a whole history: every model asked for, by its checker."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from apps.consistency.budget import Budget
from apps.consistency.history import Operation
from apps.consistency.models import MODELS_OF, OBSERVED
from apps.consistency.verdict import UNDECIDED, Verdict

Supersedes = Callable[[Any, Any], bool]


def check(
    history: Sequence[Operation],
    *,
    question: str = OBSERVED,
    models: Iterable[str] | None = None,
    data: str = "register",
    initial: Any = None,
    supersedes: Supersedes | None = None,
    budget: Budget | None = None,
) -> dict[str, Verdict]:
    """The verdict on each of `models` (all that the question has, by default), in their order.

    `data` is what each key holds: register, cas-register, append, counter, set or queue; `initial` its first value,
    where that is not the usual one. `supersedes(a, b)` is the store's version order, needed as replicated.
    """
    asked = MODELS_OF[question] if models is None else tuple(models)
    return {model: Verdict(model=model, question=question, status=UNDECIDED, bound="not judged yet") for model in asked}
