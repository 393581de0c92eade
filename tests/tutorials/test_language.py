"""Lessons ask: the middle hint of every step is a question. `tests/test_language.py` sweeps their words."""

from __future__ import annotations

import pytest

from apps.tutorials.course import lessons
from apps.tutorials.lesson import Lesson
from tests.language import plain


@pytest.mark.parametrize("lesson", lessons().values(), ids=lambda lesson: lesson.slug)
def test_the_middle_hint_of_a_step_is_a_question(lesson: Lesson) -> None:
    for step in lesson.steps:
        _, think = (plain(hint) for hint in step.hints[:2])
        assert think.endswith("?"), f"{step.slug}: {think}"
