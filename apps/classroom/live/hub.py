"""The sockets of classes in this process: learners' and teachers', told what has changed a few times a second.

1. Whoever changes something of a class says so by `class_hub.changed`, from any thread.
2. At the next pulse each socket of that class is given the news, and sends what of it is new to its page. What all
   learners of a class are told is read from the database once for all of them.
3. Every few seconds it is looked up whether everybody may still be here; who may not is closed out.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from typing import Any, Protocol

from channels.db import database_sync_to_async

from apps.classroom import rights
from apps.classroom.live.learner_bar import bars_for_seats, watched, watched_here
from apps.classroom.live.presence import presence
from apps.live.lab.hub import CLOSE_CHANGED, CLOSE_GONE, hub
from apps.live.serving.metrics import gauge
from apps.live.serving.pauses import repeat
from apps.live.workers.answers import add_message_handler, add_repeated_message

PULSE_SECONDS = 0.25
RIGHTS_EVERY_SECONDS = 3.0
AWAY_AFTER_SECONDS = 4.0
"""Between two pages a learner has no socket for a moment, and is not away."""

EVERYBODY = "*"
"""In place of seats."""

logger = logging.getLogger(__name__)


class News:
    """A change of something in a class. What `seats` are told of it is made at the first need.

    `watched` is who was watched at this pulse. Whoever is told of a watcher who came only later would never hear that
    they have gone, had they gone before the next.
    """

    def __init__(self, class_id: str, seats: list[str], watched: frozenset[str]) -> None:
        self.class_id = class_id
        self._seats = seats
        self._watched = watched
        self._told: Mapping[str, Mapping[str, Any]] | None = None

    async def told(self) -> Mapping[str, Mapping[str, Any]]:
        """Return what each learner whom it concerns is told, by seat."""
        if self._told is None:
            self._told = await database_sync_to_async(bars_for_seats)(self.class_id, self._seats, self._watched)
        return self._told


class Follower(Protocol):
    """A socket that follows a class: a learner's, with a `seat_id`, or a teacher's, without. `ground`: `rights`."""

    class_id: str
    seat_id: str
    ground: str

    async def pulse(self, news: News | None, now: float) -> None:
        """Send what is new."""

    async def close_out(self, code: int) -> None:
        """Close the socket."""


class ClassHub:
    """The classes that somebody follows here."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._left: dict[str, dict[str, float]] = defaultdict(dict)
        self.followers: dict[str, set[Follower]] = defaultdict(set)
        self._changed: dict[str, set[str]] = defaultdict(set)
        self._task: asyncio.Task[None] | None = None
        self._rights_at = 0.0
        self._watched: frozenset[str] = frozenset()

    def changed(self, class_id: str, *seats: str) -> None:
        """Something of the class is different, for these seats or all of them: send it to them and to teachers."""
        self._changed[class_id].update(seats or {EVERYBODY})
        hub.exchange.broadcast("class_changed", (class_id, seats))

    def receive_changed(self, class_id: str, seats: Collection[str]) -> None:
        """Handle another worker's message that something of the class is different."""
        if class_id in self.followers:
            self._changed[class_id].update(seats or {EVERYBODY})

    def receive_presence(self, worker: str, report: Mapping[str, Any]) -> None:
        """Handle another worker's report of its pages. Learners that came or went are news to the teachers."""
        for class_id, seats in presence.update(worker, report).items():
            self.receive_changed(class_id, seats)

    def send_presence(self) -> None:
        """Send the other workers a report of the pages here, if it is new or the last one is two seconds old."""
        here = {class_id: sorted(self._lately_here(class_id)) for class_id in {*self.followers, *self._left}}
        report = {"here": here, "watched": sorted(watched_here())}
        if presence.is_due(report):
            hub.exchange.broadcast("class_presence", report)

    def join(self, follower: Follower) -> None:
        """Follow a class. A learner who comes is news to the teachers."""
        self.followers[follower.class_id].add(follower)
        self.changed(follower.class_id, follower.seat_id)
        if self._task is None or self._task.done():
            self._task = asyncio.ensure_future(repeat(PULSE_SECONDS, self._turn))

    def leave(self, follower: Follower) -> None:
        """Follow it no more."""
        if follower.seat_id:
            self._left[follower.class_id][follower.seat_id] = self._clock()
        self.followers[follower.class_id].discard(follower)
        if not self.followers[follower.class_id]:
            del self.followers[follower.class_id]
        self.changed(follower.class_id, follower.seat_id)

    def here(self, class_id: str) -> set[str]:
        """The seats whose learners have a page of the class open, or had one a moment ago, at any worker."""
        return self._lately_here(class_id) | presence.here(class_id)

    def _lately_here(self, class_id: str) -> set[str]:
        left = self._left.get(class_id, {})
        for seat in [seat for seat, at in left.items() if self._clock() - at >= AWAY_AFTER_SECONDS]:
            del left[seat]
        if not left:
            self._left.pop(class_id, None)
        return self._here(class_id) | left.keys()

    def _here(self, class_id: str) -> set[str]:
        return {each.seat_id for each in self.followers.get(class_id, ()) if each.seat_id}

    async def _turn(self, now: float) -> bool:
        changed, self._changed = self._changed, defaultdict(set)
        self.send_presence()
        if self._watched != (watched_now := watched()):
            self._watched = watched_now
            for class_id in self.followers:
                changed[class_id].add(EVERYBODY)
        for class_id, followers in list(self.followers.items()):
            news = self._news(class_id, changed[class_id]) if class_id in changed else None
            for follower in list(followers):
                await self._pulse(follower, news, now)
        if now - self._rights_at >= RIGHTS_EVERY_SECONDS:
            self._rights_at = now
            await self._close_out()
        return bool(self.followers)

    def _news(self, class_id: str, seats: set[str]) -> News:
        here = self._here(class_id)
        return News(class_id, sorted(here if EVERYBODY in seats else here & seats), self._watched)

    async def _pulse(self, follower: Follower, news: News | None, now: float) -> None:
        try:
            await follower.pulse(news, now)
        except Exception:  # one page's error must not stop the others
            logger.exception("a page of a class could not be sent what is new")
            self.leave(follower)
            await follower.close_out(CLOSE_GONE)

    async def _close_out(self) -> None:
        everybody = [each for followers in self.followers.values() for each in followers]
        gone = await database_sync_to_async(rights.gone)({each.ground for each in everybody})
        for follower in everybody:
            if follower.ground in gone:
                self.leave(follower)
                await follower.close_out(CLOSE_CHANGED)


class_hub = ClassHub()
add_message_handler("class_changed", lambda _, __, content: class_hub.receive_changed(*content))
add_message_handler("class_presence", lambda _, worker, report: class_hub.receive_presence(worker, report))
add_repeated_message(class_hub.send_presence)
gauge(
    "lightcone_class_sockets",
    "Sockets of learners and teachers that follow a class.",
    lambda: sum(len(followers) for followers in [*class_hub.followers.values()]),
)
