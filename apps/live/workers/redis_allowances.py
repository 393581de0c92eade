"""Allowances over all workers: a token bucket in Redis for each participant, by Redis' own clock."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from redis.exceptions import RedisError

from apps.live.bounds import COMMANDS_A_SECOND, COMMANDS_BURST

KEPT_SECONDS = 10

TAKE = Path(__file__).with_name("take_allowance.lua").read_text()


class RedisAllowances:
    """What participants may do at all workers together."""

    def __init__(self, redis: Any) -> None:
        self._take = redis.register_script(TAKE)

    async def take(self, participant: str) -> bool:
        """Take one command of a participant's allowance, if there is one. While Redis is away there always is."""
        try:
            asked = [COMMANDS_A_SECOND, COMMANDS_BURST, KEPT_SECONDS]
            return bool(await self._take([f"lightcone:allowance:{participant}"], asked))
        except (RedisError, OSError):
            return True
