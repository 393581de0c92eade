"""What a mistake in a lesson is told: its file and its line."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from apps.tutorials.course import UNITS, sources
from apps.tutorials.lesson import Lesson
from apps.tutorials.reading.blocks import LessonError
from apps.tutorials.reading.lesson_file import read_lesson

ROOT = Path(__file__).parents[2]
FIRST = ROOT / "apps/tutorials/lessons/first-cluster/lesson.md"
NOT_COPIED = (".git", ".venv", "node_modules", "var", "__pycache__", "docs", "tests")
TEXT = FIRST.read_text(encoding="utf-8")


def read(tmp_path: Path, text: str) -> Lesson:
    file = tmp_path / "a-lesson" / "lesson.md"
    file.parent.mkdir()
    file.write_text(text, encoding="utf-8")
    return read_lesson(file, "a-lesson/lesson.md", sources(), UNITS)


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


MISTAKES = {
    "no TOML": ("minutes = 8", "minutes = ", "minutes = ", "This is no TOML"),
    "a number that is a text": ("minutes = 8", 'minutes = "8"', 'minutes = "8"', "minutes has to be a whole number"),
    "a member nobody knows": ("minutes = 8", "minutes = 8\ncolour = 1", "colour = 1", "There is no 'colour' here"),
    "no such protocol": ('protocol = "eventual"', 'protocol = "ravt"', 'protocol = "ravt"', "no protocol 'ravt'"),
    "no such dial": ("write_back = false }", "wite_back = false }", "dials = { N = 5, R = 1, W = 1, wite", "wite_back"),
    "no such predicate": ('"stale_read"', '"stale"', 'predicate = "stale"', "There is no predicate 'stale'"),
    "no such term": ('{ fault = "drop" }', '{ fualt = "drop" }', "terms = { fualt", "has no term 'fualt'"),
    "no such fault": ('{ fault = "drop" }', '{ fault = "drip" }', "```cluster", "There is no fault 'drip'"),
    "no such command": ("4000 invoke", "4000 invke", "4000 invke", "There is no command 'invke'"),
    "no such member": ("4000 invoke client", "4000 invoke cleint", "4000 invoke cleint", "no member 'cleint'"),
    "acts out of order": ("4000 invoke", "40 invoke", "40 invoke", "acts stand in order of time"),
    "no such run": ("(run:heals)", "(run:hels)", "](run:hels)", "There is no run 'hels'"),
    "no such source": (
        'sources = ["',
        'sources = ["nobody-1999", "',
        "sources = [",
        "There is no source 'nobody-1999'",
    ),
    "no such lab": ('lab = "stale-read"', 'lab = "stale"', 'lab = "stale"', "There is no lab 'stale'"),
    "no such unit": ("unit = 0", "unit = 70", "unit = 70", "There is no unit 70"),
    "no such model": (
        'predicate = "stale_read"\nterms = { after_drop = true }',
        'predicate = "model_violated"\nterms = { model = "linearisable" }',
        "```cluster",
        "There is no model 'linearisable'",
    ),
    "a link elsewhere": ("(run:heals)", "(mailto:x)", "](mailto:x)", "A link leads to"),
    "two right answers": ('"All five"', '"All five"\nright = true', "```predict", "of which one has right = true"),
    "a goal that is not there": ('goal = "stale"', 'goal = "old"', 'goal = "old"', "There is no goal 'old'"),
    "no explanation": ("### Explanation", "### Exposition", "### Exposition", "### Explanation"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, mistake: str) -> None:
    right, wrong, at, words = MISTAKES[mistake]
    text = TEXT.replace(right, wrong, 1)
    with pytest.raises(LessonError) as told:
        read(tmp_path, text)
    assert words in str(told.value)
    assert str(told.value).startswith("a-lesson/lesson.md:")
    if at != "```cluster":
        assert told.value.line == line_of(text, at)


DEED = """```deed
name = "counted"
title = "Count"
kind = "measured"
terms = %s
```

### Explanation
"""


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ('{ protocol = "ravt" }', "There is no protocol 'ravt'"),
        ('{ model = "linearisable" }', "There is no model 'linearisable'"),
        ('{ protocol = "quorum", dials = { Q = 1 } }', "Q"),
        ("{ dials = { R = 1 } }", "Dials belong to a protocol"),
    ],
)
def test_a_deed_that_names_what_is_not_there_is_told_with_its_line(tmp_path: Path, terms: str, words: str) -> None:
    text = TEXT.replace("### Explanation\n", DEED % terms, 1)
    with pytest.raises(LessonError, match=words) as told:
        read(tmp_path, text)
    assert told.value.line == line_of(text, "terms = " + terms)


def test_the_lesson_that_others_are_written_beside_is_read_whole(tmp_path: Path) -> None:
    lesson = read(tmp_path, TEXT)
    assert lesson.question == "What does a replica know?"
    assert [step.slug for step in lesson.steps] == [
        "watch-the-copies-travel",
        "lose-one-message",
        "two-parts",
    ]
    assert "<strong>replica</strong>" in lesson.introduction


def test_html_in_a_lesson_is_shown_as_text(tmp_path: Path) -> None:
    lesson = read(tmp_path, TEXT.replace("Five computers", "<script>alert(1)</script> Five computers"))
    assert "<script>" not in lesson.introduction
    assert "&lt;script&gt;" in lesson.introduction


STARTS = {
    "a lesson": (
        "apps/tutorials/lessons/first-cluster/lesson.md",
        ("minutes = 8", "minutes = eight"),
        "apps/tutorials/lessons/first-cluster/lesson.md:7: This is no TOML",
    ),
    "a model": (
        "apps/consistency/models/pram.py",
        ('"monotonic_writes"),', '"monotonous_writes"),'),
        "apps/consistency/models/pram.py:24: there is no 'monotonous_writes'",
    ),
}


@pytest.mark.parametrize("where", STARTS)
@pytest.mark.trial
def test_a_server_does_not_start_with_a_mistake_and_says_where_it_is(tmp_path: Path, where: str) -> None:
    name, (right, wrong), told = STARTS[where]
    copy = tmp_path / "lightcone"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*NOT_COPIED))
    file = copy / name
    file.write_text(file.read_text(encoding="utf-8").replace(right, wrong, 1), encoding="utf-8")
    environment = {**os.environ, "LIGHTCONE_DATA": str(tmp_path / "data"), "PORT": "0"}
    started = subprocess.run(
        [sys.executable, "manage.py", "serve"], cwd=copy, env=environment, capture_output=True, text=True, check=False
    )
    assert started.returncode == 1
    assert told in started.stderr
    assert "Traceback" not in started.stderr
