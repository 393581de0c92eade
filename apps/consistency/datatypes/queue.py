"""A queue, first in first out: enqueue and dequeue. A dequeue that answers null found the queue empty.

To a search, what stands behind an element that nobody dequeued is never seen again, unless a dequeue's outcome is
unknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from apps.consistency.datatypes.datatype import ILLEGAL, DataType, Semantics, same, token
from apps.consistency.history import Operation


def step(state: Any, operation: Operation, initial: Any) -> Any:
    """Return the queue after an operation, first element first, or ILLEGAL."""
    if operation.action == "enqueue":
        return (*state, operation.value)
    if operation.status != "ok":
        return state[1:]
    if operation.result is None:
        return ILLEGAL if state else state
    return state[1:] if state and same(state[0], operation.result) else ILLEGAL


def semantics(operations: Sequence[Operation], initial: Any) -> Semantics:
    """Return the semantics of a queue on which these operations were performed."""
    dequeues = [operation for operation in operations if operation.action == "dequeue"]
    taken = {token(operation.result) for operation in dequeues}
    certain = all(operation.status == "ok" for operation in dequeues)

    def seen(state: Any) -> Any:
        """Return the queue up to the first element that nobody dequeued."""
        if certain:
            for place, element in enumerate(state):
                if token(element) not in taken:
                    return state[: place + 1]
        return state

    def stepped(state: Any, operation: Operation) -> Any:
        after = step(state, operation, initial)
        return after if after is ILLEGAL else seen(after)

    return Semantics(seen(tuple(initial)), stepped)


QUEUE = DataType("queue", frozenset({"enqueue", "dequeue"}), frozenset({"enqueue"}), (), step, semantics)
