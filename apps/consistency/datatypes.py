"""What each kind of data does, one operation at a time: the sequential specifications that a search tries.

| data | operations | state | initially |
|---|---|---|---|
| register, cas-register | read, write, cas (expected, new) | a value | null |
| append | read, write, append | a string, or a list | empty |
| counter | read, increment by | a number | 0 |
| set | read, add, remove | a set | empty |
| queue | enqueue, dequeue | a queue, first in first out | empty |
| mutex | acquire, release | held or free | free |

A step gives the state after an operation, ILLEGAL if it could not have answered so. A read of null read the initial
value. An operation that did not answer may have had any outcome; a compare-and-set among them is tried only where it
swaps, since otherwise it might as well not have happened.

Choices: adding an element that is there, or removing one that is not, changes nothing. A dequeue that answers null
found the queue empty. A mutex does not know who holds it: anybody may release it (as Knossos' plain mutex).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from apps.consistency.history import Operation


class Illegal:
    """The outcome of an operation that could not have answered so."""


ILLEGAL = Illegal()

Step = Callable[[Any, Operation, Any], Any]
"""The state before, the operation, the initial value; to the state after."""


@dataclass(frozen=True, slots=True)
class DataType:
    """A kind of data: which operations it has, its usual initial value, what each does."""

    name: str
    actions: frozenset[str]
    initial: Any
    step: Step


def _register(state: Any, operation: Operation, initial: Any) -> Any:
    if operation.action == "write":
        return operation.value
    if operation.action == "read":
        wanted = initial if operation.result is None else operation.result
        return state if same(state, wanted) else ILLEGAL
    expected, new = operation.value
    equal = same(state, initial if expected is None else expected)
    if operation.result is False:
        return ILLEGAL if equal else state
    return new if equal else ILLEGAL


def _append(state: Any, operation: Operation, initial: Any) -> Any:
    if operation.action == "append":
        return (*state, operation.value) if isinstance(state, tuple) else f"{state}{operation.value}"
    return _register(state, operation, initial)


def _counter(state: Any, operation: Operation, initial: Any) -> Any:
    if operation.action == "increment":
        return state + (1 if operation.value is None else operation.value)
    return _register(state, operation, initial)


def _set(state: Any, operation: Operation, initial: Any) -> Any:
    if operation.action == "add":
        return state | {operation.value}
    if operation.action == "remove":
        return state - {operation.value}
    wanted = initial if operation.result is None else frozenset(operation.result)
    return state if state == wanted else ILLEGAL


def _queue(state: Any, operation: Operation, initial: Any) -> Any:
    if operation.action == "enqueue":
        return (*state, operation.value)
    if operation.status != "ok":
        return state[1:]
    if operation.result is None:
        return ILLEGAL if state else state
    return state[1:] if state and same(state[0], operation.result) else ILLEGAL


HELD = "held"


def _mutex(state: Any, operation: Operation, initial: Any) -> Any:
    if operation.action == "acquire":
        return HELD if state is None else ILLEGAL
    return None if state == HELD else ILLEGAL


def same(value: Any, other: Any) -> bool:
    """Whether two values are the same to a client: true is not 1."""
    return bool(value == other) and isinstance(value, bool) == isinstance(other, bool)


DATA: Mapping[str, DataType] = {
    data.name: data
    for data in (
        DataType("register", frozenset({"read", "write"}), None, _register),
        DataType("cas-register", frozenset({"read", "write", "cas"}), None, _register),
        DataType("append", frozenset({"read", "write", "append"}), "", _append),
        DataType("counter", frozenset({"read", "increment"}), 0, _counter),
        DataType("set", frozenset({"read", "add", "remove"}), frozenset(), _set),
        DataType("queue", frozenset({"enqueue", "dequeue"}), (), _queue),
        DataType("mutex", frozenset({"acquire", "release"}), None, _mutex),
    )
}

REGISTERS = ("register", "cas-register")
"""The kinds of data whose reads return what one write wrote."""
