"""Results as files for the gradebooks of Canvas and Moodle. Points are steps passed.

Both take 0 for a grade. So an exercise that has not opened has no column, and a learner who has not begun one has no
grade until it closes; after that, 0. No grade is a blank cell for Canvas; Moodle makes 0 of that, and takes a dash.

Canvas reads: Student, ID, SIS User ID, SIS Login ID, Section, then a column an assignment; a second row with the points
possible. It looks a row's student up by ID, then by SIS User ID, then by SIS Login ID, and at last *by name*; so the
name says that it is a nickname, or one learner could take another's. It finds a column by its title, the first of that
name, and passes over those that are called like its own totals. A cell that is a number with commas or points it
rewrites, titles and student numbers too. (canvas-lms, lib/gradebook_importer.rb.)
Moodle reads any header and asks which column says who it is, and which is which grade. A row that it cannot place stops
the import, so learners without a usable student number are left out; for the number 0 it takes the learner of the row
before. A backslash before a quote hides the end of a cell from it. A grade item that it makes for a column has a
maximum of 100, whatever the file says, so grades are percent. (Moodle, grade/import/csv, lib/csvlib.class.php.)

A spreadsheet takes a cell that begins with = + - @ for a formula (OWASP, CSV Injection). Nothing here does:

1. Every control character becomes a space, and spaces around a text go. So no cell begins with a tab or a return.
2. Before one of these signs, or its full-width twin, an apostrophe is put: at the beginning, and after anything that a
   spreadsheet may take for the end of a cell (, ; | and "), since it may be opened with another separator.
3. Every cell is quoted, but the first of Canvas's: its reader may take a quote after the byte-order mark for a mistake.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from io import StringIO
from itertools import chain, count

from apps.classroom.results.results import ClassResults, ExerciseResult, LearnerResult

CANVAS_HEADER = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
CANVAS_POINTS = "Points Possible"
CANVAS_KNOWN = {*CANVAS_HEADER, "LastName", "FirstName", "Integration ID", "Root Account"}
CANVAS_TOTAL = re.compile("(Current|Final) (?=Score|Points|Grade)|Override (?=Score|Grade|Status)")
CANVAS_REWRITES = re.compile(r"-?[0-9.,]+%?")
MOODLE_HEADER = ("ID number", "Nickname")
MOODLE_NO_GRADE = "-"

BYTE_ORDER_MARK = "\ufeff"
"""Excel takes a file for UTF-8 only if it begins with this. Canvas and Moodle skip it."""

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
FORMULA = re.compile(r'(^|[,;|"])(\s*)(?=[=+\-@＝＋－＠])')
NUMBER_IN_PARENTHESES = re.compile(r"\((\d+)\)(?=\s*$)")


def neutral(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula. A dash alone is none."""
    return text if text == MOODLE_NO_GRADE else FORMULA.sub(r"\1\2'", CONTROL.sub(" ", text).strip())


def shared_numbers(results: ClassResults) -> dict[str, list[str]]:
    """Return the student numbers that several learners gave, with the learners' nicknames.

    Whose it is only their teacher knows: until the others are corrected it is nobody's in any file.
    """
    named: dict[str, list[str]] = {}
    for learner in results.learners:
        if learner.seat.student_id:
            named.setdefault(learner.seat.student_id.casefold(), []).append(learner.seat.nickname)
    return {number: names for number, names in named.items() if len(names) > 1}


def _number(learner: LearnerResult, shared: Collection[str]) -> str:
    """Return a learner's student number, if it is theirs alone and can stand in a file."""
    number = learner.seat.student_id
    return number if is_usable(number) and number.casefold() not in shared else ""


def is_usable(number: str) -> bool:
    """Return whether the files can say a student number as it is."""
    return number not in ("", "0", MOODLE_NO_GRADE) and "\\" not in number and neutral(number) == number


