"""An order of operations placed by hand: could one copy that carries them out in this order have answered so?

1. What has to be in the order is there, and nothing that may not be.
2. From left to right, the first operation that contradicts: it stands before one that was over before it began or came
   earlier in its session, or it answered with what its key did not hold there (`by_hand_answers`).

What is open, or ended with an unknown outcome, may be placed or left out; so may a compare-and-set that found another
value. One of unknown outcome changes nothing where it could not have taken effect.

O(n), for a queue or a set times its length.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from apps.consistency.explain.by_hand_answers import Copy, found_another, said
from apps.consistency.history import Operation

LEGAL = "One copy that carried out {} in this order would have answered just so, and real time is kept."


@dataclass(frozen=True, slots=True)
class Ruling:
    """The ruling on an order: is it legal, and why not; `operation` is the first that contradicts, if one does."""

    legal: bool
    sentence: str
    operation: str | None = None


def judge_order(
    operations: Iterable[Operation], order: Sequence[str], data: str = "register", initial: Any = None
) -> Ruling:
    """Judge a total order of operations on keys that hold `data`, each `initial` at first (None: as usual)."""
    known = {operation.operation: operation for operation in operations}
    misfit = _misplaced(known, order) or _missing(known, order)
    if misfit:
        return misfit
    placed = [known[name] for name in order]
    copy = Copy(known, data, initial)
    for operation, over, begun in zip(placed, _over_first(placed), _begun_first(placed, known), strict=True):
        sentence = _against_real_time(operation, over, begun) or copy.carry_out(operation)
        if sentence:
            return Ruling(False, sentence, operation.operation)
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
        if name not in placed and operation.status == "ok" and not found_another(operation):
            return Ruling(False, f"{said(operation)} completed, and is not in the order.", name)
    return None


# What an operation may contradict


def _over_first(placed: Sequence[Operation]) -> list[Operation | None]:
    """Return for each operation the one among those placed after it that was over first."""
    found: list[Operation | None] = []
    first: Operation | None = None
    for operation in reversed(placed):
        found.append(first)
        if operation.end is not None and (first is None or first.end is None or operation.end < first.end):
            first = operation
    return found[::-1]


def _begun_first(placed: Sequence[Operation], known: Mapping[str, Operation]) -> list[Operation | None]:
    """Return for each operation the one of its session among those placed after it that began first."""
    by_start = sorted(known.values(), key=lambda operation: operation.invoked)
    place = {operation.operation: number for number, operation in enumerate(by_start)}
    found: list[Operation | None] = []
    first: dict[str, Operation] = {}
    for operation in reversed(placed):
        other = first.get(operation.process)
        found.append(other)
        if other is None or place[operation.operation] < place[other.operation]:
            first[operation.process] = operation
    return [
        other if other is not None and place[other.operation] < place[operation.operation] else None
        for operation, other in zip(placed, found[::-1], strict=True)
    ]


def _against_real_time(operation: Operation, over: Operation | None, begun: Operation | None) -> str:
    if over is not None and over.precedes(operation):
        return f"{said(operation)} comes before {said(over)}, which had finished before {operation.operation} began."
    if begun is not None:
        return f"{said(operation)} comes before {said(begun)}, which came earlier in its session."
    return ""
