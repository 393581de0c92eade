"""The course as a map: what a lesson needs comes before it, and is named where the map shows it."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace

import pytest
from django.test import Client
from django.utils import timezone

from apps.live.access import VISITOR
from apps.tutorials.course import lessons, misplaced
from apps.tutorials.course_map import CARD_HEIGHT, CARD_WIDTH, COLUMN_GAP, HEAD, ROW_GAP, lines, places, size
from apps.tutorials.models import Attempt


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


def card_at(x: int, y: int) -> tuple[int, int]:
    """The column and row of the card at whose edge a point lies."""
    column, beyond = divmod(x, CARD_WIDTH + COLUMN_GAP)
    row, below = divmod(y - HEAD, CARD_HEIGHT + ROW_GAP)
    assert beyond in (0, CARD_WIDTH, CARD_WIDTH // 2)
    assert below in (0, CARD_HEIGHT, CARD_HEIGHT // 2)
    return column, row


def test_a_line_leads_from_every_needed_lesson_to_the_one_that_needs_it() -> None:
    at = places(lessons())
    drawn = set()
    for line in lines(lessons()):
        numbers = [int(number) for number in re.findall(r"-?\d+", line)]
        drawn.add((card_at(*numbers[:2]), card_at(*numbers[-2:])))
    assert drawn == {(at[needed], at[lesson.slug]) for lesson in lessons().values() for needed in lesson.needs}


def test_no_line_passes_through_a_card_or_leaves_the_map() -> None:
    width, height = size(lessons())
    cards = [
        (column * (CARD_WIDTH + COLUMN_GAP), HEAD + row * (CARD_HEIGHT + ROW_GAP))
        for column, row in places(lessons()).values()
    ]
    for line in lines(lessons()):
        numbers = [int(number) for number in re.findall(r"-?\d+", line)]
        points = list(zip(numbers[::2], numbers[1::2], strict=True))
        for (x1, y1), (x2, y2) in itertools.pairwise(points):
            assert 0 <= x2 <= width
            assert 0 <= y2 <= height
            for left, top in cards:
                inside = max(x1, x2) > left and min(x1, x2) < left + CARD_WIDTH
                assert not (inside and max(y1, y2) > top and min(y1, y2) < top + CARD_HEIGHT), line


@pytest.mark.django_db
def test_the_map_lists_the_lessons_in_order_with_their_pictures_and_what_they_need(client: Client) -> None:
    page = client.get("/lessons/").content.decode()
    listed = re.findall(r'<a href="/lessons/([\w-]+)/">\s*<b>', page)
    assert listed == list(lessons())
    assert page.count('class="cluster-picture"') == len(lessons())
    card = page.split('href="/lessons/counters/"')[1].split("</li>")[0]
    assert "after Vector clocks" in card


@pytest.mark.django_db
@pytest.mark.parametrize(("is_right", "marks"), [(False, 1), (True, 0)])
def test_a_wrong_prediction_that_was_seen_through_is_a_mark_of_pride(
    client: Client, is_right: bool, marks: int
) -> None:
    client.get("/lessons/")
    step = lessons()["first-cluster"].steps[0]
    assert step.prediction
    chosen = [option.right for option in step.prediction.options].index(is_right)
    attempt = Attempt.objects.create(
        visitor=client.session[VISITOR], lesson="first-cluster", step=step.slug, number=1, prediction=chosen
    )
    assert "predicted wrong, and saw why</span>" not in client.get("/lessons/").content.decode()
    Attempt.objects.filter(pk=attempt.pk).update(passed=timezone.now())
    assert client.get("/lessons/").content.decode().count("predicted wrong, and saw why</span>") == marks
