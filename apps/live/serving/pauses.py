"""The only file that sleeps: whatever waits for time to pass, and not for an event, waits here."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

REST_SHARE = 2
"""Work that is repeated rests so many times as long as it took."""

logger = logging.getLogger(__name__)


async def pause(seconds: float) -> None:
    """Wait for so long."""
    await asyncio.sleep(seconds)


async def repeat(every_seconds: float, turn: Callable[[float], Awaitable[bool]]) -> None:
    """Take a turn every so often, at a real time in seconds, until one is the last (False).

    A turn that fails, as when the database is away, is logged and does not end the others. Where turns take long
    they come less often, so that they leave most of the time to others. After the last turn it is over at once,
    without a rest: a caller that came meanwhile would find it running, and would get no turn.
    """
    while True:
        began = time.monotonic()
        try:
            if not await turn(began):
                return
        except Exception:
            logger.exception("a turn failed")
        took = time.monotonic() - began
        await pause(max(0.001, every_seconds - took, took * REST_SHARE))
