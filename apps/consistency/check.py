"""Judging a whole history: every model asked for.

1. Which write each read returned, where the history leaves that open.
2. Linearizability first: if it holds, so does all that it implies, by the same order.
3. The others from the weakest on: what violates a model violates every stronger one, so a stronger model's checker is
   asked about those few operations first. The search for sequential comes last.
4. What violates is made as small as possible.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from apps.consistency.budget import Budget
from apps.consistency.checkers import is_defined, judged
from apps.consistency.datatypes import DATA, REGISTERS
from apps.consistency.explain.shrinking import shrunk
from apps.consistency.history import History, Operation
from apps.consistency.models import MODELS, OBSERVED, implied, models_of
from apps.consistency.reads_from import Resolved, resolved
from apps.consistency.terms import Terms
from apps.consistency.verdict import HOLDS, UNDECIDED, VIOLATED, Verdict

Supersedes = Callable[[Any, Any], bool]

STRONGEST = "linearizable"
"""The model that implies all others, which is decided first."""


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

    `data` is what each key holds: register, cas-register, append, counter, set, queue or mutex; `initial` its first
    value, where that is not the usual one. `supersedes(a, b)` is the store's version order, needed as replicated. Each
    model has the budget for itself, but for its clock.
    """
    known = resolved(history, initial) if data in REGISTERS else Resolved(tuple(history), {})
    terms = Terms(question, DATA[data], initial, known.choices, supersedes)
    asked = models_of(question) if models is None else tuple(models)
    whole = History(known.operations)
    verdicts: dict[str, Verdict] = {}
    for model in sorted(asked, key=_rank):
        verdicts[model] = _verdict(whole, model, terms, verdicts, budget or Budget())
    for model in asked:
        if verdicts[model].status == UNDECIDED:
            verdicts[model] = (
                _by_the_stronger(whole, model, terms, verdicts)
                or _by_the_weaker(whole, model, terms, verdicts, budget or Budget())
                or verdicts[model]
            )
    return {model: verdicts[model] for model in asked}


def _rank(model: str) -> tuple[bool, int]:
    """Linearizable first, then from the weakest to the strongest."""
    names = tuple(MODELS)
    return model != STRONGEST, -names.index(model)


def _verdict(history: History, model: str, terms: Terms, known: Mapping[str, Verdict], budget: Budget) -> Verdict:
    found = _by_the_stronger(history, model, terms, known) or _by_the_weaker(history, model, terms, known, budget)
    if found is not None:
        return found
    verdict = judged(history, model, terms, budget.again())
    return _smallest(history, verdict, terms, budget)


def _by_the_stronger(history: History, model: str, terms: Terms, known: Mapping[str, Verdict]) -> Verdict | None:
    """The verdict that a model holds, since a stronger one does."""
    if is_defined(model, history, terms.data):
        for stronger, verdict in known.items():
            if verdict.status == HOLDS and model in implied(stronger, terms.question):
                return replace(verdict, model=model)
    return None


def _by_the_weaker(
    history: History, model: str, terms: Terms, known: Mapping[str, Verdict], budget: Budget
) -> Verdict | None:
    """The violation of a model on the operations that violate a weaker one, if there is one."""
    for weaker in sorted(implied(model, terms.question).intersection(known), key=_rank, reverse=True):
        if known[weaker].status == VIOLATED:
            part = history.restricted(history.numbers(known[weaker].operations))
            verdict = judged(part, model, terms, budget.again())
            if verdict.status == VIOLATED:
                return _smallest(part, verdict, terms, budget)
    return None


def _is_minimal(history: History, verdict: Verdict) -> bool:
    """Return whether a verdict is as small as it can be already: where it is not known what reads returned, that of
    linearizable is, and one that has edges, which a search for a sequential order does not find.
    """
    known = history.knows(history.numbers(verdict.operations))
    return not known and (verdict.model == STRONGEST or bool(verdict.edges))


def _smallest(history: History, verdict: Verdict, terms: Terms, budget: Budget) -> Verdict:
    if verdict.status != VIOLATED or history.thin_air or _is_minimal(history, verdict):
        return verdict
    return shrunk(history, verdict, lambda part: judged(part, verdict.model, terms, budget.again()), budget.again())
