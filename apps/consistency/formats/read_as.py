"""A history that was read from a file, and how it was read: the options, and what was decided where it is ambiguous."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from apps.consistency.formats.faults import Fault
from apps.consistency.history import Operation


@dataclass(frozen=True, slots=True)
class Choice:
    """One sentence on how an ambiguity was read, and the option that decides otherwise.

    `otherwise` gives the history as the option would read it, where the answer should say whether that changes a
    verdict.
    """

    text: str
    option: str
    otherwise: Callable[[], Imported] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The options by which a file is read; None where the file itself should tell.

    `data` is the kind of data, `initial` its first value as JSON or text, `keyed` whether values are [key, value], and
    `failed_cas` what a compare-and-set that failed without an error is (`outcomes.FAILED_CAS`).
    """

    data: str | None = None
    initial: str | None = None
    keyed: bool | None = None
    failed_cas: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadAs:
    """The reading of a file: its format, what was ignored, and how ambiguities were decided."""

    format: str
    ignored: tuple[str, ...]
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """A history, what its data are, their initial value, and the fault lane.

    `operations` are in order of invocation, those that failed among them. `lines` finds operations in the file,
    `numbers` has their places there, from 0.
    """

    operations: tuple[Operation, ...]
    data: str
    initial: Any
    faults: tuple[Fault, ...]
    lines: Mapping[str, int]
    numbers: Mapping[str, int]
    read_as: ReadAs


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: `1 read`, `2 reads`."""
    return f"{number:,} {noun}{'s' * (number != 1)}"
