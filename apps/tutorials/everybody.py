"""What everybody predicted: how often each answer of a question was the first one that a learner locked in."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count

from apps.tutorials.lesson import Lesson, Question, Step
from apps.tutorials.models import Attempt


@dataclass(frozen=True, slots=True)
class Share:
    """An answer with the share of learners who chose it first, in percent; `is_mine`: this learner did."""

    text: str
    percent: int
    is_right: bool
    is_mine: bool


def predictions(lesson: Lesson, step: Step, mine: int | None) -> tuple[int, list[Share]]:
    """Return how many learners have predicted in a step, and the share of each answer, in the order of the options."""
    if step.prediction is None:
        return 0, []
    first = Attempt.objects.filter(lesson=lesson.slug, step=step.slug, number=1, prediction__isnull=False)
    counts = dict(first.values_list("prediction").annotate(Count("pk")))
    return sum(counts.values()), _shares(step.prediction, counts, mine)


def _shares(question: Question, counts: dict[int, int], mine: int | None) -> list[Share]:
    total = sum(counts.values()) or 1
    return [
        Share(option.text, round(100 * counts.get(number, 0) / total), option.right, number == mine)
        for number, option in enumerate(question.options)
    ]
