"""A mutex, as Knossos has it: acquire takes it if it is free, release gives it back if it is held.

It does not know who holds it: anybody may release it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from apps.consistency.datatypes.datatype import ILLEGAL, DataType, Semantics
from apps.consistency.history import Operation

HELD = "held"


def step(state: Any, operation: Operation, initial: Any) -> Any:
    """Return who has the mutex after an operation, None or HELD, or ILLEGAL."""
    if operation.action == "acquire":
        return HELD if state is None else ILLEGAL
    return None if state == HELD else ILLEGAL


def semantics(operations: Sequence[Operation], initial: Any) -> Semantics:
    """Return the semantics of a mutex."""
    return Semantics(initial, lambda state, operation: step(state, operation, initial))


MUTEX = DataType("mutex", frozenset({"acquire", "release"}), frozenset(), None, step, semantics)
