"""A lab in memory: its current run, the pace at which that goes, the sockets that follow it, and its state.

1. A command is checked against the session, stored, applied, acknowledged: in that order, under the lab's lock
   (`lab.commands`).
2. Time goes on only up to a horizon that is stored already (`lab.pace`).
3. Events are encoded once, kept, and sent in batches (`lab.followers`).
"""

from __future__ import annotations

import asyncio
from typing import Any

from channels.db import database_sync_to_async

from apps.labs.looking_back.sketch import sketch
from apps.labs.run.checkpoint import write_checkpoint
from apps.labs.run.projection import WireEvent
from apps.labs.run.session import LOG_LINES
from apps.live.access import Access
from apps.live.lab import log
from apps.live.lab import wire as w
from apps.live.lab.archive import Archive
from apps.live.lab.epochs import Hold
from apps.live.lab.followers import Followers
from apps.live.lab.opening import About
from apps.live.lab.pace import Pace
from apps.live.lab.recent_actions import RecentActions
from apps.live.lab.replayed import Checkpoint, ReplayedRun
from apps.live.lab.states import (
    CLOSED,
    DROPPED,
    ENDED,
    FROZEN,
    LOCKED,
    PAUSED,
    PLAYING,
    QUIET,
    UNWATCHED,
    LabDropped,
    State,
)
from apps.live.lab.subscriber import Subscriber

Answer = dict[str, Any]


