"""Where a learner is: at the step that they opened last, on every page of their teacher."""

from __future__ import annotations

import pytest
from django.test import Client

from apps.classroom.live.class_facts import read_class
from apps.classroom.models import Classroom, Group, Seat
from apps.classroom.teaching import current_labs
from apps.tutorials.models import Attempt
from tests.classroom.school import LESSON, STEP, a_class, page_of, sit, teacher

pytestmark = pytest.mark.django_db

SECOND, OTHER, OTHER_STEP = "a-write-under-way", "sessions", "write-then-read"


def where(classroom: Classroom, seat: Seat) -> tuple[str, str, str]:
    """Lesson, step and lab at which the dashboard has a learner."""
    facts = read_class(classroom.pk)
    assert facts is not None
    work = next(each.work for each in facts.seats if each.seat_id == seat.pk)
    assert work is not None
    return work.lesson, work.step, work.lab_id


def opened(browser: Client, seat: Seat, lesson: str, step: str) -> str:
    """The lab of a step's page."""
    assert browser.get(page_of(seat, lesson, step)).status_code == 200
    worker = seat.group.visitor if seat.group else seat.visitor
    return str(Attempt.objects.filter(visitor=worker, lesson=lesson, step=step).latest("pk").lab_id)


def shown(browser: Client, classroom: Classroom, seat: Seat) -> str:
    return browser.get(f"/classes/{classroom.pk}/seats/{seat.pk}/").content.decode()


def test_a_learner_who_goes_back_to_a_step_is_at_that_step_everywhere() -> None:
    owner, watching = teacher()
    classroom = a_class(owner, LESSON, OTHER)
    seat, browser = sit(classroom, "ben")
    labs = {}
    for lesson, step in ((LESSON, STEP), (LESSON, SECOND), (OTHER, OTHER_STEP)):
        labs[lesson, step] = opened(browser, seat, lesson, step)
    for lesson, step in ((LESSON, STEP), (OTHER, OTHER_STEP), (LESSON, SECOND), (LESSON, STEP)):
        lab = opened(browser, seat, lesson, step)
        assert lab == labs[lesson, step]
        assert where(classroom, seat) == (lesson, step, lab)
        assert f"/labs/{lab}/" in shown(watching, classroom, seat)
        assert current_labs(classroom) == [lab]


def test_a_step_begun_again_is_shown_in_its_latest_cluster() -> None:
    owner, watching = teacher()
    classroom = a_class(owner)
    seat, browser = sit(classroom, "ben")
    opened(browser, seat, LESSON, SECOND)
    first = opened(browser, seat, LESSON, STEP)
    browser.post(f"{page_of(seat)}predict/", {"option": "0"})
    browser.post(f"{page_of(seat)}again/")
    lab = opened(browser, seat, LESSON, STEP)
    assert lab != first
    assert where(classroom, seat) == (LESSON, STEP, lab)
    assert f"/labs/{lab}/" in shown(watching, classroom, seat)


def test_members_of_a_group_are_each_where_they_are() -> None:
    classroom = a_class(teacher()[0])
    classroom.exercises.update(in_groups=True)
    group = Group.objects.create(classroom=classroom, name="Group 1")
    seats = [sit(classroom, name) for name in ("ben", "cho")]
    Seat.objects.update(group=group)
    for seat, _ in seats:
        seat.refresh_from_db()
    (ben, ben_browser), (cho, cho_browser) = seats
    first = opened(ben_browser, ben, LESSON, STEP)
    second = opened(cho_browser, cho, LESSON, SECOND)
    assert where(classroom, ben) == (LESSON, STEP, first)
    assert where(classroom, cho) == (LESSON, SECOND, second)
    assert {*current_labs(classroom)} == {first, second}


def test_a_page_in_the_background_does_not_move_its_learner() -> None:
    classroom = a_class(teacher()[0])
    seat, browser = sit(classroom, "ben")
    opened(browser, seat, LESSON, STEP)
    lab = opened(browser, seat, LESSON, SECOND)
    browser.get(f"{page_of(seat)}panel/")
    browser.get(f"{page_of(seat)}reached/")
    assert where(classroom, seat) == (LESSON, SECOND, lab)


def test_who_was_never_noted_anywhere_is_at_the_newest_attempt() -> None:
    classroom = a_class(teacher()[0])
    seat, browser = sit(classroom, "ben")
    opened(browser, seat, LESSON, SECOND)
    lab = opened(browser, seat, LESSON, STEP)
    Seat.objects.update(at_exercise=None, at_step="")
    assert where(classroom, seat) == (LESSON, STEP, lab)
