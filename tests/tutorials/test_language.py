"""Lessons are written by the project's rules of language: a sweep for constructions that learners misread."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import pytest

from apps.tutorials.course import lessons
from apps.tutorials.lesson import Lesson, Question

RULED_OUT = {
    r"^(?:Who|Whoever|Whatever|Whether)\b[^?]*[.!]$": "a sentence does not begin with a relative clause",
    r"^That (?:one|which)\b": "say what, not “that one”",
    r"\b(?:is|are|was|were) to (?!the\b)[a-z]+\b": "“be to” is no plan: write must, should or will",
    r"\b(?:hears?|heard|knows? of|tells? of) of\b": "say receives, has received",
    r"\b(?:mends?|mended|becomes? of)\b": "say fix, happens to",
    r"\b(?:had|has|have) ended\b": "say completed",
    r"\b(?:gets|got) nothing of\b": "say does not see",
    r"\balike\.$": "say in the same way",
    r"\bas well\.$": "say also",
    r"\b(?:a|the|each side of a) cut\b": "the fault is a partition; Cut is a tool's name",
    r"\b(?:conductor|naive twin)\b": "say orchestrator, naive version",
    r"\bright clock\b": "say correct clock",
}
WORDS_MAX = 27
"""More words than this in one sentence are too many for a reader of English as a second language."""

SENTENCE_END = re.compile(r"(?<=[.?!])[”)]*\s+(?=[A-Z“\[])")


def plain(text: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", text)).replace("\n", " ").strip()


def of_question(question: Question | None) -> Iterator[str]:
    if question is not None:
        yield question.text
        for option in question.options:
            yield option.text
            yield option.because


def texts(lesson: Lesson) -> Iterator[str]:
    """Everything that a learner reads of a lesson."""
    yield lesson.question
    yield lesson.introduction
    for step in lesson.steps:
        yield from (step.title, step.task, step.explanation, *step.hints)
        yield from (each.goal.title for each in step.goals)
        yield from (each.title for each in step.deeds)
        if step.see is not None:
            yield from (step.see.question, step.see.wrong)
        yield from of_question(step.prediction)
    for run in lesson.runs.values():
        yield run.title
        yield from (goal.title for goal in run.shows)
    yield from of_question(lesson.transfer)


def sentences(lesson: Lesson) -> Iterator[str]:
    for text in texts(lesson):
        for paragraph in re.split(r"</p>|</li>", text):
            yield from (each for each in SENTENCE_END.split(plain(paragraph)) if each)


@pytest.mark.parametrize("lesson", lessons().values(), ids=lambda lesson: lesson.slug)
def test_a_lesson_has_none_of_the_constructions_that_learners_misread(lesson: Lesson) -> None:
    found = [
        f"{why}: {sentence}"
        for sentence in sentences(lesson)
        for pattern, why in RULED_OUT.items()
        if re.search(pattern, sentence)
    ]
    assert found == []


@pytest.mark.parametrize("lesson", lessons().values(), ids=lambda lesson: lesson.slug)
def test_no_sentence_of_a_lesson_is_too_long(lesson: Lesson) -> None:
    assert [each for each in sentences(lesson) if len(each.split()) > WORDS_MAX] == []


@pytest.mark.parametrize("lesson", lessons().values(), ids=lambda lesson: lesson.slug)
def test_the_middle_hint_of_a_step_is_a_question(lesson: Lesson) -> None:
    for step in lesson.steps:
        _, think = (plain(hint) for hint in step.hints[:2])
        assert think.endswith("?"), f"{step.slug}: {think}"
