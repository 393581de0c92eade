"""Work that is repeated at a pace: horizons, frames, and what a failing database does to them."""

from __future__ import annotations

import asyncio

import pytest

from apps.live.lab.pacing import FRAME_SECONDS, next_frame_seconds
from apps.live.serving.pauses import repeat
from tests.live.lab.world import World, new_lab, stored_tick

pytestmark = pytest.mark.django_db(transaction=True)


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


async def test_time_is_never_shown_beyond_a_stored_horizon() -> None:
    world, lab_id = World(), await new_lab()
    lab = await world.open(lab_id)
    page = await world.join(lab)
    for _ in range(60):
        await world.pass_time(0.05, page)
        assert lab.moment.tick <= await stored_tick(lab_id)
    assert lab.moment.tick > 500


async def test_time_stands_while_horizons_cannot_be_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import DatabaseError

    from apps.live.lab import log

    world, lab_id = World(), await new_lab()
    lab = await world.open(lab_id)
    page = await world.join(lab)
    await world.pass_time(2, page)

    def fail(_: object) -> None:
        raise DatabaseError("disk full")

    monkeypatch.setattr(log, "extend_horizons", fail)
    await world.pass_time(10, page)
    assert lab.moment.tick <= await stored_tick(lab_id)
    monkeypatch.undo()
    tick = lab.moment.tick
    await world.pass_time(2, page)
    assert lab.moment.tick > tick
    assert page.closed is None


async def test_time_goes_on_while_rights_cannot_be_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import DatabaseError

    from apps.live.lab import pacing

    world, lab_id = World(), await new_lab()
    lab = await world.open(lab_id)
    page = await world.join(lab)

    def fail(_: object) -> None:
        raise DatabaseError("the database is away")

    monkeypatch.setattr(pacing, "gone_grounds", fail)
    await world.pass_time(10, page)
    assert lab.moment.tick > 2_000
    assert page.closed is None


async def test_frames_are_at_most_thirty_a_second_and_at_least_four_while_time_moves() -> None:
    world = World()
    lab = await world.open(await new_lab("stale-read"))
    page = await world.join(lab)
    await world.submit(lab, type="set_drift", node="n1", per_mille=1)
    count = len(page.frames)
    for _ in range(60):
        world.now += 1 / 30
        await world.pacing.turn(world.now)
    assert 8 <= len(page.frames) - count <= 60
    await world.submit(lab, type="pause")
    count = len(page.frames)
    await world.pass_time(10, page)
    assert 4 <= len(page.frames) - count <= 6


async def test_a_horizon_is_not_extended_for_a_lab_that_was_paused_while_its_lock_was_awaited() -> None:
    world, lab_id = World(), await new_lab()
    lab = await world.open(lab_id)
    page = await world.join(lab)
    await world.pass_time(3, page)
    await lab.lock.acquire()
    pausing = asyncio.create_task(world.submit(lab, type="pause"))
    await asyncio.sleep(0)
    lab.lock.release()
    await world.pass_time(3, page)
    await pausing
    assert await stored_tick(lab_id) == lab.moment.tick


async def test_a_faster_speed_takes_effect_at_once() -> None:
    world = World()
    lab = await world.open(await new_lab())
    page = await world.join(lab)
    await world.pass_time(1.5, page)
    await world.submit(lab, type="set_speed", per_mille=10_000)
    tick = lab.moment.tick
    await world.pass_time(0.5, page)
    assert lab.moment.tick - tick > 4_000


@pytest.mark.parametrize(("took", "rate"), [(0.001, 30), (0.0166, 30), (0.05, 10), (0.125, 4), (5.0, 4)])
def test_frames_come_less_often_the_longer_a_turn_takes_and_never_less_than_four_a_second(
    took: float, rate: int
) -> None:
    assert round(1 / next_frame_seconds(FRAME_SECONDS, took)) == rate


def test_frames_come_more_often_again_little_by_little_once_the_load_is_gone() -> None:
    seconds, turns = next_frame_seconds(FRAME_SECONDS, 5.0), 0
    while seconds > FRAME_SECONDS:
        shorter = next_frame_seconds(seconds, 0.001)
        assert shorter < seconds
        seconds, turns = shorter, turns + 1
    assert turns > 10
