"""Allowances over all workers: a token bucket in Redis for each participant, by Redis' own clock."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from redis.exceptions import RedisError

from apps.live.bounds import COMMANDS_A_SECOND, COMMANDS_BURST

KEPT_SECONDS = 10
ANSWER_SECONDS_MAX = 0.25
AWAY_SECONDS = 2.0
"""For so long Redis is not asked again after it has not answered: commands must not wait for it."""

TAKE = Path(__file__).with_name("take_allowance.lua").read_text()


class RedisAllowances:
    """The allowances of participants at all workers together. `clock` gives seconds."""

    def __init__(self, redis: Any, clock: Callable[[], float] = time.monotonic) -> None:
        self._take = redis.register_script(TAKE)
        self._clock = clock
        self._away_until = float("-inf")

    async def take(self, participant: str) -> bool:
        """Take one command of a participant's allowance, if there is one. While Redis is away there always is."""
        if self._clock() < self._away_until:
            return True
        try:
            async with asyncio.timeout(ANSWER_SECONDS_MAX):
                asked = [COMMANDS_A_SECOND, COMMANDS_BURST, KEPT_SECONDS]
                return bool(await self._take([f"lightcone:allowance:{participant}"], asked))
        except (RedisError, OSError, TimeoutError):
            self._away_until = self._clock() + AWAY_SECONDS
            return True
