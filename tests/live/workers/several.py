"""Several workers in one process: hubs of their own on one database, with what they reach each other by."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

from apps.live.access import Access
from apps.live.lab import wire
from apps.live.lab.hub import Hub
from apps.live.workers import answers
from apps.live.workers.exchange import Exchange, Unanswered
from apps.live.workers.leases import Leases, LeasesAway
from tests.live.lab.world import Page, World


class Registry:
    """Leases of several workers in one process, which never expire; `away` as when Redis is."""

    def __init__(self) -> None:
        self.owners: dict[str, str] = {}
        self.away = False

    def of(self, name: str) -> Leases:
        """Return the leases as this worker asks for them."""
        return RegistryLeases(self, name)


class RegistryLeases:
    """As `RedisLeases`."""

    def __init__(self, registry: Registry, name: str) -> None:
        self._registry = registry
        self._name = name

    def _other(self, lab_id: str) -> str:
        if self._registry.away:
            raise LeasesAway
        owner = self._registry.owners.get(lab_id, "")
        return "" if owner == self._name else owner

    async def take(self, lab_id: str) -> str:
        """Take the lease on a lab if nobody has it; return the name of the worker that has it now, "" for this one."""
        other = self._other(lab_id)
        if not other:
            self._registry.owners[lab_id] = self._name
        return other

    async def owners(self, lab_ids: Collection[str]) -> list[str]:
        """Return the name of the other worker that has each of these labs, "" if none has."""
        return [self._other(lab_id) for lab_id in lab_ids]

    async def renew(self, lab_ids: Collection[str]) -> set[str]:
        """Hold leases for as long again, or take them anew; return those labs that others have now."""
        return {lab_id for lab_id in lab_ids if await self.take(lab_id)}

    async def release(self, lab_id: str) -> None:
        """Let others take a lab, if it is still this worker's."""
        if not self._other(lab_id):
            self._registry.owners.pop(lab_id, None)


class Room:
    """A channel layer that loses the messages to one worker for which `loses` is true."""

    def __init__(self, layer: Any) -> None:
        self._layer = layer
        self.loses: Callable[[str, Any], bool] = lambda *_: False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._layer, name)

    async def send(self, channel: str, message: Any) -> None:
        """Deliver, or lose; what is delivered is written and read in between."""
        message = json.loads(json.dumps(message))
        kept = [item for item in message["items"] if not self.loses(*item[::2])]
        if kept:
            await self._layer.send(channel, {**message, "items": kept})


class SeveralWorld(World):
    """One worker: its hub, its pacing, a clock that only the test moves."""

    def __init__(self, layer: Room) -> None:
        super().__init__()
        self.exchange = Exchange(layer)
        self.hub.exchange = self.exchange
        self.hub.clock = lambda: self.now

    async def start(self, leases: Callable[[str], Leases]) -> None:
        """Join the others."""
        await self.exchange.start()
        self.hub.leases = leases(self.exchange.name)
        answers.serve(self.hub)
        self.exchange.on_question("echo", _echo)

    async def follow(self, lab_id: str, access: Access | None = None, hello: wire.Hello | None = None) -> Page:
        """Open a page on this worker, wherever the lab is."""
        found = await self.hub.open(lab_id)
        assert found is not None
        page = Page(lab_id, access)
        await found.join(page.subscriber, hello or wire.Hello(None, None), self.now)
        return page

    async def act(self, lab_id: str, name: str, **command: Any) -> dict[str, Any]:
        """Give a command through this worker, under an id."""
        found = await self.hub.open(lab_id)
        assert found is not None
        submission = wire.parse(wire.encode({"id": name, **command}))
        assert isinstance(submission, wire.Submission)
        return await self.submit_to(found, submission)

    async def submit_to(self, lab: Any, submission: wire.Submission) -> dict[str, Any]:
        """As the consumer does."""
        from apps.live.lab.commands import submit
        from apps.live.lab.live_lab import LiveLab

        return dict(await (submit(lab, submission) if isinstance(lab, LiveLab) else lab.submit(submission)))


async def _echo(_: str, said: Any) -> Any:
    return said


async def exchanged(worlds: Sequence[SeveralWorld]) -> None:
    """Let everything arrive that these workers have said to each other so far."""
    for _ in range(5):
        await asyncio.sleep(0)
    pairs = [(one, other) for one in worlds for other in worlds if one is not other]
    with suppress(Unanswered):
        await asyncio.gather(*(one.exchange.ask(other.exchange.name, "echo", None) for one, other in pairs))


async def settle(holds: Callable[[], Any], *worlds: SeveralWorld) -> None:
    """Let messages arrive, and these workers have their turns, until something holds."""
    until = time.monotonic() + 10
    while not holds():
        for world in worlds:
            await world.pacing.turn(world.now)
        assert time.monotonic() < until, "it never came to hold"
        await asyncio.sleep(0.005)


async def together(seconds: float, *worlds: SeveralWorld, pages: Collection[Page] = ()) -> None:
    """Let time pass in several workers at once; these pages say what they have seen."""
    until = worlds[0].now + seconds
    while worlds[0].now < until:
        for world in worlds:
            await world.pass_time(0.05)
        await exchanged(worlds)
        for page in pages:
            page.see(worlds[0].now)


@asynccontextmanager
async def workers(count: int, room: Room, leases: Callable[[str], Leases]) -> AsyncIterator[list[Any]]:
    """Several workers that know each other."""
    worlds = [SeveralWorld(room) for _ in range(count)]
    for world in worlds:
        await world.start(leases)
    await settle(lambda: all(len(world.exchange.others()) == count - 1 for world in worlds))
    try:
        yield worlds
    finally:
        for world in worlds:
            await world.exchange.stop()
        await room.flush()


def events_of(page: Page) -> list[int]:
    """Return the sequence numbers of the events that a page holds, after its last snapshot."""
    begun = max(index for index, frame in enumerate(page.frames) if frame["type"] == "snapshot")
    return [event["seq"] for frame in page.frames[begun + 1 :] for event in frame.get("events", ())]


__all__ = ["Hub", "Registry", "Room", "SeveralWorld", "events_of", "settle", "together", "workers"]
