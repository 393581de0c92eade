"""A lesson's Markdown as a list of headings, prose and blocks, each with its line.

Prose becomes HTML; a fenced block becomes its kind (the first word after the fence), attributes and text. Links of
prose that begin with `run:` or `source:` are resolved by whoever shows it; which there are is kept with their lines.
"""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

PARSER = MarkdownIt("commonmark", {"html": False, "typographer": False}).enable("table")

LINKS = ("run", "source")


class LessonError(Exception):
    """A mistake in a lesson, with its file and line."""

    def __init__(self, file: str, line: int, message: str) -> None:
        super().__init__(f"{file}:{line}: {message}")
        self.line = line


@dataclass(frozen=True, slots=True)
class Link:
    """A link of prose to a run or a source."""

    kind: str
    name: str
    line: int


@dataclass(slots=True)
class Heading:
    """A heading of level 1 to 3."""

    level: int
    text: str
    line: int


@dataclass(slots=True)
class Prose:
    """Paragraphs, lists, tables: as HTML."""

    html: str
    line: int
    links: list[Link]


@dataclass(slots=True)
class Block:
    """A fenced block: its kind, the attributes after it, and its text, which begins on the line after `line`."""

    file: str
    kind: str
    attributes: Mapping[str, str]
    text: str
    line: int

    def toml(self) -> dict[str, Any]:
        """Its text, read as TOML."""
        try:
            return tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            at = re.search(r"at line (\d+)", str(error))
            raise LessonError(self.file, self.line + (int(at[1]) if at else 0), f"This is no TOML: {error}.") from None

    def line_of(self, name: str) -> int:
        """The line on which a member of its TOML is set."""
        found = re.search(rf"^\s*{re.escape(name)}\s*=", self.text, re.MULTILINE)
        return self.line + (self.text.count("\n", 0, found.start()) + 1 + found[0].count("\n") if found else 0)

    def error(self, message: str, name: str = "") -> LessonError:
        """A mistake in it, or in one of its members."""
        return LessonError(self.file, self.line_of(name) if name else self.line, message)


Part = Heading | Prose | Block


def read_parts(file: str, text: str) -> list[Part]:
    """The parts of a file, in order; raises LessonError."""
    tokens = PARSER.parse(text)
    parts: list[Part] = []
    at = 0
    while at < len(tokens):
        end = _end(tokens, at)
        group = tokens[at:end]
        parts.append(_part(file, group))
        at = end
    return _joined(parts)


def _end(tokens: list[Token], at: int) -> int:
    """The end of the top-level element that begins here."""
    depth = 0
    for number in range(at, len(tokens)):
        depth += tokens[number].nesting
        if depth == 0:
            return number + 1
    return len(tokens)


def _part(file: str, group: list[Token]) -> Part:
    first = group[0]
    line = (first.map or [0])[0] + 1
    if first.type == "heading_open":
        return Heading(int(first.tag[1]), group[1].content, line)
    if first.type == "fence" and first.info.strip():
        return _block(file, first, line)
    return Prose(PARSER.renderer.render(group, PARSER.options, {}), line, _links(file, group, line))


def _block(file: str, fence: Token, line: int) -> Block:
    kind, *words = shlex.split(fence.info)
    attributes = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals:
            raise LessonError(file, line, f"After the kind of a block come attributes like seed=3, not {word!r}.")
        attributes[name] = value
    return Block(file, kind, attributes, fence.content, line)


def _links(file: str, group: list[Token], line: int) -> list[Link]:
    found = []
    for token in group:
        at = (token.map or [line - 1])[0] + 1
        for child in token.children or ():
            if child.type != "link_open":
                continue
            kind, _, name = str(child.attrGet("href")).partition(":")
            if kind not in (*LINKS, "https"):
                raise LessonError(file, at, f"A link leads to run:NAME, source:NAME or https://…, not to {kind!r}.")
            found.append(Link(kind, name, at))
    return found


def _joined(parts: list[Part]) -> list[Part]:
    """Prose that stands together as one part."""
    joined: list[Part] = []
    for part in parts:
        last = joined[-1] if joined else None
        if isinstance(part, Prose) and isinstance(last, Prose):
            last.html += part.html
            last.links += part.links
        else:
            joined.append(part)
    return joined
