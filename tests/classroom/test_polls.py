"""Predict, discuss, vote again, reveal: what is counted, what is locked, and what to do next."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from apps.classroom import polls
from apps.classroom.models import Classroom, Seat, Vote
from apps.live.models import Lab
from apps.tutorials.course import lessons
from apps.tutorials.models import Attempt
from tests.classroom.school import LESSON, STEP, a_class, page_of, sit, teacher
from tests.classroom.test_lessons_in_class import send

pytestmark = pytest.mark.django_db(transaction=True)

QUESTION = lessons()[LESSON].step(STEP).prediction
OPTIONS = [option.text for option in QUESTION.options]
RIGHT = polls.right_option(QUESTION)
WRONG = next(number for number in range(3) if number != RIGHT)


@pytest.fixture
def class_at_step() -> Classroom:
    classroom = a_class(teacher()[0])
    send(classroom)
    classroom.refresh_from_db()
    return classroom


def seats_of(classroom: Classroom, count: int) -> list[tuple[Seat, Client]]:
    found = [sit(classroom, f"learner {number}") for number in range(count)]
    for seat, client in found:
        client.get(page_of(seat))
    return found


def teach(classroom: Classroom, phase: str) -> int:
    client = Client()
    client.force_login(classroom.owner)
    return client.post(f"/classes/{classroom.pk}/teach/poll/", {"phase": phase}).status_code


def vote(seat: Seat, client: Client, option: int | str) -> str:
    return client.post(f"/seats/{seat.pk}/vote/", {"option": str(option)}).content.decode()


def votes_for(state: dict[str, Any]) -> list[dict[str, int]]:
    """By the text of the option, for each round."""
    return [dict(zip(state["options"], each, strict=True)) for each in state["counts"]]


def test_a_teacher_sees_which_option_is_right_and_that_nobody_has_voted(class_at_step: Classroom) -> None:
    state = polls.poll_state(class_at_step)
    assert state is not None
    assert (state["options"][state["right"]], state["phase"]) == (OPTIONS[RIGHT], "")
    assert votes_for(state) == [dict.fromkeys(OPTIONS, 0)]


def test_both_rounds_are_counted_and_the_second_becomes_the_prediction(class_at_step: Classroom) -> None:
    seats = seats_of(class_at_step, 3)
    teach(class_at_step, "first")
    for (seat, client), option in zip(seats, (WRONG, WRONG, RIGHT), strict=True):
        vote(seat, client, option)
    teach(class_at_step, "discuss")
    vote(*seats[0], 2)
    teach(class_at_step, "second")
    for (seat, client), option in zip(seats, (RIGHT, WRONG, RIGHT), strict=True):
        vote(seat, client, option)
    state = polls.poll_state(class_at_step)
    assert state is not None
    none = dict.fromkeys(OPTIONS, 0)
    first, second = {OPTIONS[WRONG]: 2, OPTIONS[RIGHT]: 1}, {OPTIONS[WRONG]: 1, OPTIONS[RIGHT]: 2}
    assert votes_for(state) == [none | first, none | second], "a vote while they discuss does not count"
    assert all(lab.locked for lab in Lab.objects.all())
    teach(class_at_step, "revealed")
    assert [attempt.prediction for attempt in Attempt.objects.order_by("pk")] == [RIGHT, WRONG, RIGHT]
    assert not any(lab.locked for lab in Lab.objects.all())


def test_a_bar_that_learners_see_is_as_long_as_its_share_of_the_votes(class_at_step: Classroom) -> None:
    seats = seats_of(class_at_step, 4)
    teach(class_at_step, "first")
    for (seat, client), option in zip(seats, (WRONG, WRONG, RIGHT, RIGHT), strict=True):
        vote(seat, client, option)
    teach(class_at_step, "revealed")
    seat, client = seats[0]
    shown = client.get(page_of(seat)).content.decode()
    assert sorted(re.findall(r'<meter min="0" max="100" value="(\d+)"', shown)) == sorted(
        ["50", "50", *["0"] * (len(OPTIONS) - 2)]
    )


def test_a_vote_can_be_changed_while_it_is_open_and_counts_once(class_at_step: Classroom) -> None:
    ((seat, client),) = seats_of(class_at_step, 1)
    teach(class_at_step, "first")
    for option in (0, 2, RIGHT, RIGHT):
        vote(seat, client, option)
    assert [(each.round, each.option) for each in Vote.objects.all()] == [(1, RIGHT)]


@pytest.mark.parametrize("option", ["", "3", "-1", "x", "1" * 50, "²"])
def test_a_vote_for_no_answer_there_is_counts_for_nothing(class_at_step: Classroom, option: str) -> None:
    ((seat, client),) = seats_of(class_at_step, 1)
    teach(class_at_step, "first")
    assert "what do you predict" in vote(seat, client, option)
    assert not Vote.objects.exists()


def test_nobody_sees_counts_or_the_answer_before_they_are_revealed(class_at_step: Classroom) -> None:
    (first, browser), (second, other) = seats_of(class_at_step, 2)
    state = polls.poll_state(class_at_step)
    assert state is not None
    teach(class_at_step, "first")
    vote(first, browser, RIGHT)
    for phase in ("first", "discuss", "second"):
        teach(class_at_step, phase)
        shown = vote(second, other, "x")
        assert "<meter" not in shown
        assert state["because"][:30] not in shown
    teach(class_at_step, "revealed")
    assert "<meter" in vote(second, other, "x")


def test_a_revealed_vote_is_shown_at_its_step_and_nowhere_else(class_at_step: Classroom) -> None:
    ((seat, client),) = seats_of(class_at_step, 1)
    other = next(each.slug for each in lessons()[LESSON].steps if each.slug != STEP)
    teach(class_at_step, "first")
    teach(class_at_step, "revealed")
    for step, is_shown in ((STEP, True), (other, False), (STEP, True)):
        shown = client.get(page_of(seat, step=step)).content.decode()
        assert ('class="bar-vote"' in shown) is is_shown


def test_nobody_predicts_alone_while_the_class_votes(class_at_step: Classroom) -> None:
    ((seat, client),) = seats_of(class_at_step, 1)
    teach(class_at_step, "first")
    panel = client.post(page_of(seat) + "predict/", {"option": "0"}).content.decode()
    assert "Predict, with your class" in panel
    assert Attempt.objects.get().prediction is None
    assert Lab.objects.get().locked


def test_who_had_predicted_before_has_voted_and_waits_like_the_others(class_at_step: Classroom) -> None:
    ((seat, client),) = seats_of(class_at_step, 1)
    client.post(page_of(seat) + "predict/", {"option": "2"})
    teach(class_at_step, "first")
    state = polls.poll_state(class_at_step)
    assert state is not None
    assert votes_for(state) == [dict.fromkeys(OPTIONS, 0) | {OPTIONS[2]: 1}]
    assert Lab.objects.get().locked
    teach(class_at_step, "revealed")
    assert Attempt.objects.get().prediction == 2
    assert not Lab.objects.get().locked


def test_nobody_predicts_after_their_class_has_seen_the_answer(class_at_step: Classroom) -> None:
    ((seat, client),) = seats_of(class_at_step, 1)
    teach(class_at_step, "first")
    teach(class_at_step, "revealed")
    assert not Lab.objects.get().locked
    panel = client.post(page_of(seat) + "predict/", {"option": "0"}).content.decode()
    assert "Your class has seen the answer" in panel
    assert "You predicted" not in panel
    assert Attempt.objects.get().prediction is None


def test_a_learner_who_comes_after_the_answer_gets_an_open_cluster_and_no_question(class_at_step: Classroom) -> None:
    seats_of(class_at_step, 1)
    teach(class_at_step, "first")
    teach(class_at_step, "revealed")
    seat, client = sit(class_at_step, "late")
    assert "Your class has seen the answer" in client.get(page_of(seat)).content.decode()
    assert not Attempt.objects.get(visitor=seat.visitor).lab.locked


def test_the_whole_class_and_its_teacher_see_the_options_in_one_order(class_at_step: Classroom) -> None:
    (first, browser), (second, other) = seats_of(class_at_step, 2)
    teach(class_at_step, "first")
    state = polls.poll_state(class_at_step)
    assert state is not None
    shown = [re.findall(r'id="vote-(\d)"', vote(*each, "x")) for each in ((first, browser), (second, other))]
    assert shown[0] == shown[1]
    assert [OPTIONS[int(number)] for number in shown[0]] == state["options"]


def test_a_question_that_is_taken_back_leaves_everything_as_it_was(class_at_step: Classroom) -> None:
    (first, browser), (second, other) = seats_of(class_at_step, 2)
    browser.post(page_of(first) + "predict/", {"option": "2"})
    teach(class_at_step, "first")
    vote(second, other, 0)
    teach(class_at_step, "withdrawn")
    assert not Vote.objects.exists()
    assert [lab.locked for lab in Lab.objects.order_by("attempt")] == [False, True]
    assert "Lock in my prediction" in other.get(page_of(second)).content.decode()


def test_what_was_revealed_cannot_be_taken_back(class_at_step: Classroom) -> None:
    ((seat, client),) = seats_of(class_at_step, 1)
    teach(class_at_step, "first")
    vote(seat, client, 0)
    teach(class_at_step, "revealed")
    teach(class_at_step, "withdrawn")
    assert Vote.objects.count() == 1


@pytest.mark.parametrize(
    ("votes", "advice", "advised"),
    [
        ([], "none", ""),
        ([0] * 71 + [RIGHT] * 29, "again", ""),
        ([0] * 70 + [RIGHT] * 30, "discuss", "discuss"),
        ([0] * 30 + [RIGHT] * 70, "discuss", "discuss"),
        ([0] * 29 + [RIGHT] * 71, "go_on", "revealed"),
    ],
)
def test_what_to_do_next_goes_by_the_share_of_right_answers(
    class_at_step: Classroom, votes: list[int], advice: str, advised: str
) -> None:
    teach(class_at_step, "first")
    poll = polls.current_poll(class_at_step)
    for number, option in enumerate(votes):
        seat = Seat.objects.create(classroom=class_at_step, nickname=f"learner {number}")
        Vote.objects.create(poll=poll, seat=seat, round=1, option=option)
    state = polls.poll_state(class_at_step)
    assert state is not None
    assert (state["advice"], state["advised"]) == (polls.ADVICE[advice], advised)


def test_a_step_without_a_question_has_nothing_to_vote_on(class_at_step: Classroom) -> None:
    Classroom.objects.update(step="no-such-step")
    assert teach(class_at_step, "first") == 404
    assert teach(class_at_step, "whatever") == 404
