"""The reading of something ambiguous in a file, and the option that decides otherwise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from apps.consistency.formats.imported import Imported


@dataclass(frozen=True, slots=True)
class Choice:
    """One sentence on how an ambiguity was read, and the option that decides otherwise.

    `otherwise` gives the history as the option would read it, where the answer should say whether that changes a
    verdict.
    """

    text: str
    option: str
    otherwise: Callable[[], Imported] | None = None


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: `1 read`, `2 reads`."""
    return f"{number:,} {noun}{'s' * (number != 1)}"
