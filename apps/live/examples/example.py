"""An example history, and a short way to write one: a line an operation."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from apps.consistency.models import MODELS

Row = tuple[str, str, str, Any, int, int]
"""Process, operation, key, value (of a read: what it returned), start, end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A history and where it is from. It breaks the models of `breaks` and keeps those of `keeps`, among others."""

    slug: str
    title: str
    see: str
    source: str
    text: str
    breaks: tuple[str, ...]
    keeps: tuple[str, ...] = ()

    @property
    def broken_title(self) -> str:
        """Return the title of the model that it is about."""
        return MODELS[self.breaks[0]].title

    @property
    def kept_title(self) -> str:
        """Return the title of a weaker model that it keeps, or an empty text."""
        return MODELS[self.keeps[0]].title if self.keeps else ""


@dataclass(frozen=True, slots=True)
class Group:
    """Examples that belong together."""

    title: str
    words: str
    examples: tuple[Example, ...]


def ops(*rows: Row) -> str:
    """Return a history as JSON, a line an operation."""
    names = ("process", "f", "key", "value", "start", "end")
    lines = ",\n  ".join(json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False) for row in rows)
    return f'{{"ops": [\n  {lines}\n]}}\n'
