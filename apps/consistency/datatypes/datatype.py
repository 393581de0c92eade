"""A kind of data: its operations and what each does, one at a time.

A step returns the state after an operation, or ILLEGAL if the operation could not have answered so in that state. A
read of null read the initial value. An operation that did not answer may have had any outcome; a compare-and-set among
them is legal only where it swaps, since otherwise it might as well not have happened.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

from apps.consistency.history import Operation


class Illegal:
    """The outcome of an operation that could not have answered so."""


ILLEGAL = Illegal()

Step = Callable[[Any, Operation, Any], Any]
"""The state before, the operation, the initial value; to the state after."""


@dataclass(frozen=True, slots=True)
class Semantics:
    """One key's data as a search sees them: `step` takes a state and an operation to the state after, or ILLEGAL.

    States are hashable. Two states that no operation of the history tells apart, now or later, may be one state here:
    that keeps a search small.
    """

    initial: Hashable
    step: Callable[[Any, Operation], Any]


@dataclass(frozen=True, slots=True)
class DataType:
    """A kind of data: which operations it has, its usual initial value, what each does.

    `blind` are the actions that change the state and are legal in every state. `semantics` takes all operations of a
    key and its initial value.
    """

    name: str
    actions: frozenset[str]
    blind: frozenset[str]
    initial: Any
    step: Step
    semantics: Callable[[Sequence[Operation], Any], Semantics]


def same(value: Any, other: Any) -> bool:
    """Return whether two values are the same to a client: true is not 1."""
    return bool(value == other) and isinstance(value, bool) == isinstance(other, bool)


def token(value: Any) -> Hashable:
    """Return a stand-in for a value that can be looked up: true is not 1."""
    return (bool, value) if isinstance(value, bool) else value
