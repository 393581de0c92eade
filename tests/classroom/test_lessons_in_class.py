"""The course's step pages under a seat: whose work it is, what is open, who is led where, groups."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from django.utils import timezone

from apps.classroom.live.class_facts import read_class
from apps.classroom.models import Classroom, Exercise, Group, Poll, Seat
from apps.live.models import Lab
from apps.tutorials.models import Attempt
from tests.classroom.school import LESSON, STEP, a_class, page_of, sit, teacher

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def classroom() -> Classroom:
    return a_class(teacher()[0])


def send(classroom: Classroom, step: str = STEP, **changes: object) -> None:
    """As a teacher sends everybody to a step."""
    Classroom.objects.filter(pk=classroom.pk).update(
        exercise=classroom.exercises.first(), step=step, sent=timezone.now(), **changes
    )


def test_what_is_done_in_a_seat_belongs_to_the_seat_and_not_to_the_browser(classroom: Classroom) -> None:
    seat, client = sit(classroom, "otter")
    client.get(page_of(seat))
    client.get(f"/lessons/{LESSON}/{STEP}/")
    in_class, alone = Attempt.objects.order_by("pk")
    assert in_class.visitor == seat.visitor
    assert alone.visitor != seat.visitor
    assert in_class.lab != alone.lab


def test_every_link_of_a_step_stays_in_the_class(classroom: Classroom) -> None:
    seat, client = sit(classroom, "otter")
    for path in (f"/seats/{seat.pk}/in/{LESSON}/", page_of(seat), f"/seats/{seat.pk}/in/{LESSON}/transfer/"):
        page = client.get(path).content.decode()
        assert f'"/lessons/{LESSON}/' not in page.replace(f'"/lessons/{LESSON}/runs/', "")


def test_a_hand_can_be_raised_on_every_page_of_a_lesson(classroom: Classroom) -> None:
    seat, _ = sit(classroom, "otter")
    client = Client(enforce_csrf_checks=True)
    client.cookies["lightcone_session"] = seat_session(seat)
    for path in (
        f"/seats/{seat.pk}/",
        f"/seats/{seat.pk}/in/{LESSON}/",
        page_of(seat),
        f"/seats/{seat.pk}/in/{LESSON}/transfer/",
    ):
        page = client.get(path).content.decode()
        token = re.findall(r'"x-csrftoken": "(\w+)"', html.unescape(page))
        assert token, path
        client.post(f"/seats/{seat.pk}/hand/", {"up": "1"}, headers={"X-CSRFToken": token[0]})
        seat.refresh_from_db()
        assert seat.hand is not None, path
        Seat.objects.update(hand=None)


def seat_session(seat: Seat) -> str:
    """A browser session that sits in a seat."""
    session = SessionStore()
    session["seats"] = [seat.pk]
    session.save()
    return str(session.session_key)


def test_a_prediction_in_class_unlocks_the_seats_cluster(classroom: Classroom) -> None:
    seat, client = sit(classroom, "otter")
    client.get(page_of(seat))
    assert Lab.objects.get(owner=seat.visitor).locked
    assert "You predicted" in client.post(page_of(seat) + "predict/", {"option": "1"}).content.decode()
    assert not Lab.objects.get(owner=seat.visitor).locked


@pytest.mark.parametrize(
    "changes",
    [
        {"published": None},
        {"opens": timezone.now() + timedelta(hours=1)},
        {"closes": timezone.now() - timedelta(hours=1)},
    ],
)
def test_an_exercise_that_is_not_open_leads_back_to_the_seat(classroom: Classroom, changes: dict[str, object]) -> None:
    seat, client = sit(classroom, "otter")
    Exercise.objects.update(**changes)
    there = f"/seats/{seat.pk}/" + ("?closed=quorums" if "closes" in changes else "")
    assert client.get(page_of(seat)).headers["Location"] == there
    part = client.get(page_of(seat) + "panel/", headers={"HX-Request": "true"})
    assert part.headers["HX-Redirect"] == there, "a part of a page leads the whole page there"
    said = "“Quorums” has closed. Your work until then counts" in client.get(there).content.decode()
    assert said == ("closes" in changes)
    assert not Attempt.objects.exists()


def test_in_a_paced_class_everybody_is_at_its_step(classroom: Classroom) -> None:
    seat, client = sit(classroom, "otter")
    send(classroom, paced=True)
    assert client.get(page_of(seat, step="a-write-under-way")).headers["Location"] == page_of(seat)
    Classroom.objects.update(paced=False)
    assert client.get(page_of(seat, step="a-write-under-way")).status_code == 200


def test_a_lesson_that_is_no_exercise_of_the_class_is_not_there(classroom: Classroom) -> None:
    seat, client = sit(classroom, "otter")
    assert client.get(page_of(seat, slug="saga", step="x")).headers["Location"] == f"/seats/{seat.pk}/"


def test_a_cluster_begun_in_a_paused_class_stands_too(classroom: Classroom) -> None:
    seat, client = sit(classroom, "otter")
    Classroom.objects.update(paused=True)
    client.get(page_of(seat))
    assert Lab.objects.get().frozen


def test_a_group_shares_one_cluster_and_each_member_is_a_client_of_its_own(classroom: Classroom) -> None:
    Exercise.objects.update(in_groups=True)
    (otter, first), (lynx, second) = sit(classroom, "otter"), sit(classroom, "lynx")
    _, browser = teacher("grace", administrator=True)
    browser.post(f"/classes/{classroom.pk}/learners/groups/", {"size": "2"})
    pages = [client.get(page_of(seat)).content.decode() for seat, client in ((otter, first), (lynx, second))]
    assert Lab.objects.get().owner == Group.objects.get().visitor
    clients = sorted(page.split('data-client="')[1].split('"')[0] for page in pages)
    assert clients == ["alice", "bob"]


def test_a_learner_of_another_group_has_another_cluster(classroom: Classroom) -> None:
    Exercise.objects.update(in_groups=True)
    seats = [sit(classroom, name) for name in ("otter", "lynx", "heron", "gecko")]
    _, browser = teacher("grace", administrator=True)
    browser.post(f"/classes/{classroom.pk}/learners/groups/", {"size": "2"})
    for seat, client in seats:
        client.get(page_of(seat))
    assert Lab.objects.count() == 2
    assert {group.seats.count() for group in Group.objects.all()} == {2}


def test_somebody_elses_seat_is_not_there(classroom: Classroom, client: Client) -> None:
    seat, _ = sit(classroom, "otter")
    for path in (f"/seats/{seat.pk}/", page_of(seat), f"/seats/{seat.pk}/in/{LESSON}/"):
        assert client.get(path).status_code == 404
    for what in ("hand/", "invite/", "vote/"):
        assert client.post(f"/seats/{seat.pk}/{what}").status_code == 404


def test_a_class_at_a_lesson_that_has_left_the_course_still_opens(classroom: Classroom) -> None:
    seat, client = sit(classroom, "otter")
    send(classroom)
    client.get(page_of(seat))
    Poll.objects.create(classroom=classroom, exercise=classroom.exercises.get(), step=STEP)
    Exercise.objects.update(lesson="a-lesson-of-last-year", closes=timezone.now() + timedelta(hours=1))
    assert client.get(f"/seats/{seat.pk}/").status_code == 200
    facts = read_class(classroom.pk)
    assert facts is not None
    assert facts.about["exercises"] == []
