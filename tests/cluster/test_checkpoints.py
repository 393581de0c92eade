"""Checkpoints of labs in a real Redis: with one, a worker goes on with a lab of another that is gone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from redis import asyncio as aioredis

from apps.labs.run.session import replay
from apps.live.lab import replayed
from apps.live.lab.archive import Archive
from apps.live.lab.branching import begin
from apps.live.lab.live_lab import LiveLab
from apps.live.models import Command, Run
from apps.live.workers.redis_checkpoints import EVERY_SECONDS, FIRST_SECONDS, RedisCheckpoints
from tests.cluster.redis import Redis
from tests.live.lab.world import World, new_lab
from tests.live.workers.several import settle
from tests.live.workers.test_following import WRITE

pytestmark = [pytest.mark.trial, pytest.mark.django_db(transaction=True)]

Replays = list[Any]


@pytest.fixture
async def redis(redis_server: Redis) -> AsyncIterator[aioredis.Redis]:
    """A connection to it; it is empty."""
    connection = aioredis.Redis.from_url(redis_server.url)
    await connection.flushall()
    yield connection
    await connection.aclose()


@pytest.fixture
def replays(monkeypatch: pytest.MonkeyPatch) -> Replays:
    """The runs that were replayed from their start."""
    found: Replays = []

    def counted(*args: Any) -> Any:
        found.append(args)
        return replay(*args)

    monkeypatch.setattr(replayed, "replay", counted)
    return found


def worker(redis: aioredis.Redis, secret: str = "of this installation") -> World:
    """A worker of its own, which has the labs that it opens."""
    world = World()
    world.hub.checkpoints = RedisCheckpoints(redis, secret)
    return world


async def worked_on(world: World, seconds: float = 5, name: str = "") -> LiveLab:
    """A lab in which something has happened, at a worker."""
    lab = await world.open(name or await new_lab("stale-read"))
    page = await world.join(lab)
    for _ in range(3):
        await world.submit(lab, **WRITE)
        await world.pass_time(seconds / 3, page)
    return lab


def events_of(lab: LiveLab) -> list[str]:
    lab.collect()
    return lab.archive.beyond(0)


async def stored_events(lab: LiveLab) -> list[str]:
    """The events of a lab's run, by a replay of what is stored."""
    whole = Archive()
    stored = (await World().open(lab.lab_id)).stored
    replay(stored.scenario, stored.seed, stored.log, stored.horizon, whole.take)
    return whole.beyond(0)


async def test_a_worker_goes_on_from_a_checkpoint_as_if_it_had_replayed_the_run(
    redis: aioredis.Redis, replays: Replays
) -> None:
    first, second = worker(redis), worker(redis)
    lab = await worked_on(first)
    await first.hub.checkpoints.keep(lab)
    await worked_on(first, name=lab.lab_id)
    shown = events_of(lab)
    replays.clear()
    found = await second.open(lab.lab_id)
    assert not replays
    assert events_of(found)[: len(shown)] == shown
    assert events_of(found) == await stored_events(found)
    assert found.commands == 6
    await worked_on(second, name=lab.lab_id)
    assert events_of(found) == await stored_events(found)


async def forgotten(redis: aioredis.Redis, _: World, __: LiveLab) -> World:
    """Redis was started again, and is empty."""
    await redis.flushall()
    return worker(redis)


async def of_others(redis: aioredis.Redis, _: World, __: LiveLab) -> World:
    """The checkpoint was written by those with another secret."""
    return worker(redis, "of another installation")


async def of_an_earlier_run(redis: aioredis.Redis, _: World, lab: LiveLab) -> World:
    """The lab was begun again after its checkpoint."""
    await begin(lab, lab.stored.scenario)
    return worker(redis)


async def of_a_later_moment(redis: aioredis.Redis, _: World, lab: LiveLab) -> World:
    """What is stored is behind the checkpoint, as after a back-up was restored."""
    await Command.objects.filter(run=lab.stored.pk).adelete()
    await Run.objects.filter(pk=lab.stored.pk).aupdate(tick=500, steps=None)
    return worker(redis)


@pytest.mark.parametrize("lost", [forgotten, of_others, of_an_earlier_run, of_a_later_moment])
async def test_without_a_checkpoint_that_fits_the_run_is_replayed(
    redis: aioredis.Redis, replays: Replays, lost: Callable[[aioredis.Redis, World, LiveLab], Any]
) -> None:
    first = worker(redis)
    lab = await worked_on(first)
    await first.hub.checkpoints.keep(lab)
    second = await lost(redis, first, lab)
    replays.clear()
    found = await second.open(lab.lab_id)
    assert len(replays) == 1
    assert events_of(found) == await stored_events(found)


async def test_a_lab_that_is_handed_over_has_a_checkpoint(redis: aioredis.Redis, replays: Replays) -> None:
    first, second = worker(redis), worker(redis)
    lab = await worked_on(first)
    await first.hub.drain()
    replays.clear()
    found = await second.open(lab.lab_id)
    assert not replays
    assert events_of(found) == events_of(lab)


async def kept(world: World, labs: list[LiveLab], redis: aioredis.Redis) -> set[str]:
    """Give a worker as many occasions to keep a lab as there are labs; return those that it kept."""
    await redis.flushall()
    tasks = asyncio.all_tasks()
    for _ in labs:
        world.now += 0.5
        world.hub.checkpoints.keep_due(labs, world.now)
        await settle(lambda: asyncio.all_tasks() == tasks)
        world.now += 0.5
    return {name.decode().rsplit(":", 1)[1] for name in await redis.keys()}


async def test_each_lab_is_kept_soon_after_it_was_opened_and_then_now_and_again(redis: aioredis.Redis) -> None:
    world = worker(redis)
    labs = [await world.open(await new_lab("stale-read")) for _ in range(3)]
    names = {lab.lab_id for lab in labs}
    assert not await kept(world, labs, redis)
    world.now += FIRST_SECONDS
    assert await kept(world, labs, redis) == names
    for lab in labs:
        await world.submit(lab, **WRITE)
    assert not await kept(world, labs, redis)
    world.now += EVERY_SECONDS
    assert await kept(world, labs, redis) == names


async def test_a_lab_in_which_nothing_has_happened_is_not_written_again(redis: aioredis.Redis) -> None:
    world = worker(redis)
    lab = await worked_on(world)
    await world.hub.checkpoints.keep(lab)
    await redis.flushall()
    await world.hub.checkpoints.keep(lab)
    assert not await redis.dbsize()


async def test_without_redis_labs_are_replayed(replays: Replays) -> None:
    away = aioredis.Redis.from_url("redis://127.0.0.1:1/0")
    first, second = worker(away), worker(away)
    lab = await worked_on(first)
    await first.hub.checkpoints.keep(lab)
    replays.clear()
    await second.open(lab.lab_id)
    assert len(replays) == 1
