"""What Canvas and Moodle read from our files is what the results say, in any class that can be made."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from apps.classroom.models import Exercise, Seat
from apps.classroom.results.gradebook import canvas, moodle
from apps.classroom.results.results import ClassResults, ExerciseResult, LearnerResult, StepResult
from apps.tutorials.course import lessons
from tests.classroom.importers import ImportStopped, canvas_imports, moodle_imports

LESSON = lessons()["quorums"]
NEW = StepResult(state="new", attempts=0, hints=0, seconds=None, before=None, after=None)
BEGUN, PASSED = replace(NEW, state="begun", attempts=1), replace(NEW, state="passed", attempts=1, seconds=60)
NOW = timezone.now()
HOUR = timedelta(hours=1)

TITLES = (
    "Quorums",
    "Stale (2)",
    "Stale [2]",
    "Stale #2",
    "Section",
    "ID",
    "Student",
    "SIS Login ID",
    "My Final Grade",
    "Override Scores",
    "Points Possible",
    "1,5",
    "1.5",
    "2.0.1",
    "50%",
    "=1+1",
    "'=1+1",
    "back\\",
    'a "quoted" one',
)
NICKNAMES = ("Grace Hopper", "Points Possible", "Manual Posting", "Muted", "back\\", "=1+1", 'a"b', "x;y", "a, b")
NUMBERS = ("0", "00", "1", "007", "1.5", "1,5", "1234.5", "1.234.5", "s1", "S1", "@evil", "s\\", "50%", "a;b", "7.")
letters = st.characters(exclude_categories=("C", "Z")) | st.sampled_from("ab1 \\\"'=;,.()#")
lines = st.text(letters, min_size=1, max_size=12).map(str.strip).filter(str.isprintable).filter(bool)


@dataclass
class Course:
    """A class, and the course of the other system: its students' names by number."""

    found: ClassResults
    students: dict[str, str]

    @property
    def opened(self) -> list[int]:
        """Return which exercises have opened."""
        return [nth for nth, (each, _) in enumerate(self.found.exercises) if each.opens is None or each.opens <= NOW]

    def numbers(self) -> list[str]:
        """Return the numbers that were given, each as often as that."""
        return [each.seat.student_id for each in self.found.learners]

    def is_shared(self, number: str) -> bool:
        """Return whether several learners gave it."""
        return [each.casefold() for each in self.numbers()].count(number.casefold()) > 1

    def points(self, learner: LearnerResult) -> list[int | None]:
        """Return what a learner has in each exercise that has opened; None as long as it can be begun."""
        told = []
        for nth in self.opened:
            result = learner.exercises[nth]
            is_over = result.closes is not None and result.closes <= NOW
            told.append(result.points if result.is_begun or is_over else None)
        return told


@st.composite
def courses(draw: st.DrawFn) -> Course:
    """Classes with awkward titles, names and numbers, of which the other system knows some."""
    titles = draw(st.lists(st.sampled_from(TITLES) | lines, max_size=4))
    moments = st.none() | st.sampled_from([NOW - HOUR, NOW, NOW + HOUR])
    asked = tuple((Exercise(lesson="quorums", opens=draw(moments)), replace(LESSON, title=title)) for title in titles)
    steps = st.tuples(*[st.sampled_from([NEW, BEGUN, PASSED])] * len(LESSON.steps))
    names = draw(st.lists(st.sampled_from(NICKNAMES) | lines, max_size=5, unique_by=str.casefold))
    learners = tuple(
        LearnerResult(
            Seat(nickname=name, student_id=draw(st.just("") | st.sampled_from(NUMBERS) | lines)),
            tuple(ExerciseResult(draw(steps), None, draw(moments)) for _ in asked),
        )
        for name in names
    )
    given_numbers = [each.seat.student_id for each in learners if each.seat.student_id]
    known = draw(st.sets(st.sampled_from([*given_numbers, *NUMBERS])))
    return Course(ClassResults(asked, learners), {number: draw(st.sampled_from(NICKNAMES)) for number in sorted(known)})


@given(course=courses())
def test_canvas_reads_a_column_of_its_own_for_each_exercise_and_what_it_is_worth(course: Course) -> None:
    read = canvas_imports(canvas(course.found, NOW), course.students)
    assert [worth for _, worth in read.columns] == [str(len(LESSON.steps))] * len(course.opened)
    assert len({title for title, _ in read.columns}) == len(course.opened)


@given(course=courses())
def test_canvas_reads_for_each_student_what_the_results_say_and_asks_about_the_others(course: Course) -> None:
    read = canvas_imports(canvas(course.found, NOW), course.students)
    by_number = {each.seat.student_id: each for each in course.found.learners}
    for number, grades in read.grades.items():
        assert not course.is_shared(number)
        points = course.points(by_number[number])
        assert [None if grade is None else int(grade) for grade in grades] == points
    plain = [each for each in course.numbers() if each.isalnum() and each.isascii() and not course.is_shared(each)]
    assert {each for each in plain if each in course.students} <= {*read.grades, "0"}


@given(course=courses())
def test_moodle_reads_for_each_student_what_the_results_say_if_it_knows_the_numbers(course: Course) -> None:
    read = moodle_imports(moodle(course.found, NOW), {*course.numbers(), *course.students})
    by_number = {each.seat.student_id: each for each in course.found.learners}
    for number, grades in read.grades.items():
        assert not course.is_shared(number)
        worth = [None if grade is None else float(grade) * len(LESSON.steps) / 100 for grade in grades]
        assert worth == [pytest.approx(each, abs=0.001) for each in course.points(by_number[number])]
    plain = [each for each in course.numbers() if each.isalnum() and each.isascii() and not course.is_shared(each)]
    assert {*plain} <= {*read.grades, "0"}


def test_canvas_gives_no_student_the_points_of_one_whose_number_it_would_rewrite_to_theirs() -> None:
    found = ClassResults(((Exercise(lesson="quorums"), LESSON),), (one("1.234.5"),))
    read = canvas_imports(canvas(found, NOW), {"1234.5": "Grace Hopper"})
    assert (read.grades, read.asked) == ({}, ["swift otter (nickname)"])


def one(number: str, name: str = "swift otter", step: StepResult = PASSED) -> LearnerResult:
    return LearnerResult(Seat(nickname=name, student_id=number), (ExerciseResult((step, NEW, NEW), None),))


def a_file(*learners: LearnerResult) -> str:
    return moodle(ClassResults(((Exercise(lesson="quorums"), LESSON),), learners), NOW)


def test_moodle_has_no_grade_for_an_exercise_that_a_learner_has_not_begun() -> None:
    assert moodle_imports(a_file(one("s1"), one("s2", "heron", NEW)), {"s1", "s2"}).grades["s2"] == [None]


def test_moodle_gives_no_learner_the_grade_of_one_who_gave_the_number_0() -> None:
    read = moodle_imports(a_file(one("s1"), one("0", "heron", BEGUN)), {"s1"})
    assert [Decimal(grade or "-1") for grade in read.grades["s1"]] == [Decimal("33.33")]


def test_a_number_that_no_gradebook_can_have_does_not_stop_the_import_of_the_others() -> None:
    assert [*moodle_imports(a_file(one("=1"), one("s\\", "heron"), one("s1", "newt")), {"s1"}).grades] == ["s1"]


def test_one_mistyped_number_stops_the_import_of_moodle() -> None:
    with pytest.raises(ImportStopped, match="usermappingerror"):
        moodle_imports(a_file(one("s1"), one("s2", "heron")), {"s1"})
