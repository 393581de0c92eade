"""The tests of `tests/live/workers` with a real Redis between the workers, and what only Redis can show."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import pytest
from channels_redis.pubsub import RedisPubSubChannelLayer
from redis import asyncio as aioredis

from apps.live.bounds import COMMANDS_BURST
from apps.live.lab.hub import Hub
from apps.live.workers.leases import LEASE_SECONDS, LeasesAway
from apps.live.workers.redis_allowances import RedisAllowances
from apps.live.workers.redis_leases import RedisLeases, key
from tests.cluster.redis import Redis
from tests.live.lab.world import new_lab
from tests.live.workers import test_following as shared
from tests.live.workers.several import Room, settle, workers

pytestmark = [pytest.mark.trial, pytest.mark.django_db(transaction=True)]

OF_OWN_REGISTRY = {
    "test_a_worker_that_falls_silent_loses_its_labs_to_those_that_are_there",
    "test_labs_go_on_where_they_are_while_nobody_can_say_who_has_which",
}
"""These hold the registry of leases in their hand; with Redis `test_kills` does the same."""

globals().update(
    {name: test for name, test in vars(shared).items() if name.startswith("test_") and name not in OF_OWN_REGISTRY}
)


@pytest.fixture
def room(redis_server: Redis) -> Room:
    return Room(RedisPubSubChannelLayer(hosts=[redis_server.url], symmetric_encryption_keys=["of this installation"]))


@pytest.fixture
def meeting(redis_server: Redis, room: Room) -> Callable[[int], AbstractAsyncContextManager[list[Any]]]:
    """Return what starts so many workers."""

    @asynccontextmanager
    async def meet(count: int) -> AsyncIterator[list[Any]]:
        async with client(redis_server) as redis, workers(count, room, lambda name: RedisLeases(redis, name)) as worlds:
            yield worlds

    return meet


@asynccontextmanager
async def client(redis_server: Redis) -> AsyncIterator[aioredis.Redis]:
    """A connection to the server."""
    redis = aioredis.Redis.from_url(redis_server.url)
    try:
        yield redis
    finally:
        await redis.aclose()


async def test_a_lease_ends_by_itself(redis_server: Redis) -> None:
    async with client(redis_server) as redis:
        first, second = RedisLeases(redis, "first"), RedisLeases(redis, "second")
        await first.take("lab")
        assert 0 < await redis.pttl(key("lab")) <= LEASE_SECONDS * 1000
        assert await second.take("lab") == "first"
        await redis.delete(key("lab"))
        assert await second.take("lab") == ""
        assert await first.renew(["lab", "other"]) == {"lab"}
        assert await first.owners(["lab", "other", "none"]) == ["second", "", ""]
        await first.release("lab")
        assert await first.owners(["lab"]) == ["second"]


async def test_leases_that_redis_forgot_are_taken_anew_at_the_next_renewal(redis_server: Redis) -> None:
    async with client(redis_server) as redis:
        leases = RedisLeases(redis, "first")
        await leases.take("lab")
        await redis.flushall()
        assert await leases.renew(["lab"]) == set()
        assert await RedisLeases(redis, "second").take("lab") == "first"


async def test_without_redis_nobody_says_who_has_a_lab(redis_server: Redis) -> None:
    leases = RedisLeases(aioredis.Redis.from_url("redis://127.0.0.1:1/0"), "first")
    for asked in (leases.take("lab"), leases.owners(["lab"]), leases.renew(["lab"]), leases.release("lab")):
        with pytest.raises(LeasesAway):
            await asked


async def test_workers_find_each_other_again_after_redis_was_killed(
    redis_server: Redis, meeting: Callable[[int], AbstractAsyncContextManager[list[Any]]]
) -> None:
    lab_id = await new_lab()
    async with meeting(2) as (owner, other):
        await owner.open(lab_id)
        redis_server.end("immediate")
        with pytest.raises(LeasesAway):
            await other.hub.open(lab_id)
        redis_server.start()
        await settle(lambda: other.exchange.others() and owner.exchange.others())
        assert await owner.hub.leases.renew([lab_id]) == set()
        await other.follow(lab_id)
        assert lab_id in other.hub.mirrors


async def test_what_somebody_without_the_key_says_is_not_heard(
    redis_server: Redis, room: Room, meeting: Callable[[int], AbstractAsyncContextManager[list[Any]]]
) -> None:
    stranger = RedisPubSubChannelLayer(hosts=[redis_server.url], symmetric_encryption_keys=["of somebody else"])
    async with meeting(2) as (owner, other):
        heard: list[Any] = []
        owner.exchange.on_message("greeting", lambda _, said: heard.append(said))
        await stranger.send(
            owner.exchange.name, {"from": other.exchange.name, "items": [("greeting", None, "stranger")]}
        )
        other.exchange.send(owner.exchange.name, "greeting", "known")
        await settle(lambda: heard)
        assert heard == ["known"]
    await stranger.flush()


async def test_a_participant_has_one_allowance_at_all_workers_together(redis_server: Redis) -> None:
    async with client(redis_server) as one, client(redis_server) as two:
        hubs = [Hub(), Hub()]
        for hub, redis in zip(hubs, (one, two), strict=True):
            hub.shared_allowances = RedisAllowances(redis)
        allowed = [await hubs[nth % 2].allows("somebody", 0) for nth in range(3 * COMMANDS_BURST)]
        assert COMMANDS_BURST <= sum(allowed) < 1.5 * COMMANDS_BURST
        assert await hubs[0].allows("somebody else", 0)


async def test_without_redis_the_allowance_of_each_worker_holds() -> None:
    hub = Hub()
    hub.shared_allowances = RedisAllowances(aioredis.Redis.from_url("redis://127.0.0.1:1/0"))
    allowed = [await hub.allows("somebody", 0) for _ in range(2 * COMMANDS_BURST)]
    assert sum(allowed) == COMMANDS_BURST
