"""The general search: an order of the operations that explains every answer (Wing, Gong 1993; Lowe 2017).

A state of the search is how far each session has been placed and what the data are then.

1. The next operation of each session is a candidate if all that has to come before it is placed: with real time, if
   no operation not yet placed had completed before its invocation; with forced edges, if their sources are placed.
2. A candidate that only reads, and may answer as it did, is placed at once: it changes nothing, and any order in which
   it comes later stays one with it here.
3. Of the others each that may answer so is tried, the earliest to complete first; one of unknown outcome last, and it
   may be left out altogether.
4. (What has been placed, the data) is remembered: it is not tried twice.

It ends with an order, with the certainty that there is none, or when the budget is spent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from apps.consistency.budget import Budget
from apps.consistency.datatypes import ILLEGAL, DataType
from apps.consistency.history import History, bits, mask

INFINITE = 1 << 62

Data = tuple[Any, ...]
Trail = tuple[int, Any] | None


@dataclass(frozen=True, slots=True)
class Found:
    """What a search came to: an order, or none; or, if it was not `finished`, nothing."""

    order: tuple[int, ...] | None
    finished: bool = True


@dataclass(frozen=True, slots=True)
class Frame:
    """How far each session is placed, the set of what is placed, the data by key, and the order so far."""

    positions: tuple[int, ...]
    placed: int
    data: Data
    trail: Trail


@dataclass(frozen=True, slots=True)
class Semantics:
    """What the operations of one key do to its data."""

    initial: Any
    step: Callable[[Any, int], Any]


class Search:
    """A search over some operations of a history. `forced` has, by operation, what has to come before it."""

    def __init__(
        self,
        history: History,
        numbers: Iterable[int],
        data: DataType,
        initial: Any = None,
        *,
        real_time: bool,
        forced: Mapping[int, int] | None = None,
    ) -> None:
        self.history = history
        self.real_time = real_time
        self.forced = forced or {}
        sessions: dict[str, list[int]] = {}
        for number in numbers:
            sessions.setdefault(history[number].process, []).append(number)
        self.sessions = list(sessions.values())
        self.all = mask(number for session in self.sessions for number in session)
        self.required = mask(number for number in bits(self.all) if history[number].status == "ok")
        keys = sorted({history[number].key for number in bits(self.all)})
        self.key = {number: keys.index(history[number].key) for number in bits(self.all)}
        self.semantics = [_semantics(history, self.all, key, data, initial) for key in keys]

    def run(self, budget: Budget) -> Found:
        """Search until an order is found, there is none, or the budget is spent."""
        data = tuple(semantics.initial for semantics in self.semantics)
        stack = [Frame((0,) * len(self.sessions), 0, data, None)]
        known: set[tuple[int, Data]] = set()
        while stack:
            frame, tries = self._after_reads(stack.pop())
            if not self.required & ~frame.placed:
                return Found(_order(frame.trail))
            if (frame.placed, frame.data) in known:
                continue
            known.add((frame.placed, frame.data))
            if not budget.spend():
                return Found(None, finished=False)
            stack.extend(reversed(tries))
        return Found(None)

    def _after_reads(self, frame: Frame) -> tuple[Frame, list[Frame]]:
        """The frame with every read placed that is possible now, and what may be tried from there."""
        while True:
            tries = []
            for session, number in self._candidates(frame):
                after = self._after(frame, session, number)
                if after is not None and not self.history[number].writes:
                    frame = after
                    break
                if after is not None:
                    tries.append(after)
            else:
                return frame, tries

    def _candidates(self, frame: Frame) -> list[tuple[int, int]]:
        """Sessions and their next operations, as far as those may come now; the earliest to complete first."""
        operations = self.history.operations
        heads = []
        deadline = INFINITE
        for session, (numbers, position) in enumerate(zip(self.sessions, frame.positions, strict=True)):
            if position < len(numbers):
                number = numbers[position]
                operation = operations[number]
                end = INFINITE if operation.end is None else operation.end
                deadline = min(deadline, end)
                heads.append((end, operation.invoked, session, number))
        heads.sort()
        return [
            (session, number)
            for _, start, session, number in heads
            if (start <= deadline or not self.real_time) and not self.forced.get(number, 0) & ~frame.placed & self.all
        ]

    def _after(self, frame: Frame, session: int, number: int) -> Frame | None:
        """The frame with one more operation placed; None if it could not have answered so."""
        key = self.key[number]
        state = self.semantics[key].step(frame.data[key], number)
        if state is ILLEGAL:
            return None
        positions = (*frame.positions[:session], frame.positions[session] + 1, *frame.positions[session + 1 :])
        data = frame.data if state is frame.data[key] else (*frame.data[:key], state, *frame.data[key + 1 :])
        return Frame(positions, frame.placed | 1 << number, data, (number, frame.trail))


def _order(trail: Trail) -> tuple[int, ...]:
    order = []
    while trail is not None:
        number, trail = trail
        order.append(number)
    return tuple(reversed(order))


def _semantics(history: History, numbers: int, key: str, data: DataType, initial: Any) -> Semantics:
    """By the identities of writes where it is known which one every reader returned, otherwise by values."""
    readers = [number for number in bits(numbers) if history[number].key == key and history[number].reads]
    if readers and all(history.sources[number] is not None for number in readers):
        return Semantics(None, partial(_by_identity, history))
    first = data.initial if initial is None else initial
    return Semantics(first, lambda state, number: data.step(state, history[number], first))


def _by_identity(history: History, state: int | None, number: int) -> Any:
    sources = history.sources[number]
    if sources is not None and state != (sources[0] if sources else None):
        return ILLEGAL
    return number if history[number].writes else state
