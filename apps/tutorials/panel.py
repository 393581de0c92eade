"""What the lesson's part of a step page shows of an attempt, as plain values for its template."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils import timezone

from apps.tutorials.attempts import GoalState, evidence, is_understood, settle
from apps.tutorials.everybody import predictions
from apps.tutorials.explaining import explaining
from apps.tutorials.instruments import instruments_of, new_in
from apps.tutorials.learner import Learner
from apps.tutorials.lesson import Lesson, Question, Step
from apps.tutorials.models import Attempt
from apps.tutorials.prose import rendered
from apps.tutorials.shuffling import shuffled


def panel(learner: Learner, lesson: Lesson, step: Step, attempt: Attempt) -> dict[str, Any]:
    """The panel's context."""
    states = settle(attempt, step)
    number = lesson.steps.index(step) + 1
    following = lesson.steps[number] if number < len(lesson.steps) else None
    return {
        "learner": learner,
        "lesson": lesson,
        "step": step,
        "number": number,
        "count": len(lesson.steps),
        "attempt": attempt,
        "task": rendered(lesson, step.task),
        "explanation": rendered(lesson, step.explanation),
        "everybody": _everybody(lesson, step, attempt),
        "instruments": [] if attempt.shown else instruments_of(step),
        "new_instruments": new_in(lesson, step),
        "question": _question(learner, step, attempt),
        "is_told": _is_told(learner, step, attempt),
        "goals": states,
        "is_passed": attempt.passed is not None,
        "is_understood": is_understood(attempt, step),
        "finding": _finding(attempt, step, states),
        "explaining": step.explain and explaining(step.explain, attempt.explained, learner.visitor),
        "hints": _hints(attempt, step),
        "following": following,
        "elsewhere": learner.elsewhere.get(str(attempt.lab_id)),
    }


def _is_told(learner: Learner, step: Step, attempt: Attempt) -> bool:
    """Return whether the answer was shown before the learner had predicted."""
    return learner.told and step.prediction is not None and attempt.prediction is None and not attempt.shown


def _question(learner: Learner, step: Step, attempt: Attempt) -> dict[str, Any] | None:
    if step.prediction is None or _is_told(learner, step, attempt):
        return None
    return question(step.prediction, attempt, learner.visitor)


def question(asked: Question, attempt: Attempt | None, who: str) -> dict[str, Any]:
    """A question with its options as `who` sees them; once answered, which was chosen and which is right."""
    chosen = None if attempt is None else attempt.prediction
    draft = None if attempt is None else attempt.draft
    options = [
        {
            "number": number,
            "text": option.text,
            "is_right": option.right,
            "is_chosen": number == chosen,
            "is_draft": number == draft,
            "because": option.because,
            "run": option.run,
        }
        for number in shuffled([option.text for option in asked.options], who)
        for option in [asked.options[number]]
    ]
    right = next(option for option in options if option["is_right"])
    return {
        "text": asked.text,
        "options": options,
        "chosen": next((option for option in options if option["number"] == chosen), None),
        "right": right,
        "others": [option for option in options if not option["is_right"]],
    }


def _everybody(lesson: Lesson, step: Step, attempt: Attempt) -> dict[str, Any] | None:
    """Return everybody's predictions once the step is passed; None before, or where there was nothing to predict."""
    if attempt.passed is None or step.prediction is None:
        return None
    count, shares = predictions(lesson, step, attempt.prediction)
    return {"count": count, "shares": shares}


def _finding(attempt: Attempt, step: Step, states: list[GoalState]) -> Mapping[str, Any] | None:
    """Return what is to be found in the run, once its goals are reached."""
    if step.see is None or attempt.passed is None:
        return None
    state = next(state for state in states if state.name == step.see.goal)
    answer, run = evidence(states, step)
    return {
        "question": step.see.question,
        "kind": step.see.kind,
        "chosen": attempt.found,
        "is_right": attempt.found_right,
        "is_over": attempt.found_right or attempt.revealed,
        "wrong": step.see.wrong,
        "answer": answer,
        "run": run,
        "text": state.reached["text"] if state.reached else "",
    }


def _hints(attempt: Attempt, step: Step) -> Mapping[str, Any] | None:
    """The rungs taken, and in how many seconds the next is offered; None for a step that has none."""
    last = len(step.hints) + (step.solution is not None)
    if last == 0:
        return None
    since = max(filter(None, (attempt.hinted, attempt.predicted, attempt.created)))
    waited = (timezone.now() - since).total_seconds()
    return {
        "taken": step.hints[: attempt.hints],
        "is_demonstration_next": attempt.hints >= len(step.hints),
        "is_over": attempt.hints >= last,
        "number": min(last, attempt.hints + 1),
        "wait_seconds": max(0, round(settings.HINT_SECONDS - waited)),
        "last": last,
    }
