"""The reading of a history's file, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

KINDS: Mapping[str, str] = {
    "cas-register": "a compare-and-set register",
    "append": "an append register",
}
"""The kinds of data whose names alone do not say what a key holds."""


ANY_VALUE = "VALUE"


@dataclass(frozen=True, slots=True)
class Choice:
    """The reading of something ambiguous, and the option that reads it the other way.

    Where the option needs a value that nobody can guess, `value` is empty.
    """

    text: str
    option: str
    name: str
    value: str


def read_as_line(read_as: Mapping[str, Any]) -> str:
    """Return the sentence over a judged history: `Read as Jepsen EDN: a register with 2 keys, 5 operations of …`."""
    parts = [f"{_kind(read_as)}, {counted(read_as['operations'], 'operation')} of {_sessions(read_as)}"]
    if read_as["unknown"]:
        parts.append(f"{read_as['unknown']:,} of unknown outcome")
    if read_as["failed"]:
        parts.append(f"{read_as['failed']:,} failed")
    ignored = f"; ignored {', '.join(read_as['ignored'])}" if read_as["ignored"] else ""
    return f"Read as {read_as['format']}: {', '.join(parts)}{ignored}."


def short_title(read_as: Mapping[str, Any]) -> str:
    """Return a name for a history that has none: `5 operations on a register, Jepsen EDN`."""
    return f"{counted(read_as['operations'], 'operation')} on {_kind(read_as)}, {read_as['format']}"


def choices(read_as: Mapping[str, Any]) -> list[Choice]:
    """Return the choices that mattered, each with the option that decides otherwise."""
    return [_choice(each["text"], each["option"]) for each in read_as["choices"]]


def counted(count: int, thing: str) -> str:
    """Return a number with its noun: `1 key`, `2,000 keys`."""
    return f"{count:,} {thing}{'s' * (count != 1)}"


def _kind(read_as: Mapping[str, Any]) -> str:
    kind = KINDS.get(read_as["data"], f"a {read_as['data']}")
    return f"{kind} with {counted(read_as['keys'], 'key')}" if read_as["keys"] > 1 else kind


def _sessions(read_as: Mapping[str, Any]) -> str:
    return counted(read_as["sessions"], "session")


def _choice(text: str, option: str) -> Choice:
    name, _, value = option.removeprefix("--").partition(" ")
    return Choice(text, option, name.replace("-", "_"), "" if value == ANY_VALUE else value)
