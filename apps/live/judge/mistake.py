"""The lines of a history's text that a refusal speaks of, by the line number in its words."""

from __future__ import annotations

import re
from dataclasses import dataclass

LINE = re.compile(r"^line ([\d,]+): ")
LINES_AROUND = 2
LINE_CHARS_MAX = 240


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a text: its number, and whether it is the one with the mistake."""

    number: int
    text: str
    wrong: bool


def lines_around(message: str, text: bytes) -> list[Line]:
    """Return the line that the message names with those around it, or nothing if it names none."""
    found = LINE.match(message)
    if found is None:
        return []
    number = int(found[1].replace(",", ""))
    lines = text.decode(errors="replace").split("\n")
    first, last = max(1, number - LINES_AROUND), min(len(lines), number + LINES_AROUND)
    return [Line(at, _clipped(lines[at - 1]), at == number) for at in range(first, last + 1)]


def _clipped(line: str) -> str:
    line = line.rstrip("\r")
    return line if len(line) <= LINE_CHARS_MAX else f"{line[:LINE_CHARS_MAX]}…"
