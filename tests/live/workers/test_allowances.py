"""Allowances over all workers while Redis does not answer. `tests/cluster` tries them on a real Redis."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from redis.exceptions import ConnectionError as Refused

from apps.live.workers import redis_allowances
from apps.live.workers.redis_allowances import AWAY_SECONDS, RedisAllowances


class FailingRedis:
    """A Redis that answers no question, and counts them."""

    def __init__(self, fail: Callable[[], Awaitable[Any]]) -> None:
        self.asked = 0
        self._fail = fail

    def register_script(self, _: str) -> Callable[..., Awaitable[Any]]:
        async def script(*_: Any) -> Any:
            self.asked += 1
            await self._fail()

        return script


async def refuse() -> None:
    raise Refused


async def stay_silent() -> None:
    await asyncio.Event().wait()


@pytest.mark.parametrize("fail", [refuse, stay_silent])
async def test_a_redis_that_does_not_answer_is_asked_again_only_after_two_seconds(
    fail: Callable[[], Awaitable[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redis_allowances, "ANSWER_SECONDS_MAX", 0.01)
    redis, now = FailingRedis(fail), 0.0
    allowances = RedisAllowances(redis, lambda: now)
    assert all([await allowances.take("somebody") for _ in range(5)])
    assert redis.asked == 1
    now = AWAY_SECONDS
    assert await allowances.take("somebody")
    assert redis.asked == 2
