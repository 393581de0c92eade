"""A hub whose clock is in the test's hand, and a socket without a network."""

from __future__ import annotations

import json
from typing import Any

from channels.db import database_sync_to_async

from apps.live.access import Access
from apps.live.lab import wire
from apps.live.lab.commands import submit
from apps.live.lab.hub import Hub
from apps.live.lab.live_lab import LiveLab
from apps.live.lab.log import create_lab
from apps.live.lab.pacing import Pacing
from apps.live.lab.subscriber import Subscriber
from apps.live.models import Run


class Page:
    """A socket without a network: keeps what it is sent, and says what it has seen if it is asked to."""

    def __init__(self, lab_id: str, access: Access | None = None) -> None:
        self.frames: list[dict[str, Any]] = []
        self.closed: int | None = None
        self.subscriber = Subscriber(access or Access(lab_id, "owner"), self._send, self._close)

    async def _send(self, text: str) -> None:
        self.frames.append(json.loads(text))

    async def _close(self, code: int) -> None:
        self.closed = code

    def see(self, now: float) -> None:
        self.subscriber.note_seen(self.subscriber.sent_seq, now)


class World:
    """A hub, its pacing, and a clock that only the test moves."""

    def __init__(self) -> None:
        self.hub = Hub()
        self.pacing = Pacing(self.hub)
        self.now = 1_000.0

    async def open(self, lab_id: str) -> LiveLab:
        lab = await self.hub.open(lab_id)
        assert lab is not None
        return lab

    async def join(self, lab: LiveLab) -> Page:
        page = Page(lab.lab_id)
        await lab.join(page.subscriber, wire.Hello(None, None), self.now)
        return page

    async def submit(self, lab: LiveLab, **command: Any) -> dict[str, Any]:
        submission = wire.parse(json.dumps({"id": f"id-{self.now * 1000:.0f}-{command['type']}", **command}))
        assert isinstance(submission, wire.Submission)
        return await submit(lab, submission)

    async def pass_time(self, seconds: float, *pages: Page) -> None:
        """Turn after turn of 50 ms; these pages say what they have seen."""
        until = self.now + seconds
        while self.now < until:
            self.now += 0.05
            await self.pacing.turn(self.now)
            for page in pages:
                page.see(self.now)


async def new_lab(slug: str = "gossip") -> str:
    return (await database_sync_to_async(create_lab)(slug, "someone")).pk


async def stored_tick(lab_id: str) -> int:
    return (await Run.objects.aget(lab_id=lab_id, number=1)).tick
