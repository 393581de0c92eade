"""The names of a file's operations, processes and keys: different things never share one."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from apps.consistency.formats.edn import Keyword
from apps.consistency.formats.errors import FormatError
from apps.consistency.formats.raw import RawOperation, short
from apps.consistency.formats.values import frozen
from apps.consistency.history import ONLY_KEY

SESSION_MARK = "·"


@dataclass(slots=True)
class Names:
    """Gives each value a name: `x`, and where the string "1" stands beside the number 1, `"1"`."""

    _given: dict[Any, str] = field(default_factory=dict)
    _taken: set[str] = field(default_factory=set)

    def of(self, value: Any, line: int) -> str:
        """Return the name of a value."""
        whole = frozen(value, line)
        token = (isinstance(whole, str), isinstance(whole, bool), whole)
        name = self._given.get(token)
        if name is None:
            name = self._given[token] = self.free(_plain(value, whole), _precise(whole))
        return name

    def free(self, *wished: str) -> str:
        """Return the first of some names that is not taken, and take it."""
        candidates = (*wished, *(f"{wished[-1]}{SESSION_MARK}{number}" for number in range(2, len(self._taken) + 3)))
        name = next(candidate for candidate in candidates if candidate not in self._taken)
        self._taken.add(name)
        return name


def _plain(value: Any, whole: Any) -> str:
    if isinstance(value, Keyword):
        return str(value)
    return whole if isinstance(whole, str) else _precise(whole)


def _precise(whole: Any) -> str:
    if isinstance(whole, str):
        return whole if whole.startswith(":") else json.dumps(whole, ensure_ascii=False)
    if isinstance(whole, tuple):
        return f"[{' '.join(map(_precise, whole))}]"
    return json.dumps(whole) if isinstance(whole, bool) else str(whole)


def operation_names(raws: Sequence[RawOperation]) -> dict[int, str]:
    """Return what each operation goes by, by its index: the file's names if all have one, else their numbers."""
    if any(raw.name is None for raw in raws):
        return {raw.index: f"#{raw.index}" for raw in raws}
    named: dict[str, RawOperation] = {}
    for raw in raws:
        if isinstance(raw.name, bool) or not isinstance(raw.name, str | int):
            raise FormatError(raw.line, f"the name of an operation is a text or a number, not {short(raw.name)}")
        name = str(frozen(raw.name, raw.line))
        if name in named:
            raise FormatError(raw.line, f"the name {name[:20]!r} was given on line {named[name].line:,} already")
        named[name] = raw
    return {raw.index: name for name, raw in named.items()}


def key_names(raws: Iterable[RawOperation]) -> dict[int, str]:
    """Return the key of each operation by its index; a map without a key is about one single register."""
    names = Names()
    return {raw.index: ONLY_KEY if raw.key is None else names.of(raw.key, raw.line) for raw in raws}


def session_names(raws: Iterable[RawOperation]) -> dict[int, str]:
    """Return the session of each operation by its index: its process, and a new one after each unknown outcome.

    Two operations of a process at one moment are in the order of the file.
    """
    names = Names()
    sessions: dict[int, str] = {}
    last: dict[str, RawOperation] = {}
    current: dict[str, str] = {}
    ordered = sorted(raws, key=lambda raw: (raw.start, raw.index))
    processes = {raw.index: names.of(_process(raw), raw.line) for raw in ordered}
    for raw in ordered:
        process = processes[raw.index]
        before = last.get(process)
        if before is not None and before.end is None:
            current[process] = _next_session(names, process, current.get(process, process))
        elif before is not None and before.end is not None and raw.start < before.end:
            raise FormatError(
                raw.line,
                f"process {process} has two operations open at once: this one and that of line {before.line:,}",
            )
        last[process] = raw
        sessions[raw.index] = current.get(process, process)
    return sessions


def _process(raw: RawOperation) -> Any:
    if raw.process is None or isinstance(raw.process, bool) or not isinstance(raw.process, str | int | Decimal):
        raise FormatError(raw.line, f"a process is a name or a number, not {short(raw.process)}")
    return raw.process


def _next_session(names: Names, process: str, now: str) -> str:
    number = 2 if now == process else int(now.rpartition(SESSION_MARK)[2]) + 1
    return names.free(f"{process}{SESSION_MARK}{number}")


def returned_names(raw: RawOperation, known: frozenset[str]) -> tuple[str, ...] | None:
    """Return the writes that an operation observed, where the file says so by their names, all of them `known`."""
    if raw.returned is None or not known:
        return None
    found = frozen(raw.returned, raw.line)
    if not isinstance(found, tuple) or not all(isinstance(name, str) for name in found) or not known.issuperset(found):
        raise FormatError(raw.line, f"'returned' lists names of operations, not {short(raw.returned)}")
    return found
