"""Every text that a learner reads follows the project's rules of language: a sweep over all places that have one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from apps.live.words import words
from apps.tutorials.course import lessons
from apps.tutorials.lesson import Lesson
from tests.language import (
    ROOT,
    broken_rules,
    is_long,
    modules,
    of_lesson,
    of_python,
    of_script,
    of_template,
    reading_grade,
    scripts,
    sentences,
    templates,
)

GRADE_MAX = 9
"""Flesch-Kincaid: the years of school after which most readers understand a text at first reading."""


Reader = Callable[[Path], Iterator[str]]


def problems(texts: list[str]) -> list[str]:
    found = [sentence for text in texts for sentence in sentences(text)]
    rules = [broken for sentence in found for broken in broken_rules(sentence)]
    return rules + [f"too long: {sentence}" for sentence in found if is_long(sentence)]


@pytest.mark.parametrize("lesson", lessons().values(), ids=lambda lesson: lesson.slug)
def test_lessons_have_plain_short_sentences(lesson: Lesson) -> None:
    assert problems(list(of_lesson(lesson))) == []


@pytest.mark.parametrize("lesson", lessons().values(), ids=lambda lesson: lesson.slug)
def test_lessons_can_be_read_after_nine_years_of_school(lesson: Lesson) -> None:
    assert reading_grade(of_lesson(lesson)) <= GRADE_MAX


@pytest.mark.parametrize(
    ("paths", "read"),
    [(templates(), of_template), (modules(), of_python), (scripts(), of_script)],
    ids=["templates", "modules", "scripts"],
)
def test_pages_and_messages_have_plain_short_sentences(paths: tuple[Path, ...], read: Reader) -> None:
    found = {str(path.relative_to(ROOT)): problems(list(read(path))) for path in paths}
    assert {path: each for path, each in found.items() if each} == {}


def test_the_glossary_has_plain_short_sentences() -> None:
    assert problems([word.meaning for word in words()]) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Whoever shared it can make a new link.",
        "What was removed comes back.",
        "The coordinator is to ask everybody.",
        "It has not heard of the write.",
        "Each takes the other for crashed.",
        "A store that converges cannot answer so.",
        "Write on both sides of a cut.",
    ],
)
def test_the_sweep_finds_each_construction(sentence: str) -> None:
    assert broken_rules(sentence)


def test_the_sweep_reads_texts_wherever_they_are_written(tmp_path: Path) -> None:
    template = tmp_path / "page.html"
    template.write_text(
        '<p title="Whoever has it.">{% if a %}One{% else %}Who is up.{% endif %}{# Who is not read. #}</p>'
    )
    assert len(problems(list(of_template(template)))) == 2
    module = tmp_path / "module.py"
    module.write_text('"""Whether it is read."""\n\nTEXT = f"Whatever {1} is " "read."\nMORE = "Whoever is read."\n')
    assert len(problems(list(of_python(module)))) == 2
    script = tmp_path / "script.js"
    script.write_text('// "Who is not read."\nconst a = "Whoever " + "is read.";\nconst b = `What ${a} is.`;\n')
    assert len(problems(list(of_script(script)))) == 2


def test_the_grade_grows_with_the_length_of_sentences_and_words() -> None:
    easy = reading_grade(["The cat sat on the mat. It saw a dog. The dog ran off."])
    hard = reading_grade(
        ["Availability characterizes configurations that universally guarantee responsiveness under partitioning."]
    )
    assert easy < 2 < GRADE_MAX < hard
