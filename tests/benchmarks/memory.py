"""Memory of a live lab at 1,000 events, and of one that nobody watches any more, as Python counts its allocations."""

from __future__ import annotations

import asyncio
import gc
import time
import tracemalloc

from channels.db import database_sync_to_async

from apps.live.access import Access
from apps.live.lab import wire
from apps.live.lab.hub import IDLE_SECONDS_MAX, Hub
from apps.live.lab.live_lab import LiveLab
from apps.live.lab.log import create_lab
from apps.live.lab.pacing import Pacing
from apps.live.lab.subscriber import Subscriber
from apps.simulation.commands import SetWorkload
from tests.benchmarks.table import Row

LABS = 20
EVENTS = 1_000


async def follow(lab: LiveLab) -> Subscriber:
    """A socket that reads and says so, without a network."""

    async def send(_: str) -> None:
        subscriber.note_seen(subscriber.sent_seq, time.monotonic())

    async def close(_: int) -> None:
        raise AssertionError("a socket was closed")

    subscriber = Subscriber(Access(lab.lab_id, "owner"), send, close)
    await lab.join(subscriber, wire.Hello(None, None), time.monotonic())
    return subscriber


def held_bytes() -> int:
    """What Python holds after everything dead is gone."""
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


async def measure() -> list[Row]:
    """One lab first, to have everything loaded; then twenty at once."""
    hub = Hub()
    names = [(await database_sync_to_async(create_lab)("stale-read", "bench")).pk for _ in range(LABS + 1)]
    await _run(hub, names[:1])
    await _leave(hub)
    tracemalloc.start()
    empty = held_bytes()
    await _run(hub, names[1:])
    live = (held_bytes() - empty) / LABS
    assert all(lab.moment.seq >= EVENTS for lab in hub.labs.values())
    await _leave(hub)
    idle = (held_bytes() - empty) / LABS
    tracemalloc.stop()
    return [
        Row(
            f"memory of a live lab at {EVENTS:,} events",
            f"{live / 1024:,.0f} KiB",
            "aim",
            "300 KiB",
            live / 1024 / 300,
            "at most 1",
        ),
        Row(
            "memory of an idle lab",
            f"{idle / 1024:,.1f} KiB",
            "a live lab",
            f"{live / 1024:,.0f} KiB",
            idle / live,
            "0",
        ),
    ]


async def _run(hub: Hub, names: list[str]) -> None:
    pacing = Pacing(hub)
    for name in names:
        lab = await hub.open(name)
        assert lab is not None
        await follow(lab)
        lab.session.apply(SetWorkload(300))
    now = time.monotonic()
    while any(lab.moment.seq < EVENTS for lab in hub.labs.values()):
        now += 1 / 30
        await pacing.turn(now)
        await asyncio.sleep(0)


async def _leave(hub: Hub) -> None:
    now = time.monotonic()
    for lab in hub.labs.values():
        for subscriber in lab.followers:
            lab.followers.leave(subscriber, now)
    await Pacing(hub).turn(now + IDLE_SECONDS_MAX + 1)
    assert not hub.labs
