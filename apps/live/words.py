"""The field's terms, each defined once: under the pointer where it first appears, and in the glossary."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("words.toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A term. `pattern` is the regular expression by which a text is known to use it."""

    name: str
    term: str
    pattern: str
    meaning: str


@cache
def words() -> tuple[Word, ...]:
    """Every term, in the order of the alphabet."""
    read = tomllib.loads(FILE.read_text(encoding="utf-8"))
    found = (Word(name=name, **members) for name, members in read.items())
    return tuple(sorted(found, key=lambda each: each.term.lower()))
