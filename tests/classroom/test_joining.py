"""The door of a class: codes, nicknames, letting in, coming back, being shown out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from apps.classroom import door, seats
from apps.classroom.models import (
    CODE_LETTERS,
    CODE_LETTERS_COUNT,
    CODE_WORDS,
    Classroom,
    Group,
    Seat,
    new_join_code,
)
from apps.classroom.pages.learner_views import groups_of
from tests.classroom.school import STEP, a_class, page_of, sit, teacher

pytestmark = pytest.mark.django_db


@pytest.fixture
def classroom() -> Classroom:
    return a_class(teacher()[0])


@pytest.mark.parametrize("change", [str.lower, lambda code: code.replace("-", ""), lambda code: f"  {code} "])
def test_a_code_opens_the_door_however_it_is_typed(classroom: Classroom, client: Client, change: object) -> None:
    answer = client.post("/join/", {"code": change(classroom.code)})  # type: ignore[operator]
    assert answer.headers["Location"] == f"/join/{classroom.code}/"


def test_an_expired_code_opens_nothing_and_says_so(classroom: Classroom, client: Client) -> None:
    Classroom.objects.update(code_expires=timezone.now() - timedelta(seconds=1))
    assert "Codes expire" in client.post("/join/", {"code": classroom.code}).content.decode()
    assert "Codes expire" in client.post(f"/join/{classroom.code}/", {"nickname": "otter"}).content.decode()
    assert not Seat.objects.exists()


def test_a_browser_that_sits_down_is_known_for_a_year_from_its_first_answer_on(classroom: Classroom) -> None:
    _, client = sit(classroom, "otter")
    stored = Session.objects.get(pk=client.session.session_key)
    assert stored.expire_date - timezone.now() > timedelta(days=364)
    client.get(f"/join/{classroom.code}/")
    assert Session.objects.get(pk=stored.pk).expire_date == stored.expire_date


def test_wrong_codes_keep_nobody_out_who_has_the_right_one(client: Client, classroom: Classroom) -> None:
    """A room sits behind one address, and so may somebody who guesses."""
    for _ in range(400):
        assert "Codes expire" in client.post("/join/", {"code": "QUORUM-999x"}).content.decode()
    answer = client.post("/join/", {"code": classroom.code})
    assert answer.headers["Location"] == f"/join/{classroom.code}/"
    assert client.get(f"/join/{classroom.code}/").status_code == 200


def test_a_day_of_guessing_finds_a_code_with_less_than_one_chance_in_a_thousand() -> None:
    guesses, open_classes = 200 * 24 * 60 * 60, 20
    codes = len(CODE_WORDS) * len(CODE_LETTERS) ** CODE_LETTERS_COUNT
    assert guesses * open_classes / codes < 1 / 1_000
    made = {new_join_code() for _ in range(2_000)}
    assert len(made) == 2_000
    assert {len(code.partition("-")[2]) for code in made} == {CODE_LETTERS_COUNT}


def test_a_learner_sits_down_with_a_nickname_and_nothing_else(classroom: Classroom) -> None:
    seat, client = sit(classroom, "otter")
    assert seat.is_in
    page = client.get(f"/seats/{seat.pk}/").content.decode()
    assert seat.code in page
    assert "Quorums" in page


@pytest.mark.parametrize("nickname", ["", "   ", "x" * 25, "a\x00b"])
def test_a_nickname_that_cannot_be_is_refused_in_words(classroom: Classroom, client: Client, nickname: str) -> None:
    assert "A nickname has 1 to 24" in client.post(f"/join/{classroom.code}/", {"nickname": nickname}).content.decode()
    assert not Seat.objects.exists()


def test_two_learners_are_not_called_the_same(classroom: Classroom, client: Client) -> None:
    sit(classroom, "otter")
    said = client.post(f"/join/{classroom.code}/", {"nickname": "OTTER"}).content.decode()
    assert "is called OTTER already" in said
    assert 'value="OTTER"' in said, "what was typed stays"


def test_joining_again_from_the_same_browser_leads_to_the_same_seat(classroom: Classroom) -> None:
    seat, client = sit(classroom, "otter")
    assert client.post(f"/join/{classroom.code}/", {"nickname": "lynx"}).headers["Location"] == f"/seats/{seat.pk}/"
    assert Seat.objects.count() == 1


def test_the_personal_code_opens_the_seat_in_another_browser(classroom: Classroom, client: Client) -> None:
    seat, first = sit(classroom, "otter")
    first.get(page_of(seat))
    assert client.get(f"/seats/{seat.pk}/").status_code == 404
    client.post("/join/personal/", {"personal": seat.code.lower().replace("-", " ")})
    assert client.get(page_of(seat)).content.count(b'data-attempt="1"') == 1
    assert first.get(page_of(seat)).status_code == 200, "the first browser keeps it"


def test_whoever_waits_at_the_door_opens_nothing_until_let_in(classroom: Classroom) -> None:
    Classroom.objects.update(admits=True)
    seat, client = sit(classroom, "otter")
    assert "At the door" in client.get(f"/seats/{seat.pk}/").content.decode()
    assert client.get(page_of(seat)).headers["Location"] == f"/seats/{seat.pk}/"
    _, browser = teacher("grace", administrator=True)
    browser.post(f"/classes/{classroom.pk}/learners/admit/", {"seat": seat.pk})
    assert client.get(page_of(seat)).status_code == 200


def test_a_removed_learner_opens_nothing_and_may_be_let_back_in(classroom: Classroom) -> None:
    seat, client = sit(classroom, "otter")
    _, browser = teacher("grace", administrator=True)
    browser.post(f"/classes/{classroom.pk}/learners/{seat.pk}/remove/")
    assert client.get(f"/seats/{seat.pk}/").status_code == 404
    assert client.get(page_of(seat)).status_code == 404
    assert "no such personal code" in client.post("/join/personal/", {"personal": seat.code}).content.decode()
    browser.post(f"/classes/{classroom.pk}/learners/{seat.pk}/return/")
    assert client.get(page_of(seat)).status_code == 200


def test_a_nickname_is_free_again_once_its_learner_was_removed(classroom: Classroom) -> None:
    seat, _ = sit(classroom, "otter")
    _, browser = teacher("grace", administrator=True)
    browser.post(f"/classes/{classroom.pk}/learners/{seat.pk}/remove/")
    again, _ = sit(classroom, "otter")
    said = browser.post(f"/classes/{classroom.pk}/learners/{seat.pk}/return/").content.decode()
    assert "is called that already" in said
    assert again.is_in


def test_a_teacher_renames_and_notes_the_student_number(classroom: Classroom) -> None:
    seat, _ = sit(classroom, "otter")
    sit(classroom, "lynx")
    _, browser = teacher("grace", administrator=True)
    path = f"/classes/{classroom.pk}/learners/{seat.pk}/rename/"
    browser.post(path, {"nickname": "Heron", "student_id": "4711"})
    seat.refresh_from_db()
    assert (seat.nickname, seat.student_id) == ("Heron", "4711")
    assert "is called that already" in browser.post(path, {"nickname": "lynx"}).content.decode()


def test_a_learner_called_preview_does_not_stop_a_teachers_preview() -> None:
    owner, client = teacher()
    classroom = a_class(owner)
    preview = f"/classes/{classroom.pk}/exercises/{classroom.exercises.get().pk}/preview/"
    sit(classroom, f"preview {owner.pk}")
    assert client.post(preview).status_code == 302
    assert client.post(preview).status_code == 302
    assert classroom.seats.filter(preview=True).count() == 1


def test_a_preview_takes_no_nickname_and_no_place_from_learners(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "SEATS_MAX", 1)
    owner, client = teacher()
    classroom = a_class(owner)
    client.post(f"/classes/{classroom.pk}/exercises/{classroom.exercises.get().pk}/preview/")
    assert seats.sit_down(classroom, f"preview {owner.pk}").nickname == f"preview {owner.pk}"


def test_a_nickname_is_free_again_if_the_answer_that_gave_it_was_lost_on_the_way() -> None:
    """A server that is killed between storing a seat and answering leaves one that nobody holds."""
    classroom = a_class(teacher()[0])
    lost = seats.sit_down(classroom, "otter")
    with pytest.raises(seats.SeatRefused, match="again in 10 seconds"):
        seats.sit_down(classroom, "otter")
    Seat.objects.filter(pk=lost.pk).update(created=timezone.now() - timedelta(seconds=11))
    seat, _ = sit(classroom, "Otter")
    assert [each.pk for each in classroom.seats.all()] == [seat.pk]


def test_a_nickname_stays_with_whoever_has_asked_for_a_page_of_their_seat() -> None:
    classroom = a_class(teacher()[0])
    seat, learner = sit(classroom, "otter")
    assert learner.get(f"/seats/{seat.pk}/").status_code in (200, 302)
    Seat.objects.update(created=timezone.now() - timedelta(days=1))
    with pytest.raises(seats.SeatRefused):
        seats.sit_down(classroom, "otter")


def test_newcomers_are_led_to_where_the_class_is_and_see_their_personal_code_there(classroom: Classroom) -> None:
    seat, learner = sit(sent(classroom), "otter")
    first = learner.get(f"/seats/{seat.pk}/")
    assert first.headers["Location"] == f"{page_of(seat)}?welcome"
    assert f"Your personal code is <b>{seat.code}</b>" in learner.get(first.headers["Location"]).content.decode()
    assert learner.get(f"/seats/{seat.pk}/").status_code == 200, "whoever has been there may look at their seat"


@pytest.mark.parametrize("way", ["the personal code", "the code of the class"])
def test_whoever_comes_back_is_led_to_where_the_class_is(classroom: Classroom, client: Client, way: str) -> None:
    seat, learner = sit(sent(classroom), "otter")
    learner.get(page_of(seat))
    if way == "the personal code":
        answer = client.post("/join/personal/", {"personal": seat.code})
    else:
        answer = learner.get(f"/join/{classroom.code}/")
    assert answer.headers["Location"] == page_of(seat)


def test_nobody_is_led_to_an_exercise_that_has_closed(classroom: Classroom) -> None:
    seat, learner = sit(sent(classroom), "otter")
    classroom.exercises.update(closes=timezone.now())
    assert learner.get(f"/seats/{seat.pk}/").status_code == 200


def sent(classroom: Classroom) -> Classroom:
    """The class, sent to a step."""
    classroom.exercise, classroom.step, classroom.sent = classroom.exercises.get(), STEP, timezone.now()
    classroom.save()
    return classroom


@given(count=st.integers(0, 60), size=st.integers(1, 9))
def test_groups_are_no_larger_than_asked_for_unless_somebody_would_be_alone(count: int, size: int) -> None:
    groups = groups_of(count, size)
    sizes = [len(range(number, count, groups)) for number in range(groups)]
    assert sum(sizes) == count
    assert all(each <= size for each in sizes) or (max(sizes) == size + 1 and -(-count // size) > count // 2)
    assert size == 1 or count < 2 or min(sizes) > 1


def test_members_of_a_group_who_are_the_same_client_are_told_so(classroom: Classroom) -> None:
    classroom.exercises.update(in_groups=True)
    sent(classroom)
    group = Group.objects.create(classroom=classroom, name="Group 1")
    told = []
    for place, name in enumerate(("ben", "cho", "eve")):
        seat, learner = sit(classroom, name)
        Seat.objects.filter(pk=seat.pk).update(group=group, place=place)
        told.append((seat, learner))
    bars = [" ".join(learner.get(page_of(seat)).content.decode().split()) for seat, learner in told]
    assert "you are <b>alice</b>, together with eve" in bars[0]
    assert "you are <b>bob</b> " in bars[1]
    assert "you are <b>alice</b>, together with ben" in bars[2]
