"""Turns at work that only a few may do at a time: who is next, and who gets a place."""

from __future__ import annotations

import asyncio

import pytest

from apps.live.serving.asker import Asker
from apps.live.serving.turns import Place, TurnRefused, Turns


class Line:
    """Turns whose work the test ends by hand."""

    def __init__(
        self,
        at_once_max: int = 1,
        waiting_max: int = 10,
        a_visitor_max: int = 3,
        wait_seconds_max: float | None = None,
    ) -> None:
        self.turns = Turns(at_once_max, waiting_max, a_visitor_max, wait_seconds_max)
        self.begun: list[str] = []
        self.refused: list[str] = []
        self._ends: dict[str, asyncio.Event] = {}
        self.tasks: dict[str, asyncio.Task[None]] = {}

    async def ask(self, name: str, address: str = "a", visitor: str = "v") -> None:
        place = self.turns.line_up(Asker(address, visitor))
        self._ends[name] = asyncio.Event()
        self.tasks[name] = asyncio.ensure_future(self._work(name, place))
        await settle()

    async def _work(self, name: str, place: Place) -> None:
        try:
            async with self.turns.hold(place):
                self.begun.append(name)
                await self._ends[name].wait()
        except TurnRefused:
            self.refused.append(name)

    async def end(self, name: str) -> None:
        self._ends[name].set()
        await settle()


async def settle() -> None:
    """Let every task that can go on do so."""
    for _ in range(5):
        await asyncio.sleep(0)


async def test_a_visitor_has_one_turn_at_a_time_whatever_is_free() -> None:
    line = Line(at_once_max=2)
    await line.ask("first")
    await line.ask("second")
    await line.ask("other", visitor="w")
    assert line.begun == ["first", "other"]
    await line.end("first")
    assert line.begun == ["first", "other", "second"]


async def test_an_address_with_many_visitors_waits_for_one_with_few() -> None:
    line = Line()
    for number in range(4):
        await line.ask(f"many {number}", visitor=f"invented {number}")
    await line.ask("one", address="b")
    await line.end("many 0")
    assert line.begun == ["many 0", "one"]
    await line.end("one")
    assert line.begun[-1] == "many 1"


async def test_visitors_of_one_address_come_in_turn() -> None:
    line = Line()
    for name in ("a1", "a2", "a3"):
        await line.ask(name, visitor="a")
    await line.ask("b1", visitor="b")
    for name in ("a1", "b1", "a2"):
        await line.end(name)
    assert line.begun == ["a1", "b1", "a2", "a3"]


async def test_a_visitor_has_so_many_places_and_no_more() -> None:
    line = Line()
    for name in "0123":
        await line.ask(name)
    with pytest.raises(TurnRefused):
        await line.ask("4")
    await line.ask("other", visitor="w")


async def test_when_all_places_are_taken_the_address_with_the_most_gives_one_up() -> None:
    line = Line(waiting_max=3)
    for number in range(4):
        await line.ask(f"many {number}", visitor=f"invented {number}")
    with pytest.raises(TurnRefused):
        await line.ask("many 4", visitor="invented 4")
    await line.ask("one", address="b")
    assert line.refused == ["many 3"]
    await line.end("many 0")
    assert line.begun[-1] == "one"


async def test_one_that_waits_can_go_and_one_that_goes_in_its_turn_gives_it_back() -> None:
    line = Line()
    for visitor in "abc":
        await line.ask(visitor, visitor=visitor)
    line.tasks["b"].cancel()
    await settle()
    line.tasks["a"].cancel()
    await settle()
    assert line.begun == ["a", "c"]


async def test_one_that_is_cancelled_just_as_it_is_called_gives_its_turn_back() -> None:
    line = Line()
    for visitor in "abc":
        await line.ask(visitor, visitor=visitor)
    line._ends["a"].set()
    line.tasks["b"].cancel()
    await settle()
    assert line.begun == ["a", "c"]


async def test_one_that_would_wait_too_long_is_refused_and_gives_up_its_place() -> None:
    line = Line(waiting_max=1, wait_seconds_max=0)
    await line.ask("first")
    await line.ask("second", visitor="w")
    assert (line.begun, line.refused) == (["first"], ["second"])
    await line.end("first")
    await line.ask("third", visitor="w")
    assert line.begun == ["first", "third"]
