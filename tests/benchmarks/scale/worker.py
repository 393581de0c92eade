"""One worker in detail: its interpreter, event loop, database thread and page threads, and the learners it serves.

1. The event loop does one thing at a time. All threads share one interpreter.
2. All database calls of sockets pass through one thread, one after the other: commands, horizons, rights, the reading
   of classes. Pages have two threads of their own.
3. A turn of pacing serves all labs, lets others through every 8 ms, and may take half of the time (`lab/pacing.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

import simpy

from tests.benchmarks.scale.assumptions import Costs, Load
from tests.benchmarks.scale.servers import Interpreter, PostgreSQL, Server, SQLite, Work

FRAME_SECONDS, FRAME_SECONDS_MAX, FRAMES_SHARE, RECOVERY = 1 / 30, 1 / 4, 2, 0.9
YIELD_SECONDS = 0.008
HORIZONS_EVERY, RIGHTS_EVERY, READS_EVERY, PULSE_EVERY = 1.0, 3.0, 2.0, 0.25
SMALL_EVERY = 0.010
PAGES = 4
WRITING_PAGES = 3
PAGES_AT_ONCE, REPLAYS_AT_ONCE = 2, 2


def next_frame_seconds(current: float, took: float) -> float:
    """Return the time from one turn to the next, as `apps.live.lab.pacing` has it."""
    return max(min(FRAME_SECONDS_MAX, max(FRAME_SECONDS, took * FRAMES_SHARE)), current * RECOVERY)


@dataclass(slots=True)
class Answers:
    """Latencies in seconds, and the times at which what is not answered yet was sent."""

    commands: list[float]
    joins: list[float]
    waiting: dict[int, float]
    frames: float = 0.0


@dataclass(frozen=True, slots=True)
class Shared:
    """The servers that all workers share; without PostgreSQL there is a file, and without Redis no other worker."""

    file: SQLite
    postgresql: PostgreSQL | None
    redis: Server | None


class Worker:
    """A worker with so many learners and dashboards."""

    def __init__(
        self,
        environment: simpy.Environment,
        shared: Shared,
        costs: Costs,
        load: Load,
        *,
        learners: int,
        dashboards: int,
        slowness: float,
        exchange_seconds: float,
        random: Random,
    ) -> None:
        self.environment, self.shared, self.costs, self.load = environment, shared, costs, load
        self.learners, self.dashboards, self.slowness, self.random = learners, dashboards, slowness, random
        self.exchange_seconds = exchange_seconds
        self.interpreter = Interpreter(environment, slowness)
        self.loop, self.database = Server(environment), Server(environment)
        self.pages, self.replays = Server(environment, PAGES_AT_ONCE), Server(environment, REPLAYS_AT_ONCE)
        self.answers = Answers([], [], {})
        self._horizons: simpy.Event | None = None
        self._numbers = iter(range(10**9))

    def begin(self) -> None:
        """Measure from now on."""
        for server in (self.interpreter, self.loop, self.database, self.pages, self.replays):
            server.begin()
        self.answers.commands.clear()
        self.answers.joins.clear()
        self.answers.frames = 0.0

    def on_loop(self, seconds: float) -> Work:
        """Compute on the event loop."""
        yield from self.loop.during(self.interpreter.work(seconds))

    def pause(self, seconds: float) -> simpy.Event:
        """Return what happens after so long."""
        return self.environment.timeout(seconds)

    # The database

    def _write(self, client: float, *, stored: float, statements: int) -> Work:
        """A transaction that writes, by a thread that has the time of the client's side to spend."""
        postgresql = self.shared.postgresql
        if postgresql is None:
            work = self.interpreter.work(client, statements)
            yield from self.shared.file.writing(work, self.costs.sqlite_pages)
            return
        yield from self.interpreter.work(client, statements)
        yield self.pause(statements * self.costs.round_trip)
        yield from postgresql.work(stored * self.slowness)
        yield from postgresql.commit()

    def _read(self, client: float, stored: float, statements: int) -> Work:
        yield from self.interpreter.work(client, statements)
        if self.shared.postgresql is not None:
            yield self.pause(statements * self.costs.round_trip)
            yield from self.shared.postgresql.work(stored * self.slowness)

    # Work

    def start_work(self) -> None:
        """Let all learners work, and their clusters run."""
        for _ in range(self.learners):
            self.environment.process(self._learner())
        for work in (self._pacing(), self._pulses(), self._small_things(), self._reads(), self._new_learners()):
            self.environment.process(work)

    def _learner(self) -> Work:
        every = 1 / self.load.commands
        yield self.pause(self.random.uniform(0, every))
        while True:
            self.environment.process(self._command())
            yield self.pause(self.random.uniform(0.5, 1.5) * every)

    def _command(self) -> Work:
        costs, number, began = self.costs, next(self._numbers), self.environment.now
        self.answers.waiting[number] = began
        is_relayed = self.shared.redis is not None and self.random.random() < self.load.relayed_share
        yield from self.on_loop(costs.command_before)
        if self.shared.redis is not None:
            yield from self.on_loop(costs.allowance_client)
            yield from self._ask_redis(costs.allowance)
        if is_relayed:
            yield from self._message()
        if self._horizons is not None and self.random.random() < self.load.moving_share:
            yield self._horizons
        yield from self.database.during(
            self._write(
                costs.command_sqlite if self.shared.postgresql is None else costs.command_postgresql,
                stored=costs.command_stored,
                statements=costs.command_statements,
            )
        )
        yield from self.on_loop(costs.command_after)
        if is_relayed:
            yield from self._message()
        del self.answers.waiting[number]
        self.answers.commands.append(self.environment.now - began)

    def _ask_redis(self, seconds: float) -> Work:
        assert self.shared.redis is not None
        yield self.pause(self.costs.round_trip)
        yield from self.shared.redis.work(seconds * self.slowness)

    def _message(self) -> Work:
        """From one worker to another, which is as busy as this one."""
        yield from self.on_loop(self.costs.send)
        yield from self._ask_redis(self.costs.publish)
        yield from self.on_loop(self.costs.receive)

    def _pacing(self) -> Work:
        costs, frame = self.costs, FRAME_SECONDS
        stored_at = looked_at = float("-inf")
        last = self.environment.now
        while True:
            began, left = self.environment.now, 0.0
            if began - stored_at >= HORIZONS_EVERY:
                stored_at = began
                yield from self._store_horizons()
                left = self.learners * costs.tidy
            if began - looked_at >= RIGHTS_EVERY:
                looked_at = began
                rights = self._read(self.learners * costs.rights, self.learners * costs.query / 4, 3)
                yield from self.database.during(rights)
            events = self.learners * self.load.commands * self.load.events_a_command * (self.environment.now - last)
            last = self.environment.now
            moving = self.learners * self.load.moving_share
            self.answers.frames += moving
            left += moving * (costs.lab_turn + costs.frame) + events * costs.event
            left += (self.learners - moving) * costs.lab_rest
            while left > 0:
                now = min(left, YIELD_SECONDS / self.slowness)
                yield from self.on_loop(now)
                left -= now
            took = self.environment.now - began
            frame = next_frame_seconds(frame, took)
            yield self.pause(max(0.001, frame - took))

    def _store_horizons(self) -> Work:
        """All moving labs in one batch. Their commands wait until it is stored."""
        moving = self.learners * self.load.moving_share
        self._horizons = self.environment.event()
        client = moving * self.costs.horizon_client
        if self.shared.postgresql is None:
            batch = self.shared.file.writing(self.interpreter.work(client, pieces=max(1, round(moving))), moving)
        else:
            batch = self._write(client, stored=moving * self.costs.horizon_stored, statements=2)
        yield from self.database.during(batch)
        self._horizons.succeed()
        self._horizons = None

    def _pulses(self) -> Work:
        tiles = self.dashboards * self.load.class_learners * self.costs.look
        while True:
            yield self.pause(PULSE_EVERY)
            yield from self.on_loop(self.learners * self.costs.class_pulse + tiles)

    def _reads(self) -> Work:
        """The dashboards' reading of their classes."""
        learners = self.load.class_learners
        while self.dashboards:
            yield self.pause(READS_EVERY / self.dashboards)
            read = self._read(learners * self.costs.class_read, learners * self.costs.query / 4, 5)
            yield from self.database.during(read)

    def _small_things(self) -> Work:
        """`seen` of pages, and messages of other workers: many small pieces."""
        seconds = (self.learners * self.costs.seen + self.exchange_seconds) * SMALL_EVERY
        while True:
            yield self.pause(SMALL_EVERY)
            self.environment.process(self.on_loop(seconds))

    def _new_learners(self) -> Work:
        rate = self.learners * self.load.joins
        while rate:
            yield self.pause(self.random.expovariate(rate))
            self.environment.process(self._join())

    # Joining

    def start_storm(self, within_seconds: float) -> None:
        """Let all learners come within so long."""
        for nth in range(self.learners):
            self.environment.process(self._join(nth * within_seconds / self.learners))
        for work in (self._pulses(), self._reads()):
            self.environment.process(work)

    def _join(self, after: float = 0.0) -> Work:
        costs = self.costs
        yield self.pause(after)
        began = self.environment.now
        for nth in range(PAGES):
            yield from self.on_loop(costs.page_loop)
            yield from self.pages.during(self._page(writes=nth < WRITING_PAGES))
        access = self._write(costs.socket_access, stored=4 * costs.query, statements=costs.page_statements // 2)
        yield from self.database.during(access)
        yield from self.replays.during(self.interpreter.work(costs.lab_opening))
        self.answers.joins.append(self.environment.now - began)
        yield from self.on_loop(costs.join_rest)

    def _page(self, *, writes: bool) -> Work:
        costs = self.costs
        yield from self._read(costs.page - costs.page_write, costs.page_statements * costs.query, costs.page_statements)
        if writes:
            write = self._write(costs.page_write, stored=2 * costs.query, statements=2)
            yield from write
        else:
            yield from self.interpreter.work(costs.page_write)