def canvas(results: ClassResults, now: datetime) -> str:
    """The results as Canvas imports them at this time: points, and how many are possible."""
    results, shared = _opened(results, now), shared_numbers(results)
    titles = _titles(results, _canvas_title)
    possible = [str(len(lesson.steps)) for _, lesson in results.exercises]
    rows = [[*CANVAS_HEADER, *titles], [CANVAS_POINTS, "", "", "", "", *possible]]
    for learner in results.learners:
        number, grades = _number(learner, shared), _grades(learner, now, _points)
        if CANVAS_REWRITES.fullmatch(number) and not number.isdecimal():
            number = ""
        rows.append([_canvas_name(learner), "", number, number, "", *grades])
    first = CANVAS_HEADER[0]
    return csv_text(rows).replace(f'"{first}"', first, 1)


def _canvas_name(learner: LearnerResult) -> str:
    name = learner.seat.nickname.replace(CANVAS_POINTS, CANVAS_POINTS.lower())
    return f"{name} (nickname)"


def _canvas_title(title: str) -> str:
    """Return a title that Canvas takes for that of an assignment.

    A number in parentheses at the end would be the identity of one, and a name of its own another column.
    """
    name = CANVAS_TOTAL.sub(r"\g<0>- ", NUMBER_IN_PARENTHESES.sub(r"[\1]", title))
    return f"Exercise {name}" if name in CANVAS_KNOWN or CANVAS_REWRITES.fullmatch(name) else name


def moodle(results: ClassResults, now: datetime) -> str:
    """The results as Moodle imports them at this time, in percent: of those whose student number nobody else gave."""
    results, shared = _opened(results, now), shared_numbers(results)
    rows = [[*MOODLE_HEADER, *_titles(results, _moodle_title)]]
    for learner in results.learners:
        if number := _number(learner, shared):
            grades = _grades(learner, now, _percent, none=MOODLE_NO_GRADE)
            rows.append([number, _without_backslashes(learner.seat.nickname), *grades])
    return csv_text(rows)


def _moodle_title(title: str) -> str:
    return f"{_without_backslashes(title)} (percent)"


def _without_backslashes(text: str) -> str:
    return text.replace("\\", "/")


def without_number(results: ClassResults) -> int:
    """Return how many learners gave no student number, or one that cannot stand in a file."""
    return sum(not is_usable(learner.seat.student_id) for learner in results.learners)


def _titles(results: ClassResults, written: Callable[[str], str]) -> list[str]:
    """Return the exercises' titles as a file has them.

    One that comes again says which it is, because a gradebook knows a column by its name.
    """
    titles: list[str] = []
    for _, lesson in results.exercises:
        names = chain([lesson.title], (f"{lesson.title} #{number}" for number in count(2)))
        titles.append(next(name for each in names if (name := neutral(written(each))) not in titles))
    return titles


def _opened(results: ClassResults, now: datetime) -> ClassResults:
    """Return the results in those exercises that have opened."""
    kept = [
        nth for nth, (exercise, _) in enumerate(results.exercises) if exercise.opens is None or exercise.opens <= now
    ]
    learners = (replace(each, exercises=tuple(each.exercises[nth] for nth in kept)) for each in results.learners)
    return ClassResults(tuple(results.exercises[nth] for nth in kept), tuple(learners))


def _grades(
    learner: LearnerResult, now: datetime, written: Callable[[ExerciseResult], str], *, none: str = ""
) -> list[str]:
    """Return a learner's grade in each exercise, `none` for one that they may still begin."""
    over = [each.is_begun or (each.closes is not None and each.closes <= now) for each in learner.exercises]
    return [written(each) if is_over else none for each, is_over in zip(learner.exercises, over, strict=True)]


def _points(result: ExerciseResult) -> str:
    return str(result.points)


def _percent(result: ExerciseResult) -> str:
    return f"{100 * result.points / len(result.steps):.2f}".rstrip("0").rstrip(".")


def csv_text(rows: Iterable[Sequence[str]]) -> str:
    """Return a table as a file that spreadsheets read."""
    file = StringIO()
    file.write(BYTE_ORDER_MARK)
    writer = csv.writer(file, quoting=csv.QUOTE_ALL)
    writer.writerows([neutral(cell) for cell in row] for row in rows)
    return file.getvalue()
