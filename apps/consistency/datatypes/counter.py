"""A counter: read, and increment by a whole number, by 1 where none is given.

To a search, where no increment is negative all values above what reads returned are one value.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from apps.consistency.datatypes import register
from apps.consistency.datatypes.datatype import DataType, Semantics
from apps.consistency.history import Operation


def step(state: Any, operation: Operation, initial: Any) -> Any:
    """Return the number after an operation, or ILLEGAL."""
    if operation.action == "increment":
        return state + _amount(operation)
    return register.step(state, operation, initial)


def _amount(operation: Operation) -> int:
    return 1 if operation.value is None else int(operation.value)


def semantics(operations: Sequence[Operation], initial: Any) -> Semantics:
    """Return the semantics of a counter on which these operations were performed."""
    grows = all(_amount(operation) >= 0 for operation in operations if operation.action == "increment")
    numbers = [op.result for op in operations if op.action == "read" and isinstance(op.result, int)]
    above = max([initial, *numbers]) + 1

    def stepped(state: int, operation: Operation) -> Any:
        after = step(state, operation, initial)
        return above if grows and isinstance(after, int) and after > above else after

    return Semantics(initial, stepped)


COUNTER = DataType("counter", frozenset({"read", "increment"}), frozenset({"increment"}), 0, step, semantics)
