"""One key's data as a table of numbers: states, kinds of operations, and which state each kind leads to from each.

Operations of one kind do the same in every state: they are interchangeable but for their times. Every step is worked
out once.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from typing import Any

from apps.consistency.datatypes import ILLEGAL, DataType, Semantics, token
from apps.consistency.history import History, Operation

NONE = -1
"""The state after an operation that could not have answered so."""


class Automaton:
    """The states that come up, by number; `kinds` has each operation's kind, in the order given, `initial` is 0.

    Operations of the keys in `identified` are told apart by their names, not by their values. `leads` has for each kind
    one state in which it is legal, of those that have come up, and the state after.
    """

    def __init__(self, semantics: Semantics, operations: Sequence[Operation], identified: Collection[str]) -> None:
        self.initial = 0
        self.kinds: list[int] = []
        self._semantics = semantics
        self._examples: list[Operation] = []
        self._states: list[Hashable] = [semantics.initial]
        self._numbers: dict[Hashable, int] = {semantics.initial: 0}
        self._steps: list[dict[int, int]] = [{}]
        self.leads: dict[int, tuple[int, int]] = {}
        self._hidden: dict[tuple[int, int, int], bool] = {}
        found: dict[Hashable, int] = {}
        for operation in operations:
            kind = found.setdefault(_kind(operation, identified), len(found))
            if kind == len(self._examples):
                self._examples.append(operation)
            self.kinds.append(kind)

    def step(self, state: int, kind: int) -> int:
        """Return the state after an operation of a kind, or NONE."""
        after = self._steps[state].get(kind)
        return self._worked_out(state, kind) if after is None else after

    def hides(self, state: int, kind: int, other: int) -> bool:
        """Return whether an operation of kind `other`, legal in every state, makes no difference just before `kind`."""
        known = self._hidden.get((state, kind, other))
        if known is None:
            between = self.step(state, other)
            known = between >= 0 and self.step(between, kind) == self.step(state, kind)
            self._hidden[state, kind, other] = known
        return known

    def covers(self, state: int, kind: int, other: int) -> bool:
        """Return whether an operation of kind `other` makes no difference just before one of `kind`, or just after."""
        after = self.step(state, kind)
        return self.step(after, other) == after or self.hides(state, kind, other)

    def _worked_out(self, state: int, kind: int) -> int:
        reached = self._semantics.step(self._states[state], self._examples[kind])
        if reached is ILLEGAL:
            number = NONE
        else:
            number = self._numbers.setdefault(reached, len(self._states))
            if number == len(self._states):
                self._states.append(reached)
                self._steps.append({})
            self.leads[kind] = state, number
        self._steps[state][kind] = number
        return number


def _kind(operation: Operation, identified: Collection[str]) -> Hashable:
    """Return what tells an operation from others as far as the data are concerned."""
    if operation.key in identified:
        return operation.key, operation.operation if operation.writes else operation.returned
    swap = operation.action == "cas" and operation.result is not False
    value = tuple(map(token, operation.value)) if operation.action == "cas" else token(operation.value)
    result = None if swap else token(operation.result)
    return operation.key, operation.action, value, result, operation.status == "ok" or operation.action != "dequeue"


def automaton(history: History, operations: Sequence[Operation], data: DataType, initial: Any) -> Automaton:
    """Return the automaton of the keys of these operations: one state is a state of all of them.

    A key all of whose readers are known to have returned which writes goes by the identities of writes, the others by
    values.
    """
    keys: dict[str, list[Operation]] = {}
    for operation in operations:
        keys.setdefault(operation.key, []).append(operation)
    identified = {key for key, own in keys.items() if _is_identified(history, own)}
    first = data.initial if initial is None else initial
    parts = {
        key: Semantics(None, _by_identity) if key in identified else data.semantics(own, first)
        for key, own in keys.items()
    }
    return Automaton(_together(parts), operations, identified)


def _is_identified(history: History, operations: Sequence[Operation]) -> bool:
    readers = [operation for operation in operations if operation.reads]
    return bool(readers) and all(history.sources[history.number[reader.operation]] is not None for reader in readers)


def _by_identity(state: str | None, operation: Operation) -> Any:
    if operation.returned is not None and operation.returned != (() if state is None else (state,)):
        return ILLEGAL
    return operation.operation if operation.writes else state


def _together(parts: Mapping[str, Semantics]) -> Semantics:
    """Return the semantics of several keys as one."""
    if len(parts) == 1:
        return next(iter(parts.values()))
    places = {key: place for place, key in enumerate(parts)}

    def step(state: tuple[Any, ...], operation: Operation) -> Any:
        place = places[operation.key]
        after = parts[operation.key].step(state[place], operation)
        return after if after is ILLEGAL else (*state[:place], after, *state[place + 1 :])

    return Semantics(tuple(part.initial for part in parts.values()), step)
