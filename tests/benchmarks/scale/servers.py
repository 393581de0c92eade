"""Servers with a queue before them, and the time for which they were busy."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

import simpy

Work = Generator[Any, Any, Any]
"""A process of SimPy, or a part of one."""

SWITCH_SECONDS = 0.0005
"""A thread gives the interpreter up after so long, if another one waits (`sys.setswitchinterval`)."""

SQLITE_PAUSES = (0.001, 0.002, 0.005, 0.010, 0.015, 0.020, 0.025, 0.025, 0.025, 0.050, 0.050, 0.100)
"""SQLite has no queue: a writer that finds another one sleeps for so long, then looks again. The last is repeated."""

CHECKPOINT_PAGES = 1_000
"""SQLite moves the pages of its log into the file itself after so many."""

BACKGROUND_SECONDS = 0.002


class Server:
    """So many places, first come first served. `begin` starts the measurement."""

    def __init__(self, environment: simpy.Environment, places: int = 1) -> None:
        self.resource = simpy.Resource(environment, places)
        self._environment = environment
        self._busy = self._began = 0.0

    def begin(self) -> None:
        """Count busy time from now on."""
        self._busy, self._began = 0.0, self._environment.now

    def busy_share(self) -> float:
        """Return the share of all places' time in which they were taken."""
        seconds = self._environment.now - self._began
        return min(1.0, self._busy / seconds / self.resource.capacity) if seconds else 0.0

    def work(self, seconds: float) -> Work:
        """Wait for a place, and keep it for so long."""
        with self.resource.request() as place:
            yield place
            yield self._environment.timeout(seconds)
            self._busy += seconds

    def during(self, work: Work) -> Work:
        """Wait for a place, and keep it while something else is done."""
        with self.resource.request() as place:
            yield place
            began = self._environment.now
            yield from work
            self._busy += self._environment.now - max(began, self._began)

    def others(self, busy: float, random: Random) -> Work:
        """Keep this many places busy for ever, in small pieces, as work of those who are not simulated."""
        pieces = self.resource.capacity
        while busy > 0:
            yield self._environment.timeout(BACKGROUND_SECONDS)
            for _ in range(pieces):
                seconds = random.expovariate(pieces / (busy * BACKGROUND_SECONDS))
                self._environment.process(self.work(seconds))


class Interpreter(Server):
    """The interpreter of one worker, which its threads share: one core. Times are those of reference speed."""

    def __init__(self, environment: simpy.Environment, slowness: float) -> None:
        super().__init__(environment)
        self._slowness = slowness

    def work(self, seconds: float, pieces: int = 1) -> Work:
        """Compute for so long, in turn with the other threads.

        A thread gives the interpreter up at every statement that it sends to the database, so it waits again for each
        of so many pieces.
        """
        for _ in range(pieces):
            yield from self._piece(seconds / pieces * self._slowness)

    def _piece(self, left: float) -> Work:
        while left > 0:
            with self.resource.request() as place:
                yield place
                while left > 0:
                    taken = min(left, SWITCH_SECONDS)
                    yield self._environment.timeout(taken)
                    self._busy += taken
                    left -= taken
                    if self.resource.queue:
                        break


class SQLite:
    """The one file of a process without PostgreSQL: one writer at a time, and the others sleep."""

    def __init__(self, environment: simpy.Environment, commit_seconds: float, checkpoint_seconds: float) -> None:
        self._environment = environment
        self._commit_seconds, self._checkpoint_seconds = commit_seconds, checkpoint_seconds
        self._pages = 0.0
        self._is_taken = False

    def writing(self, work: Work, pages: float) -> Work:
        """Become the writer, do something as such, and store so many pages."""
        nth = 0
        while self._is_taken:
            yield self._environment.timeout(SQLITE_PAUSES[min(nth, len(SQLITE_PAUSES) - 1)])
            nth += 1
        with self._taken():
            yield from work
            yield self._environment.timeout(self._commit_seconds)
            self._pages += pages
            if self._pages >= CHECKPOINT_PAGES:
                self._pages = 0.0
                yield self._environment.timeout(self._checkpoint_seconds)

    @contextmanager
    def _taken(self) -> Iterator[None]:
        self._is_taken = True
        try:
            yield
        finally:
            self._is_taken = False


class PostgreSQL(Server):
    """A database server with some cores, whose log goes to disk for all commits that wait at once."""

    def __init__(self, environment: simpy.Environment, cores: int, commit_seconds: float) -> None:
        super().__init__(environment, cores)
        self._commit_seconds = commit_seconds
        self._waiting: list[simpy.Event] = []
        self._is_flushing = False

    def commit(self) -> Work:
        """Wait until the log is on disk."""
        done = self._environment.event()
        self._waiting.append(done)
        if not self._is_flushing:
            self._environment.process(self._flush())
        yield done

    def _flush(self) -> Work:
        self._is_flushing = True
        while self._waiting:
            waiting, self._waiting = self._waiting, []
            yield self._environment.timeout(self._commit_seconds)
            for each in waiting:
                each.succeed()
        self._is_flushing = False
