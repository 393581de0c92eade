"""Appends of unique values: what reads returned is the order of the appends.

If no value of a key is the beginning of another one, and nothing was written over, a read's answer falls into the
values that had been appended, in their order. Then:

1. Every answer is a beginning of the longest one. If one is not, two appends stand in both orders.
2. The order is: the appends of the longest answer, each read after the last append that it shows and before the next,
   and after all of these the appends that no read shows. Reads in one place may stand in any order.
3. The history is linearizable iff this order contains real time: iff no operation was over before one began that has to
   come earlier. It is sequentially consistent iff the order and the sessions' own go round nowhere.

O(n log n), and the length of the answers.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from apps.consistency.datatypes import token
from apps.consistency.graph import Step
from apps.consistency.history import History
from apps.consistency.real_time import Times

Answer = Any
"""A string, or a tuple of elements."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The order that the answers of a key's reads show: `appends` are those of the longest answer, `places` has for
    each read the number of these that it shows, `unshown` are the appends that happened and that no read shows.
    """

    appends: Sequence[int]
    places: Mapping[int, int]
    unshown: Sequence[int]

    def steps(self) -> Iterator[Step]:
        """Yield the edges that every order has to contain; every order that contains them explains every answer."""
        reads: dict[int, list[int]] = {}
        for read, place in self.places.items():
            reads.setdefault(place, []).append(read)
        for place, append in enumerate(self.appends):
            if place:
                yield self.appends[place - 1], append, "shown"
            yield from ((read, append, "missed") for read in reads.get(place, ()))
            yield from ((append, read, "rf") for read in reads.get(place + 1, ()))
        for append in self.unshown:
            yield from ((read, append, "missed") for read in reads.get(len(self.appends), ()))

    def reader(self, place: int) -> int:
        """Return the read of the fewest appends that shows so many."""
        enough = (read for read, shown in self.places.items() if shown >= place)
        return min(enough, key=self.places.__getitem__)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Answers that no order of the appends makes: `read` alone; or edges that go round, resting on `others` too."""

    read: int | None = None
    cycle: Sequence[Step] = ()
    others: Sequence[int] = ()


def shown(history: History, numbers: Sequence[int], initial: Answer) -> Shown | Contradiction | None:
    """Return what the reads of a key show; None if its appends are not of unique values that can be told apart."""
    key = _key(history, numbers, initial)
    if key is None:
        return None
    longest = key.answers[key.reads[-1]] if key.reads else key.first
    appends, ends = _pieces(key, longest)
    places: dict[int, int] = {}
    for read in key.reads:
        answer = key.answers[read]
        if longest[: len(answer)] != answer:
            return _diverging(key, read)
        places[read] = bisect_left(ends, len(answer))
        if places[read] == len(ends) or ends[places[read]] != len(answer):
            return Contradiction(read=read)
    seen = set(appends)
    unshown = [each for each in key.appends.values() if each not in seen and history[each].status == "ok"]
    return Shown(appends, places, unshown)


def order_in_real_time(told: Shown, times: Times) -> list[int] | Contradiction:
    """Return the order that the reads show, if it contains real time."""
    order = _order(told, times)
    ranks = {append: place for place, append in enumerate(told.appends, start=1)}
    late = order[0] if order else None
    for number in order:
        if late is not None and times.end[number] < times.start[late]:
            others = [told.reader(ranks[number])] if late in ranks and number in ranks else []
            return Contradiction(cycle=[(number, late, "rt"), *_onward(told, ranks, late, number)], others=others)
        if late is None or times.start[number] > times.start[late]:
            late = number
    return order


def _order(told: Shown, times: Times) -> list[int]:
    by_start = times.start.__getitem__
    reads: dict[int, list[int]] = {}
    for read, place in told.places.items():
        reads.setdefault(place, []).append(read)
    order = sorted(reads.get(0, ()), key=by_start)
    for place, append in enumerate(told.appends, start=1):
        order += [append, *sorted(reads.get(place, ()), key=by_start)]
    return order + sorted(told.unshown, key=by_start)


def _onward(told: Shown, ranks: Mapping[int, int], earlier: int, later: int) -> list[Step]:
    """Return why one operation comes before another in the order."""
    if earlier in told.places:
        if later not in told.places:
            return [(earlier, later, "missed")]
        between = told.appends[told.places[earlier]]
        return [(earlier, between, "missed"), (between, later, "rf")]
    if later in told.places:
        return [(earlier, later, "rf")]
    if later in ranks:
        return [(earlier, later, "shown")]
    reader = told.reader(ranks[earlier])
    return [(earlier, reader, "rf"), (reader, later, "missed")]


@dataclass(frozen=True, slots=True)
class _Key:
    """One key's appends by value, its reads from the shortest to the longest answer, and the answer before them all."""

    appends: Mapping[Hashable, int]
    reads: Sequence[int]
    answers: Mapping[int, Answer]
    first: Answer


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


def _diverging(key: _Key, read: int) -> Contradiction:
    """Return the two appends that two answers show in different orders."""
    longest = key.reads[-1]
    ours, theirs = (_pieces(key, key.answers[each])[0] for each in (read, longest))
    for one, other in zip(ours, theirs, strict=False):
        if one != other:
            return Contradiction(cycle=[(one, other, "shown"), (other, one, "shown")], others=[read, longest])
    return Contradiction(read=read if len(ours) <= len(theirs) else longest)
