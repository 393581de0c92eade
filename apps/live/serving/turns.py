"""Turns at work that only a few may do at a time, fair between those who ask.

1. Whoever asks is a visitor at an address. A visitor has one turn at a time.
2. Next is one of the address with the fewest turns at the moment; of those the address, then the visitor, whose last
   turn is longest ago. A visitor's own come in order.
3. Those that wait are bounded, for each visitor and in all. When all places are taken, an address that has fewer of
   them gets one from the address that has the most.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from apps.live.serving.asker import Asker

REMEMBERED_MAX = 4_096
"""Addresses and visitors whose last turn is remembered."""


class TurnRefused(Exception):
    """Too many wait already."""


def place_to_give_up(waiting: Sequence[Asker], new: Asker, waiting_max: int, a_visitor_max: int) -> int | None:
    """Return which of those that wait, in their order, gives its place to a new one: None while there is room.

    Raises TurnRefused if the new one has to go.
    """
    if waiting.count(new) >= a_visitor_max:
        raise TurnRefused
    if len(waiting) < waiting_max:
        return None
    crowd = Counter(asker.address for asker in waiting)
    address, most = crowd.most_common(1)[0]
    if crowd[new.address] + 1 >= most:
        raise TurnRefused
    return max(number for number, asker in enumerate(waiting) if asker.address == address)


def next_in_turn(waiting: Sequence[Asker], at_work: Collection[Asker], last: Mapping[str | Asker, float]) -> int | None:
    """Return which of those that wait, in their order, is next: None if each has a turn already.

    `last` says when the last turn of an address or a visitor began, by any clock above 0.
    """
    addresses = Counter(asker.address for asker in at_work)
    ready = [number for number, asker in enumerate(waiting) if asker not in at_work]

    def rank(number: int) -> tuple[int, float, float]:
        asker = waiting[number]
        return addresses[asker.address], last.get(asker.address, 0), last.get(asker, 0)

    return min(ready, key=rank, default=None)


@dataclass(slots=True, eq=False)
class Place:
    """A place among those that wait; `is_due` once its turn has come."""

    asker: Asker
    called: asyncio.Future[None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    is_due: bool = False


class Turns:
    """`at_once_max` turns at a time, `waiting_max` places in all, `a_visitor_max` for each visitor; nobody waits longer
    than `wait_seconds_max`, if that is given.
    """

    def __init__(
        self, at_once_max: int, waiting_max: int, a_visitor_max: int, wait_seconds_max: float | None = None
    ) -> None:
        self.at_once_max = at_once_max
        self.waiting_max = waiting_max
        self.a_visitor_max = a_visitor_max
        self.wait_seconds_max = wait_seconds_max
        self._waiting: list[Place] = []
        self._at_work: list[Asker] = []
        self._count = 0
        self._last: dict[str | Asker, int] = {}

    @asynccontextmanager
    async def turn(self, asker: Asker) -> AsyncIterator[None]:
        """Wait for a turn, and have it; raises TurnRefused."""
        async with self.hold(self.line_up(asker)):
            yield

    def line_up(self, asker: Asker) -> Place:
        """Take a place among those that wait; raises TurnRefused."""
        self._make_room(asker)
        place = Place(asker)
        self._waiting.append(place)
        self._call_next()
        return place

    @asynccontextmanager
    async def hold(self, place: Place) -> AsyncIterator[None]:
        """Wait for a place's turn, and have it; raises TurnRefused if another got the place, or it took too long."""
        try:
            await self._wait(place)
            yield
        finally:
            if place.is_due:
                self._at_work.remove(place.asker)
            elif place in self._waiting:
                self._waiting.remove(place)
            self._call_next()

    async def _wait(self, place: Place) -> None:
        try:
            await asyncio.wait_for(place.called, self.wait_seconds_max)
        except TimeoutError:
            raise TurnRefused from None

    def _make_room(self, asker: Asker) -> None:
        askers = [place.asker for place in self._waiting]
        number = place_to_give_up(askers, asker, self.waiting_max, self.a_visitor_max)
        if number is None:
            return
        youngest = self._waiting.pop(number)
        if not youngest.called.done():
            youngest.called.set_exception(TurnRefused())

    def _call_next(self) -> None:
        while len(self._at_work) < self.at_once_max:
            number = next_in_turn([place.asker for place in self._waiting], self._at_work, self._last)
            if number is None:
                return
            self._call(self._waiting[number])

    def _call(self, place: Place) -> None:
        self._waiting.remove(place)
        self._at_work.append(place.asker)
        self._count += 1
        for key in (place.asker.address, place.asker):
            self._last.pop(key, None)
            self._last[key] = self._count
        while len(self._last) > REMEMBERED_MAX:
            del self._last[next(iter(self._last))]
        place.is_due = True
        if not place.called.done():  # or it was cancelled a moment ago, and gives its turn back
            place.called.set_result(None)
