"""Transactions of one micro-operation each, as Elle has them, read as the plain operations that they are.

`[[:r k v]]` reads, `[[:w k v]]` writes and `[[:append k v]]` appends. Transactions of several micro-operations are
refused: their isolation is judged by other models.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from apps.consistency.formats.errors import FormatError
from apps.consistency.formats.raw import RawOperation, short

TRANSACTION = "txn"
MICRO_OPERATIONS = {"r": "read", "read": "read", "w": "write", "write": "write", "append": "append"}
LATER = "isolation of transactions is judged by other models, which are not here yet"


def as_plain_operations(raws: Iterable[RawOperation]) -> list[RawOperation]:
    """Return the operations with each transaction replaced by the one operation that it consists of."""
    return [_plain(raw) if raw.f == TRANSACTION else raw for raw in raws]


def _plain(raw: RawOperation) -> RawOperation:
    action, key, argument = _only(raw.argument, raw.line)
    result = argument
    if raw.status == "ok" and raw.result is not None:
        completed, key_completed, result = _only(raw.result, raw.line)
        if (completed, key_completed) != (action, key):
            raise FormatError(
                raw.line, f"this transaction was invoked as {short(raw.argument)}, not {short(raw.result)}"
            )
    return replace(raw, f=action, key=key, argument=None if action == "read" else argument, result=result)


def _only(value: Any, line: int) -> tuple[str, Any, Any]:
    """Return action, key and value of a transaction's only micro-operation."""
    if not isinstance(value, list | tuple):
        raise FormatError(line, f"a transaction is a list of operations like [:r 3 nil], not {short(value)}")
    if len(value) != 1:
        raise FormatError(line, f"this transaction has {len(value)} operations; {LATER}")
    micro = value[0]
    if not isinstance(micro, list | tuple) or len(micro) != 3 or not isinstance(micro[0], str):
        raise FormatError(line, f"an operation of a transaction is like [:r 3 nil], not {short(micro)}")
    action = MICRO_OPERATIONS.get(micro[0].removeprefix(":"))
    if action is None:
        raise FormatError(line, f"an operation of a transaction is r, w or append, not {short(micro[0])}")
    if micro[1] is None:
        raise FormatError(line, f"this operation of a transaction has no key: {short(micro)}")
    return action, micro[1], micro[2]
