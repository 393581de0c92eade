"""The sockets that follow a lab, and what each is sent: the events it lacks, or a snapshot if it lacks too many."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from apps.live.access import Access
from apps.live.bounds import SOCKETS_A_LAB_MAX, WATCHERS_A_LINK_MAX
from apps.live.lab import wire as w
from apps.live.lab.archive import Archive
from apps.live.lab.subscriber import Subscriber

RESUMED_EVENTS_MAX = 150
"""A socket that comes back and lacks more than this gets a snapshot."""

HEARTBEAT_SECONDS = 2.0
MOVING_HEARTBEAT_SECONDS = 0.2


class Shown(Protocol):
    """A lab, as those who follow it are shown it."""

    archive: Archive

    @property
    def started(self) -> int:
        """Return the last of the events with which the run starts: the archive has those after it."""

    def collect(self) -> w.Moment:
        """Encode what is new, and return the moment up to which everything is encoded."""

    def snapshot(self, access: Access) -> str:
        """Return the whole of the lab at the present, for somebody with this access."""


class Followers:
    """The sockets of one lab. `news`: something has changed that no event tells, so all are sent a frame.

    `is_watched`: somebody follows who does not merely look on. `unwatched_since`: since when there are no sockets, in
    seconds of `time.monotonic`; None while there are some.
    """

    def __init__(self, shown: Shown, now: float) -> None:
        self._shown = shown
        self._sockets: set[Subscriber] = set()
        self.news = self.is_watched = False
        self.unwatched_since: float | None = now

    def __iter__(self) -> Iterator[Subscriber]:
        return iter(list(self._sockets))

    def __len__(self) -> int:
        return len(self._sockets)

    def are_due(self, now: float) -> bool:
        """Return whether a frame has to be sent although no time passes in the lab."""
        return self.news or any(now - each.sent_at >= HEARTBEAT_SECONDS or each.has_caught_up for each in self._sockets)

    def has_room(self, access: Access) -> bool:
        """Return whether one more may follow: through the same link, and in all."""
        same = sum(each.access.ground == access.ground for each in self._sockets) if access.role != "owner" else 0
        return same < WATCHERS_A_LINK_MAX and len(self._sockets) < SOCKETS_A_LAB_MAX

    def join(self, subscriber: Subscriber, hello: w.Hello, moment: w.Moment) -> None:
        """Let a socket follow: from where it was, if what it lacks is known, or else afresh."""
        known = hello.run == moment.run and hello.seq is not None and self._resumes(hello.seq, moment)
        subscriber.resume(moment.run if known else 0, hello.seq or 0)
        self._sockets.add(subscriber)
        self._look_for_watchers()
        self.unwatched_since = None

    def leave(self, subscriber: Subscriber, now: float) -> None:
        """Forget a socket, which is gone."""
        self._sockets.discard(subscriber)
        self._look_for_watchers()
        if not self._sockets:
            self.unwatched_since = now

    def _look_for_watchers(self) -> None:
        self.is_watched = any(not each.access.looks_on for each in self._sockets)

    async def send_to(self, subscriber: Subscriber, now: float) -> None:
        """Send one socket what it lacks."""
        await self._send(subscriber, self._shown.collect(), now, {})

    async def send(self, moment: w.Moment, now: float) -> None:
        """Send each socket what it lacks up to `moment`, or a heartbeat."""
        frames: dict[int, str] = {}
        news, self.news = self.news, False
        heartbeat_seconds = MOVING_HEARTBEAT_SECONDS if moment.playing and not moment.quiet else HEARTBEAT_SECONDS
        for subscriber in self:
            due = news or subscriber.has_caught_up or now - subscriber.sent_at >= heartbeat_seconds
            if due or subscriber.run != moment.run or subscriber.sent_seq < moment.seq:
                await self._send(subscriber, moment, now, frames)

    def _resumes(self, seq: int, moment: w.Moment) -> bool:
        return max(self._shown.started, moment.seq - RESUMED_EVENTS_MAX) <= seq <= moment.seq

    async def _send(self, subscriber: Subscriber, moment: w.Moment, now: float, frames: dict[int, str]) -> None:
        """Send what the socket has not got up to `moment`; `frames` are those of this moment so far, by their start."""
        if subscriber.behind and not subscriber.begins_afresh(now):
            return
        start = subscriber.sent_seq
        if subscriber.run != moment.run or not self._resumes(start, moment):
            await self._send_snapshot(subscriber, now)
            return
        if start not in frames:
            events = self._shown.archive.beyond(start - self._shown.started)
            frames[start] = w.frame(moment, events[: moment.seq - start])
        text = frames[start]
        subscriber.note_sent(moment.run, moment.seq, len(text), now)
        await subscriber.send(text)

    async def _send_snapshot(self, subscriber: Subscriber, now: float) -> None:
        moment = self._shown.collect()
        text = self._shown.snapshot(subscriber.access)
        subscriber.note_sent(moment.run, moment.seq, 0, now)
        await subscriber.send(text)
