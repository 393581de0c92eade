"""A set: read, add, remove. Adding an element that is there, or removing one that is not, changes nothing.

To a search, a state is the bits of a number, one for each element; where nothing is ever removed, every set that no
read's result includes is as good as any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from apps.consistency.datatypes.datatype import ILLEGAL, DataType, Semantics, token
from apps.consistency.history import Operation

UNREAD = -1
"""A set with an element too many for every read."""


def step(state: Any, operation: Operation, initial: Any) -> Any:
    """Return the set after an operation, or ILLEGAL."""
    if operation.action == "add":
        return state | {operation.value}
    if operation.action == "remove":
        return state - {operation.value}
    return state if state == _result(operation, initial) else ILLEGAL


def _result(operation: Operation, initial: Any) -> frozenset[Any]:
    return frozenset(initial if operation.result is None else operation.result)


def semantics(operations: Sequence[Operation], initial: Any) -> Semantics:
    """Return the semantics of a set on which these operations were performed."""
    bits: dict[Any, int] = {}

    def number(elements: Iterable[Any]) -> int:
        total = 0
        for element in elements:
            total |= 1 << bits.setdefault(token(element), len(bits))
        return total

    read = {op.operation: number(_result(op, initial)) for op in operations if op.action == "read"}
    results = set(read.values())
    grows = all(operation.action != "remove" for operation in operations)

    def told(state: int) -> int:
        """Return the state, or UNREAD if nothing can be read of it any more."""
        return UNREAD if grows and not any(state & ~result == 0 for result in results) else state

    def stepped(state: int, operation: Operation) -> Any:
        if operation.action == "read":
            return state if state == read[operation.operation] else ILLEGAL
        element = number((operation.value,))
        return told(state | element) if operation.action == "add" else state & ~element

    return Semantics(told(number(initial)), stepped)


SET = DataType("set", frozenset({"read", "add", "remove"}), frozenset({"add", "remove"}), frozenset(), step, semantics)
