"""Attempts at steps: beginning one, predicting, taking hints, finding the evidence, passing.

1. A step's first attempt begins when its page is first opened, on a cluster with a fresh seed, locked until the learner
   has predicted. Beginning again makes another attempt with another seed; the prediction and the hints taken stay,
   until the step is passed.
2. An attempt is passed when every goal of its step is reached in it, in whichever of its runs, and every deed done.
   A goal that has to be reached in a replay counts in a run that replays the one which reached the other.
3. The last hint is a demonstration: an attempt whose cluster carries out the solution. It counts for nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.live.earlier.wanted import want_run
from apps.live.lab.log import LESSON, create_found_lab
from apps.live.models import Lab, ReachedGoal, Run, new_seed
from apps.simulation import Position
from apps.tutorials.lesson import Lesson, RunGoal, Step
from apps.tutorials.models import Attempt

TRANSFER = "transfer"
"""The name of a lesson's last question among its steps."""

ATTEMPTS_MAX = 100
"""At one step. Whoever has begun it that often goes on with the last."""

TRIES_MAX = 1_000
"""Tries to find the evidence are counted up to here."""

DONE: Mapping[str, Any] = {"text": "Done.", "run": None, "operations": [], "events": []}
"""What is said of a deed."""


@dataclass(frozen=True, slots=True)
class GoalState:
    """How a goal of an attempt stands: reached in which run by what, or None."""

    name: str
    title: str
    because: str
    reached: Mapping[str, Any] | None


def attempts_at(visitor: str, lesson: Lesson, step: str) -> list[Attempt]:
    """A visitor's attempts at a step, oldest first."""
    return list(Attempt.objects.filter(visitor=visitor, lesson=lesson.slug, step=step).select_related("lab"))


def current_attempt(visitor: str, lesson: Lesson, step: Step, *, told: bool = False) -> Attempt:
    """The latest attempt at a step; the first, if there is none."""
    attempts = attempts_at(visitor, lesson, step.slug)
    return attempts[-1] if attempts else begin(visitor, lesson, step, (), told=told)


def begin(
    visitor: str, lesson: Lesson, step: Step, before: Sequence[Attempt], *, shown: bool = False, told: bool = False
) -> Attempt:
    """Another attempt after these, with a fresh seed; `shown`: the solution, demonstrated. `told`: the answer to its
    question has been shown already, so nothing is to be predicted.

    If two windows begin one at the same time, both get the same.
    """
    if len(before) >= ATTEMPTS_MAX:
        return before[-1]
    was_passed = any(each.passed for each in before)
    carried = None if was_passed else next((each for each in reversed(before) if each.prediction is not None), None)
    number = (before[-1].number if before else 0) + 1
    try:
        with transaction.atomic():
            locked = step.prediction is not None and carried is None and not shown and not told
            return Attempt.objects.create(
                visitor=visitor,
                lesson=lesson.slug,
                step=step.slug,
                number=number,
                shown=shown,
                prediction=carried.prediction if carried else None,
                predicted=carried.predicted if carried else None,
                hints=0 if was_passed or not before else before[-1].hints,
                lab=_demonstration(visitor, lesson, step) if shown else _cluster(visitor, lesson, step, locked),
            )
    except IntegrityError:
        return Attempt.objects.select_related("lab").get(
            visitor=visitor, lesson=lesson.slug, step=step.slug, number=number
        )


def _cluster(visitor: str, lesson: Lesson, step: Step, locked: bool) -> Lab:
    return create_found_lab(
        step.scenario,
        new_seed(),
        owner=visitor,
        title=f"{lesson.title}: {step.title}",
        brief="",
        slug=LESSON,
        playing=not step.starts_paused,
        locked=locked,
    )


def _demonstration(visitor: str, lesson: Lesson, step: Step) -> Lab:
    """The solution: a run for each setting under which it plays, of which the last is the current one."""
    assert step.solution is not None
    first, *others = step.solution.runs(step.scenario)
    lab = create_found_lab(
        first.scenario,
        step.solution.seed,
        owner=visitor,
        title=f"{lesson.title}: {step.title}",
        brief="",
        slug=LESSON,
        horizon=Position(first.until_tick if others else 0),
        playing=not others,
    )
    run = lab.runs.get()
    for number, played in enumerate(others, 2):
        last = number == len(others) + 1
        Run.objects.create(
            lab=lab,
            number=number,
            parent=number - 1,
            simulation_version=run.simulation_version,
            scenario=played.scenario.to_json(),
            seed=run.seed,
            playing=last,
            tick=0 if last else played.until_tick,
        )
    Lab.objects.filter(pk=lab.pk).update(current_run=len(others) + 1)
    return lab


