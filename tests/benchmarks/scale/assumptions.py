"""All numbers that the model assumes, each with its unit and its source. Change them here.

Times of a processor are at *reference speed*: that of the run in docs/performance.md in which a learner's work took
1.24 ms a second. Each run has one factor, its *slowness*, by which all of them are multiplied. The microbenchmarks
named here (of the exchange, Redis and PostgreSQL, apart from the server) ran on a day with slowness 1.4 and are
divided by it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

PROFILE = "profile in docs/performance.md, µs a learner and second"
MICRO = "microbenchmark, divided by 1.4"
CODE = "a constant of the product"
ASSUMED = "assumed"


def number(value: float, unit: str, source: str) -> Any:
    """Return a field with this default, its unit and its source."""
    return field(default=value, metadata={"unit": unit, "source": source})


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """The work of learners: that of `classroom_load`, except where it says *assumed*."""

    class_learners: int = number(100, "learners a class, with one dashboard", ASSUMED)
    commands: float = number(0.2, "commands a learner and second", "classroom_load: two in ten seconds")
    events_a_command: float = number(52, "events", "docs/performance.md")
    moving_seconds: float = number(
        1.3, "s that a command keeps its lab moving", "39 frames a command at 30 turns a second"
    )
    relayed_share: float = number(
        0.02, "of labs whose page is at another worker", ASSUMED + "; nginx sends both to one"
    )
    changes: float = number(1 / 60, "changes of a class a learner and second: comes, goes, raises a hand", ASSUMED)
    joins: float = number(1 / 2700, "joins a learner and second: one lecture of 45 minutes each", ASSUMED)

    @property
    def moving_share(self) -> float:
        """Return the share of labs that move at any time. All others are at rest until their next command."""
        return min(1.0, self.commands * self.moving_seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """What each piece of work costs. Processor times at reference speed."""

    # One worker's interpreter
    event: float = number(58e-6, "s an event", f"{PROFILE}: simulating, judging, projecting, encoding 600 / 10.4")
    lab_turn: float = number(51e-6, "s a moving lab and turn of pacing", f"{PROFILE}: turns 220, 15.6 a second")
    lab_rest: float = number(1e-6, "s a lab at rest and turn of pacing", "docs/performance.md")
    frame: float = number(9e-6, "s a frame", f"{PROFILE}: frames out 40 / 4.4 frames")
    seen: float = number(70e-6, "s a `seen`, one a second", f"{PROFILE}: sockets in 100, without commands")
    command_before: float = number(
        0.10e-3, "s a command on the event loop, before it is stored", f"{PROFILE}: the same"
    )
    command_after: float = number(0.05e-3, "s a command on the event loop, after it is stored", f"{PROFILE}: the same")
    command_sqlite: float = number(0.30e-3, "s a command in the database thread", f"{PROFILE}: storing 60 / 0.2")
    command_postgresql: float = number(0.98e-3, "s a command in the database thread", MICRO)
    horizon_client: float = number(19e-6, "s a moving lab and second in the database thread", MICRO)
    rights: float = number(60e-6, "s a learner every 3 s in the database thread", f"{PROFILE}: rest of the database")
    class_read: float = number(50e-6, "s a learner of a dashboard every 2 s, same thread", f"{PROFILE}: the same")
    look: float = number(30e-6, "s a learner of a dashboard, 4 a second", f"{PROFILE}: dashboard 120")
    class_pulse: float = number(7.5e-6, "s a learner, 4 a second", f"{PROFILE}: half of event loop, class sockets 60")
    tidy: float = number(30e-6, "s a lab, once a second, in a turn of pacing", f"{PROFILE}: the other half")
    page: float = number(6.4e-3, "s a page of a join, in one of 2 threads; there are 4", "fitted to both join storms")
    page_loop: float = number(0.6e-3, "s a page on the event loop", "the same")
    page_write: float = number(1.2e-3, "s of a page in a transaction that writes", "the same")
    socket_access: float = number(4.0e-3, "s a join in the database thread", "the same")
    lab_opening: float = number(4.4e-3, "s a join in the replay threads", "the same")
    join_rest: float = number(12.0e-3, "s a join on the event loop, after the first snapshot", "the same")
    # SQLite's file, at reference speed too
    sqlite_commit: float = number(2e-3, "s of waiting a transaction", "fitted to p50 of acknowledgements")
    sqlite_checkpoint: float = number(
        60e-3, "s of waiting every 1,000 pages of SQLite's log", "fitted to p99, both runs"
    )
    sqlite_pages: float = number(6, "pages of 4 KiB a transaction", ASSUMED + ": two rows and their indexes")
    # Messages between workers, in a worker's interpreter
    send: float = number(80e-6, "s a message sent", f"{MICRO}: half of 224 µs for sending and receiving")
    receive: float = number(80e-6, "s a message received", f"{MICRO}: the other half")
    question: float = number(160e-6, "s a question and its answer, both sides, beside the messages", ASSUMED)
    question_lab: float = number(
        1.1e-6, "s a lab named in a question for tiles, both sides", f"{MICRO}, lookup assumed"
    )
    presence_seat: float = number(0.8e-6, "s a seat in a report of presence, receiver", f"{MICRO}, sets assumed")
    lease_client: float = number(18e-6, "s a lease renewed", MICRO)
    allowance_client: float = number(87e-6, "s a command", MICRO)
    # One core of Redis
    publish: float = number(14e-6, "s a message published and delivered once", MICRO)
    delivery: float = number(1.2e-6, "s a further delivery", MICRO)
    lease: float = number(4.3e-6, "s a lease renewed", MICRO)
    allowance: float = number(29e-6, "s a command", MICRO)
    # PostgreSQL's cores, and its log on disk
    command_stored: float = number(0.49e-3, "s a command: five statements", MICRO)
    horizon_stored: float = number(69e-6, "s a moving lab and second: row locked, row updated", MICRO)
    query: float = number(91e-6, "s a query by key", MICRO)
    join_queries: float = number(47, "queries a join", "docs/performance.md: 45 and a second look of 2")
    commit: float = number(1e-3, "s until the log is on disk; commits that wait share one", ASSUMED)
    round_trip: float = number(0.2e-3, "s between machines", ASSUMED)
    command_statements: int = number(5, "round trips a command", "apps/live/lab/log.py")
    page_statements: int = number(11, "round trips a page of a join", "45 in 4 pages")
    command_log: float = number(1136, "bytes of PostgreSQL's log a command", "microbenchmark")
    horizon_log: float = number(
        1150, "bytes of PostgreSQL's log a moving lab and second", "microbenchmark, after a checkpoint"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """Memory, rows and bytes."""

    worker_mib: float = number(90, "MiB of a worker without labs", "docs/performance.md: 112 with 20 learners")
    learner_mib: float = number(
        7.8, "MiB a learner with a full run", "2.45 with 6,240 events; a run has 20,000 at most"
    )
    postgresql_gib: float = number(16, "GiB of memory a PostgreSQL server", ASSUMED)
    redis_gib: float = number(1, "GiB of memory a Redis server", ASSUMED)
    rows_a_command: int = number(2, "rows: the command and its receipt", "apps/live/lab/log.py")
    row_bytes: float = number(338, "bytes a row, with its indexes", "microbenchmark: 311 and 366")
    event_bytes: float = number(400, "bytes an event sent to a page", "60 commands in `majority-quorums`: 3,148 events")
    frame_bytes: float = number(150, "bytes a frame beside its events", ASSUMED)
    join_bytes: float = number(150_000, "bytes a join", "docs/performance.md: a cold lab page has 122 KB")
    hours_a_day: float = number(4, "hours of full load a day", ASSUMED)
    days_a_month: float = number(20, "days with lectures", ASSUMED)
    kept_days: float = number(120, "days with lectures whose rows are kept", "180 calendar days, two thirds of them")
    database_gib_max: float = number(20, "GiB, the product's bound of its database", "docs/running.md")


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """Prices in US dollars. They are examples to change, of no vendor."""

    vcpu_hour: float = number(0.04, "USD a core and hour", ASSUMED)
    memory_gib: float = number(3.0, "USD a GiB of memory and month", ASSUMED)
    disk_gb: float = number(0.10, "USD a GB of disk and month", ASSUMED)
    egress_gb: float = number(0.05, "USD a GB sent out", ASSUMED)
    hours_a_month: float = number(730, "hours paid a month: nothing is switched off at night", ASSUMED)
    other_cores: float = number(4, "cores an installation: proxy, task worker, monitoring", ASSUMED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a plan may use."""

    p99: float = number(0.3, "s until a command is acknowledged", "docs/running.md warns above it")
    busy: float = number(0.7, "of any server's time, at most", ASSUMED)
    slowness: float = number(1.4, "times reference speed: the slower of the measured runs", "measured points")
    postgresql_cores: int = number(16, "cores of the largest PostgreSQL server", ASSUMED)
    log_bytes: float = number(100e6, "bytes a second that PostgreSQL's log may write", ASSUMED)
    shard_learners: int = number(5_000, "learners of one installation, at most", "the table of one installation")
