"""Differences between two to four runs side by side.

1. *Parting*: runs with the same start are the same up to their first different event.
2. *Operations*, matched by identity: what each did, how it ended, what it returned.
3. *Models*, strongest first: who keeps them, who breaks them; and a headline from the strongest that tells the runs
   apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from apps.consistency import HOLDS, MODELS, OBSERVED, REPLICATED, VIOLATED, models_of
from apps.labs.run.narration import operation_text
from apps.labs.run.projection import WireEvent
from apps.labs.run.session import Session
from apps.simulation.processes import Operation

INITIAL = "∅"
STATUSES = {"ok": "ok", "fail": "failed", "info": "outcome unknown", "open": "still open", "queued": "still waiting"}


@dataclass(frozen=True, slots=True)
class Column:
    """A run as it ended: its name in a sentence, and what gives its events, from the first on, as they travel."""

    name: str
    session: Session
    events: Callable[[], Iterable[WireEvent]]


@dataclass(frozen=True, slots=True)
class Parting:
    """Where a run parts from the first one: the tick, and what happened next in each; None where a run just ends."""

    name: str
    tick: int
    first: WireEvent | None
    other: WireEvent | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of an operation in one run."""

    what: str
    status: str
    words: str
    returned: str
    stale: bool


@dataclass(frozen=True, slots=True)
class OperationRow:
    """One operation in every run; None where a run has none of that identity. `what` it was in the first that has."""

    operation: str
    what: str
    outcomes: tuple[Outcome | None, ...]
    differs: bool


@dataclass(frozen=True, slots=True)
class ModelRow:
    """The verdicts on one model; None where it can't be asked."""

    model: str
    title: str
    statuses: tuple[str | None, ...]
    differs: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """The differences between the columns, in their order."""

    headline: str
    partings: tuple[Parting, ...]
    operations: tuple[OperationRow, ...]
    models: dict[str, tuple[ModelRow, ...]]


def difference(columns: Sequence[Column], *, same_schedule: bool) -> Difference:
    """Compare the columns; `same_schedule`: they are one run's commands under several modes."""
    models = {
        question: tuple(_model_row(question, model, columns) for model in models_of(question))
        for question in (REPLICATED, OBSERVED)
        if any(question in column.session.judgement.questions for column in columns)
    }
    rows = tuple(_operation_rows(columns))
    return Difference(
        headline=_headline([column.name for column in columns], rows, models, same_schedule=same_schedule),
        partings=tuple(filter(None, (_parting(columns[0], other) for other in columns[1:]))),
        operations=rows,
        models=models,
    )


# Where they part


def _parting(first: Column, other: Column) -> Parting | None:
    """None for runs that begin differently, for equal ones, and where one has merely come further."""
    if (first.session.scenario, first.session.seed) != (other.session.scenario, other.session.seed):
        return None
    for mine, theirs in zip_longest(first.events(), other.events()):
        if mine is None and theirs is not None and theirs["tick"] > first.session.simulation.now:
            return None
        if theirs is None and mine is not None and mine["tick"] > other.session.simulation.now:
            return None
        if mine is None or theirs is None or _said(mine) != _said(theirs):
            tick = min(event["tick"] for event in (mine, theirs) if event is not None)
            return Parting(other.name, tick, mine, theirs)
    return None


def _said(event: WireEvent) -> list[object]:
    return [value for name, value in event.items() if name != "set"]


# What each operation came to


def _operation_rows(columns: Sequence[Column]) -> Iterator[OperationRow]:
    names = dict.fromkeys(name for column in columns for name in column.session.simulation.operations)
    for name in names:
        outcomes = tuple(_outcome(column, name) for column in columns)
        what = next(outcome.what for outcome in outcomes if outcome is not None)
        yield OperationRow(name, what, outcomes, len(set(outcomes)) > 1)


def _outcome(column: Column, name: str) -> Outcome | None:
    operation = column.session.simulation.operations.get(name)
    if operation is None:
        return None
    return Outcome(
        what=operation_text(operation),
        status=operation.status,
        words=STATUSES[operation.status],
        returned=returned_text(operation),
        stale=name in column.session.judgement.stale,
    )


def returned_text(operation: Operation) -> str:
    """Return the values that a read returned, in words; nothing for other operations and reads without an answer."""
    if operation.action != "read" or operation.status != "ok":
        return ""
    return " ‖ ".join(version.written.value for version in operation.versions or ()) or INITIAL


# What each keeps


def _model_row(question: str, model: str, columns: Sequence[Column]) -> ModelRow:
    statuses = tuple(
        column.session.judgement.verdict(question, model).status
        if question in column.session.judgement.questions
        else None
        for column in columns
    )
    return ModelRow(model, MODELS[model].title, statuses, len(set(statuses)) > 1)


def _headline(
    names: Sequence[str], rows: Sequence[OperationRow], models: dict[str, tuple[ModelRow, ...]], *, same_schedule: bool
) -> str:
    for found in models.values():
        for row in found:
            if {HOLDS, VIOLATED} <= set(row.statuses):
                return _told_apart(names, row, same_schedule=same_schedule)
    differing = sum(row.differs for row in rows)
    otherwise = _counted(differing) if differing else "Every operation ended the same way."
    return f"All of these runs keep and break the same models. {otherwise}"


def _counted(differing: int) -> str:
    return "One operation ended differently." if differing == 1 else f"{differing} operations ended differently."


def _told_apart(names: Sequence[str], row: ModelRow, *, same_schedule: bool) -> str:
    kept, broken = (
        [name for name, status in zip(names, row.statuses, strict=True) if status == wanted]
        for wanted in (HOLDS, VIOLATED)
    )
    model = row.title.lower() if row.title != row.title.upper() else row.title
    keep, breaks = ("keep" if len(kept) > 1 else "keeps", "break" if len(broken) > 1 else "breaks")
    sentence = f"{_listed(kept)} {keep} {model}; {_listed(broken)} {breaks} it."
    return f"With the same commands, {sentence}" if same_schedule else sentence[0].upper() + sentence[1:]


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