# Predicting, hints, finding


def predict(attempt: Attempt, option: int) -> None:
    """Lock a prediction in, once."""
    if attempt.prediction is None:
        attempt.prediction, attempt.draft, attempt.predicted = option, option, timezone.now()
        attempt.save(update_fields=["prediction", "draft", "predicted"])


def take_hint(attempt: Attempt, step: Step) -> None:
    """One more rung: the step's hints, then its solution, if it has one."""
    last = len(step.hints) + (step.solution is not None)
    attempt.hints, attempt.hinted = min(last, attempt.hints + 1), timezone.now()
    attempt.save(update_fields=["hints", "hinted"])


def find(attempt: Attempt, step: Step, chosen: str, run: str) -> None:
    """Point at what the step asks to be found, in a run.

    Operations are the same in every replay; events are not, so the run has to be the one that reached the goal.
    """
    answer, in_run = evidence(goal_states(attempt, step), step)
    is_there = step.see is not None and (step.see.kind == "operation" or run == in_run)
    attempt.found, attempt.found_right = chosen[:64], chosen == answer and is_there
    attempt.found_at_once = attempt.found_at_once or (attempt.found_tries == 0 and attempt.found_right)
    attempt.found_tries = min(TRIES_MAX, attempt.found_tries + 1)
    attempt.save(update_fields=["found", "found_right", "found_tries", "found_at_once"])


def evidence(states: Iterable[GoalState], step: Step) -> tuple[str, str]:
    """Return what is to be found, the telling operation or event of the goal, and its run; empty if it is not
    reached.
    """
    assert step.see is not None
    state = next(state for state in states if state.name == step.see.goal)
    if state.reached is None:
        return "", ""
    found = state.reached["operations" if step.see.kind == "operation" else "events"]
    return (str(found[0]) if found else ""), str(state.reached["run"])


# Passing


def goal_states(attempt: Attempt, step: Step) -> list[GoalState]:
    """Return how every goal of an attempt stands."""
    assert attempt.lab is not None
    reached = list(attempt.lab.reached_goals.all())
    runs = list(attempt.lab.runs.all()) if reached and not attempt.shown else ()
    deeds = [(deed.kind, deed.data) for deed in attempt.lab.deeds.all()] if step.deeds else ()
    states = [_run_goal_state(goal, reached, runs) for goal in step.goals]
    for deed in step.deeds:
        states.append(GoalState(deed.name, deed.title, deed.because, DONE if deed.is_reached(deeds) else None))
    return states


def _run_goal_state(goal: RunGoal, reached: Iterable[ReachedGoal], runs: Sequence[Run]) -> GoalState:
    """Return how one stands; without `runs`, as in a demonstration, whatever it replays."""
    by_run = {(each.name, each.run): each for each in reached}
    for (name, number), found in by_run.items():
        if name != goal.goal.name:
            continue
        if goal.replay_of and runs and not any((goal.replay_of, other) in by_run for other in _replayed(number, runs)):
            continue
        shown = {"text": found.text, "run": number, "operations": found.operations, "events": found.events}
        return GoalState(name, goal.goal.title, "", shown)
    return GoalState(goal.goal.name, goal.goal.title, "", None)


def _replayed(number: int, runs: Sequence[Run]) -> list[int]:
    """The runs of which this is a replay under other dials, itself left out."""
    by_number = {run.number: run for run in runs}
    found = []
    run = by_number[number]
    while run.parent is not None and run.forked_seq is None:
        found.append(run.parent)
        run = by_number[run.parent]
    return found


def settle(attempt: Attempt, step: Step) -> list[GoalState]:
    """Return how its goals stand; it is passed from the moment at which it is first seen that all are reached."""
    states = goal_states(attempt, step)
    if attempt.passed is None and not attempt.shown and states and all(state.reached for state in states):
        attempt.passed = timezone.now()
        attempt.save(update_fields=["passed"])
        if attempt.lab_id is not None:
            want_run(attempt.lab_id)
    return states


def is_understood(attempt: Attempt, step: Step) -> bool:
    """Return whether the explanation may be shown: the goals are reached, and the evidence found, or shown."""
    return attempt.passed is not None and (step.see is None or attempt.found_right or attempt.revealed)
