"""A register: read, write and, of a cas-register, compare-and-set with the pair (expected, new).

To a search, all values that no read returned and no compare-and-set expected are one value.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from typing import Any

from apps.consistency.datatypes.datatype import ILLEGAL, DataType, Semantics, same, token
from apps.consistency.history import Operation

UNSEEN = object()
"""Stands for every value that nobody looked for."""


def step(state: Any, operation: Operation, initial: Any) -> Any:
    """Return the value after an operation, or ILLEGAL."""
    if operation.action == "write":
        return operation.value
    if operation.action == "read":
        return state if same(state, _wanted(operation, initial)) else ILLEGAL
    equal = same(state, _wanted(operation, initial))
    if operation.result is False:
        return ILLEGAL if equal else state
    return operation.value[1] if equal else ILLEGAL


def _wanted(operation: Operation, initial: Any) -> Any:
    """Return the value that a read returned, or that a compare-and-set expected."""
    wanted = operation.value[0] if operation.action == "cas" else operation.result
    return initial if wanted is None else wanted


def semantics(operations: Sequence[Operation], initial: Any) -> Semantics:
    """Return the semantics of a register on which these operations were performed."""
    seen = {token(initial), *_looked_for(operations, initial)}

    def value(written: Any) -> Hashable:
        found = token(written)
        return found if found in seen else UNSEEN

    def stepped(state: Any, operation: Operation) -> Any:
        if operation.action == "write":
            return value(operation.value)
        equal = state == token(_wanted(operation, initial))
        if operation.action == "read" or operation.result is False:
            return state if equal == (operation.action == "read") else ILLEGAL
        return value(operation.value[1]) if equal else ILLEGAL

    return Semantics(token(initial), stepped)


def _looked_for(operations: Sequence[Operation], initial: Any) -> Iterator[Hashable]:
    return (token(_wanted(operation, initial)) for operation in operations if operation.action != "write")


BLIND = frozenset({"write"})
REGISTER = DataType("register", frozenset({"read", "write"}), BLIND, None, step, semantics)
CAS_REGISTER = DataType("cas-register", frozenset({"read", "write", "cas"}), BLIND, None, step, semantics)
