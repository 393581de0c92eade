"""What the gradebooks of Canvas and Moodle make of a file: models of their importers, written from their rules.

Canvas: lib/gradebook_importer.rb (canvas-lms 00b222d), with Ruby's CSV, whose older versions do not skip a byte-order
mark and take a quote inside an unquoted cell for a mistake. Moodle: lib/csvlib.class.php, which reads with PHP's
fgetcsv; grade/import/csv/classes/load_data.php (0289d8c), and normalise_value of its database drivers.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation


class ImportStopped(Exception):
    """The importer takes nothing of the file."""


@dataclass
class Imported:
    """What a gradebook holds then: the columns, in order, and by student what was read for each; None is no grade."""

    columns: list[tuple[str, str]] = field(default_factory=list)
    grades: dict[str, list[str | None]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)


# Canvas

NUMERIC = re.compile(r"-?[0-9.,]+%?")
TOTALS = re.compile(
    "Current Score|Current Points|Current Grade|Final Score|Final Points|Final Grade"
    "|Override Score|Override Grade|Override Status"
)
TITLE_AND_ID = re.compile(r"(.*)\s\((\d+)\)")
MUTED = re.compile(r"^\s*(Muted|Manual Posting.*)?\s*$", re.IGNORECASE | re.MULTILINE)


def canvas_imports(file: str, students: Mapping[str, str]) -> Imported:
    """Return what Canvas makes of a file in a course without assignments, whose students' names are by SIS user id."""
    rows = [[_to_period(cell) for cell in row] for row in ruby_csv(file)]
    header, *others = rows
    info = _student_columns(header)
    titles = [title for title in header[info:] if not TOTALS.search(title)]
    places = [header.index(title) for title in titles]
    found, points = Imported(), [""] * len(titles)
    for row in others:
        if "Points Possible" in row[0]:
            points = [row[place] for place in places]
        elif not all(MUTED.search(cell) for cell in row):
            student = _student(row, students)
            if student is None:
                found.asked.append(row[0])
            else:
                found.grades[student] = [row[place].strip() or None for place in places]
    found.columns = [(_assignment(title), worth) for title, worth in zip(titles, points, strict=True)]
    return found


def _to_period(cell: str) -> str:
    if not NUMERIC.fullmatch(cell):
        return cell
    parts = re.sub(r"[.,]+$", "", cell).replace(",", ".").split(".")
    return ".".join(["".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else parts[0]


def _student_columns(header: list[str]) -> int:
    """Return how many columns are about the student."""
    if len(header) <= 3 or "Student" not in header[0] or "ID" not in header[1]:
        raise ImportStopped("Invalid header row")
    count = 3
    if re.search(r"SIS\s+Login\s+ID", header[2]):
        count += 1
    elif re.search(r"SIS\s+User\s+ID", header[2]) and re.search(r"SIS\s+Login\s+ID", header[3]):
        further = header[4:6]
        count += 2 + sum(bool(re.search(r"Integration\s+ID|Root\s+Account", name)) for name in further)
    if "Section" not in header[count - 1]:
        raise ImportStopped("Invalid header row")
    return count


def _assignment(header: str) -> str:
    """Return the title of the assignment of a column; one that names an assignment by its id is none of ours."""
    named = TITLE_AND_ID.fullmatch(header)
    if named:
        raise AssertionError(f"Canvas looks for assignment {named[2]}")
    return header


def _student(row: list[str], students: Mapping[str, str]) -> str | None:
    """Return whose row it is: by Canvas's own id, the SIS user id, the login, and at last the name."""
    assert not row[1], "that would be one of Canvas's own ids"
    for number in row[2:4]:
        if number in students:
            return number
    return next((number for number, name in students.items() if name == row[0]), None)


def ruby_csv(file: str) -> list[list[str]]:
    """Return the rows that Ruby's CSV reads, which is strict about quotes; lines of separators alone are skipped."""
    rows = []
    for line in file.split("\n"):
        text = line.removesuffix("\r")
        if text and not re.fullmatch("[;, ]+", text):
            rows.append(_ruby_row(text))
    return rows


def _ruby_row(text: str) -> list[str]:
    cells, at = [], 0
    while True:
        if text.startswith('"', at):
            quoted = re.compile(r'"((?:[^"]|"")*)"(?=,|$)').match(text, at)
            if quoted is None:
                raise ImportStopped("Any value after quoted field isn't allowed")
            cells.append(quoted[1].replace('""', '"'))
            at = quoted.end()
        else:
            end = text.find(",", at) if "," in text[at:] else len(text)
            cells.append(text[at:end])
            if '"' in cells[-1]:
                raise ImportStopped("Illegal quoting")
            at = end
        if at == len(text):
            return cells
        at += 1


# Moodle

GRADE_MAX = Decimal(100)
"""Of a grade item that the import makes."""


def moodle_imports(file: str, numbers: Collection[str]) -> Imported:
    """Return what Moodle makes of a file in a course of students with these ID numbers.

    The first column is mapped to the ID number, the second ignored, and each other one to a new grade item.
    """
    header, *rows = php_csv(file.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"))
    if any(len(row) != len(header) for row in rows):
        raise ImportStopped("csvweirdcolumns")
    found, student = Imported(), ""
    found.columns = [(title.strip(), str(GRADE_MAX)) for title in header[2:]]
    for number, _, *grades in rows:
        # PHP: "0" is empty, and who is meant is kept from the row before.
        if number.strip() not in ("", "0"):
            student = number.strip()
            if student not in numbers:
                raise ImportStopped("usermappingerror")
        if not student:
            raise ImportStopped("usermappingerrorusernotfound")
        found.grades[student] = [_new_grade(grade.strip()) for grade in grades]
    return found


def _new_grade(value: str) -> str | None:
    """Return what is stored for a new grade item: the database driver makes 0 of an empty text."""
    if value == "-":
        return None
    try:
        grade = Decimal(value or "0")
    except InvalidOperation:
        raise ImportStopped("not a number") from None
    if grade > GRADE_MAX:
        raise ImportStopped("gradevaluetoobig")
    return str(grade)


def php_csv(file: str) -> list[list[str]]:
    """Return the rows that PHP's fgetcsv reads: a backslash keeps the next quote from ending a cell."""
    rows: list[list[str]] = [[]]
    cell, is_quoted, at = "", False, 0
    while at < len(file):
        letter = file[at]
        at += 1
        if is_quoted and letter == "\\":
            cell += letter + file[at : at + 1]
            at += 1
        elif is_quoted and letter == '"' and file[at : at + 1] == '"':
            cell += '"'
            at += 1
        elif letter == '"':
            is_quoted = not is_quoted
        elif not is_quoted and letter in ",\n":
            rows[-1].append(cell)
            cell = ""
            if letter == "\n":
                rows.append([])
        else:
            cell += letter
    if is_quoted:
        rows[-1].append(cell)
    return [row for row in rows if row]
