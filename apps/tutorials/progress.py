"""How far a learner has come in the course, and what to do next. One query, whatever the number of lessons.

A step is *passed* when an attempt reached its goals. It is *mastered* when one did so unaided, on a seed of its own.
One that was passed with hints is *due* for another look after a day; each further time with hints, after twice as long.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from apps.tutorials.attempts import TRANSFER
from apps.tutorials.course import lessons
from apps.tutorials.lesson import Lesson, Step
from apps.tutorials.models import Attempt

DUE_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class StepProgress:
    """A step: "new", "begun", "passed" or "mastered"; and since when it is due for another look, if it is."""

    slug: str
    title: str
    state: str
    due: datetime | None
    hints: int
    saw_why: bool = False
    """It was passed after a wrong prediction."""

    @property
    def is_passed(self) -> bool:
        """Return whether its goals were reached."""
        return self.state in ("passed", "mastered")


@dataclass(frozen=True, slots=True)
class LessonProgress:
    """A lesson with its steps, and its transfer question's answer."""

    lesson: Lesson
    steps: tuple[StepProgress, ...]
    transfer: int | None
    latest: datetime | None

    @property
    def state(self) -> str:
        """new, begun, done (every step passed) or mastered (every step mastered)."""
        if all(step.state == "mastered" for step in self.steps):
            return "mastered"
        if all(step.is_passed for step in self.steps):
            return "done"
        return "new" if all(step.state == "new" for step in self.steps) else "begun"

    @property
    def passed(self) -> int:
        """Return how many steps are passed."""
        return sum(step.is_passed for step in self.steps)

    @property
    def saw_why(self) -> int:
        """Return how many steps were passed after a wrong prediction."""
        return sum(step.saw_why for step in self.steps)

    def is_due(self, now: datetime) -> bool:
        """Return whether a step of it is due for another look."""
        return any(step.due is not None and step.due <= now for step in self.steps)

    @property
    def next_step(self) -> str:
        """Return where to go on: the first step that is not passed, or the transfer question, or the first again."""
        unpassed = next((step.slug for step in self.steps if not step.is_passed), None)
        if unpassed is not None:
            return unpassed
        return TRANSFER if self.transfer is None and self.lesson.transfer is not None else self.steps[0].slug


def progress_of(visitor: str) -> list[LessonProgress]:
    """Every lesson, in the order of the course, as the visitor has it."""
    attempts: Mapping[tuple[str, str], list[Attempt]] = defaultdict(list)
    for attempt in Attempt.objects.filter(visitor=visitor):
        attempts[attempt.lesson, attempt.step].append(attempt)
    return [_lesson(lesson, attempts) for lesson in lessons().values()]


def progress_in(visitor: str, lesson: Lesson) -> LessonProgress:
    """One lesson, as the visitor has it."""
    attempts: Mapping[tuple[str, str], list[Attempt]] = defaultdict(list)
    for attempt in Attempt.objects.filter(visitor=visitor, lesson=lesson.slug):
        attempts[attempt.lesson, attempt.step].append(attempt)
    return _lesson(lesson, attempts)


def _lesson(lesson: Lesson, attempts: Mapping[tuple[str, str], list[Attempt]]) -> LessonProgress:
    steps = tuple(_step(step, attempts.get((lesson.slug, step.slug), ())) for step in lesson.steps)
    transfers = attempts.get((lesson.slug, TRANSFER), ())
    times = [each.created for (slug, _), made in attempts.items() if slug == lesson.slug for each in made]
    return LessonProgress(lesson, steps, transfers[-1].prediction if transfers else None, max(times, default=None))


def _step(step: Step, attempts: Sequence[Attempt]) -> StepProgress:
    passed = [attempt for attempt in attempts if attempt.passed is not None]
    hints = max((attempt.hints for attempt in attempts), default=0)
    state, due = "begun" if attempts else "new", None
    if any(attempt.hints == 0 for attempt in passed):
        state = "mastered"
    elif passed:
        latest = max(attempt.passed for attempt in passed if attempt.passed is not None)
        state, due = "passed", latest + DUE_AFTER * 2 ** (len(passed) - 1)
    saw_why = any(_was_wrong(step, attempt) for attempt in passed)
    return StepProgress(step.slug, step.title, state, due, hints, saw_why)


def _was_wrong(step: Step, attempt: Attempt) -> bool:
    if step.prediction is None or attempt.prediction is None:
        return False
    return not step.prediction.options[attempt.prediction].right


def next_lesson(progress: Sequence[LessonProgress]) -> LessonProgress | None:
    """Return where to go next: what was begun last and is not done, else the first that is not."""
    begun = [(each.latest, number) for number, each in enumerate(progress) if each.state == "begun" and each.latest]
    if begun:
        return progress[max(begun)[1]]
    return next((each for each in progress if each.state == "new"), None)
