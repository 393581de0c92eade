"""The search for an order that contains each session's own (Wing, Gong 1993; memoised as by Lowe 2017).

A state of the search is how far each session has been placed and what the data are then.

1. The next operation of each session is a candidate if all that has to come before it is placed: the sources of forced
   edges.
2. A candidate that only reads, and may answer as it did, is placed at once: it changes nothing, and any order in which
   it comes later stays one with it here.
3. Of the others each that may answer so is tried, the earliest to complete first; one of unknown outcome last, and it
   may be left out altogether. Of several of one kind, with which their sessions end, one is tried.
4. (What has been placed, the data) is remembered: it is not tried twice.

It ends with an order, with the certainty that there is none, or when the budget is spent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from apps.consistency.budget import Budget
from apps.consistency.datatypes import DataType
from apps.consistency.history import History, bits, mask
from apps.consistency.real_time import INFINITE
from apps.consistency.search.automaton import automaton

Data = tuple[int, ...]
"""The state of each key, by the number that its automaton has for it."""

Trail = tuple[int, Any] | None
Kind = tuple[int, int]
"""A key's place, and the kind of an operation there."""


@dataclass(frozen=True, slots=True)
class Found:
    """The result of a search: an order, or none; or, if it was not `finished`, nothing."""

    order: tuple[int, ...] | None
    finished: bool = True


@dataclass(frozen=True, slots=True)
class Frame:
    """The number of operations placed of each session, the set of them, the data, and the order so far."""

    positions: tuple[int, ...]
    placed: int
    data: Data
    trail: Trail


class Search:
    """A search over some operations of a history. `forced` has, by operation, what has to come before it."""

    def __init__(
        self,
        history: History,
        numbers: Iterable[int],
        data: DataType,
        initial: Any = None,
        *,
        forced: Mapping[int, int] | None = None,
    ) -> None:
        self.history = history
        self.forced = forced or {}
        sessions: dict[str, list[int]] = {}
        keys: dict[str, list[int]] = {}
        for number in numbers:
            sessions.setdefault(history[number].process, []).append(number)
            keys.setdefault(history[number].key, []).append(number)
        self.sessions = list(sessions.values())
        self.all = mask(number for session in self.sessions for number in session)
        self.required = mask(number for number in bits(self.all) if history[number].status == "ok")
        self.automata = [
            automaton(history, [history[number] for number in own], data, initial) for own in keys.values()
        ]
        self.kind: dict[int, Kind] = {
            number: (key, kind)
            for key, (own, states) in enumerate(zip(keys.values(), self.automata, strict=True))
            for number, kind in zip(own, states.kinds, strict=True)
        }

    def run(self, budget: Budget) -> Found:
        """Search until an order is found, there is none, or the budget is spent."""
        data = tuple(states.initial for states in self.automata)
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

    def _candidates(self, frame: Frame) -> Iterator[tuple[int, int]]:
        """Sessions and their next operations, as far as those may come now; the earliest to complete first."""
        operations = self.history.operations
        heads = []
        for session, (numbers, position) in enumerate(zip(self.sessions, frame.positions, strict=True)):
            if position < len(numbers):
                number = numbers[position]
                end = operations[number].end
                heads.append((INFINITE if end is None else end, operations[number].invoked, session, number))
        heads.sort()
        ending: set[tuple[int, int, bool]] = set()
        for end, _, session, number in heads:
            if self.forced.get(number, 0) & ~frame.placed & self.all:
                continue
            if frame.positions[session] == len(self.sessions[session]) - 1 and not self.forced:
                kind = (*self.kind[number], end == INFINITE)
                if kind in ending:
                    continue
                ending.add(kind)
            yield session, number

    def _after(self, frame: Frame, session: int, number: int) -> Frame | None:
        """The frame with one more operation placed; None if it could not have answered so."""
        key, kind = self.kind[number]
        state = self.automata[key].step(frame.data[key], kind)
        if state < 0:
            return None
        positions = (*frame.positions[:session], frame.positions[session] + 1, *frame.positions[session + 1 :])
        data = (*frame.data[:key], state, *frame.data[key + 1 :])
        return Frame(positions, frame.placed | 1 << number, data, (number, frame.trail))


def _order(trail: Trail) -> tuple[int, ...]:
    order = []
    while trail is not None:
        number, trail = trail
        order.append(number)
    return tuple(reversed(order))
