"""One copy of the data that carries out operations in a given order, and says of the first that answered otherwise why.

1. A register holds one version. Where it is known which write an answer came from, that very write has to be the last
   one before it; two writes of one value are two writes.
2. All other data go by their sequential specification (`datatypes`): the sentence says what the key held there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apps.consistency.datatypes import DATA, ILLEGAL, REGISTERS, same
from apps.consistency.explain.words import text, written
from apps.consistency.history import Operation
from apps.consistency.shortening import shortened

HELD_CHARS_MAX = 80


class Copy:
    """One copy of every key, as it stands after the operations that were carried out."""

    def __init__(self, known: Mapping[str, Operation], data: str, initial: Any) -> None:
        self._known = known
        self._type = DATA[data]
        self._initial = self._type.initial if initial is None else initial
        self._last: dict[str, Operation] = {}
        self._states: dict[str, Any] = {}

    def carry_out(self, operation: Operation) -> str:
        """Carry out an operation; return the sentence that says why it could not have answered so, if it could not."""
        if self._type.name in REGISTERS:
            return self._carry_out_on_register(operation)
        state = self._states.get(operation.key, self._initial)
        after = self._type.step(state, operation, self._initial)
        if after is not ILLEGAL:
            self._states[operation.key] = after
            return ""
        return "" if operation.status != "ok" else f"{said(operation)} comes where {operation.key} holds {held(state)}."

    # Registers

    def _carry_out_on_register(self, operation: Operation) -> str:
        sentence = self._against_answer(operation)
        if not sentence and operation.writes and self._takes_place(operation):
            self._last[operation.key] = operation
        return sentence

    def _against_answer(self, operation: Operation) -> str:
        if not operation.reads:
            return ""
        if operation.returned is not None and len(operation.returned) > 1:
            return f"{said(operation)} returned several values: a register holds one, so no order explains that."
        before = self._last.get(operation.key)
        if found_another(operation):
            return self._against_mismatch(operation, before)
        if self._answers(operation, before):
            return ""
        wanted = _wanted(operation)
        if before is None:
            return f"{said(operation)} comes before any write of {operation.key}, which is still at its initial value."
        if wanted is None:
            return f"{said(operation)} comes after {said(before)}: {operation.key} is no longer at its initial value."
        source = self._known.get((operation.returned or ("",))[0])
        if source is not None and same(written(source), written(before)):
            return (
                f"{said(operation)} comes after {said(before)}, and its {text(wanted)} is that of {source.operation}."
            )
        return f"{said(operation)} comes after {said(before)}, with no write of {text(wanted)} between them."

    def _answers(self, operation: Operation, before: Operation | None) -> bool:
        """Return whether it answered with what stood there: by the write's identity if that is known, or by value."""
        if operation.returned is not None:
            return operation.returned == (() if before is None else (before.operation,))
        return self._holds(before, _wanted(operation))

    def _against_mismatch(self, operation: Operation, before: Operation | None) -> str:
        """Say what is wrong with a compare-and-set that found another value than it expected."""
        if operation.returned is not None and self._answers(operation, before):
            return ""
        if operation.returned is None and not self._holds(before, operation.value[0]):
            return ""
        if before is None:
            return f"{said(operation)} comes before any write of {operation.key}, and had found one."
        return f"{said(operation)} comes after {said(before)}, which is not what it found."

    def _takes_place(self, operation: Operation) -> bool:
        """Return whether a write changes the register: a compare-and-set of unknown outcome may find another value."""
        if operation.action != "cas" or operation.status == "ok":
            return True
        return self._holds(self._last.get(operation.key), operation.value[0])

    def _holds(self, before: Operation | None, value: Any) -> bool:
        """Return whether a register holds a value after its last write; a value of None is the initial one."""
        found = self._initial if before is None else written(before)
        return same(found, self._initial if value is None else value)


def _wanted(operation: Operation) -> Any:
    """Return the value that an operation has to find; None for the initial one."""
    return operation.value[0] if operation.action == "cas" else operation.result


def found_another(operation: Operation) -> bool:
    """Return whether it is a compare-and-set that compared and found another value."""
    return operation.action == "cas" and operation.result is False


def held(state: Any) -> str:
    """Return what a key holds, shortened."""
    if state in ("", (), frozenset()):
        return "nothing"
    return shortened(text(state), HELD_CHARS_MAX)


def said(operation: Operation) -> str:
    """Return an operation as the sentences have it: `bob#1 (read x → 4)`, `alice#2 (write x = 7)`."""
    name, action, key = operation.operation, operation.action, operation.key
    if action == "cas":
        expected, new = operation.value
        outcome = ", which found another value" if operation.result is False else ""
        return f"{name} (cas {key} from {text(expected)} to {text(new)}{outcome})"
    if action == "write":
        return f"{name} (write {key} = {text(operation.value)})"
    if action in ("read", "dequeue"):
        answer = f" → {text(operation.result)}" if operation.status == "ok" else ""
        return f"{name} ({action} {key}{answer})"
    value = "" if operation.value is None else f" {text(operation.value)}"
    return f"{name} ({action} {key}{value})"
