"""The steady work of an installation that follows from its size: messages between workers, leases, the database.

`W` workers, `C` classes. The busiest parts:

- A dashboard asks every other worker for tiles four times a second (`classroom/live/dashboard.py`). All questions of
  one worker's dashboards to another worker travel in one message. Each names every learner's lab of its class.
- A heartbeat, a report of presence, and a change of a class go to all workers.
- Every lab has a lease that is renewed every 1.7 s, and a horizon that is stored every second.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.benchmarks.scale.assumptions import Costs, Load

LOOKS = 4.0
HEARTBEATS, PRESENCES = 1.0, 0.5
RENEWALS = 1 / (5 / 3)
FOLLOWS = 0.5
RELAYED_FRAMES = 4.5


@dataclass(frozen=True, slots=True)
class Traffic:
    """An installation of `learners` in classes on `workers`, which reach each other by Redis if there are several."""

    learners: int
    workers: int
    load: Load
    costs: Costs

    @property
    def classes(self) -> float:
        """Return how many classes there are."""
        return max(1.0, self.learners / self.load.class_learners)

    # Messages a second, of the whole installation

    @property
    def broadcasts(self) -> float:
        """Return messages a second that go to all workers."""
        beats = self.workers * (HEARTBEATS + PRESENCES)
        return beats + self.learners * (self.load.changes + 2 * self.load.joins)

    @property
    def questions(self) -> float:
        """Return messages a second from one worker to another with questions for tiles, or with their answers."""
        return 2 * LOOKS * min(self.classes, self.workers) * (self.workers - 1)

    @property
    def relayed(self) -> float:
        """Return messages a second for labs whose page is at another worker."""
        share = self.load.relayed_share if self.workers > 1 else 0.0
        return self.learners * share * (RELAYED_FRAMES + 2 * FOLLOWS + 2 * self.load.commands)

    @property
    def published(self) -> float:
        """Return messages a second that workers publish."""
        return 0.0 if self.workers == 1 else self.broadcasts + self.questions + self.relayed

    @property
    def delivered(self) -> float:
        """Return messages a second that Redis delivers; a broadcast counts once a worker."""
        return 0.0 if self.workers == 1 else self.broadcasts * self.workers + self.questions + self.relayed

    # Processor time a second, at reference speed

    @property
    def redis_seconds(self) -> float:
        """Return the processor time a second of the one core of Redis."""
        costs = self.costs
        messages = self.published * costs.publish + (self.delivered - self.published) * costs.delivery
        kept = self.learners * (RENEWALS * costs.lease + self.load.commands * costs.allowance)
        return messages + kept

    @property
    def exchange_seconds(self) -> float:
        """Return the processor time a second that one worker spends on messages between workers, and on leases."""
        costs, own = self.costs, self.learners / self.workers
        if self.workers == 1:
            return own * RENEWALS * costs.lease_client
        messages = self.published / self.workers * costs.send + self.delivered / self.workers * costs.receive
        asked = LOOKS * self.classes * (self.workers - 1) / self.workers
        questions = asked * (costs.question + self.load.class_learners * costs.question_lab)
        presence = PRESENCES * self.learners * costs.presence_seat
        return messages + questions + presence + own * RENEWALS * costs.lease_client

    @property
    def postgresql_seconds(self) -> float:
        """Return the processor time a second of PostgreSQL's cores."""
        costs, load = self.costs, self.load
        commands = load.commands * costs.command_stored
        horizons = load.moving_share * costs.horizon_stored
        reads = (1 / 3 + 1 / 2) * costs.query / 4
        joins = load.joins * costs.join_queries * costs.query
        return self.learners * (commands + horizons + reads + joins)

    @property
    def commits(self) -> float:
        """Return transactions a second that write: one a command, one a worker with its horizons, some a join."""
        return self.learners * (self.load.commands + 5 * self.load.joins) + self.workers

    @property
    def log_bytes(self) -> float:
        """Return the bytes a second that PostgreSQL's log grows by."""
        commands = self.load.commands * self.costs.command_log
        return self.learners * (commands + self.load.moving_share * self.costs.horizon_log)
