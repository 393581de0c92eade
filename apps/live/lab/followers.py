"""The sockets that follow a lab, and what each is sent: the events it lacks, or a snapshot if it lacks too many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from apps.live.access import Access
from apps.live.bounds import SOCKETS_A_LAB_MAX, WATCHERS_A_LINK_MAX
from apps.live.lab import wire as w
from apps.live.lab.shown import Shown
from apps.live.lab.subscriber import Subscriber
from apps.live.workers.relay import FOLLOWER_SILENT_SECONDS_MAX, Relay

RESUMED_EVENTS_MAX = 150
"""A socket that comes back and lacks more than this gets a snapshot."""

HEARTBEAT_SECONDS = 2.0
MOVING_HEARTBEAT_SECONDS = 0.2


class Followers:
    """The sockets of one lab. `news`: something has changed that is in no event, so all are sent a frame.

    `relays` are the other workers that follow, by their names; `elsewhere` counts the sockets of other workers by
    ground. `is_watched`: somebody follows who does not merely look on. `unwatched_since`: since when nobody follows, in
    seconds of `time.monotonic`; None while somebody does.
    """

    def __init__(self, shown: Shown, now: float) -> None:
        self._shown = shown
        self._sockets: set[Subscriber] = set()
        self.relays: dict[str, Relay] = {}
        self.elsewhere: Counter[str] = Counter()
        self.news = self.is_watched = False
        self.unwatched_since: float | None = now

    def __iter__(self) -> Iterator[Subscriber]:
        return iter(list(self._sockets))

    def __len__(self) -> int:
        return len(self._sockets)

    def are_due(self, now: float) -> bool:
        """Return whether a frame has to be sent although no time passes in the lab."""
        due = any(now - each.sent_at >= HEARTBEAT_SECONDS or each.has_caught_up for each in self._sockets)
        return self.news or due or any(now - relay.sent_at >= HEARTBEAT_SECONDS for relay in self.relays.values())

    def has_room(self, access: Access) -> bool:
        """Return whether one more may follow: through the same link, and in all."""
        grounds = Counter(each.access.ground for each in self._sockets) + self.elsewhere
        same = grounds[access.ground] if access.role != "owner" else 0
        return same < WATCHERS_A_LINK_MAX and grounds.total() < SOCKETS_A_LAB_MAX

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
        self._note_end(now)

    def add_relay(self, relay: Relay) -> None:
        """Let another worker follow."""
        self.relays[relay.to] = relay
        self.unwatched_since = None

    def end_relay(self, worker: str, now: float) -> None:
        """Forget another worker, which follows no longer."""
        self.relays.pop(worker, None)
        self._count_elsewhere()
        self._note_end(now)

    def end_silent_relays(self, now: float) -> None:
        """Forget the other workers that have not said for some seconds that they follow."""
        for relay in list(self.relays.values()):
            if now - relay.updated_at > FOLLOWER_SILENT_SECONDS_MAX:
                self.end_relay(relay.to, now)

    def update_relay(self, worker: str, *, watched: bool, sockets: Mapping[str, int], now: float) -> Counter[str]:
        """Store the counts of another worker's sockets; return how many there are besides those, by ground."""
        relay = self.relays[worker]
        relay.watched, relay.sockets, relay.updated_at = watched, sockets, now
        self._count_elsewhere()
        return Counter(each.access.ground for each in self._sockets) + self.elsewhere - Counter(sockets)

    def _count_elsewhere(self) -> None:
        self.elsewhere = sum((Counter(relay.sockets) for relay in self.relays.values()), Counter())
        self._look_for_watchers()

    def _note_end(self, now: float) -> None:
        if not self._sockets and not self.relays:
            self.unwatched_since = now

    def _look_for_watchers(self) -> None:
        relayed = any(relay.watched for relay in self.relays.values())
        self.is_watched = relayed or any(not each.access.looks_on for each in self._sockets)

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
        for relay in self.relays.values():
            if news or relay.is_due(moment, now, heartbeat_seconds):
                relay.send(self._shown, moment, now, news=news)

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
        moment, text = await self._shown.snapshot(subscriber.access)
        subscriber.note_sent(moment.run, moment.seq, 0, now)
        await subscriber.send(text)
