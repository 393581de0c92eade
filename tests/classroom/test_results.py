"""Results, step by step: what counts, for whom, and what the pages say of it."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from apps.classroom.live.heat_map import heat_map
from apps.classroom.models import Classroom, Exercise, Group
from apps.classroom.results.results import StepResult, published, results_of
from apps.classroom.templatetags.results import duration
from apps.tutorials.attempts import TRANSFER
from apps.tutorials.course import lessons
from tests.classroom.school import LESSON, STEP, a_class, teacher
from tests.classroom.work import attempt, seated, votes

pytestmark = pytest.mark.django_db

STEPS = lessons()[LESSON].steps
QUESTION = STEPS[0].prediction
assert QUESTION is not None
RIGHT = next(number for number, option in enumerate(QUESTION.options) if option.right)
WRONG = (RIGHT + 1) % len(QUESTION.options)


@pytest.fixture
def classroom() -> Classroom:
    return a_class(teacher()[0])


def steps_of(classroom: Classroom, learner: int = 0) -> tuple[StepResult, ...]:
    return results_of(classroom, published(classroom)).learners[learner].exercises[0].steps


def test_a_step_is_not_begun_begun_passed_or_passed_with_hints(classroom: Classroom) -> None:
    _, begun, helped, unaided = seated(classroom, "new", "begun", "helped", "unaided")
    attempt(begun, hints=2)
    attempt(helped, 1, hints=1)
    attempt(helped, 2, hints=2, passed=4)
    attempt(unaided, passed=4)
    found = [steps_of(classroom, number)[0] for number in range(4)]
    assert [each.state for each in found] == ["new", "begun", "helped", "passed"]
    assert [each.hints for each in found] == [0, 2, 2, 0]
    assert [each.attempts for each in found] == [0, 1, 2, 1]


def test_minutes_run_from_the_first_opening_to_the_first_passing(classroom: Classroom) -> None:
    (seat,) = seated(classroom, "swift otter")
    attempt(seat, 1, at=0)
    attempt(seat, 2, at=6, passed=11)
    attempt(seat, 3, at=60, passed=61, hints=3)
    found = steps_of(classroom)[0]
    assert (found.seconds, found.state, found.hints) == (11 * 60, "passed", 0)
    assert [duration(seconds) for seconds in (5, 11 * 60, 3 * 3600, 72 * 3600)] == ["1 min", "11 min", "3 h", "3 days"]


def test_evidence_is_found_at_once_later_or_shown_in_the_attempt_that_passed(classroom: Classroom) -> None:
    seats = seated(classroom, "a", "b", "c", "d")
    attempt(seats[0], passed=5, found_right=True, found_at_once=True, found_tries=1)
    attempt(seats[1], passed=5, found_right=True, found_tries=4)
    attempt(seats[2], passed=5, revealed=True, found_tries=2)
    attempt(seats[3], passed=5)
    found = {
        row.seat.nickname: row.exercises[0].steps[0] for row in results_of(classroom, published(classroom)).learners
    }
    assert [(found[name].evidence, found[name].tries) for name in "abcd"] == [
        ("at once", 1),
        ("later", 4),
        ("shown", 2),
        ("", 0),
    ]


def test_what_a_learner_explained_is_in_the_results_and_one_left_out_is_not(classroom: Classroom) -> None:
    seats = seated(classroom, "a", "b")
    attempt(seats[0], passed=5, explained={"text": "They share no replica."})
    attempt(seats[1], passed=5, explained={"skipped": True})
    found = {
        row.seat.nickname: row.exercises[0].steps[0] for row in results_of(classroom, published(classroom)).learners
    }
    assert [found[name].explanation for name in "ab"] == ["They share no replica.", ""]


def test_a_demonstration_is_no_attempt(classroom: Classroom) -> None:
    (seat,) = seated(classroom, "swift otter")
    attempt(seat, 1, hints=3)
    attempt(seat, 2, hints=3, shown=True)
    assert steps_of(classroom)[0].attempts == 1


def test_predictions_before_and_after_are_those_of_the_vote(classroom: Classroom) -> None:
    (seat,) = seated(classroom, "swift otter")
    attempt(seat, prediction=RIGHT)
    votes(classroom.exercises.get(), STEP, {seat: (WRONG, RIGHT)})
    found = steps_of(classroom)[0]
    assert found.before is not None
    assert found.after is not None
    assert (found.before.option, found.before.right) == (WRONG, False)
    assert (found.after.option, found.after.right) == (RIGHT, True)


def test_without_a_vote_they_are_those_locked_in_first_and_after_passing(classroom: Classroom) -> None:
    (seat,) = seated(classroom, "swift otter")
    attempt(seat, 1, prediction=WRONG, passed=3)
    assert steps_of(classroom)[0].after is None
    attempt(seat, 2, prediction=RIGHT, at=5)
    found = steps_of(classroom)[0]
    assert found.before is not None
    assert found.after is not None
    assert (found.before.right, found.after.right) == (False, True)


def test_who_missed_the_first_round_of_a_vote_has_no_prediction_before_it(classroom: Classroom) -> None:
    late, away = seated(classroom, "late", "away")
    attempt(late, prediction=RIGHT)  # as the answer was revealed, the vote became this
    attempt(away)
    poll = votes(classroom.exercises.get(), STEP, {late: (RIGHT, RIGHT)})
    poll.votes.filter(round=1).delete()
    found = steps_of(classroom)[0]
    assert found.before is None
    assert found.after is not None
    assert found.after.right
    total = results_of(classroom, published(classroom)).totals(0)[0]
    assert (total.before, total.after) == ((0, 0), (1, 1))


def test_what_a_group_did_counts_for_each_member_and_votes_stay_their_own(classroom: Classroom) -> None:
    Exercise.objects.update(in_groups=True)
    group = Group.objects.create(classroom=classroom, name="Group 1")
    one, two = seated(classroom, "one", "two", group=group)
    seated(classroom, "alone")
    attempt(group, passed=7)
    attempt(one, step=STEPS[1].slug, passed=9)
    votes(classroom.exercises.get(), STEP, {one: (WRONG,), two: (RIGHT,)})
    found = results_of(classroom, published(classroom)).learners
    assert [each.points for each in found] == [1, 1, 0]
    answers = [each.exercises[0].steps[0].before for each in found]
    assert [answer and answer.right for answer in answers] == [False, True, None]


def test_only_those_who_learn_in_the_class_have_results(classroom: Classroom) -> None:
    seated(classroom, "in")
    seated(classroom, "waits", admitted=None)
    seated(classroom, "removed", removed=timezone.now())
    seated(classroom, "a teacher", preview=True)
    seated(a_class(classroom.owner), "elsewhere")
    assert [each.seat.nickname for each in results_of(classroom, published(classroom)).learners] == ["in"]


def test_the_class_as_a_whole_passed_so_many_in_a_median_of_minutes(classroom: Classroom) -> None:
    for number, seat in enumerate(seated(classroom, "a", "b", "c", "d")):
        attempt(seat, passed=[2, 10, 4, None][number], prediction=[RIGHT, RIGHT, WRONG, None][number])
    total = results_of(classroom, published(classroom)).totals(0)[0]
    assert (total.passed, total.minutes, total.before, total.after) == (3, 4, (2, 3), (0, 0))


def test_the_number_of_queries_does_not_grow_with_the_class(
    classroom: Classroom, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for seat in seated(classroom, *(f"learner {number}" for number in range(40))):
        attempt(seat, passed=3)
    with django_assert_max_num_queries(5):
        results_of(classroom, published(classroom))


# Pages


def page_text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return " ".join(unescape(answer.content.decode()).split())


def test_the_page_says_what_each_came_to_and_can_be_narrowed_to_an_exercise() -> None:
    owner, client = teacher()
    classroom = a_class(owner, LESSON, "causal")
    (seat,) = seated(classroom, "swift otter", student_id="s1001")
    attempt(seat, hints=2, passed=12, prediction=WRONG)
    attempt(seat, step=TRANSFER, prediction=0)
    first, second = classroom.exercises.all()
    whole = page_text(client, f"/classes/{classroom.pk}/results/?exercise=all")
    assert whole.count("swift otter") == 2
    page = page_text(client, f"/classes/{classroom.pk}/results/?exercise={first.pk}")
    for words in ("swift otter", "s1001", "passed, 2 hints", "12 min · 1 attempt", "wrong</span>", "median 12 min"):
        assert words in page
    assert "12 min" not in page_text(client, f"/classes/{classroom.pk}/results/?exercise={second.pk}")
    assert client.get(f"/classes/{classroom.pk}/results/?exercise=999999").status_code == 404


def test_pages_of_a_class_in_which_nothing_was_done_say_what_to_do() -> None:
    owner, client = teacher()
    classroom = a_class(owner)
    for path in ("history/", "results/"):
        assert "Nobody has joined yet" in page_text(client, f"/classes/{classroom.pk}/{path}")
    Exercise.objects.update(published=None)
    for path in ("history/", "results/"):
        assert "Publish an exercise" in page_text(client, f"/classes/{classroom.pk}/{path}")


def test_the_heat_map_has_a_cell_a_learner_and_step_with_all_there_is_to_say(classroom: Classroom) -> None:
    quick, slow = seated(classroom, "quick", "slow")
    attempt(quick, passed=3)
    for number in range(1, 6):
        attempt(slow, number, at=number, hints=number > 2, passed=30 if number == 5 else None)
    attempt(slow, step=STEPS[1].slug)
    results = results_of(classroom, published(classroom))
    found = heat_map(results, "name", "attempts")
    assert [len(cells) for _, cells in found.rows] == [len(STEPS), len(STEPS)]
    first, second = (cells for _, cells in found.rows)
    assert (first[0].state, first[0].shade, first[0].words) == ("passed", 0, "passed: 1 attempt, 3 minutes")
    assert (second[0].state, second[0].shade, second[0].shown) == ("helped", 3, "5")
    assert second[0].words == "passed with hints: 5 attempts, 1 hint, 29 minutes"
    assert (second[1].state, second[2].state) == ("begun", "new")
    assert heat_map(results, "name", "minutes").rows[1][1][0].shade == 4
    assert found.columns[0].total.passed == 2


def test_the_heat_map_is_sorted_by_name_or_by_how_much_is_done(classroom: Classroom) -> None:
    _, middle, most = seated(classroom, "b", "C", "a")
    attempt(middle, passed=1)
    for step in STEPS:
        attempt(most, step=step.slug, passed=1)
    results = results_of(classroom, published(classroom))
    named = {
        sort: [learner.seat.nickname for learner, _ in heat_map(results, sort, "hints").rows]
        for sort in ("name", "progress", "done")
    }
    assert named == {"name": ["a", "b", "C"], "progress": ["b", "C", "a"], "done": ["a", "C", "b"]}


def test_a_cell_of_the_page_says_its_state_in_words() -> None:
    owner, client = teacher()
    classroom = a_class(owner)
    (seat,) = seated(classroom, "<b>swift</b>")
    attempt(seat, hints=1, passed=2)
    page = client.get(f"/classes/{classroom.pk}/history/?sort=progress&shade=hints").content.decode()
    assert 'title="passed with hints: 1 attempt, 1 hint, 2 minutes"' in page
    assert page.count(">not begun<") == len(STEPS) - 1
    assert "<b>swift</b>" not in page
    assert client.get(f"/classes/{classroom.pk}/history/?sort=nonsense").status_code == 200


def test_an_option_that_a_question_no_longer_has_is_no_answer(classroom: Classroom) -> None:
    (seat,) = seated(classroom, "swift otter")
    attempt(seat, prediction=40)
    assert steps_of(classroom)[0].before is None
