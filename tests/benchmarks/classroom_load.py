"""A class under load: learners on their own running clusters, one dashboard, real sockets on loopback.

    python -m tests.benchmarks.classroom_load --learners 300 --minutes 10

1. A join storm: everybody comes within five seconds, by the code, over the pages that a browser loads.
2. Work: each gives two commands every ten seconds; now and then somebody raises a hand.
3. Cuts: every socket is cut at random times, while the work goes on.
4. Everything is answered, then counted in the server's database: each command once, none that was not acknowledged.

The server's processor time is told apart from this program's, which also says how late it was itself.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import resource
import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg

from tests.benchmarks.load_dashboard import LoadDashboard
from tests.benchmarks.load_learner import STEP, Counts, LoadLearner
from tests.benchmarks.sockets import processor_seconds
from tests.cluster.cluster import Cluster
from tests.serving import ServerProcess

STORM_SECONDS = 5.0
CUTS = 10
HAND_EVERY_SECONDS = 5.0
TICK_SECONDS = 0.05

STORED = """
    SELECT count(*), count(DISTINCT command_id) FROM live_receipt WHERE command_id LIKE 'learner-%'
"""
COMMANDS_IN_POSTGRESQL = "SELECT count(*) FROM live_command WHERE body->>'type' = 'invoke'"
COMMANDS = "SELECT count(*) FROM live_command WHERE json_extract(body, '$.type') = 'invoke'"


class Meter:
    """Processor time, memory, and this program's own lateness, over a stretch of time."""

    def __init__(self, server: ServerProcess | Cluster) -> None:
        self._workers = server.workers if isinstance(server, Cluster) else [server]
        self._late: list[float] = []
        self._task = asyncio.create_task(self._tick())
        self.begin()

    def begin(self) -> None:
        """Count afresh from now on."""
        self._began = time.perf_counter()
        self._server, self._own = self._used(), own_processor_seconds()
        self._late.clear()

    async def _tick(self) -> None:
        while True:
            began = time.perf_counter()
            await asyncio.sleep(TICK_SECONDS)
            self._late.append(time.perf_counter() - began - TICK_SECONDS)

    def line(self) -> str:
        """In words."""
        seconds = time.perf_counter() - self._began
        used = [(now - then) / seconds for now, then in zip(self._used(), self._server, strict=True)]
        server = " + ".join(f"{each:.0%}" for each in used)
        memory = sum(resident_mib(each.process.pid) for each in self._workers)
        own = (own_processor_seconds() - self._own) / seconds
        return (
            f"processor: server {server}, this program {own:.0%} (late p99 {milliseconds(self._late, 99)}); "
            f"server's memory {memory:.0f} MiB"
        )

    def _used(self) -> list[float]:
        return [processor_seconds(each.process.pid) for each in self._workers]


def own_processor_seconds() -> float:
    """User and system time of this program so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def resident_mib(pid: int) -> float:
    """Memory of a process."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def percentile(values: Sequence[float], percent: float) -> float:
    """The value that so many percent do not exceed; 0 of none."""
    return sorted(values)[min(len(values) - 1, int(len(values) * percent / 100))] if values else 0.0


def milliseconds(values: Sequence[float], percent: float) -> str:
    """A percentile of seconds, in milliseconds."""
    return f"{percentile(values, percent) * 1000:,.0f} ms"


def spread(values: Sequence[float]) -> str:
    """p50, p99 and the largest."""
    return f"p50 {milliseconds(values, 50)}, p99 {milliseconds(values, 99)}, most {milliseconds(values, 100)}"


class Load:
    """One run of it."""

    def __init__(self, server: ServerProcess | Cluster, learners: int) -> None:
        from tests.classroom.school import Teacher  # stands on models, which have to wait for the settings

        self.teacher = Teacher(server, "load")
        self.teacher.send_to(STEP)
        self.counts = Counts()
        self.dashboard = LoadDashboard(self.teacher, self.teacher.class_id)
        names = [f"learner {number}" for number in range(1, learners + 1)]
        self.learners = [LoadLearner(server.url, name, self.counts, self._told) for name in names]

    def _told(self, learner: LoadLearner, act: str) -> None:
        self.dashboard.expect(learner.name, act)

    async def storm(self) -> None:
        """Everybody joins within five seconds. The teacher has said that so many are theirs."""
        self.teacher.post(f"/classes/{self.teacher.class_id}/learners/admit/")
        await self.dashboard.open()

        async def come(learner: LoadLearner, after: float) -> None:
            await asyncio.sleep(after)
            await learner.join(self.teacher.code)

        gap = STORM_SECONDS / len(self.learners)
        await asyncio.gather(*(come(learner, nth * gap) for nth, learner in enumerate(self.learners)))
        await self.dashboard.until_all({learner.name for learner in self.learners})

    async def start(self) -> None:
        """Everybody predicts, and lets the cluster run."""
        for learner in self.learners:
            await learner.begin()
        await self.settle()
        self.counts.acked.clear()

    async def work(self, seconds: float) -> None:
        """Work, with a hand up now and then."""
        until = time.perf_counter() + seconds
        hands = asyncio.create_task(self._hands(until))
        await asyncio.gather(*(learner.work(until) for learner in self.learners))
        await hands

    async def _hands(self, until: float) -> None:
        chance = random.Random(1)
        while time.perf_counter() < until - HAND_EVERY_SECONDS:
            learner = chance.choice(self.learners)
            self.dashboard.expect_hand(learner.name)
            await learner.raise_hand(up=True)
            await asyncio.sleep(HAND_EVERY_SECONDS)
            await learner.raise_hand(up=False)

    async def cut(self, seconds: float) -> None:
        """Every socket is cut, again and again, within so many seconds."""
        await asyncio.gather(*(learner.cut_often(CUTS, seconds) for learner in self.learners))

    async def settle(self) -> None:
        """Wait until everything is answered."""
        await asyncio.gather(*(learner.settle() for learner in self.learners))

    async def leave(self) -> None:
        """Close every socket."""
        await asyncio.gather(*(learner.leave() for learner in self.learners))
        await self.dashboard.close()


