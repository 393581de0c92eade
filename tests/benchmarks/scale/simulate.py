"""Simulates an installation: its fullest worker in detail, all other workers as steady work of the shared servers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

import simpy

from tests.benchmarks.scale.assumptions import Costs, Load
from tests.benchmarks.scale.servers import PostgreSQL, Server, SQLite
from tests.benchmarks.scale.traffic import Traffic
from tests.benchmarks.scale.worker import Shared, Worker

WARM_UP_SECONDS = 5.0
STORM_SECONDS = 5.0
SATURATED = 0.95
WORKER, POSTGRESQL, REDIS = "a worker's core", "PostgreSQL's cores", "Redis"
RESTING_FRAMES = 0.5
POINTS_A_WORKER = 160
"""nginx's consistent hash puts each worker at so many points of its ring."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Latencies in seconds, and the share of its time for which each server was busy."""

    p50: float
    p99: float
    busy: dict[str, float]
    frames: float = 0.0

    @property
    def saturated(self) -> list[str]:
        """Return the names of the servers that have no time left, the busiest first."""
        return [name for name, share in self.by_share() if share >= SATURATED]

    def by_share(self) -> list[tuple[str, float]]:
        """Return all servers, the busiest first."""
        return sorted(self.busy.items(), key=lambda each: -each[1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """The installation that is simulated. `workers` 0 is one process with SQLite, which has no Redis."""

    learners: int
    workers: int
    slowness: float
    postgresql_cores: int = 4
    load: Load = field(default_factory=Load)
    costs: Costs = field(default_factory=Costs)

    @property
    def traffic(self) -> Traffic:
        """Return the messages and the work of shared servers."""
        return Traffic(self.learners, max(1, self.workers), self.load, self.costs)

    @property
    def fullest(self) -> int:
        """Return the learners of the worker that has most, since a hash spreads labs unevenly."""
        workers = max(1, self.workers)
        mean = self.learners / workers
        deviation = math.sqrt(1 / POINTS_A_WORKER + 1 / mean) * math.sqrt(2 * math.log(workers))
        return min(self.learners, round(mean * (1 + deviation)))

    def worker(self, environment: simpy.Environment, random: Random) -> Worker:
        """Return the fullest worker, with the shared servers beside it."""
        costs, slowness = self.costs, self.slowness
        postgresql = redis = None
        if self.workers:
            traffic, others = self.traffic, 1 - self.fullest / self.learners
            postgresql = PostgreSQL(environment, self.postgresql_cores, self.costs.commit)
            redis = Server(environment)
            environment.process(postgresql.others(traffic.postgresql_seconds * others * self.slowness, random))
            own = self.fullest * self.load.commands * self.costs.allowance
            environment.process(redis.others((traffic.redis_seconds - own) * self.slowness, random))
        return Worker(
            environment,
            Shared(
                SQLite(environment, costs.sqlite_commit * slowness, costs.sqlite_checkpoint * slowness),
                postgresql,
                redis,
            ),
            self.costs,
            self.load,
            learners=self.fullest,
            dashboards=math.ceil(self.traffic.classes / max(1, self.workers)),
            slowness=self.slowness,
            exchange_seconds=self.traffic.exchange_seconds if self.workers else 0.0,
            random=random,
        )

    def work(self, seconds: float = 40.0, seed: int = 1) -> Outcome:
        """Simulate work for so long, and return acknowledgements. A command without one counts as far as it waited."""
        environment = simpy.Environment()
        worker = self.worker(environment, Random(seed))
        worker.start_work()
        environment.run(WARM_UP_SECONDS)
        worker.begin()
        shared = [each for each in (worker.shared.postgresql, worker.shared.redis) if each]
        for each in shared:
            each.begin()
        environment.run(WARM_UP_SECONDS + seconds)
        waited = [environment.now - sent for sent in worker.answers.waiting.values()]
        acknowledged = [*worker.answers.commands, *waited]
        frames = worker.answers.frames / seconds / worker.learners + RESTING_FRAMES * (1 - self.load.moving_share)
        return outcome(worker, acknowledged, frames)

    def storm(self, within_seconds: float = STORM_SECONDS, seed: int = 1) -> Outcome:
        """Simulate that all learners join within so long, until the last one's page is there."""
        environment = simpy.Environment()
        worker = self.worker(environment, Random(seed))
        worker.start_storm(within_seconds)
        while len(worker.answers.joins) < worker.learners:
            environment.run(environment.now + 0.5)
        return outcome(worker, worker.answers.joins)


def outcome(worker: Worker, latencies: Sequence[float], frames: float = 0.0) -> Outcome:
    """Return what was measured of a worker and the servers that it shares."""
    busy = {
        WORKER: worker.interpreter.busy_share(),
        "its event loop": worker.loop.busy_share(),
        "its database thread": worker.database.busy_share(),
        "its page threads": worker.pages.busy_share(),
    }
    if worker.shared.postgresql is not None and worker.shared.redis is not None:
        busy |= {POSTGRESQL: worker.shared.postgresql.busy_share(), REDIS: worker.shared.redis.busy_share()}
    return Outcome(p50=percentile(latencies, 50), p99=percentile(latencies, 99), busy=busy, frames=frames)


def percentile(values: Sequence[float], percent: float) -> float:
    """Return the value that so many percent do not exceed; 0 of none."""
    return sorted(values)[min(len(values) - 1, int(len(values) * percent / 100))] if values else 0.0
