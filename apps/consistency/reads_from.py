"""Which write each read returned, where the history does not say.

In a live lab every write carries its own identity, and `returned` is known. In an imported history of a register:

1. a read of null, or of the initial value, returned the initial value, unless a write wrote that value too;
2. a read of a value that one write of its key wrote returned that write;
3. a read of a value that nobody wrote is thin air;
4. a read of a value written several times is left open, with its choices.

Keys of other data than registers are left as they are: their reads return no single write.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from apps.consistency.datatypes import token
from apps.consistency.history import Operation

THIN_AIR = "thin air"
"""Stands in `returned` for the write that a read of thin air would need; no operation goes by that name."""

Choices = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Resolved:
    """The operations, `returned` filled in where it is certain; `choices` has by identity what else reads may have
    returned.
    """

    operations: tuple[Operation, ...]
    choices: Mapping[str, Choices]


def resolved(operations: Sequence[Operation], initial: Any = None) -> Resolved:
    """Return what is known of which write each read returned."""
    written = _written(operations)
    registers = _registers(operations)
    first = {None, token(initial)}
    offers: dict[tuple[str, Hashable], Choices] = {}
    choices: dict[str, Choices] = {}
    found = []
    for operation in operations:
        if not operation.reads or operation.returned is not None or operation.key not in registers:
            found.append(operation)
            continue
        value = operation.key, token(operation.result)
        if value not in offers:
            offers[value] = (*([()] if value[1] in first else []), *((name,) for name in written.get(value, ())))
        offered = offers[value]
        if len(offered) > 1:
            choices[operation.operation] = offered
            found.append(operation)
        else:
            found.append(replace(operation, returned=offered[0] if offered else (THIN_AIR,)))
    return Resolved(tuple(found), choices)


def _registers(operations: Sequence[Operation]) -> set[str]:
    """The keys that are only read and written."""
    happened = [operation for operation in operations if operation.status != "fail"]
    others = {operation.key for operation in happened if operation.action not in ("read", "write")}
    return {operation.key for operation in operations} - others


def _written(operations: Sequence[Operation]) -> dict[tuple[str, Hashable], list[str]]:
    """The writes that may have happened, by key and value."""
    written: dict[tuple[str, Hashable], list[str]] = {}
    for operation in operations:
        if operation.writes:
            written.setdefault((operation.key, token(operation.value)), []).append(operation.operation)
    return written
