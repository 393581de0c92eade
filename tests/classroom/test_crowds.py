"""More come to a class than a room of people does: the next ones wait, and the teacher is asked."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from django.db.models import F
from django.test import Client
from django.utils import timezone

from apps.classroom import door, seats
from apps.classroom.live.class_facts import read_class
from apps.classroom.models import Classroom, Seat
from tests.classroom.school import a_class, page_of, sit, teacher

pytestmark = pytest.mark.django_db

CROWD = 5


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A crowd is five here, and a class has room for twelve."""
    monkeypatch.setattr(door, "CROWD_MAX", CROWD)
    monkeypatch.setattr(door, "SEATS_MAX", 12)


@pytest.fixture
def browser() -> Client:
    return teacher()[1]


@pytest.fixture
def classroom(browser: Client) -> Classroom:
    owner = browser.get("/account/").wsgi_request.user
    return a_class(owner)  # type: ignore[arg-type]


def join(classroom: Classroom, *numbers: int) -> list[Seat]:
    return [seats.sit_down(Classroom.objects.get(pk=classroom.pk), f"learner {number}") for number in numbers]


def names(classroom: Classroom, *, waiting: bool) -> list[str]:
    found = classroom.seats.filter(removed=None, admitted__isnull=waiting)
    return [seat.nickname.removeprefix("learner ") for seat in found]


def at(classroom: Classroom, page: str = "") -> str:
    return f"/classes/{classroom.pk}/learners/{page}"


def test_a_room_of_learners_comes_in_at_once_and_those_beyond_it_wait(classroom: Classroom) -> None:
    join(classroom, *range(7))
    assert names(classroom, waiting=False) == ["0", "1", "2", "3", "4"]
    assert names(classroom, waiting=True) == ["5", "6"]


def test_whoever_waits_is_told_and_opens_nothing(classroom: Classroom) -> None:
    join(classroom, *range(CROWD))
    seat, client = sit(classroom, "late")
    assert "Your teacher lets you in." in client.get(f"/seats/{seat.pk}/").content.decode()
    assert client.get(page_of(seat)).headers["Location"] == f"/seats/{seat.pk}/"


def test_the_teacher_is_asked_on_the_dashboard_and_told_why_where_they_decide(
    classroom: Classroom, browser: Client
) -> None:
    join(classroom, *range(CROWD + 2))
    facts = read_class(classroom.pk)
    assert facts is not None
    assert facts.about["waiting"] == 2
    page = unescape(browser.get(at(classroom)).content.decode())
    assert f"More than {CROWD} learners joined within 10 minutes" in page
    assert "Make another code" in page


def test_a_teacher_who_lets_everybody_in_is_not_asked_again_for_ten_minutes(
    classroom: Classroom, browser: Client
) -> None:
    join(classroom, *range(CROWD + 2))
    browser.post(at(classroom, "admit/"))
    assert names(classroom, waiting=True) == []
    join(classroom, 7, 8)
    assert names(classroom, waiting=True) == []
    Classroom.objects.update(crowd_until=timezone.now() - timedelta(seconds=1))
    join(classroom, 9)
    assert names(classroom, waiting=True) == ["9"]


def test_learners_who_come_slowly_never_wait(classroom: Classroom) -> None:
    for number in range(2 * CROWD):
        Seat.objects.update(admitted=F("admitted") - timedelta(minutes=3))
        join(classroom, number)
    assert names(classroom, waiting=True) == []


def test_letting_one_in_does_not_open_the_door_to_the_next(classroom: Classroom, browser: Client) -> None:
    *_, first, _ = join(classroom, *range(CROWD + 2))
    browser.post(at(classroom, "admit/"), {"seat": first.pk})
    assert names(classroom, waiting=True) == ["6"]
    join(classroom, 7)
    assert names(classroom, waiting=True) == ["6", "7"]


def test_those_who_wait_take_no_place_in_the_class(classroom: Classroom, browser: Client) -> None:
    """Whoever has the code and takes every seat stands at the door, where they keep nobody of the class out."""
    join(classroom, *range(CROWD + 10))
    browser.post(at(classroom, "turn-away/"))
    assert len(names(classroom, waiting=False)) == CROWD
    assert names(classroom, waiting=True) == []


def test_the_door_has_a_bound_too_and_says_so(classroom: Classroom) -> None:
    join(classroom, *range(CROWD + 12))
    with pytest.raises(seats.SeatRefused, match="wait at the door of this class already"):
        join(classroom, 99)


def test_a_full_class_takes_the_first_of_those_who_wait(classroom: Classroom, browser: Client) -> None:
    join(classroom, *range(CROWD + 10))
    browser.post(at(classroom, "admit/"))
    assert len(names(classroom, waiting=False)) == 12
    assert names(classroom, waiting=True) == ["12", "13", "14"]
    with pytest.raises(seats.SeatRefused, match="whoever is not of the class can be removed"):
        join(classroom, 99)


def test_those_who_joined_lately_and_did_nothing_go_at_once_and_whoever_worked_stays(
    classroom: Classroom, browser: Client
) -> None:
    seat, learner = sit(classroom, "works")
    assert learner.get(page_of(seat)).status_code == 200
    (early,) = join(classroom, 1)
    Seat.objects.filter(pk=early.pk).update(admitted=timezone.now() - timedelta(minutes=11))
    join(classroom, 2, 3)
    browser.post(at(classroom, "remove-idle/"), {"minutes": "10"})
    assert names(classroom, waiting=False) == ["works", "1"]


def test_those_who_were_removed_at_once_are_let_back_in_at_once(classroom: Classroom, browser: Client) -> None:
    gone, *_ = join(classroom, 1, 2, 3)
    browser.post(at(classroom, "remove-idle/"), {"minutes": "60"})
    assert "Let all 3 back in" in browser.get(at(classroom)).content.decode()
    join(classroom, 2)
    page = unescape(browser.post(at(classroom, f"{gone.pk}/return/"), {"together": "1"}).content.decode())
    assert "Not let back in: learner 2." in page
    assert sorted(names(classroom, waiting=False)) == ["1", "2", "3"]


@pytest.mark.parametrize("minutes", ["", "0", "-1", "1e9", "11"])
def test_other_times_than_those_offered_remove_nobody(classroom: Classroom, browser: Client, minutes: str) -> None:
    join(classroom, 1)
    page = browser.post(at(classroom, "remove-idle/"), {"minutes": minutes}).content.decode()
    assert "Choose one of the times offered." in page
    assert names(classroom, waiting=False) == ["1"]


def test_one_client_gets_no_more_seats_than_a_room_has(classroom: Classroom) -> None:
    for number in range(12):
        sit(classroom, f"robot {number}")
    assert classroom.seats.exclude(admitted=None).count() == CROWD


def test_removing_a_crowd_does_not_open_the_door_to_the_next_one(classroom: Classroom, browser: Client) -> None:
    join(classroom, *range(CROWD))
    browser.post(at(classroom, "remove-idle/"), {"minutes": "10"})
    join(classroom, 7)
    assert names(classroom, waiting=True) == ["7"]
