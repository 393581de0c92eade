"""What each learner did at each step, as a file for a spreadsheet: hints, evidence, explanation and last question, too.

What a gradebook takes is in `gradebook`; this is for a teacher who looks closer.
"""

from __future__ import annotations

from collections.abc import Iterator

from apps.classroom.results.gradebook import csv_text
from apps.classroom.results.results import Answer, ClassResults, ExerciseResult, LearnerResult, StepResult, minutes
from apps.tutorials.lesson import Lesson

HEADER = (
    "Nickname",
    "Student number",
    "Exercise",
    "Step",
    "State",
    "Points",
    "Attempts",
    "Hints",
    "Minutes",
    "Predicted",
    "Prediction right",
    "Predicted after",
    "Prediction after right",
    "Evidence found",
    "Tries",
    "Explanation",
    "Explanation as ours",
)
LAST = "Last question"
YES_NO = {True: "yes", False: "no", None: ""}


def details(results: ClassResults) -> str:
    """Return a row for each learner and step, and one for each answer to a lesson's last question, as CSV."""
    rows = [
        row
        for learner in results.learners
        for (_, lesson), result in zip(results.exercises, learner.exercises, strict=True)
        for row in _rows(learner, lesson, result)
    ]
    return csv_text([HEADER, *rows])


def _rows(learner: LearnerResult, lesson: Lesson, result: ExerciseResult) -> Iterator[list[str]]:
    who = [learner.seat.nickname, learner.seat.student_id, lesson.title]
    for step, reached in zip(lesson.steps, result.steps, strict=True):
        yield [*who, step.title, *_step(reached)]
    if result.transfer is not None:
        yield [*who, LAST, *[""] * 5, *_answer(result.transfer), *[""] * 6]


def _step(step: StepResult) -> list[str]:
    return [
        step.state,
        str(int(step.is_passed)),
        str(step.attempts),
        str(step.hints),
        "" if step.seconds is None else str(minutes(step.seconds)),
        *_answer(step.before),
        *_answer(step.after),
        step.evidence,
        str(step.tries or ""),
        step.explanation,
        YES_NO[step.explained_as_we_do],
    ]


def _answer(given: Answer | None) -> list[str]:
    return ["", ""] if given is None else [given.text, YES_NO[given.right]]
