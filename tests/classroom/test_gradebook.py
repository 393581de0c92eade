"""Files for gradebooks: what Canvas and Moodle read, and that no spreadsheet takes any cell for a formula."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from apps.classroom.models import Exercise, Seat
from apps.classroom.results.details import HEADER, details
from apps.classroom.results.gradebook import canvas, moodle, neutral, shared_numbers
from apps.classroom.results.results import Answer, ClassResults, ExerciseResult, LearnerResult, StepResult
from apps.tutorials.course import lessons
from tests.classroom.school import a_class, teacher
from tests.classroom.work import attempt, seated

LESSON = lessons()["quorums"]
PASSED = StepResult(state="passed", attempts=1, hints=0, seconds=60, before=None, after=None)
BEGUN = replace(PASSED, state="begun", seconds=None)
DANGEROUS = tuple("=+-@\t\r\n＝＋－＠")

texts = st.text(max_size=24) | st.text(alphabet="=+-@\t\r\n,;|\"' ＝＋－＠ab1", max_size=24)


def results(*titles: str, learners: list[tuple[str, str]]) -> ClassResults:
    """A class in which everybody has passed two steps of three in every exercise."""
    exercises = tuple((Exercise(lesson="quorums"), replace(LESSON, title=title)) for title in titles)
    done = tuple(ExerciseResult((PASSED, PASSED, BEGUN), None) for _ in titles)
    rows = (LearnerResult(Seat(nickname=name, student_id=number), done) for name, number in learners)
    return ClassResults(exercises, tuple(rows))


def cells(text: str, delimiter: str = ",") -> list[list[str]]:
    """What a program reads from a file that begins with a byte-order mark, which Excel needs."""
    assert text[0] == "\ufeff"
    return list(csv.reader(StringIO(text[1:], newline=""), delimiter=delimiter))


def canvas_of(found: ClassResults) -> str:
    return canvas(found, timezone.now())


def moodle_of(found: ClassResults) -> str:
    return moodle(found, timezone.now())


def test_canvas_reads_its_five_columns_a_row_of_points_possible_and_a_column_an_exercise() -> None:
    found = cells(canvas_of(results("Quorums", "Causal", learners=[("swift otter", "s1001")])))
    assert found == [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Quorums", "Causal"],
        ["Points Possible", "", "", "", "", "3", "3"],
        ["swift otter (nickname)", "", "s1001", "s1001", "", "2", "2"],
    ]


def test_moodle_reads_who_it_is_and_a_column_an_exercise_of_those_who_gave_a_number() -> None:
    found = cells(moodle_of(results("Quorums", learners=[("swift otter", "s1001"), ("calm heron", "")])))
    assert found == [["ID number", "Nickname", "Quorums (percent)"], ["s1001", "swift otter", "66.67"]]


NEW = replace(BEGUN, state="new", attempts=0)
NOW = timezone.now()
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("times", "done", "canvas_cell", "moodle_cell"),
    [
        ({}, (NEW, NEW, NEW), "", "-"),
        ({}, (BEGUN, NEW, NEW), "0", "0"),
        ({}, (PASSED, PASSED, PASSED), "3", "100"),
        ({"opens": NOW + HOUR}, (NEW, NEW, NEW), None, None),
        ({"opens": NOW - HOUR}, (NEW, NEW, NEW), "", "-"),
        ({"closes": NOW + HOUR}, (NEW, NEW, NEW), "", "-"),
        ({"closes": NOW}, (NEW, NEW, NEW), "0", "0"),
        ({"closes": NOW - HOUR}, (PASSED, BEGUN, NEW), "1", "33.33"),
    ],
)
def test_only_who_has_begun_or_can_no_longer_begin_has_a_grade(
    times: dict[str, datetime],
    done: tuple[StepResult, ...],
    canvas_cell: str | None,
    moodle_cell: str | None,
) -> None:
    seat = Seat(nickname="swift otter", student_id="s1001")
    exercises = ((Exercise(lesson="causal"), replace(LESSON, title="First")), (Exercise(**times), LESSON))
    learner = LearnerResult(
        seat, (ExerciseResult((PASSED, NEW, NEW), None), ExerciseResult(done, None, times.get("closes")))
    )
    found = ClassResults(exercises, (learner,))
    for file, before, cell in ((canvas, 6, canvas_cell), (moodle, 3, moodle_cell)):
        rows = cells(file(found, NOW))
        assert [row[before:] for row in rows][-1] == ([] if cell is None else [cell])
        assert {len(row) for row in rows} == {before + (cell is not None)}


def test_a_nickname_can_neither_be_another_student_nor_the_row_of_points() -> None:
    rows = cells(canvas_of(results("Quorums", learners=[("Grace Hopper", ""), ("Points Possible", "")])))
    assert [row[0] for row in rows[2:]] == ["Grace Hopper (nickname)", "points possible (nickname)"]


def test_the_details_have_a_row_for_each_step_and_one_for_the_last_question() -> None:
    right = Answer(0, "=No", right=True)
    explained = replace(PASSED, before=right, evidence="later", tries=3, explanation="+ it\nwas lost", hints=2)
    made = results("Quorums", learners=[("swift otter", "s1001")])
    done = ExerciseResult((explained, PASSED, BEGUN), right)
    rows = cells(details(replace(made, learners=(replace(made.learners[0], exercises=(done,)),))))
    assert all(len(row) == len(HEADER) for row in rows)
    told = [dict(zip(HEADER, row, strict=True)) for row in rows[1:]]
    assert [row["Step"] for row in told] == [*(step.title for step in LESSON.steps), "Last question"]
    assert told[0]["Predicted"] == "'=No"
    assert (told[0]["Evidence found"], told[0]["Tries"], told[0]["Hints"]) == ("later", "3", "2")
    assert told[0]["Explanation"] == "'+ it was lost"
    assert (told[-1]["Predicted"], told[-1]["Prediction right"]) == ("'=No", "yes")


def test_two_exercises_of_one_title_and_a_number_at_its_end_stay_two_columns_of_their_own() -> None:
    found = results("Stale (2)", "Stale (2)", learners=[("a", "1")])
    assert cells(canvas_of(found))[0][5:] == ["Stale [2]", "Stale (2) #2"]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=SUM(1+1)", "'=SUM(1+1)"),
        ("  @here", "'@here"),
        ("\t+1", "'+1"),
        ("\r\n-2", "'-2"),
        ("＝1", "'＝1"),
        ("a;=cmd|'/C calc'!A0", "a;'=cmd|'/C calc'!A0"),
        ('b",=1', "b\",'=1"),
        ("R + W > N", "R + W > N"),
        ("Jean-Luc", "Jean-Luc"),
        ("line\nbreak", "line break"),
    ],
)
def test_what_a_spreadsheet_would_compute_gets_an_apostrophe(text: str, written: str) -> None:
    assert neutral(text) == written


@given(title=texts, name=texts, number=texts)
def test_no_cell_of_any_export_begins_a_formula_whatever_separates_cells(title: str, name: str, number: str) -> None:
    found = results(title, "Quorums", learners=[(name, number), ("calm heron", "s1")])
    for file in (canvas_of(found), moodle_of(found)):
        for delimiter in (",", ";", "\t", "|"):
            for row in cells(file, delimiter):
                assert not [cell for cell in row if cell.startswith(DANGEROUS) and cell != "-"]
        width = len(cells(file)[0])
        assert {len(row) for row in cells(file)} == {width}


@given(text=texts)
def test_a_text_made_neutral_stays_as_it_is(text: str) -> None:
    assert neutral(neutral(text)) == neutral(text)


@pytest.mark.django_db
def test_the_files_are_downloaded_and_hold_what_was_passed() -> None:
    owner, client = teacher()
    classroom = a_class(owner)
    hidden = Exercise.objects.create(classroom=classroom, lesson="causal", order=9)
    (seat,) = seated(classroom, "=1+1", student_id="s1001")
    attempt(seat, passed=3)
    answer = client.get(f"/classes/{classroom.pk}/results/canvas.csv")
    assert answer["Content-Disposition"] == 'attachment; filename="lightcone-canvas.csv"'
    assert cells(answer.content.decode())[2] == ["'=1+1 (nickname)", "", "s1001", "s1001", "", "1"]
    hidden.published = timezone.now()
    hidden.save()
    moodle_file = client.get(f"/classes/{classroom.pk}/results/moodle.csv").content.decode()
    assert cells(moodle_file)[1] == ["s1001", "'=1+1", "33.33", "-"]


def test_a_student_number_that_two_learners_gave_is_nobodys_in_any_file() -> None:
    found = results("Quorums", learners=[("one", "s1"), ("two", "S1"), ("three", "s3")])
    assert [row[2:4] for row in cells(canvas_of(found))[2:]] == [["", ""], ["", ""], ["s3", "s3"]]
    assert [row[0] for row in cells(moodle_of(found))[1:]] == ["s3"]
    assert shared_numbers(found) == {"s1": ["one", "two"]}


@pytest.mark.django_db
def test_the_results_say_who_gave_one_student_number_until_it_is_corrected() -> None:
    owner, client = teacher()
    classroom = a_class(owner)
    seats = seated(classroom, "one", "two")
    Seat.objects.update(student_id="s1")
    page = f"/classes/{classroom.pk}/results/"
    assert "one, two gave the same student number, s1" in client.get(page).content.decode()
    Seat.objects.filter(pk=seats[0].pk).update(student_id="s2")
    assert "the same student number" not in client.get(page).content.decode()
