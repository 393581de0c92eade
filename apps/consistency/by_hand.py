"""An order of operations placed by hand: could one copy that carries them out in this order have answered so?

1. What has to be in the order is there, and nothing that may not be.
2. From left to right, the first operation that contradicts: it stands before one that was over before it began, or it
   answered with what the register did not hold there.

A register holds one version. Where it is known which write an answer came from, that very write has to be the last one
before it; two writes of one value are two writes. What is open, or ended with an unknown outcome, may be placed or left
out; so may a compare-and-set that found another value. One of unknown outcome changes nothing where it would not swap.

O(n).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from apps.consistency.datatypes import same
from apps.consistency.history import Operation
from apps.consistency.words import text, written

LEGAL = "One copy that carried out {} in this order would have answered just so, and real time is kept."


@dataclass(frozen=True, slots=True)
class Ruling:
    """Whether the order is legal, and why not; `operation` is the first that contradicts, if one does."""

    legal: bool
    sentence: str
    operation: str | None = None


def judge_order(operations: Iterable[Operation], order: Sequence[str]) -> Ruling:
    """Judge a total order of a register's operations, with compare-and-set or without."""
    known = {operation.operation: operation for operation in operations}
    misfit = _misplaced(known, order) or _missing(known, order)
    if misfit:
        return misfit
    placed = [known[name] for name in order]
    last: dict[str, Operation] = {}
    for operation, over in zip(placed, _over_first(placed), strict=True):
        sentence = _against_real_time(operation, over) or _against_answer(operation, last, known)
        if sentence:
            return Ruling(False, sentence, operation.operation)
        if operation.writes and _takes_place(operation, last):
            last[operation.key] = operation
    return Ruling(True, LEGAL.format("this operation" if len(order) == 1 else f"these {len(order)} operations"))


# What belongs into the order


def _misplaced(known: Mapping[str, Operation], order: Sequence[str]) -> Ruling | None:
    seen: set[str] = set()
    for name in order:
        if name not in known:
            return Ruling(False, f"There is no operation {name[:40]} in this run.", None)
        if name in seen:
            return Ruling(False, f"{name} stands in the order twice.", name)
        if known[name].status == "fail":
            return Ruling(False, f"{said(known[name])} failed: it did not happen, so it has no place.", name)
        seen.add(name)
    return None


def _missing(known: Mapping[str, Operation], order: Sequence[str]) -> Ruling | None:
    placed = set(order)
    for name, operation in known.items():
        if name not in placed and operation.status == "ok" and operation.result is not False:
            return Ruling(False, f"{said(operation)} completed, and is not in the order.", name)
    return None


# What an operation may contradict


def _over_first(placed: Sequence[Operation]) -> list[Operation | None]:
    """For each operation, the one among those placed after it that was over first."""
    found: list[Operation | None] = []
    first: Operation | None = None
    for operation in reversed(placed):
        found.append(first)
        if operation.end is not None and (first is None or first.end is None or operation.end < first.end):
            first = operation
    return found[::-1]


def _against_real_time(operation: Operation, over: Operation | None) -> str:
    if over is None or not over.precedes(operation):
        return ""
    return f"{said(operation)} comes before {said(over)}, which had finished before {operation.operation} began."


def _against_answer(operation: Operation, last: Mapping[str, Operation], known: Mapping[str, Operation]) -> str:
    if not operation.reads:
        return ""
    if operation.returned is not None and len(operation.returned) > 1:
        return f"{said(operation)} returned several values: a register holds one, so no order explains that."
    before = last.get(operation.key)
    if operation.result is False and operation.action == "cas":
        return _against_mismatch(operation, before)
    if _answers(operation, before):
        return ""
    wanted = _wanted(operation)
    if before is None:
        return f"{said(operation)} comes before any write of {operation.key}, which is still at its initial value."
    if wanted is None:
        return f"{said(operation)} comes after {said(before)}: {operation.key} is no longer at its initial value."
    source = known.get((operation.returned or ("",))[0])
    if source is not None and same(written(source), written(before)):
        return f"{said(operation)} comes after {said(before)}, and its {text(wanted)} is that of {source.operation}."
    return f"{said(operation)} comes after {said(before)}, with no write of {text(wanted)} between them."


def _answers(operation: Operation, before: Operation | None) -> bool:
    """Whether an operation answered with what stood there: by the write's identity if it is known, or by value."""
    if operation.returned is not None:
        return operation.returned == (() if before is None else (before.operation,))
    wanted = _wanted(operation)
    return wanted is None if before is None else wanted is not None and same(written(before), wanted)


def _against_mismatch(operation: Operation, before: Operation | None) -> str:
    """A compare-and-set that found another value than it expected."""
    expected = operation.value[0]
    if operation.returned is not None and _answers(operation, before):
        return ""
    found = None if before is None else written(before)
    if operation.returned is None and not _equal(found, expected):
        return ""
    if before is None:
        return f"{said(operation)} comes before any write of {operation.key}, and had found one."
    return f"{said(operation)} comes after {said(before)}, which is not what it found."


def _wanted(operation: Operation) -> object:
    """The value that an operation has to find; None for the initial one."""
    return operation.value[0] if operation.action == "cas" else operation.result


def _takes_place(operation: Operation, last: Mapping[str, Operation]) -> bool:
    """Whether a write changes the register there: a compare-and-set of unknown outcome may find another value."""
    if operation.action != "cas" or operation.status == "ok":
        return True
    before = last.get(operation.key)
    return _equal(None if before is None else written(before), operation.value[0])


def _equal(value: object, other: object) -> bool:
    return value is other if value is None or other is None else same(value, other)


def said(operation: Operation) -> str:
    """An operation as the sentences have it: `bob#1 (read x → 4)`, `alice#2 (write x = 7)`."""
    if operation.action == "cas":
        expected, new = operation.value
        outcome = ", which found another value" if operation.result is False else ""
        return f"{operation.operation} (cas {operation.key} from {text(expected)} to {text(new)}{outcome})"
    if operation.action == "write":
        return f"{operation.operation} (write {operation.key} = {text(operation.value)})"
    answer = f" → {text(operation.result)}" if operation.status == "ok" else ""
    return f"{operation.operation} (read {operation.key}{answer})"
