"""A lab that another worker has in memory, as the sockets of this one are shown it.

Its events come once, and are kept as far back as a socket may resume. Commands travel to the lab with their ids, so
that one that is sent again changes nothing. What is missing in between is asked for again.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

from apps.live.access import Access
from apps.live.lab import wire as w
from apps.live.lab.archive import Archive
from apps.live.lab.followers import RESUMED_EVENTS_MAX, Followers
from apps.live.lab.states import LabDropped
from apps.live.lab.subscriber import Subscriber
from apps.live.serving.asker import asker
from apps.live.serving.turns import TurnRefused
from apps.live.workers.exchange import Exchange, Unanswered
from apps.simulation import CommandError

FOLLOW_EVERY_SECONDS = 2.0
NOTHING = w.Moment(0, 0, 0, playing=False, quiet=False, speed_per_mille=1000)


class Moved(LabDropped):
    """The worker that had the lab has it no longer, or is gone."""


class Mirror:
    """One lab of the worker `owner`. `dropped`: it is followed no longer."""

    def __init__(self, lab_id: str, owner: str, exchange: Exchange, now: float) -> None:
        self.lab_id = lab_id
        self.owner = owner
        self.dropped = False
        self.followers = Followers(self, now)
        self.archive = Archive()
        self.started = 0
        self._exchange = exchange
        self._moment = NOTHING
        self._whole: tuple[w.Moment, Any] | None = None
        self._closed = False
        self._followed_at = now
        self._sending = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    async def begin(self) -> bool:
        """Begin to follow; return whether the lab is there."""
        return await self._follow(again=True)

    # As it is shown

    @property
    def moment(self) -> w.Moment:
        """Return the moment up to which the events have come."""
        return self._moment

    def collect(self) -> w.Moment:
        """Return the moment up to which the events have come."""
        return self._moment

    async def snapshot(self, access: Access) -> tuple[w.Moment, str]:
        """Return the whole of the lab at a moment that sockets can go on from, for somebody with this access."""
        if self._whole is None or not self._goes_on_from(self._whole[0]):
            members, *parts = await self._ask("snapshot", None)
            self._whole = w.Moment(*members), parts
        moment, (lab, view, log) = self._whole
        return moment, w.snapshot(moment, access.shown_role, access.client, lab, view, log)

    def _goes_on_from(self, moment: w.Moment) -> bool:
        return moment.run == self._moment.run and self._moment.seq - moment.seq <= RESUMED_EVENTS_MAX

    # From the owner

    def receive_events(self, content: Any) -> None:
        """Add the next events, or begin afresh with them; ask again if some are missing in between."""
        _, members, start, afresh, news, events = content
        moment = w.Moment(*members)
        if afresh:
            self.archive, self.started = Archive(), start
        elif moment.run != self._moment.run or start > self._moment.seq:
            self._begin(self._ask_again())
            return
        self.archive.take_encoded(events[self.started + len(self.archive) - start :])
        self._moment = moment
        self.followers.news |= news

    async def _ask_again(self) -> None:
        await self._follow(again=True)

    # To the owner

    async def _follow(self, *, again: bool = False) -> bool:
        sockets = Counter(each.access.ground for each in self.followers)
        state = {
            "lab": self.lab_id,
            "holds": (self._moment.run, self._moment.seq) if again else None,
            "watched": self.followers.is_watched,
            "closed": self._closed,
            "sockets": dict(sockets),
        }
        try:
            elsewhere = await self._exchange.ask(self.owner, "follow", state)
        except Unanswered:
            elsewhere = None
        if elsewhere is None:
            self.dropped = True
            return False
        self.followers.elsewhere = Counter(elsewhere)
        return True

    def leave(self) -> None:
        """Follow it no longer."""
        self.dropped = True
        self._exchange.send(self.owner, "leave", self.lab_id)

    async def _ask(self, kind: str, asked: Any) -> Any:
        """Return what the owner answers about the lab. Raises Moved."""
        try:
            answer = await self._exchange.ask(self.owner, kind, (self.lab_id, asked))
        except Unanswered:
            answer = None
        if answer is None:
            raise Moved
        return answer

    # Sockets

    async def join(self, subscriber: Subscriber, hello: w.Hello, now: float) -> None:
        """Let a socket follow, and send it what it lacks. Raises LabDropped."""
        if self.dropped:
            raise Moved
        self.followers.join(subscriber, hello, self._moment)
        self._closed = subscriber.access.closed
        self._begin(self._keep_following())
        async with self._sending:
            await self.followers.send_to(subscriber, now)

    async def _keep_following(self) -> None:
        await self._follow()

    def pulse(self, now: float) -> None:
        """Send each socket what it has not got, or a heartbeat, unless that is being done; every two seconds send the
        owner the counts of sockets.
        """
        if self._exchange.is_silent(self.owner):
            self.dropped = True
            return
        if now - self._followed_at >= FOLLOW_EVERY_SECONDS:
            self._followed_at = now
            self._begin(self._keep_following())
        if not self._sending.locked():
            self._begin(self._send(now))

    async def _send(self, now: float) -> None:
        async with self._sending:
            try:
                await self.followers.send(self._moment, now)
            except Moved:
                self.dropped = True

    async def submit(self, submission: w.Submission, *, by_guest: bool = False) -> dict[str, Any]:
        """Have a command carried out where the lab is; return its answer. Raises CommandError, TurnRefused, Moved."""
        who = asker.get()
        frame = {"type": submission.kind, "id": submission.command_id, **submission.members}
        found = await self._ask("command", (w.encode(frame), who.address, who.visitor, by_guest))
        if "refused" in found:
            raise CommandError(*found["refused"])
        if "crowded" in found:
            raise TurnRefused
        return dict(found["acknowledged"])

    def _begin(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
