"""A lab in memory: its session, the sockets that follow it, and the order in which things are stored, applied and
shown.

1. A command is checked against the session, stored, applied, acknowledged: in that order, under the lab's lock.
2. Time goes on only up to a horizon that is stored already.
3. Events are encoded once, kept, and sent in batches.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, cast

from channels.db import database_sync_to_async

from apps.labs.looking_back.sketch import sketch
from apps.labs.run.projection import WireEvent
from apps.labs.run.session import LOG_LINES
from apps.live.access import Access
from apps.live.bounds import SOCKETS_A_LAB_MAX, WATCHERS_A_LINK_MAX
from apps.live.lab import log
from apps.live.lab import wire as w
from apps.live.lab.archive import Archive
from apps.live.lab.doings import Doings
from apps.live.lab.replayed import ReplayedRun
from apps.live.lab.subscriber import Subscriber
from apps.simulation import CommandError
from apps.simulation.bounds import COMMANDS_MAX
from apps.simulation.commands import Command, InvokeOperation

RESUMED_EVENTS_MAX = 150
"""A socket that comes back and lacks more than this gets a snapshot."""

EVENTS_A_ROUND = 100
"""Where more than this happens at once, time goes slower rather than past those who watch."""

HEARTBEAT_SECONDS = 2.0
MOVING_HEARTBEAT_SECONDS = 0.2
HORIZON_SECONDS = 2

Answer = dict[str, Any]


Handler = Callable[["LiveLab", w.Submission], Awaitable[Answer]]
"""Carries out a command in a lab whose lock is held; answers as any command does, or raises CommandError."""


class LabDropped(Exception):
    """The lab was dropped from memory; another may have taken its place. Nothing was changed."""


class LiveLab:
    """One lab; every coroutine that changes it holds `lock`.

    `handlers` carry out the commands that change more than the simulation (`lab.handlers`).
    """

    def __init__(
        self,
        lab_id: str,
        about: log.About,
        stored: log.StoredRun,
        run: ReplayedRun,
        runs: list[Any],
        handlers: Mapping[type, Handler],
    ) -> None:
        self.lab_id = lab_id
        self._handlers = handlers
        self.title = about.title
        self.owner = about.owner
        self.locked = about.locked
        self.frozen = about.frozen
        self.closed = False
        self._acknowledged = set(about.acknowledged)
        self.lock = asyncio.Lock()
        self.doings = Doings()
        self.subscribers: set[Subscriber] = set()
        self.dropped = False
        self.news = False
        self.unwatched_since: float | None = None
        self.take_run(stored, run, runs)

    def take_run(self, stored: log.StoredRun, run: ReplayedRun, runs: list[Any]) -> None:
        self.stored = stored
        self.session, self.archive = run.session, run.archive
        self.runs = runs
        self.commands = len(stored.log)
        self.playing = stored.playing
        self.speed_per_mille = stored.speed_per_mille
        self.horizon_tick = max(self.session.simulation.now, stored.horizon.tick)
        self._anchor: tuple[float, int] | None = None
        self._encoded: tuple[w.Moment, str, str] | None = None
        self._goals_stored: frozenset[str] = frozenset()
        self.session.follow()

    # Where it stands

    @property
    def moment(self) -> w.Moment:
        """Run, last event, tick and pace."""
        simulation = self.session.simulation
        stands = self.locked or self.frozen or self.closed or simulation.ended is not None
        playing = self.playing and not stands
        return w.Moment(self.stored.number, simulation.sequence, simulation.now, playing, self.speed_per_mille)

    @property
    def is_moving(self) -> bool:
        """Return whether time goes on: it is meant to, and someone watches who does not merely look on."""
        return self.moment.playing and any(not each.access.looks_on for each in self.subscribers)

    def wanted_horizon(self, speed_per_mille: int | None = None) -> int:
        """Return the tick up to which the next seconds may show, at the present speed or another."""
        return self.session.simulation.now + (speed_per_mille or self.speed_per_mille) * HORIZON_SECONDS

    # Time

    def pace(self, now_seconds: float) -> None:
        """Let virtual time catch up with real time, as far as the horizon."""
        if not self.is_moving:
            self._anchor = None
            return
        tick = self.session.simulation.now
        anchor_seconds, anchor_tick = self._anchor or (now_seconds, tick)
        target = anchor_tick + int((now_seconds - anchor_seconds) * self.speed_per_mille)
        if target > self.horizon_tick:
            target = self.horizon_tick
            anchor_seconds, anchor_tick = now_seconds, target
        self._anchor = anchor_seconds, anchor_tick
        if target > tick:
            self.session.advance(target, events_max=EVENTS_A_ROUND)
            if self.session.simulation.now < target:
                self._anchor = now_seconds, self.session.simulation.now

    def set_speed(self, per_mille: int) -> None:
        """Let virtual time go at another speed from now on."""
        self.speed_per_mille, self._anchor = per_mille, None

    def collect(self) -> w.Moment:
        """Encode what is new; the moment up to which everything is encoded."""
        self.archive.take(self.session.drain())
        moment = self.moment
        if self._encoded is not None and self._encoded[0] != moment:
            self._encoded = None
        return moment

    async def recorded(self) -> tuple[w.Moment, Archive]:
        """The present, and every event up to it."""
        async with self.lock:
            self.raise_if_dropped()
            return self.collect(), self.archive.copy()

    # Sockets

    async def join(self, subscriber: Subscriber, hello: w.Hello, now: float) -> None:
        """Begin to follow: with what was missed, if that is known, or else with a snapshot."""
        moment = self.collect()
        known = hello.run == moment.run and hello.seq is not None and self._resumes(hello.seq, moment)
        subscriber.resume(moment.run if known else 0, hello.seq or 0)
        self.subscribers.add(subscriber)
        self.closed = subscriber.access.closed
        self.unwatched_since = None
        await self._send_afresh(subscriber, now)

    async def _send_afresh(self, subscriber: Subscriber, now: float) -> None:
        async with self.lock:
            self.raise_if_dropped()
            await self._send_new(subscriber, self.collect(), now, {})

    def has_room(self, access: Access) -> bool:
        """Return whether one more may follow: through the same link, and in all."""
        same = sum(each.access.ground == access.ground for each in self.subscribers) if access.role != "owner" else 0
        return same < WATCHERS_A_LINK_MAX and len(self.subscribers) < SOCKETS_A_LAB_MAX

    def _resumes(self, seq: int, moment: w.Moment) -> bool:
        return max(self.session.started, moment.seq - RESUMED_EVENTS_MAX) <= seq <= moment.seq

    def raise_if_dropped(self) -> None:
        if self.dropped:
            raise LabDropped

    def leave(self, subscriber: Subscriber, now: float) -> None:
        """A socket is gone."""
        self.subscribers.discard(subscriber)
        if not self.subscribers:
            self.unwatched_since = now

    async def flush(self, now: float) -> None:
        """Send each socket what it has not got, or a heartbeat. A goal that is reached is stored before it is shown."""
        await self._store_goals()
        moment = self.collect()
        frames: dict[int, str] = {}
        news, self.news = self.news, False
        heartbeat_seconds = MOVING_HEARTBEAT_SECONDS if self.is_moving else HEARTBEAT_SECONDS
        for subscriber in list(self.subscribers):
            due = news or subscriber.has_caught_up or now - subscriber.sent_at >= heartbeat_seconds
            if due or subscriber.run != moment.run or subscriber.sent_seq < moment.seq:
                await self._send_new(subscriber, moment, now, frames)

    async def _store_goals(self) -> None:
        reached, number = dict(self.session.goals.reached), self.stored.number
        new = {name: found for name, found in reached.items() if name not in self._goals_stored}
        if not new:
            return
        simulation = self.session.simulation
        self._goals_stored |= new.keys()
        at = (simulation.sequence, simulation.now)
        await database_sync_to_async(log.store_goals)(
            self.stored.pk, self.lab_id, number, at, new, sketch(self.session)
        )

    async def _send_new(self, subscriber: Subscriber, moment: w.Moment, now: float, frames: dict[int, str]) -> None:
        """Send what the socket has not got up to `moment`; `frames` are those of this moment so far, by their start."""
        if subscriber.behind and not subscriber.begins_afresh(now):
            return
        start = subscriber.sent_seq
        if subscriber.run != moment.run or not self._resumes(start, moment):
            await self._send_snapshot(subscriber, now)
            return
        if start not in frames:
            events = self.archive.beyond(start - self.session.started)
            frames[start] = w.frame(moment, events[: moment.seq - start])
        text = frames[start]
        subscriber.note_sent(moment.run, moment.seq, len(text), now)
        await subscriber.send(text)

    async def _send_snapshot(self, subscriber: Subscriber, now: float) -> None:
        moment, access = self.collect(), subscriber.access
        lab = {"title": self.title, "runs": self.runs, "current": moment.run}
        if self._encoded is None:
            self._encoded = moment, w.encode(self.session.snapshot()), w.encode(self._log())
        text = w.snapshot(moment, access.shown_role, access.client, lab, *self._encoded[1:])
        subscriber.note_sent(moment.run, moment.seq, 0, now)
        await subscriber.send(text)

    def _log(self) -> list[WireEvent]:
        """The last events in words; of a run that is shorter than that, by a replay, which is quick then."""
        return self.archive.log(LOG_LINES) if len(self.archive) >= LOG_LINES else self.session.log()

    # Commands

    async def submit(self, submission: w.Submission, *, by_teacher: bool = False) -> Answer:
        """Store and apply a command; the acknowledgement's members. A teacher's also while the lab is frozen.

        Raises CommandError and changes nothing, or LabDropped. Whoever asked may be cancelled meanwhile, as a socket is
        that closes: what is stored is applied all the same.
        """
        return await asyncio.shield(self._submit(submission, by_teacher=by_teacher))

    async def _submit(self, submission: w.Submission, *, by_teacher: bool) -> Answer:
        async with self.lock:
            self.raise_if_dropped()
            known = await self._answer_before(submission)
            if known is not None:
                return known
            if self.locked:
                raise CommandError("lab.locked", "Predict first: then the cluster is yours.")
            if self.frozen and not by_teacher:
                raise CommandError("lab.frozen", "Your teacher has paused every cluster. It goes on when they let it.")
            handle = self._handlers.get(type(submission.body), LiveLab._simulate)
            try:
                answer: Answer = await handle(self, submission)
            except CommandError as error:
                self.doings.refuse(error, time.time())
                raise
            self._acknowledged.add(submission.command_id)
            if not by_teacher:
                self.doings.note(submission.body, time.time())
            self.news = True
            return answer

    async def _answer_before(self, submission: w.Submission) -> Answer | None:
        """The answer that a command had when it was sent before, if it was; the database is asked only then."""
        if submission.command_id not in self._acknowledged:
            return None
        receipt = await database_sync_to_async(log.find_receipt)(self.lab_id, submission.command_id)
        if receipt and receipt[0] != submission.digest():
            raise CommandError("command.id_reused", "Another command was sent under this id before.")
        return receipt and receipt[1]

    def answer(self, **more: Any) -> Answer:
        moment = self.moment
        return {"run": moment.run, "seq": moment.seq, "tick": moment.tick, **more}

    async def _simulate(self, submission: w.Submission) -> Answer:
        command = cast(Command, submission.body)
        if self.commands >= COMMANDS_MAX:
            raise CommandError("command.too_many", f"This run has reached its bound of {COMMANDS_MAX:,} commands.")
        self.session.check(command)
        answer = self.answer()
        if isinstance(command, InvokeOperation):
            answer["operation"] = self.session.next_operation(command.client)
        await database_sync_to_async(log.append_command)(
            self.lab_id, self.stored.pk, self.commands, self.session.simulation.position, submission, answer
        )
        self.commands += 1
        self.session.apply(command)
        return answer

    async def store(
        self, submission: w.Submission | None, changes: dict[str, Any], answer: Answer | None = None
    ) -> Answer:
        answer = answer or self.answer()
        await database_sync_to_async(log.set_run)(self.lab_id, self.stored.pk, changes, submission, answer)
        return answer

    def position_fields(self) -> dict[str, Any]:
        position = self.session.simulation.position
        return {"tick": position.tick, "steps": position.steps}

    def state_to_store(self) -> dict[str, Any]:
        """Return what is stored of a run that is left: where it stands, and its picture."""
        return {**self.position_fields(), "sketch": sketch(self.session)}

    async def put_away(self) -> None:
        """Store exactly where it stands, before it is dropped from memory."""
        async with self.lock:
            await self.store(None, self.state_to_store())
            self.horizon_tick = self.session.simulation.now
