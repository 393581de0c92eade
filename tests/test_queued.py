"""Pages are answered a few at a time, all of them, and one that fails gives its place to the next."""

from __future__ import annotations

import asyncio
from typing import Any

from config.queued import AT_ONCE_MAX, Queued


async def test_of_many_requests_a_few_are_in_hand_and_all_are_answered() -> None:
    in_hand: set[int] = set()
    most = answered = 0

    async def page(scope: int, receive: Any, send: Any) -> None:
        nonlocal most, answered
        in_hand.add(scope)
        most = max(most, len(in_hand))
        await asyncio.sleep(0)
        in_hand.remove(scope)
        answered += 1
        if scope % 3 == 0:
            raise RuntimeError("this page fails")

    queued = Queued(page)
    await asyncio.gather(*(queued(number, None, None) for number in range(40)), return_exceptions=True)
    assert most == AT_ONCE_MAX
    assert answered == 40
