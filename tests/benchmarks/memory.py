"""Memory of a live lab at 1,000 events with one follower, by its parts, and of one that nobody watches any more.

Twice: as Python counts its allocations, the mean of twenty labs; and part by part, by `tests.held`.
"""

from __future__ import annotations

import asyncio
import gc
import time
import tracemalloc

from channels.db import database_sync_to_async

from apps.labs.catalogue import catalogue
from apps.live.access import Access
from apps.live.lab import wire
from apps.live.lab.hub import IDLE_SECONDS_MAX, Hub
from apps.live.lab.live_lab import LiveLab
from apps.live.lab.log import create_lab
from apps.live.lab.pacing import Pacing
from apps.live.lab.subscriber import Subscriber
from apps.simulation.commands import SetWorkload
from tests.benchmarks.table import Row
from tests.held import EVENTS, LABS, WORKLOAD_TICKS, held_bytes, parts_of

COUNT = 20
AIM_KIB = 200


async def follow(lab: LiveLab) -> Subscriber:
    """A socket that reads and says so, without a network."""

    async def send(_: str) -> None:
        subscriber.note_seen(subscriber.sent_seq, time.monotonic())

    async def close(_: int) -> None:
        raise AssertionError("a socket was closed")

    subscriber = Subscriber(Access(lab.lab_id, "owner"), send, close)
    await lab.join(subscriber, wire.Hello(None, None), time.monotonic())
    return subscriber


def traced_bytes() -> int:
    """What Python holds after everything dead is gone."""
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


async def measure() -> list[Row]:
    """Every kind of lab in turn."""
    rows = []
    for slug in LABS:
        rows += await _measured(slug)
    return rows


async def _measured(slug: str) -> list[Row]:
    """Two labs first, to have everything loaded and for their parts; then twenty at once."""
    hub, title = Hub(), catalogue()[slug].title
    names = [(await database_sync_to_async(create_lab)(slug, "bench")).pk for _ in range(COUNT + 2)]
    await _run(hub, names[:2])
    parts = _parts(*hub.labs.values())
    await _leave(hub)
    tracemalloc.start()
    empty = traced_bytes()
    await _run(hub, names[2:])
    live = (traced_bytes() - empty) / COUNT
    await _leave(hub)
    idle = (traced_bytes() - empty) / COUNT
    tracemalloc.stop()
    whole = sum(parts.values())
    return [
        Row(
            f"memory of a live lab at {EVENTS:,} events, {title}, as allocated",
            *(f"{live / 1024:,.0f} KiB", "aim", f"{AIM_KIB} KiB", live / 1024 / AIM_KIB, "at most 1"),
        ),
        Row("the same by its objects", f"{whole / 1024:,.0f} KiB", "aim", f"{AIM_KIB} KiB", None, ""),
        *(
            Row(f"  {name}", f"{size / 1024:,.1f} KiB", "the lab", f"{whole / 1024:,.0f} KiB", size / whole, "")
            for name, size in parts.items()
        ),
        Row(
            f"memory of an idle lab, {title}",
            *(f"{idle / 1024:,.1f} KiB", "a live lab", f"{live / 1024:,.0f} KiB", idle / live, "0"),
        ),
    ]


def _parts(lab: LiveLab, other: LiveLab) -> dict[str, int]:
    parts = {**parts_of(lab.session), "events, compressed": lab.archive, "the rest of the lab": lab}
    return held_bytes(parts, other)


async def _run(hub: Hub, names: list[str]) -> None:
    """Let each lab come to 1,000 events, and stand there."""
    pacing = Pacing(hub)
    for name in names:
        lab = await hub.open(name)
        assert lab is not None
        await follow(lab)
        lab.session.apply(SetWorkload(WORKLOAD_TICKS))
        lab.pace.playing = True
    now = time.monotonic()
    while any(lab.pace.playing for lab in hub.labs.values()):
        now += 1 / 30
        await pacing.turn(now)
        await asyncio.sleep(0)
        for lab in hub.labs.values():
            lab.pace.playing = lab.pace.playing and lab.moment.seq < EVENTS
    await pacing.turn(now + 1)


async def _leave(hub: Hub) -> None:
    now = time.monotonic()
    for lab in hub.labs.values():
        for subscriber in lab.followers:
            lab.followers.leave(subscriber, now)
    await Pacing(hub).turn(now + IDLE_SECONDS_MAX + 1)
    assert not hub.labs
