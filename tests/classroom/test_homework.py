"""Homework: dates by the clocks of the class, several lessons at once, more time for one learner."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from apps.classroom.exercises import closed_in_the_course
from apps.classroom.models import Classroom, Exercise, Group, Seat
from apps.classroom.results.results import results_of
from apps.classroom.rights import standing
from apps.classroom.times import for_form, from_form, opening_times, zones
from apps.live.access import CLOSED
from apps.live.models import Lab
from tests.classroom.school import LESSON, a_class, page_of, sit, teacher

MADRID = ZoneInfo("Europe/Madrid")
FOUR = ("quorums", "causal", "eventual", "sessions")

minutes = st.integers(0, 20 * 366 * 24 * 60).map(
    lambda count: datetime.fromisoformat("2020-01-01") + timedelta(minutes=count)
)
some_zones = st.sampled_from(zones()).map(ZoneInfo)


@pytest.fixture
def school(db: None) -> tuple[Classroom, Client]:
    owner, client = teacher()
    classroom = a_class(owner)
    Classroom.objects.filter(pk=classroom.pk).update(time_zone="Europe/Madrid")
    classroom.refresh_from_db()
    return classroom, client


# Times


@given(at=minutes, zone=some_zones)
def test_a_moment_that_a_form_shows_is_the_moment_that_it_sends(at: datetime, zone: ZoneInfo) -> None:
    moment = at.replace(tzinfo=UTC)
    text = for_form(moment, zone)
    assert moment in (from_form(text, zone), from_form(text, zone, last=True))


@given(at=minutes, zone=some_zones)
def test_what_is_typed_is_shown_again_unless_the_clocks_leave_it_out(at: datetime, zone: ZoneInfo) -> None:
    typed = at.strftime("%Y-%m-%dT%H:%M")
    moment = from_form(typed, zone)
    assert moment is not None
    shown = for_form(moment, zone)
    assert shown == typed or shown > typed
    assert for_form(from_form(shown, zone, last=True), zone) == shown


@pytest.mark.parametrize(
    ("typed", "utc"),
    [
        ("2026-12-08T23:59", "2026-12-08T22:59"),
        ("2026-07-08T23:59", "2026-07-08T21:59"),
        ("2026-10-25T02:30", "2026-10-25T00:30"),  # twice: the first
        ("2026-03-29T02:30", "2026-03-29T01:30"),  # left out: an hour later, at 03:30
    ],
)
def test_a_time_is_that_of_the_clocks_in_madrid(typed: str, utc: str) -> None:
    assert from_form(typed, MADRID) == datetime.fromisoformat(f"{utc}+00:00")


def test_a_week_later_is_the_same_time_of_day_across_the_end_of_summer_time() -> None:
    times = opening_times({"opens": "2026-10-21T10:00", "closes": "2026-10-22T10:00"}, MADRID, timedelta(days=7))
    assert times is not None
    assert [for_form(each, MADRID) for each in times] == ["2026-10-28T10:00", "2026-10-29T10:00"]


@pytest.mark.parametrize("form", [
    {"opens": "2026-11-21T14:00", "closes": "2026-11-21T13:00"},
    {"opens": "soon", "closes": ""},
    {"opens": "", "closes": "2026-13-01T00:00"},
])  # fmt: skip
def test_times_that_cannot_be_are_refused(form: dict[str, str]) -> None:
    assert opening_times(form, MADRID) is None


def test_a_time_beyond_the_calendar_is_refused() -> None:
    assert opening_times({"opens": "9999-12-31T23:00", "closes": ""}, ZoneInfo("America/Lima"), timedelta(1)) is None


def test_dates_are_typed_and_shown_by_the_clocks_of_the_class(school: tuple[Classroom, Client]) -> None:
    classroom, client = school
    exercise = classroom.exercises.get()
    client.post(f"/classes/{classroom.pk}/exercises/{exercise.pk}/set/", {"closes": "2031-12-08T23:59"})
    exercise.refresh_from_db()
    assert exercise.closes == datetime(2031, 12, 8, 22, 59, tzinfo=UTC)
    page = client.get(f"/classes/{classroom.pk}/exercises/").content.decode()
    assert 'value="2031-12-08T23:59"' in page
    assert "Mon 8 Dec, 23:59 CET" in page
    seat, learner = sit(classroom, "otter")
    assert "closes <time" in " ".join(learner.get(f"/seats/{seat.pk}/").content.decode().split())
    assert "Quorums closes <time" in " ".join(learner.get(page_of(seat)).content.decode().split())


def test_a_form_that_is_saved_as_it_was_changes_no_moment(school: tuple[Classroom, Client]) -> None:
    classroom, client = school
    exercise = classroom.exercises.get()
    second_half_past_two = datetime(2026, 10, 25, 1, 30, 20, tzinfo=UTC)
    Exercise.objects.update(opens=second_half_past_two)
    shown = for_form(second_half_past_two, MADRID)
    client.post(f"/classes/{classroom.pk}/exercises/{exercise.pk}/set/", {"opens": shown, "closes": ""})
    exercise.refresh_from_db()
    assert exercise.opens == second_half_past_two


def test_dates_that_are_refused_stay_in_a_form_that_stays_open(school: tuple[Classroom, Client]) -> None:
    classroom, client = school
    path = f"/classes/{classroom.pk}/exercises/{classroom.exercises.get().pk}/set/"
    page = client.post(path, {"opens": "2031-12-08T23:59", "closes": "2031-12-08T22:00"}).content.decode()
    assert "Closing has to come after opening" in page
    assert "<details open>" in page
    assert 'value="2031-12-08T23:59"' in page
    assert 'value="2031-12-08T22:00"' in page


def test_a_new_class_has_the_time_zone_of_the_browser_or_utc(school: tuple[Classroom, Client]) -> None:
    _, client = school
    for given_zone, zone in (("Europe/Madrid", "Europe/Madrid"), ("Mars/Olympus", "UTC"), ("../etc", "UTC")):
        made = client.post("/classes/", {"title": "T", "time_zone": given_zone}).headers["Location"].split("/")[2]
        assert Classroom.objects.get(pk=made).time_zone == zone


# Several lessons


def test_four_lessons_are_set_up_a_week_apart_with_one_form(school: tuple[Classroom, Client]) -> None:
    classroom, client = school
    classroom.exercises.all().delete()
    form = {"lesson": FOUR, "opens": "2031-10-13T08:00", "closes": "2031-10-19T23:59", "every_days": "7"}
    client.post(f"/classes/{classroom.pk}/exercises/add/", form)
    made = list(classroom.exercises.all())
    assert {each.lesson for each in made} == set(FOUR)
    assert [for_form(each.opens, MADRID) for each in made] == [f"2031-10-{day}T08:00" for day in (13, 20, 27)] + [
        "2031-11-03T08:00"
    ]
    assert all(each.published for each in made)


def test_lessons_whose_dates_cannot_be_are_all_left_out_and_stay_chosen(school: tuple[Classroom, Client]) -> None:
    classroom, client = school
    classroom.exercises.all().delete()
    # Two weeks later clocks are put forward between opening and closing: these two would be the same moment.
    form = {"lesson": FOUR[:3], "opens": "2031-03-16T02:30", "closes": "2031-03-16T03:15", "every_days": "7"}
    page = client.post(f"/classes/{classroom.pk}/exercises/add/", form).content.decode()
    assert "Nothing was stored" in page
    assert not classroom.exercises.exists()
    for lesson in FOUR[:3]:
        assert re.search(rf'value="{lesson}"\s+checked', page)
    assert 'value="2031-03-16T02:30"' in page


# More time


def closed(classroom: Classroom) -> Exercise:
    """The exercise of the class, which closed an hour ago."""
    Exercise.objects.update(closes=timezone.now() - timedelta(hours=1))
    return classroom.exercises.get()


def more_time(classroom: Classroom, client: Client, seat: Seat, hours: int = 24) -> str:
    until = for_form(timezone.now() + timedelta(hours=hours), classroom.zone)
    path = f"/classes/{classroom.pk}/exercises/{classroom.exercises.get().pk}/extend/"
    return client.post(path, {"seat": seat.pk, "until": until}, follow=True).content.decode()


def test_a_learner_with_more_time_works_on_and_the_others_do_not(school: tuple[Classroom, Client]) -> None:
    classroom, client = school
    (seat, learner), (other, others) = sit(classroom, "otter"), sit(classroom, "heron")
    for each, browser in ((seat, learner), (other, others)):
        browser.get(page_of(each))
    labs = {each.owner: each.pk for each in Lab.objects.all()}
    closed(classroom)
    assert standing(labs.values()) == dict.fromkeys(labs.values(), CLOSED)
    assert "Take back the extension of otter" in more_time(classroom, client, seat)
    assert learner.get(page_of(seat)).status_code == 200
    assert others.get(page_of(other)).status_code == 302
    assert standing(labs.values()) == {labs[other.visitor]: CLOSED}
    assert "more time for you" in learner.get(f"/seats/{seat.pk}/").content.decode()
    found = {
        each.seat.pk: each.exercises[0].closes for each in results_of(classroom, [classroom.exercises.get()]).learners
    }
    assert found[seat.pk] > timezone.now() > found[other.pk], "a blank in the gradebook, and a zero"
    client.post(f"/classes/{classroom.pk}/exercises/{classroom.exercises.get().pk}/extend/", {"seat": seat.pk})
    assert learner.get(page_of(seat)).status_code == 302


def test_more_time_for_a_member_of_a_group_is_the_groups_in_an_exercise_for_groups(
    school: tuple[Classroom, Client],
) -> None:
    classroom, client = school
    Exercise.objects.update(in_groups=True)
    group = Group.objects.create(classroom=classroom, name="Group 1")
    (seat, learner), (other, others) = sit(classroom, "otter"), sit(classroom, "heron")
    Seat.objects.filter(pk__in=(seat.pk, other.pk)).update(group=group)
    learner.get(page_of(seat))
    lab = Lab.objects.get()
    closed(classroom)
    more_time(classroom, client, seat)
    assert others.get(page_of(other)).status_code == 200
    assert standing([lab.pk]) == {}
    Seat.objects.filter(pk=seat.pk).update(removed=timezone.now())
    assert others.get(page_of(other)).status_code == 302, "whoever is removed takes the time with them"
    assert standing([lab.pk]) == {lab.pk: CLOSED}


def test_a_lesson_stays_closed_in_the_course_until_those_with_more_time_are_done(
    school: tuple[Classroom, Client],
) -> None:
    classroom, client = school
    seat, _ = sit(classroom, "otter")
    Exercise.objects.update(closes_course=True)
    closed(classroom)
    assert LESSON not in closed_in_the_course()
    more_time(classroom, client, seat)
    assert LESSON in closed_in_the_course()


@pytest.mark.parametrize("form", [{"until": "2031-01-01T00:00"}, {"until": "soon"}, {"until": "2001-01-01T00:00"}])
def test_more_time_for_nobody_or_before_the_end_is_refused_in_words(
    school: tuple[Classroom, Client], form: dict[str, str]
) -> None:
    classroom, client = school
    seat, _ = sit(classroom, "otter")
    closed(classroom)
    sent = form if form["until"].startswith("2031") else {**form, "seat": seat.pk}
    page = client.post(f"/classes/{classroom.pk}/exercises/{classroom.exercises.get().pk}/extend/", sent)
    assert "Choose a learner, and a day and time after" in page.content.decode()
