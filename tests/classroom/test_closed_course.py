"""A lesson that a class grades is closed in the open course, until the exercise closes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from apps.classroom.models import Classroom, Exercise
from tests.classroom.school import LESSON, STEP, a_class, page_of, sit, teacher

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = (f"/lessons/{LESSON}/", f"/lessons/{LESSON}/{STEP}/", f"/lessons/{LESSON}/transfer/")


@pytest.fixture
def classroom() -> Classroom:
    made = a_class(teacher()[0])
    made.exercises.update(closes_course=True)
    return made


@pytest.mark.parametrize("page", PAGES)
def test_its_pages_say_so_and_show_nothing_else(classroom: Classroom, page: str) -> None:
    answer = Client().get(page)
    assert answer.status_code == 403
    assert "This lesson is closed for now" in answer.content.decode()


def test_predicting_is_refused_too(classroom: Classroom) -> None:
    assert Client().post(f"/lessons/{LESSON}/{STEP}/predict/", {"option": "0"}).status_code == 403


def test_the_course_map_says_which_lesson_is_closed(classroom: Classroom) -> None:
    assert "closed: a class has it as an exercise" in Client().get("/lessons/").content.decode()


def test_the_class_itself_works_on(classroom: Classroom) -> None:
    seat, client = sit(classroom, "swift otter")
    assert client.get(page_of(seat)).status_code == 200


def test_other_lessons_stay_open(classroom: Classroom) -> None:
    assert Client().get("/lessons/first-cluster/").status_code == 200


@pytest.mark.parametrize(
    "change",
    [
        {"closes": timezone.now() - timedelta(minutes=1)},
        {"closes_course": False},
        {"published": None},
    ],
)
def test_it_opens_again_once_the_exercise_closes_or_no_longer_asks_for_it(
    classroom: Classroom, change: dict[str, object]
) -> None:
    classroom.exercises.update(**change)
    assert Client().get(PAGES[0]).status_code == 200


def test_it_opens_again_when_the_class_goes_to_the_trash(classroom: Classroom) -> None:
    Classroom.objects.update(deleted=timezone.now())
    assert Client().get(PAGES[0]).status_code == 200


def test_a_teacher_closes_it_at_the_exercise(classroom: Classroom) -> None:
    Exercise.objects.update(closes_course=False)
    exercise = classroom.exercises.get()
    client = Client()
    client.force_login(classroom.owner)
    address = f"/classes/{classroom.pk}/exercises/{exercise.pk}/set/"
    page = client.get(f"/classes/{classroom.pk}/exercises/").content.decode()
    assert "Close this lesson in the open course" in page
    address = next(part for part in page.split('"') if part.endswith(f"/{exercise.pk}/set/"))
    client.post(address, {"closes_course": "on"})
    exercise.refresh_from_db()
    assert exercise.closes_course
