"""What a learner did, for paper: predictions, goals, hints, and the runs in which they were reached."""

from __future__ import annotations

from typing import Any

from apps.live.lab.branches import picture
from apps.tutorials.attempts import TRANSFER, goal_states
from apps.tutorials.course import lessons
from apps.tutorials.explaining import as_text
from apps.tutorials.lesson import Lesson, Step
from apps.tutorials.models import Attempt


def printed_lessons(visitor: str) -> list[dict[str, Any]]:
    """Every lesson of which a step is passed, in the order of the course."""
    attempts = list(
        Attempt.objects.filter(visitor=visitor, passed__isnull=False)
        .select_related("lab")
        .prefetch_related("lab__runs", "lab__reached_goals", "lab__deeds")
    )
    found = [(lesson, [each for each in attempts if each.lesson == lesson.slug]) for lesson in lessons().values()]
    return [_lesson(lesson, made) for lesson, made in found if any(each.lab for each in made)]


def _lesson(lesson: Lesson, attempts: list[Attempt]) -> dict[str, Any]:
    latest = {attempt.step: attempt for attempt in attempts}
    transfer = latest.get(TRANSFER)
    answer = transfer.prediction if transfer else None
    return {
        "title": lesson.title,
        "question": lesson.question,
        "steps": [_step(step, latest[step.slug]) for step in lesson.steps if step.slug in latest],
        "transfer": "" if answer is None or lesson.transfer is None else lesson.transfer.options[answer].text,
    }


def _step(step: Step, attempt: Attempt) -> dict[str, Any]:
    assert attempt.lab is not None
    states = goal_states(attempt, step)
    number = next((state.reached["run"] for state in states if state.reached and state.reached["run"]), 1)
    run = next(run for run in attempt.lab.runs.all() if run.number == number)
    options = step.prediction.options if step.prediction else ()
    predicted = None if attempt.prediction is None else options[attempt.prediction]
    return {
        "title": step.title,
        "predicted": predicted and predicted.text,
        "is_right": predicted and predicted.right,
        "right": next((option.text for option in options if option.right), ""),
        "goals": [{"title": state.title, "text": state.reached["text"]} for state in states if state.reached],
        "passed": attempt.passed,
        "hints": attempt.hints,
        "explanation": as_text(step.explain, attempt.explained) if step.explain else "",
        "lab": attempt.lab.pk,
        "run": number,
        "picture": picture(run.sketch, run.forked_tick, max(1, run.sketch["until"])) if run.sketch else None,
    }
