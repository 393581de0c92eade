"""The rules of language that can be tested, and every text that a learner reads, taken from where it is written."""

from __future__ import annotations

import ast
import html
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from apps.tutorials.lesson import Lesson, Question

ROOT = Path(__file__).parent.parent

RULED_OUT = {
    r"^(?:Who|Whoever|Whatever|Whether)\b[^?]*[.!]$": "a sentence does not begin with a relative clause",
    r"^That (?:one|which)\b": "say what, not “that one”",
    r"\b(?:is|are|was|were) to (?!the\b|a\b|it\b)[a-z]+\b": "“be to” is no plan: write must, should or will",
    r"\b(?:hears?|heard|knows?|known|tells?|told) of\b": "say receives, has received, knows about",
    r"\b(?:mends?|mended|becomes? of|became of)\b": "say fix, happens to",
    r"\b(?:had|has|have) ended\b": "say completed",
    r"\b(?:gets|got) nothing of\b": "say does not see",
    r"\balike\.$": "say in the same way",
    r"\bas well\.$": "say also",
    r"\b(?:a|the|each side of a) cut\b": "the fault is a partition; Cut is a tool's name",
    r"\b(?:conductor|naive twin)\b": "say orchestrator, naive version",
    r"\bright clock\b": "say correct clock",
}
"""Constructions that learners misread, by the expression that finds them in one sentence, with the reason."""

WORDS_MAX = 25
"""More words than this in one sentence are too many for a reader of English as a second language."""

SENTENCE_END = re.compile(r"(?<=[.?!])[”)]*\s+(?=[A-Z“\[])")

PARAGRAPH_END = re.compile(
    r"</?(?:p|li|td|th|tr|h\d|dt|dd|label|button|option|summary|div|section|ul|ol|table|caption|legend|a|text|title)\b[^>]*>"
    r"|\n\s*\n"
)

SPOKEN_ATTRIBUTES = re.compile(r'\b(?:title|aria-label|aria-description|placeholder|alt|data-title)="([^"]*)"')


def plain(text: str) -> str:
    """Return the text without tags and entities, on one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", text)).split())


def sentences(text: str) -> Iterator[str]:
    """Yield the sentences of a text that may have tags."""
    for paragraph in PARAGRAPH_END.split(text):
        yield from (each for each in SENTENCE_END.split(plain(paragraph)) if each)


def broken_rules(sentence: str) -> list[str]:
    """Return the rules that a sentence breaks, each with its reason."""
    return [f"{why}: {sentence}" for pattern, why in RULED_OUT.items() if re.search(pattern, sentence)]


def is_long(sentence: str) -> bool:
    return len(sentence.split()) > WORDS_MAX


# Lessons


def of_question(question: Question | None) -> Iterator[str]:
    if question is not None:
        yield question.text
        for option in question.options:
            yield option.text
            yield option.because


def of_lesson(lesson: Lesson) -> Iterator[str]:
    """Yield every text that a learner reads of a lesson."""
    yield lesson.question
    yield lesson.introduction
    for step in lesson.steps:
        yield from (step.title, step.task, step.explanation, *step.hints)
        yield from (each.goal.title for each in step.goals)
        yield from (each.title for each in step.deeds)
        if step.see is not None:
            yield from (step.see.question, step.see.wrong)
        yield from of_question(step.prediction)
    for run in lesson.runs.values():
        yield run.title
        yield from (goal.title for goal in run.shows)
    yield from of_question(lesson.transfer)


# The pages, the program and its script

FOR_OPERATORS = ("migrations", "management", "scripts")
"""Folders of `apps` whose strings no learner reads."""


@cache
def templates() -> tuple[Path, ...]:
    return tuple(sorted((ROOT / "templates").rglob("*.html")))


def of_template(path: Path) -> Iterator[str]:
    """Yield the texts of a page: between tags, and in the attributes that are shown or read aloud."""
    text = re.sub(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", "", path.read_text(), flags=re.DOTALL)
    text = re.sub(r"<(script|style|svg)\b.*?</\1>", "", text, flags=re.DOTALL)
    text = re.sub(r"\{\{.*?\}\}", "…", text)
    text = re.sub(r"\{% (?:else|elif|if|endif|for|endfor|block|endblock|include|empty)\b.*?%\}", "\n\n", text)
    text = re.sub(r"\{%.*?%\}", " ", text)
    yield from SPOKEN_ATTRIBUTES.findall(text)
    yield text


def of_python(path: Path) -> Iterator[str]:
    """Yield the strings of a module that have three words or more, its docstrings excepted."""
    tree = ast.parse(path.read_text())
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    parts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(part.value if isinstance(part, ast.Constant) else "…" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and not {id(node)} & (docs | parts):
            yield node.value


JS_TOKEN = re.compile(r"""//[^\n]*|/\*.*?\*/|"((?:\\.|[^"\\\n])*)"|`((?:\\.|\$\{[^{}]*\}|[^`\\])*)`""", re.DOTALL)


def of_script(path: Path) -> Iterator[str]:
    """Yield the strings of a script, its comments excepted."""
    for quoted, template in JS_TOKEN.findall(path.read_text()):
        yield re.sub(r"\$\{[^{}]*\}", "…", quoted or template)
