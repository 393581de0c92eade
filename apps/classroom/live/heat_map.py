"""A class's history as a heat map: learners by steps, each cell a state, the darker the more it took.

1. The state is a shape and a word: not begun, begun, passed with hints, passed.
2. The shade is how many attempts it took, how many hints, or how many minutes until it was passed: 0 to 4, by bounds
   that are the same for every class, so that two classes can be compared.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from apps.classroom.results.results import (
    BEGUN,
    HELPED,
    NEW,
    PASSED,
    ClassResults,
    LearnerResult,
    StepResult,
    StepTotal,
    minutes,
)

SORTS = {"name": "Name", "progress": "Least done first", "done": "Most done first"}
SHADES = {"attempts": "Attempts", "hints": "Hints", "minutes": "Minutes"}
BOUNDS = {"attempts": (2, 3, 5, 8), "hints": (1, 2, 3, 4), "minutes": (3, 6, 12, 25)}
"""From which number on a cell has the next shade."""

WORDS = {NEW: "not begun", BEGUN: "begun", HELPED: "passed with hints", PASSED: "passed"}


@dataclass(frozen=True, slots=True)
class Cell:
    """A learner at a step: `shown` is the number that its shade stands for, `words` all there is to say."""

    state: str
    shade: int
    shown: str
    words: str
    begins: bool
    """Whether an exercise begins with this column."""


@dataclass(frozen=True, slots=True)
class Column:
    """A step: its number in its exercise, and how it went."""

    number: int
    title: str
    total: StepTotal
    begins: bool


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Exercises with how many steps each has, the columns, and a row a learner."""

    exercises: tuple[tuple[str, int], ...]
    columns: tuple[Column, ...]
    rows: tuple[tuple[LearnerResult, tuple[Cell, ...]], ...]


def heat_map(results: ClassResults, sort: str, shade: str) -> HeatMap:
    """The results as a picture."""
    return HeatMap(
        tuple((lesson.title, len(lesson.steps)) for _, lesson in results.exercises),
        tuple(_columns(results)),
        tuple((learner, tuple(_cells(learner, shade))) for learner in _sorted(results.learners, sort)),
    )


def _columns(results: ClassResults) -> list[Column]:
    return [
        Column(number, step.title, total, number == 1)
        for nth, (_, lesson) in enumerate(results.exercises)
        for number, (step, total) in enumerate(zip(lesson.steps, results.totals(nth), strict=True), 1)
    ]


def _sorted(found: Sequence[LearnerResult], sort: str) -> list[LearnerResult]:
    by_name = sorted(found, key=lambda each: each.seat.nickname.lower())
    if sort == "name":
        return by_name
    return sorted(by_name, key=lambda each: each.points if sort == "progress" else -each.points)


def _cells(learner: LearnerResult, shade: str) -> list[Cell]:
    return [
        _cell(step, shade, begins=nth == 0) for exercise in learner.exercises for nth, step in enumerate(exercise.steps)
    ]


def _cell(step: StepResult, shade: str, *, begins: bool) -> Cell:
    numbers = _numbers(step)
    number = numbers[shade]
    shown = "" if step.state == NEW or number is None else str(number)
    return Cell(step.state, bisect_right(BOUNDS[shade], number or 0), shown, _words(step, numbers), begins)


def _numbers(step: StepResult) -> Mapping[str, Any]:
    taken = None if step.seconds is None else minutes(step.seconds)
    return {"attempts": step.attempts, "hints": step.hints, "minutes": taken}


def _words(step: StepResult, numbers: Mapping[str, Any]) -> str:
    if step.state == NEW:
        return WORDS[NEW]
    told = [_counted(numbers["attempts"], "attempt")]
    if step.hints:
        told.append(_counted(step.hints, "hint"))
    if numbers["minutes"] is not None:
        told.append(_counted(numbers["minutes"], "minute"))
    return f"{WORDS[step.state]}: {', '.join(told)}"


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}{'s' * (number != 1)}"
