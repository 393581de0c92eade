"""The course as a map: what a lesson needs comes before it, and is named where the map shows it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from apps.tutorials.course import lessons, misplaced


def test_what_a_lesson_needs_comes_before_it() -> None:
    assert list(misplaced(list(lessons().values()))) == []


@pytest.mark.parametrize("needed", ["operations", "counters", "nothing"])
def test_a_lesson_that_needs_a_later_one_is_told_with_its_line(needed: str) -> None:
    found = [replace(each, needs=(needed,)) if each.slug == "counters" else each for each in lessons().values()]
    (mistake,) = misplaced(found)
    assert repr(needed) in str(mistake)
    assert "lessons/counters/lesson.md:" in str(mistake)


def test_time_and_convergence_can_be_taken_without_why_it_is_hard() -> None:
    needed, waiting = set(), [each for each in lessons().values() if each.unit == 3]
    while waiting:
        lesson = waiting.pop()
        needed |= {lessons()[slug].unit for slug in lesson.needs}
        waiting += [lessons()[slug] for slug in lesson.needs]
    assert needed == {0, 3}