class LiveLab:
    """One lab; every coroutine that changes it holds `lock`.

    `acknowledged` has the ids of the commands that were, `commands` counts those of the current run. `locked`,
    `frozen`, `closed` and `dropped` are the conditions of its state (`lab.states`).
    """

    def __init__(
        self, hold: Hold, about: About, stored: log.StoredRun, run: ReplayedRun, runs: list[Any], now: float
    ) -> None:
        self.hold = hold
        self.lab_id = hold.lab_id
        self.title = about.title
        self.owner = about.owner
        self.locked = about.locked
        self.frozen = about.frozen
        self.closed = False
        self.dropped = False
        self.acknowledged = set(about.acknowledged)
        self.lock = asyncio.Lock()
        self.recent = RecentActions()
        self.followers = Followers(self, now)
        self.take_run(stored, run, runs)

    def take_run(self, stored: log.StoredRun, run: ReplayedRun, runs: list[Any]) -> None:
        """Make a run the current one, where it stands; `runs` are all of the lab, as snapshots list them."""
        self.stored = stored
        self.session, self.archive = run.session, run.archive
        self.runs = runs
        self.commands = len(stored.log)
        self.pace = Pace(
            playing=stored.playing,
            speed_per_mille=stored.speed_per_mille,
            horizon_tick=max(self.session.simulation.now, stored.horizon.tick),
        )
        self._encoded: tuple[w.Moment, str, str] | None = None
        self._goals_stored: frozenset[str] = frozenset()
        self.session.follow()

    # Where it stands

    @property
    def state(self) -> State:
        """Return the first state of the table that holds."""
        if self.dropped:
            return DROPPED
        held = LOCKED if self.locked else FROZEN if self.frozen else CLOSED if self.closed else None
        if held is not None:
            return held
        if self.session.simulation.ended is not None:
            return ENDED
        if not self.pace.playing:
            return PAUSED
        if not self.followers.is_watched:
            return UNWATCHED
        return QUIET if self.session.simulation.is_quiet else PLAYING

    @property
    def moment(self) -> w.Moment:
        """Run, last event, tick and pace."""
        simulation, state = self.session.simulation, self.state
        return w.Moment(
            self.stored.number,
            simulation.sequence,
            simulation.now,
            playing=state.shown_playing,
            quiet=state is QUIET,
            speed_per_mille=self.pace.speed_per_mille,
        )

    @property
    def is_moving(self) -> bool:
        """Return whether time goes on."""
        return self.state.moves

    @property
    def started(self) -> int:
        """Return the last of the events with which the current run starts: the archive has those after it."""
        return self.session.started

    def raise_if_dropped(self) -> None:
        """Raise LabDropped if the lab was dropped from memory."""
        if self.state is DROPPED:
            raise LabDropped

    def wanted_horizon(self, speed_per_mille: int | None = None) -> int:
        """Return the tick up to which the next seconds may show, at the present speed or another."""
        return self.pace.wanted_horizon(self.session.simulation.now, speed_per_mille)

    # What is shown

    def go_on(self, now_seconds: float) -> bool:
        """Let virtual time catch up with real time, if the lab is in a state in which it goes on; return whether."""
        if not self.is_moving:
            self.pace.rest()
            return False
        self.pace.catch_up(self.session, now_seconds)
        return True

    def collect(self) -> w.Moment:
        """Encode what is new, and return the moment up to which everything is encoded."""
        self.archive.take(self.session.drain())
        moment = self.moment
        if self._encoded is not None and self._encoded[0] != moment:
            self._encoded = None
        return moment

    async def snapshot(self, access: Access) -> tuple[w.Moment, str]:
        """Return the whole of the lab for somebody with this access, and the moment of which it is: the present."""
        moment, lab, view, log = self.whole()
        return moment, w.snapshot(moment, access.shown_role, access.client, lab, view, log)

    def whole(self) -> tuple[w.Moment, dict[str, Any], str, str]:
        """Return the present, and what a snapshot has of the lab, its view and its log, the last two encoded."""
        moment = self.collect()
        lab = {"title": self.title, "runs": self.runs, "current": moment.run}
        if self._encoded is None:
            self._encoded = moment, w.encode(self.session.snapshot()), w.encode(self._log())
        return moment, lab, *self._encoded[1:]

    async def recorded(self) -> tuple[w.Moment, Archive]:
        """Return the present, and every event up to it."""
        async with self.lock:
            self.raise_if_dropped()
            return self.collect(), self.archive.copy()

    def checkpoint(self) -> Checkpoint:
        """Return the current run as it is now, for another worker to go on with. Raises CheckpointError."""
        self.collect()
        position = self.session.simulation.position
        return Checkpoint(self.stored.pk, self.commands, position, write_checkpoint(self.session), self.archive.copy())

    async def join(self, subscriber: Subscriber, hello: w.Hello, now: float) -> None:
        """Let a socket follow, and send it what it lacks. Raises LabDropped."""
        self.followers.join(subscriber, hello, self.collect())
        self.closed = subscriber.access.closed
        async with self.lock:
            self.raise_if_dropped()
            await self.followers.send_to(subscriber, now)

    async def flush(self, now: float) -> None:
        """Send each socket what it has not got, or a heartbeat. A goal that is reached is stored before it is shown."""
        await self._store_goals()
        await self.followers.send(self.collect(), now)

    # What is stored

    async def _store_goals(self) -> None:
        reached, number = self.session.goals.reached, self.stored.number
        if len(reached) == len(self._goals_stored):
            return
        new = {name: found for name, found in reached.items() if name not in self._goals_stored}
        simulation = self.session.simulation
        self._goals_stored |= new.keys()
        at = (simulation.sequence, simulation.now)
        await database_sync_to_async(log.store_goals)(self.hold, self.stored.pk, number, at, new, sketch(self.session))

    def _log(self) -> list[WireEvent]:
        """Return the last events in words, without a replay: a run of few events can have 250,000 steps."""
        log = self.archive.log(LOG_LINES)
        return log if len(log) == LOG_LINES else [*self.session.opening(), *log][-LOG_LINES:]

    def answer(self, **more: Any) -> Answer:
        """Return what a command is answered: where the lab stands, and more."""
        moment = self.moment
        return {"run": moment.run, "seq": moment.seq, "tick": moment.tick, **more}

    async def store(
        self, submission: w.Submission | None, changes: dict[str, Any], answer: Answer | None = None
    ) -> Answer:
        """Store changes of the current run with the command that asked for them, if one did; return its answer."""
        answer = answer or self.answer()
        await database_sync_to_async(log.set_run)(self.hold, self.stored.pk, changes, submission, answer)
        return answer

    def position_fields(self) -> dict[str, Any]:
        """Return where the current run stands, as it is stored."""
        position = self.session.simulation.position
        return {"tick": position.tick, "steps": position.steps}

    def state_to_store(self) -> dict[str, Any]:
        """Return what is stored of a run that is left: where it stands, and its picture."""
        return {**self.position_fields(), "sketch": sketch(self.session)}

    async def put_away(self) -> None:
        """Store exactly where it stands, before it is dropped from memory."""
        async with self.lock:
            await self.store(None, self.state_to_store())
            self.pace.horizon_tick = self.session.simulation.now
