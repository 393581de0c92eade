"""Plans: as few workers as keep acknowledgements fast, what they need besides, and what that costs a month."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

from tests.benchmarks.scale.assumptions import Costs, Limits, Load, Prices, Sizes
from tests.benchmarks.scale.simulate import WORKER, Installation, Outcome
from tests.benchmarks.scale.traffic import Traffic

LEARNERS_A_WORKER = 250
"""In the table of one installation that grows, where nothing is simulated."""

LEARNERS_A_WORKER_MAX, LEARNERS_A_WORKER_MIN, STEP = 400, 150, 15
"""Numbers of workers are tried from few to many, with a fifteenth more each time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Enough installations for so many learners, each a shard with classes of its own."""

    learners: int
    shards: int
    shard: Installation
    outcome: Outcome
    storm: Outcome
    sizes: Sizes
    prices: Prices

    @property
    def workers(self) -> int:
        """Return the workers of all shards."""
        return self.shards * max(1, self.shard.workers)

    @property
    def cores(self) -> float:
        """Return the cores that are paid for: workers, PostgreSQL, Redis and the rest."""
        one = self.shard
        besides = one.postgresql_cores + 1 + self.prices.other_cores if one.workers else 1
        return self.shards * (max(1, one.workers) + besides)

    @property
    def memory_gib(self) -> float:
        """Return the memory of all machines."""
        sizes = self.sizes
        workers = (self.workers * sizes.worker_mib + self.learners * sizes.learner_mib) / 1024
        servers = sizes.postgresql_gib + sizes.redis_gib if self.shard.workers else 0.0
        return workers + self.shards * servers

    @property
    def rows_a_day(self) -> float:
        """Return the rows that commands add to all databases on a day with lectures."""
        seconds = self.sizes.hours_a_day * 3600
        return self.learners * self.shard.load.commands * self.sizes.rows_a_command * seconds

    @property
    def days_until_full(self) -> float:
        """Return after how many days with lectures one shard's database reaches the product's bound."""
        return self.sizes.database_gib_max * 2**30 / (self.rows_a_day / self.shards * self.sizes.row_bytes)

    @property
    def disk_gb(self) -> float:
        """Return the size of all databases when they have kept rows for as long as they keep them."""
        return self.rows_a_day * self.sizes.row_bytes * self.sizes.kept_days / 1e9

    @property
    def bytes_a_second(self) -> float:
        """Return what is sent to pages, at full load."""
        load, sizes = self.shard.load, self.sizes
        events = load.commands * load.events_a_command * sizes.event_bytes
        return self.learners * (events + self.outcome.frames * sizes.frame_bytes + load.joins * sizes.join_bytes)

    @property
    def cost(self) -> dict[str, float]:
        """Return what is paid a month, by kind."""
        prices, sizes = self.prices, self.sizes
        sent = self.bytes_a_second * sizes.hours_a_day * 3600 * sizes.days_a_month / 1e9
        return {
            "cores": self.cores * prices.vcpu_hour * prices.hours_a_month,
            "memory": self.memory_gib * prices.memory_gib,
            "disk": self.disk_gb * prices.disk_gb,
            "sent out": sent * prices.egress_gb,
        }


def plan(learners: int, load: Load | None = None, costs: Costs | None = None, limits: Limits | None = None) -> Plan:
    """Return the cheapest plan within the limits: shards of the largest size that is allowed, with few workers."""
    load, costs, limits = load or Load(), costs or Costs(), limits or Limits()
    shards = math.ceil(learners / limits.shard_learners)
    one = Installation(
        learners=math.ceil(learners / shards), workers=0, slowness=limits.slowness, load=load, costs=costs
    )
    shard, outcome, storm = best_shard(one, limits)
    return Plan(
        learners=learners,
        shards=shards,
        shard=shard,
        outcome=outcome,
        storm=storm,
        sizes=Sizes(),
        prices=Prices(),
    )


@cache
def best_shard(one: Installation, limits: Limits) -> tuple[Installation, Outcome, Outcome]:
    """Return the smallest installation that is enough, how it works, and how everybody joins."""
    alone = one.work()
    shard, outcome = (one, alone) if is_enough(alone, limits) else with_workers(one, limits)
    return shard, outcome, shard.storm()


def with_workers(one: Installation, limits: Limits) -> tuple[Installation, Outcome]:
    """Return an installation with the fewest workers that are enough, and what it did.

    If no number is enough, that one is returned whose busiest server has most time left.
    """
    cores = postgresql_cores(one.traffic, limits)
    workers = math.ceil(one.learners / LEARNERS_A_WORKER_MAX)
    tried: list[tuple[Installation, Outcome]] = []
    while one.learners / workers >= LEARNERS_A_WORKER_MIN:
        shard = replace(one, workers=workers, postgresql_cores=cores)
        tried.append((shard, shard.work()))
        if is_enough(tried[-1][1], limits):
            return tried[-1]
        workers += max(1, workers // STEP)
    return min(tried, key=lambda each: max(each[1].busy.values()))


def is_enough(outcome: Outcome, limits: Limits) -> bool:
    """Return whether acknowledgements are fast, and no server is busier than it may be."""
    return outcome.p99 <= limits.p99 and max(outcome.busy.values()) <= limits.busy


def postgresql_cores(traffic: Traffic, limits: Limits) -> int:
    """Return the cores of a PostgreSQL server for this work: 2, 4, 8 or more."""
    wanted = traffic.postgresql_seconds * limits.slowness / limits.busy
    return 2 ** max(1, math.ceil(math.log2(wanted)))


# One installation that grows


def use_of_one(learners: int, load: Load, costs: Costs, limits: Limits) -> dict[str, float]:
    """Return how much of each shared thing one installation of this size uses, as a share of what there is."""
    workers = max(1, math.ceil(learners / LEARNERS_A_WORKER))
    traffic, slowness = Traffic(learners, workers, load, costs), limits.slowness
    return {
        f"{WORKER}, by messages and leases": traffic.exchange_seconds * slowness,
        "Redis, one core": traffic.redis_seconds * slowness,
        "PostgreSQL, 16 cores": traffic.postgresql_seconds * slowness / limits.postgresql_cores,
        "PostgreSQL's log, 100 MB/s": traffic.log_bytes / limits.log_bytes,
    }


def sizes_when_full(load: Load, costs: Costs, limits: Limits) -> Mapping[str, int]:
    """Return at how many learners of one installation each shared thing has nothing left, the first to fill first."""
    full: dict[str, int] = {}
    for name in use_of_one(1, load, costs, limits):
        low, high = 1, 100_000_000
        while high - low > max(1, low // 100):
            middle = (low + high) // 2
            low, high = (low, middle) if use_of_one(middle, load, costs, limits)[name] >= 1 else (middle, high)
        full[name] = high
    return dict(sorted(full.items(), key=lambda each: each[1]))


# When one thing is doubled

DOUBLED = {
    "nothing": lambda load, costs: (load, costs),
    "events a command": lambda load, costs: (replace(load, events_a_command=2 * load.events_a_command), costs),
    "commands a learner": lambda load, costs: (replace(load, commands=2 * load.commands), costs),
    "share of relayed labs": lambda load, costs: (replace(load, relayed_share=2 * load.relayed_share), costs),
    "time of a commit": lambda load, costs: (load, replace(costs, commit=2 * costs.commit)),
    "learners a class": lambda load, costs: (replace(load, class_learners=2 * load.class_learners), costs),
    "changes of classes": lambda load, costs: (replace(load, changes=2 * load.changes), costs),
}


def doubled(shard: Installation) -> Mapping[str, Outcome]:
    """Return what the same installation does when one thing is doubled."""
    changed = {name: change(shard.load, shard.costs) for name, change in DOUBLED.items()}
    return {name: replace(shard, load=load, costs=costs).work() for name, (load, costs) in changed.items()}
