"""The course: its units, its lessons in order, its sources. Read once; a mistake in a lesson stops the start."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.core.checks import CheckMessage, Error

from apps.registry import RecordError
from apps.tutorials.lesson import Lesson, Source
from apps.tutorials.reading.blocks import LessonError
from apps.tutorials.reading.lesson_file import read_lesson

FOLDER = Path(__file__).parent

UNITS: Mapping[int, str] = {
    0: "The lab",
    1: "Why it is hard",
    2: "The consistency dial",
    3: "Time and convergence",
    4: "Committing together",
    5: "Agreeing on one log",
}


@cache
def sources() -> Mapping[str, Source]:
    """Every paper that a lesson can cite, by name."""
    read = tomllib.loads((FOLDER / "sources.toml").read_text(encoding="utf-8"))
    return {name: Source(name=name, **members) for name, members in read.items()}


@cache
def lessons() -> Mapping[str, Lesson]:
    """Every lesson by slug, in the order of the course. Raises LessonError."""
    found, mistakes = _read()
    if mistakes:
        raise mistakes[0]
    return {lesson.slug: lesson for lesson in sorted(found, key=lambda lesson: (lesson.unit, lesson.order))}


def lesson_after(lesson: Lesson) -> Lesson | None:
    """The next lesson of the course."""
    after = False
    for each in lessons().values():
        if after:
            return each
        after = each is lesson
    return None


def check_lessons(**_: Any) -> list[CheckMessage]:
    """Return the first mistake of every lesson that has one, for Django's system checks: nothing starts with one.

    A mistake in a record is told by `check_records`.
    """
    try:
        return [Error(str(mistake), id="tutorials.lesson") for mistake in _read()[1]]
    except RecordError:
        return []


@cache
def _read() -> tuple[list[Lesson], list[LessonError]]:
    found, mistakes = [], []
    for file in sorted((FOLDER / "lessons").glob("*/lesson.md")):
        try:
            found.append(read_lesson(file, _shown(file), sources(), UNITS))
        except LessonError as mistake:
            mistakes.append(mistake)
    return found, [*mistakes, *misplaced(found)]


def misplaced(found: list[Lesson]) -> Iterator[LessonError]:
    """Yield a mistake for every lesson that needs one which does not come before it."""
    for lesson in found:
        before = [each.slug for each in found if (each.unit, each.order) < (lesson.unit, lesson.order)]
        for needed in lesson.needs:
            if needed not in before:
                offered = ", ".join(sorted(before)) or "none"
                message = f"The lesson needs {needed!r}, which does not come before it. These do: {offered}."
                yield LessonError(*_place_of(lesson), message)


def _place_of(lesson: Lesson) -> tuple[str, int]:
    """Return the file of a lesson and the line that says what it needs."""
    file = FOLDER / "lessons" / lesson.slug / "lesson.md"
    lines = file.read_text(encoding="utf-8").splitlines()
    return _shown(file), next((number for number, line in enumerate(lines, 1) if line.startswith("needs")), 1)


def _shown(file: Path) -> str:
    return str(file.relative_to(FOLDER.parent.parent))
