"""The rules of language that can be tested, and every text that a learner reads, taken from where it is written."""

from __future__ import annotations

import ast
import html
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from apps.tutorials.lesson import Lesson, Question

ROOT = Path(__file__).parent.parent

RULED_OUT = {
    r"^(?:Who|Whoever|What|Whatever|Whether)\b[^?]*[.!]$": "a sentence does not begin with a relative clause",
    r"^That (?:one|which)\b": "say what, not “that one”",
    r"\b(?:is|are|was|were) to (?!the\b|a\b|it\b)[a-z]+\b": "“be to” is no plan: write must, should or will",
    r"\b(?:hears?|heard|knows?|known|tells?|told) of\b": "say receives, has received, knows about",
    r"\b(?:mends?|mended|becomes? of|became of)\b": "say fix, happens to",
    r"\b(?:had|has|have) ended\b": "say completed",
    r"\b(?:gets|got) nothing of\b": "say does not see",
    r"\balike\.$": "say in the same way",
    r"\bas well\.$": "say also",
    r"(?<!\bsay )(?<!\bsays )\bso\.$|\beither\.$": "no “so” or “either” at the end: say what is so, or use “also not”",
    r"\btak(?:e|es|en|ing)\b[^.,:]{0,25}\bfor (?:the leader|crashed|dead|lost|new|chosen)\b": "say believes, treats as",
    r"\b(?:shall|anew|afresh|unasked|lest|hitherto)\b": "old-fashioned: must, again, from the beginning",
    r"\b(?:a|the|each side of a) cut\b": "the fault is a partition; Cut is a tool's name",
    r"\b(?:conductor|naive twin)\b": "say orchestrator, naive version",
    r"\bright clock\b": "say correct clock",
}
"""Constructions that learners misread, by the expression that finds them in one sentence, with the reason."""

WORDS_MAX = 25
"""More words than this in one sentence are too many for a reader of English as a second language."""

SENTENCE_END = re.compile(r"(?<=[.?!])[”)]*\s+(?=[A-Z“\[])")

PARAGRAPH_END = re.compile(
    r"</?(?:p|li|td|th|tr|h\d|dt|dd|label|button|option|summary|div|section|ul|ol|table|caption|legend|text|title|figcaption|header|nav|small|output|select|input|textarea|form)\b[^>]*>"
    r"|\n\s*\n"
)

INNERMOST_CHOICE = re.compile(
    r"\{% (?:if|for)\b[^%]*%\}((?:(?!\{% (?:if|for|endif|endfor)\b).)*?)\{% (?:endif|endfor) %\}", re.DOTALL
)
"""A choice or a repetition of a template with none inside. Its longest branch is read as part of the text around it."""

SPOKEN_ATTRIBUTES = re.compile(r'\b(?:title|aria-label|aria-description|placeholder|alt|data-title)="([^"]*)"')


def plain(text: str) -> str:
    """Return the text without tags and entities, on one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", text)).split())


def sentences(text: str) -> Iterator[str]:
    """Yield the sentences of a text that may have tags; a single word is none."""
    for paragraph in PARAGRAPH_END.split(text):
        yield from (each for each in SENTENCE_END.split(plain(paragraph)) if " " in each)


def broken_rules(sentence: str) -> list[str]:
    """Return the rules that a sentence breaks, each with its reason."""
    return [f"{why}: {sentence}" for pattern, why in RULED_OUT.items() if re.search(pattern, sentence)]


def is_long(sentence: str) -> bool:
    return len(sentence.split()) > WORDS_MAX


def _syllables(word: str) -> int:
    letters = re.sub(r"[^a-z]", "", word.lower())
    silent = bool(re.search(r"[^l]e$|[^td]ed$", letters))
    return max(1, len(re.findall(r"[aeiouy]+", letters)) - silent)


def reading_grade(texts: Iterable[str]) -> float:
    """Return the Flesch-Kincaid grade of the full sentences in some texts. Titles and options without a stop are left
    out, since they would make it look easier.
    """
    full = [sentence for text in texts for sentence in sentences(text) if sentence.endswith((".", "?", "!"))]
    words = [word for sentence in full for word in sentence.split() if re.search("[A-Za-z]", word)]
    return 0.39 * len(words) / len(full) + 11.8 * sum(map(_syllables, words)) / len(words) - 15.59


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

NOT_FOR_LEARNERS = {"migrations", "management"}
"""Folders of `apps` whose strings only operators read."""

NOT_PROSE = {ROOT / "apps/live/examples/formats.py"}
"""Modules whose long strings are data: histories in the formats that can be read."""


@cache
def templates() -> tuple[Path, ...]:
    return tuple(sorted((ROOT / "templates").rglob("*.html")))


@cache
def modules() -> tuple[Path, ...]:
    found = sorted((ROOT / "apps").rglob("*.py"))
    return tuple(path for path in found if not NOT_FOR_LEARNERS & set(path.parts) and path not in NOT_PROSE)


@cache
def scripts() -> tuple[Path, ...]:
    return tuple(sorted((ROOT / "static/js").rglob("*.js")))


def of_template(path: Path) -> Iterator[str]:
    """Yield the texts of a page: between tags, and in the attributes that are shown or read aloud."""
    text = re.sub(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", "", path.read_text(), flags=re.DOTALL)
    text = re.sub(r"<(script|style)\b.*?</\1>", "", text, flags=re.DOTALL)
    text = re.sub(r"\{\{.*?\}\}", "…", text)
    while choice := INNERMOST_CHOICE.search(text):
        branches = sorted(re.split(r"\{% (?:elif|else|empty)\b.*?%\}", choice[1]), key=len)
        yield from branches[:-1]
        text = text[: choice.start()] + branches[-1] + text[choice.end() :]
    text = re.sub(r"\{% (?:block|endblock|include)\b.*?%\}", "\n\n", text)
    text = re.sub(r"\{%.*?%\}", " ", text)
    yield from SPOKEN_ATTRIBUTES.findall(text)
    yield text


def of_python(path: Path) -> Iterator[str]:
    """Yield the strings of a module, its docstrings excepted."""
    tree = ast.parse(path.read_text())
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    parts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(part.value if isinstance(part, ast.Constant) else "…" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and not {id(node)} & (docs | parts):
            yield node.value


JS_TOKEN = re.compile(
    r"""//[^\n]*|/\*.*?\*/|"((?:\\.|[^"\\\n])*)"|`((?:\\.|\$\{[^{}]*\}|[^`\\])*)`|(\+)|([^\s"`/+]+)""", re.DOTALL
)
"""A comment, a string, a template, a plus, or other code."""


def of_script(path: Path) -> Iterator[str]:
    """Yield the strings of a script, its comments excepted. Strings that a plus joins are one."""
    said, joins = "", False
    for quoted, template, plus, code in JS_TOKEN.findall(path.read_text()):
        if string := re.sub(r"\$\{[^{}]*\}", "…", quoted or template):
            if said and not joins:
                yield said
                said = ""
            said, joins = said + string, False
        elif plus:
            joins = True
        elif code and said:
            yield said
            said, joins = "", False
    yield said
