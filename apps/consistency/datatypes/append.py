"""A string or a list that is appended to: read, append and write, which replaces it.

An append adds its string to a string, and its value as one more element to a list (where the initial value is a tuple,
or a read returned one).

To a search, a state is a prefix of something that a read returned: every other state is as good as any other, since no
read tells it and no append leads back. A prefix is known by its length and by the first result, in sorted order, that
begins with it, so that a step takes time in the length of what is appended, not of what is there.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from apps.consistency.datatypes import register
from apps.consistency.datatypes.datatype import ILLEGAL, DataType, Semantics, token
from apps.consistency.history import Operation

Whole = Sequence[Any]
"""A string, or the numbers of a list's elements."""

Prefix = tuple[int, int]
"""The place of the first sorted result that begins so, and the length."""

UNREAD: Prefix = (-1, 0)
"""A state that no read returns, and from which no append leads to one."""


def step(state: Any, operation: Operation, initial: Any) -> Any:
    """Return the string or list after an operation, or ILLEGAL."""
    if operation.action == "append":
        return (*state, operation.value) if isinstance(state, tuple) else str(state) + str(operation.value)
    return register.step(state, operation, initial)


class Prefixes:
    """The prefixes of the results of reads."""

    def __init__(self, results: Sequence[Whole]) -> None:
        self.results: list[Any] = sorted(set(results))
        self._shared = [_shared(one, other) for one, other in pairwise(self.results)]

    def find(self, whole: Whole) -> Prefix:
        """Return the prefix that equals a whole string or list."""
        place = bisect_left(self.results, whole)
        found = place < len(self.results) and self.results[place][: len(whole)] == whole
        return (place, len(whole)) if found else UNREAD

    def extended(self, prefix: Prefix, piece: Whole) -> Prefix:
        """Return the prefix with a piece behind it."""
        place, length = prefix
        while place >= 0:
            if self.results[place][length : length + len(piece)] == piece:
                return place, length + len(piece)
            place = place + 1 if place < len(self._shared) and self._shared[place] >= length else -1
        return UNREAD


def _shared(one: Whole, other: Whole) -> int:
    """Return the length of what two strings or lists begin with."""
    lengths = range(1, min(len(one), len(other)) + 1)
    return bisect_left(lengths, True, key=lambda length: one[:length] != other[:length])


def semantics(operations: Sequence[Operation], initial: Any) -> Semantics:
    """Return the semantics of a string or list on which these operations were performed."""
    results = [initial if op.result is None else op.result for op in operations if op.action == "read"]
    written = [operation.value for operation in operations if operation.action == "write"]
    kind = tuple if any(isinstance(each, tuple) for each in (initial, *results)) else str
    first = () if kind is tuple and initial == "" else initial
    if not all(isinstance(each, kind) for each in (first, *results, *written)):
        return Semantics(token(first), lambda state, operation: step(state, operation, first))
    whole, piece = _list_parts() if kind is tuple else (str, str)
    prefixes = Prefixes([whole(result) for result in results])

    def stepped(state: Prefix, operation: Operation) -> Any:
        if operation.action == "append":
            return prefixes.extended(state, piece(operation.value))
        if operation.action == "write":
            return prefixes.find(whole(operation.value))
        found = prefixes.find(whole(first if operation.result is None else operation.result))
        return state if state == found else ILLEGAL

    return Semantics(prefixes.find(whole(first)), stepped)


def _list_parts() -> tuple[Callable[[Any], Any], Callable[[Any], Any]]:
    """Return how a list, and one element of it, become numbers, which can be sorted whatever the elements are."""
    numbers: dict[Any, int] = {}

    def piece(element: Any) -> tuple[int]:
        return (numbers.setdefault(token(element), len(numbers)),)

    def whole(value: tuple[Any, ...]) -> tuple[int, ...]:
        return tuple(piece(element)[0] for element in value)

    return whole, piece


APPEND = DataType("append", frozenset({"read", "write", "append"}), frozenset({"write", "append"}), "", step, semantics)
