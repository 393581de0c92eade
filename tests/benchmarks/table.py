"""The table that `make bench` prints."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """A figure, what it is measured against in the same run, their ratio, and the aim."""

    what: str
    figure: str
    against: str
    other: str
    ratio: float | None
    aim: str


def render(rows: Iterable[Row]) -> str:
    """The rows under headings, in columns."""
    cells = [("what", "figure", "against", "figure", "ratio", "aim")]
    cells += [
        (row.what, row.figure, row.against, row.other, "" if row.ratio is None else f"{row.ratio:.2f}", row.aim)
        for row in rows
    ]
    widths = [max(len(row[column]) for row in cells) for column in range(6)]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in cells)
