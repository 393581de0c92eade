"""Work that is repeated at a pace."""

from __future__ import annotations

import asyncio

from apps.live.serving.pauses import repeat


async def test_what_is_repeated_is_over_with_its_last_turn_without_a_rest() -> None:
    """A caller that begins it again if it has ended would otherwise find it running, and get no turn."""
    turns = []

    async def turn(now: float) -> bool:
        turns.append(now)
        return False

    task = asyncio.ensure_future(repeat(3_600.0, turn))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert task.done()
    assert len(turns) == 1


async def test_a_turn_that_fails_does_not_end_the_others() -> None:
    turns = []

    async def turn(now: float) -> bool:
        turns.append(now)
        if len(turns) == 1:
            raise ConnectionError("the database is away")
        return False

    await repeat(0.001, turn)
    assert len(turns) == 2