def stored(server: ServerProcess | Cluster, folder: Path) -> tuple[int, int, int]:
    """What the server's database has: receipts of commands, how many of them different, and operations invoked."""
    if isinstance(server, Cluster):
        with psycopg.connect(server.postgresql.url) as connection:
            (receipts, different) = connection.execute(STORED).fetchone() or (0, 0)
            (invoked,) = connection.execute(COMMANDS_IN_POSTGRESQL).fetchone() or (0,)
            return receipts, different, invoked
    with closing(sqlite3.connect(folder / "lightcone.sqlite3")) as database:
        receipts, different = database.execute(STORED).fetchone()
        return receipts, different, database.execute(COMMANDS).fetchone()[0]


async def measure(server: ServerProcess | Cluster, folder: Path, asked: argparse.Namespace) -> None:
    """The whole of it, told as it goes."""
    load = await asyncio.to_thread(Load, server, asked.learners)
    meter, counts, dashboard = Meter(server), load.counts, load.dashboard
    await load.storm()
    print(f"join storm, {asked.learners} within {STORM_SECONDS:.0f} s: page to first snapshot {spread(counts.joined)}")
    print(f"  {meter.line()}")
    await load.start()
    counts.seen.clear()
    for each in (meter, dashboard):
        each.begin()
    await load.work(asked.minutes * 60)
    await load.settle()
    report_work(load, asked.minutes * 60, meter)
    counts.acked.clear()
    meter.begin()
    await asyncio.gather(load.work(asked.cut_minutes * 60), load.cut(asked.cut_minutes * 60))
    await load.settle()
    print(f"cuts: {counts.seen['cuts']}, back after {spread(counts.resumed)}; acknowledged {spread(counts.acked)}")
    print(f"  {meter.line()}")
    await load.leave()
    report_stored(load, server, folder)


def report_work(load: Load, seconds: float, meter: Meter) -> None:
    """What the work was like."""
    counts, dashboard = load.counts, load.dashboard
    sent = [dashboard.bytes_by_second[second] for second in sorted(dashboard.bytes_by_second)]
    frames = counts.seen["frame"] / seconds / len(load.learners)
    print(f"work, {seconds:.0f} s: {len(counts.acked)} commands, acknowledged {spread(counts.acked)}")
    print(f"  frames {frames:.1f} a second each, {counts.seen['events']:,} events; {meter.line()}")
    print(
        f"  dashboard: first frame {dashboard.first_bytes:,} bytes, then {sum(sent) / max(1, len(sent)):,.0f} a second"
        f" (most {max(sent, default=0):,}); longest silence {max(dashboard.gaps, default=0):.1f} s"
    )
    print(f"  a tile in sight shows an act after {spread(dashboard.tile_delays)}")
    print(f"  a hand is seen after {spread(dashboard.hand_delays)}")


def report_stored(load: Load, server: ServerProcess | Cluster, folder: Path) -> None:
    """Whether anything was missed or doubled."""
    counts = load.counts
    receipts, different, invoked = stored(server, folder)
    acknowledged = sum(len(learner.operations) for learner in load.learners)
    print(f"operations acknowledged {acknowledged}, stored {invoked}; receipts {receipts}, different {different}")
    print(f"sent again and acknowledged again: {counts.seen['acknowledged again']}")
    print(f"problems: {len(counts.problems)}")
    for problem in counts.problems[:20]:
        print(f"  {problem}")


def main() -> None:
    """Against a server of its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--learners", type=int, default=300)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--workers", type=int, default=0, help="behind nginx, on PostgreSQL and Redis; 0: one process")
    parser.add_argument("--cut-minutes", type=float, default=5)
    asked = parser.parse_args()
    with TemporaryDirectory() as folder:
        os.environ |= {"LIGHTCONE_DATA": folder, "DJANGO_SETTINGS_MODULE": "config.settings"}
        import django

        django.setup()
        server: ServerProcess | Cluster
        if asked.workers:
            Path(folder).chmod(0o711)  # the account of PostgreSQL has to pass through
            server = Cluster(Path(folder) / "cluster", workers=asked.workers, plain_port=0)
            server.start()
        else:
            server = ServerProcess(Path(folder))
        try:
            asyncio.run(measure(server, Path(folder), asked))
        finally:
            server.end()


if __name__ == "__main__":
    main()
