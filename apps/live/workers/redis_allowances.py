"""Allowances over all workers: a token bucket in Redis for each participant, by Redis' own clock."""

from __future__ import annotations

from typing import Any

from redis.exceptions import RedisError

from apps.live.bounds import COMMANDS_A_SECOND, COMMANDS_BURST

KEPT_SECONDS = 10

TAKE = """
local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000
local kept = redis.call('HMGET', KEYS[1], 'left', 'at')
local burst = tonumber(ARGV[2])
local left = math.min(burst, (tonumber(kept[1]) or burst) + (now - (tonumber(kept[2]) or now)) * tonumber(ARGV[1]))
local taken = left >= 1 and 1 or 0
redis.call('HSET', KEYS[1], 'left', tostring(left - taken), 'at', tostring(now))
redis.call('EXPIRE', KEYS[1], ARGV[3])
return taken
"""


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
