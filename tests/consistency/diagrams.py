"""Histories drawn in docstrings: a line a session, a box an operation, its width its time.

    alice   |--w x=1--|  |--r x=∅--|

As replicated, the versions of a key are in order of their values.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from apps.consistency import Operation

BOX = re.compile(r"\|--(w|r) (\w+)=(\d+|∅)--\|")
HEADING = re.compile(r"^Keeps ([^;]+); breaks `(\w+)`[^:]*?(?:\([^)]*\))?:\n\n((?:    \S.*\n?)+)", re.MULTILINE)


@dataclass(frozen=True)
class Boundary:
    """A history, the models that it keeps and the one that it breaks."""

    keeps: tuple[str, ...]
    breaks: str
    history: tuple[Operation, ...]


def boundaries(docstring: str) -> list[Boundary]:
    """The histories drawn in a docstring, with what it says of them."""
    return [
        Boundary(tuple(re.findall(r"`(\w+)`", keeps)), breaks, drawn(picture))
        for keeps, breaks, picture in HEADING.findall(docstring)
    ]


def drawn(picture: str) -> tuple[Operation, ...]:
    """The operations of a picture."""
    boxes = [
        (line.split()[0], place, box)
        for line in picture.splitlines()
        for place, box in enumerate(BOX.finditer(line), 1)
    ]
    writer = {(box[2], box[3]): f"{session}#{place}" for session, place, box in boxes if box[1] == "w"}
    return tuple(_operation(session, place, box, writer) for session, place, box in boxes)


def _operation(session: str, place: int, box: re.Match[str], writer: dict[tuple[str, str], str]) -> Operation:
    reads, initial = box[1] == "r", box[3] == "∅"
    source = () if initial else (writer[box[2], box[3]],)
    return Operation(
        operation=f"{session}#{place}",
        process=session,
        action="read" if reads else "write",
        key=box[2],
        value=None if reads else int(box[3]),
        result=int(box[3]) if reads and not initial else None,
        invoked=box.start(),
        completed=box.end(),
        status="ok",
        stamps=() if initial else (int(box[3]),),
        returned=source if reads else None,
    )
