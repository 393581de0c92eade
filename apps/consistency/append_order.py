"""Linearizability of appends of unique values: what reads returned is the order of the appends.

If no value of a key is the beginning of another one, and nothing was written over, a read's answer falls into the
values that had been appended, in their order. Then:

1. Every answer is a beginning of the longest one. If one is not, two appends stand in both orders.
2. The order is: the appends of the longest answer, each read after the last append that it shows and before the next,
   and after all of these the appends that no read shows. Reads in one place may stand in any order.
3. The history is linearizable iff this order contains real time: iff no operation was over before one began that has to
   come earlier.

O(n log n), and the length of the answers.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from apps.consistency.datatypes import token
from apps.consistency.graph import Step
from apps.consistency.history import History
from apps.consistency.real_time import Times

Answer = Any
"""A string, or a tuple of elements."""


@dataclass(frozen=True, slots=True)
class Appends:
    """An order; or edges that go round, and other operations that they rest on; or a read that shows what nobody
    appended.
    """

    order: list[int] = field(default_factory=list)
    cycle: list[Step] = field(default_factory=list)
    others: list[int] = field(default_factory=list)
    unexplained: int | None = None


@dataclass(frozen=True, slots=True)
class _Key:
    """One key's appends by value, its reads from the shortest to the longest answer, and the answer before them all."""

    appends: Mapping[Hashable, int]
    reads: Sequence[int]
    answers: Mapping[int, Answer]
    first: Answer


def append_order(history: History, numbers: Sequence[int], times: Times, initial: Answer) -> Appends | None:
    """Judge the operations of a key; None if its appends are not of unique values that can be told apart."""
    key = _key(history, numbers, initial)
    if key is None:
        return None
    longest = key.answers[key.reads[-1]] if key.reads else key.first
    shown, ends = _pieces(key, longest)
    for read in key.reads:
        answer = key.answers[read]
        if longest[: len(answer)] != answer:
            return _diverging(key, read)
        place = bisect_left(ends, len(answer))
        if place == len(ends) or ends[place] != len(answer):
            return Appends(unexplained=read)
    places = {read: bisect_left(ends, len(key.answers[read])) for read in key.reads}
    return _InRealTime(history, times, key.appends.values(), shown, places).judged()


def _key(history: History, numbers: Sequence[int], initial: Answer) -> _Key | None:
    operations = [history[number] for number in numbers]
    if any(op.action not in ("read", "append") or op.returned is not None for op in operations):
        return None
    results = {number: history[number].result for number in numbers if history[number].action == "read"}
    lists = any(isinstance(answer, tuple) for answer in (initial, *results.values()))
    first = () if lists and initial == "" else initial
    answers = {read: first if result is None else result for read, result in results.items()}
    appends = {token(history[number].value): number for number in numbers if history[number].action == "append"}
    if not all(isinstance(each, tuple if lists else str) for each in (first, *answers.values())):
        return None
    if len(appends) + len(answers) < len(numbers) or not (lists or _can_be_told_apart([*appends])):
        return None
    return _Key(appends, sorted(answers, key=lambda read: len(answers[read])), answers, first)


def _can_be_told_apart(values: Sequence[Any]) -> bool:
    """Return whether the values are strings of which none is the beginning of another."""
    if not all(isinstance(value, str) and value for value in values):
        return False
    return not any(longer.startswith(shorter) for shorter, longer in pairwise(sorted(values)))


def _pieces(key: _Key, answer: Answer) -> tuple[list[int], list[int]]:
    """Return the appends that an answer shows, as far as it shows appends, and its lengths before and after each."""
    at = len(key.first)
    if answer[:at] != key.first:
        return [], []
    sizes = [1] if isinstance(answer, tuple) else sorted({len(str(value)) for value in key.appends})
    shown: dict[int, None] = {}
    ends = [at]
    while at < len(answer):
        size, found = next(
            ((size, key.appends[piece]) for size in sizes if (piece := _piece(answer, at, size)) in key.appends),
            (0, None),
        )
        if found is None or found in shown:
            break
        shown[found] = None
        at += size
        ends.append(at)
    return [*shown], ends


def _piece(answer: Answer, at: int, size: int) -> Hashable:
    return token(answer[at]) if isinstance(answer, tuple) else answer[at : at + size]


def _diverging(key: _Key, read: int) -> Appends:
    """Return the two appends that two answers show in different orders."""
    longest = key.reads[-1]
    ours, theirs = (_pieces(key, key.answers[each])[0] for each in (read, longest))
    for one, other in zip(ours, theirs, strict=False):
        if one != other:
            return Appends(cycle=[(one, other, "shown"), (other, one, "shown")], others=[read, longest])
    return Appends(unexplained=read if len(ours) <= len(theirs) else longest)


class _InRealTime:
    """Holds the order that the answers tell against real time. `places`: how many appends a read shows."""

    def __init__(
        self, history: History, times: Times, appends: Iterable[int], shown: Sequence[int], places: Mapping[int, int]
    ) -> None:
        self._history = history
        self._times = times
        self._shown = shown
        self._places = {append: place for place, append in enumerate(shown, start=1)}
        self._read_places = places
        self._unshown = [each for each in appends if each not in self._places and history[each].status == "ok"]

    def judged(self) -> Appends:
        """Return the order, or the edges that go round."""
        order = self._order()
        late = order[0] if order else None
        for number in order:
            if late is not None and self._times.end[number] < self._times.start[late]:
                return Appends(
                    cycle=[(number, late, "rt"), *self._onward(late, number)], others=self._witness(late, number)
                )
            if late is None or self._times.start[number] > self._times.start[late]:
                late = number
        return Appends(order=order)

    def _order(self) -> list[int]:
        by_start = self._times.start.__getitem__
        reads: dict[int, list[int]] = {}
        for read, place in self._read_places.items():
            reads.setdefault(place, []).append(read)
        order = sorted(reads.get(0, ()), key=by_start)
        for place, append in enumerate(self._shown, start=1):
            order += [append, *sorted(reads.get(place, ()), key=by_start)]
        return order + sorted(self._unshown, key=by_start)

    def _onward(self, earlier: int, later: int) -> list[Step]:
        """Return why one operation comes before another in the order."""
        if earlier in self._read_places:
            if later not in self._read_places:
                return [(earlier, later, "missed")]
            between = self._shown[self._read_places[earlier]]
            return [(earlier, between, "missed"), (between, later, "rf")]
        if later in self._read_places:
            return [(earlier, later, "rf")]
        if later in self._places:
            return [(earlier, later, "shown")]
        reader = self._reader(self._places[earlier])
        return [(earlier, reader, "rf"), (reader, later, "missed")]

    def _witness(self, earlier: int, later: int) -> list[int]:
        """Return the read that shows two appends in their order."""
        return [self._reader(self._places[later])] if earlier in self._places and later in self._places else []

    def _reader(self, place: int) -> int:
        """Return the read of the fewest appends that shows so many."""
        return min(
            (read for read, shown in self._read_places.items() if shown >= place), key=self._read_places.__getitem__
        )
