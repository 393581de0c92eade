"""Replays in threads of their own, in fair turns: of whoever asks for one, one at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from apps.live.bounds import REPLAYS_A_VISITOR_MAX, REPLAYS_AT_ONCE_MAX, REPLAYS_WAITING_MAX
from apps.live.serving.asker import asker
from apps.live.serving.turns import Turns

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

turns = Turns(REPLAYS_AT_ONCE_MAX, REPLAYS_WAITING_MAX, REPLAYS_A_VISITOR_MAX)
threads = ThreadPoolExecutor(REPLAYS_AT_ONCE_MAX, thread_name_prefix="replay")


async def in_turn(work: Callable[Arguments, Result], *args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
    """Do work that replays a run, once it is the turn of whoever asks; raises TurnRefused."""
    async with turns.turn(asker.get()):
        return await asyncio.get_running_loop().run_in_executor(threads, lambda: work(*args, **kwargs))
