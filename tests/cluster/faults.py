"""Faults of an installation under load: workers killed and paused, Redis and PostgreSQL away, networks cut.

    python -m tests.cluster.faults [kills=30] [stops=10] [redis=5] [postgresql=3] [restarts=3] [partitions=4] [clocks=2]

Learners of a class send commands all the while, through nginx, as pages do: after each loss they come back and send
again what was not answered. After the faults the databases' rows are counted against what was acknowledged, and each
event that a page was shown against the recording of its run. Whatever differs ends the trial with an error.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import psycopg

from tests.benchmarks.load_learner import STEP, Counts, LoadLearner
from tests.cluster.cluster import Cluster

LEARNERS = 16
BACK_SECONDS_MAX = 10.0
CALM_SECONDS = (2.0, 6.0)
STOP_SECONDS = 15.0
AWAY_SECONDS = 3.0
PARTITION_SECONDS = 8.0
WORK_EVERY_SECONDS = 2.0
WITHOUT_CHECKPOINTS_SECONDS = 30.0
"""So long after Redis came back empty, labs may have to be replayed: pages may take longer than 10 s to be back."""

WITHOUT_CHECKPOINTS = "a kill soon after one of Redis"

RECEIPTS = "SELECT command_id FROM live_receipt WHERE lab_id = %s AND command_id LIKE 'learner-%%'"
COMMANDS = """
    SELECT number, index, live_command.tick, body FROM live_command JOIN live_run ON live_run.id = live_command.run_id
    WHERE lab_id = %s ORDER BY number, index
"""
GOALS = "SELECT name FROM live_reachedgoal WHERE lab_id = %s"


class Learner(LoadLearner):
    """A learner whose page keeps each event that it was shown. Losing a connection is no problem, but to stay away."""

    def __init__(self, url: str, name: str, counts: Counts) -> None:
        super().__init__(url, name, counts, lambda *_: None)
        self.shown: dict[int, Any] = {}
        self.acknowledged: set[str] = set()
        self.goals: set[str] = set()
        self.last_end = ""

    def _note_end(self, error: Exception) -> None:
        self.last_end = repr(error)
        self._cut_at = self._cut_at or time.perf_counter()

    async def _take(self, frame: dict[str, Any]) -> None:
        if frame["type"] == "ack":
            self.acknowledged.add(frame["id"])
        for event in frame.get("events", ()):
            if self.shown.setdefault(event["seq"], event) != event:
                self.counts.problems.append(f"{self.name}: event {event['seq']} was shown in two ways")
            self._note_goals(event["set"])
        await super()._take(frame)

    def _note_goals(self, changes: list[Any]) -> None:
        for path, *value in changes:
            if path and path[0] == "goals" and value and "reached" in json.dumps(value):
                self.goals.add(str(path))

    async def go_on(self, until: asyncio.Event) -> None:
        """Write and read until the faults are over."""
        nth = 0
        while not until.is_set():
            nth += 1
            node, write = f"n{self.random.randint(1, 5)}", bool(nth % 2)
            asked = {"type": "invoke", "node": node, "key": "x", "client": "alice" if write else "bob"}
            value = {"operation": "write", "value": str(nth)} if write else {"operation": "read"}
            if len(self._unanswered) < 3:
                await self.submit({**asked, **value}, "")
            await asyncio.sleep(self.random.uniform(0.5, 1.5) * WORK_EVERY_SECONDS)


class Trial:
    """A class at work on a cluster, and what befalls that."""

    def __init__(self, cluster: Cluster, learners: int, seed: int) -> None:
        from tests.classroom.school import Teacher  # stands on models, which have to wait for the settings

        self.cluster = cluster
        self.random = Random(seed)
        self.counts = Counts()
        self.told: Counter[str] = Counter()
        self.teacher = Teacher(cluster, "faults")
        self.teacher.send_to(STEP)
        self.learners = [Learner(cluster.url, f"learner {nth}", self.counts) for nth in range(1, learners + 1)]
        self._redis_at = float("-inf")
        self._over = asyncio.Event()
        self._work: list[asyncio.Task[None]] = []

    async def begin(self) -> None:
        """Everybody joins, predicts, and works from then on."""
        for learner in self.learners:
            await learner.join(self.teacher.code)
            await learner.begin()
        self._work = [asyncio.create_task(learner.go_on(self._over)) for learner in self.learners]

    async def calm(self) -> None:
        """Let some seconds pass without a fault."""
        await asyncio.sleep(self.random.uniform(*CALM_SECONDS))

    async def until_back(self, what: str, begun: float) -> None:
        """Wait until every page is back; note how long the last one took after its service was there."""
        while not all(learner.live.is_set() for learner in self.learners):
            if time.perf_counter() - begun > 4 * BACK_SECONDS_MAX:
                missing = [f"{each.name}: {each.last_end}" for each in self.learners if not each.live.is_set()]
                raise AssertionError(f"after {what} these pages did not come back: {missing}")
            await asyncio.sleep(0.02)
        took = time.perf_counter() - begun
        self.told[f"{what}, pages back within 10 s"] += took <= BACK_SECONDS_MAX
        self.told[f"{what}, later"] += took > BACK_SECONDS_MAX
        self.told[f"longest return after {what} [ms]"] = max(
            self.told[f"longest return after {what} [ms]"], round(took * 1000)
        )

    async def end(self) -> None:
        """Let everything be answered."""
        self._over.set()
        await asyncio.gather(*self._work)
        await asyncio.gather(*(learner.settle() for learner in self.learners))

    # What befalls it

    async def kill(self) -> None:
        """SIGKILL for one worker, which is started again once its pages are at the other."""
        number = self.random.randrange(len(self.cluster.workers))
        begun = time.perf_counter()
        self.cluster.workers[number].kill()
        await asyncio.sleep(0.1)
        has_checkpoints = begun - self._redis_at > WITHOUT_CHECKPOINTS_SECONDS
        await self.until_back("a kill" if has_checkpoints else WITHOUT_CHECKPOINTS, begun)
        await asyncio.to_thread(self.cluster.workers[number].start)

    async def stop(self) -> None:
        """SIGSTOP for one worker: whoever was there has to wait, or come back elsewhere."""
        worker = self.random.choice(self.cluster.workers)
        worker.process.send_signal(signal.SIGSTOP)
        await asyncio.sleep(STOP_SECONDS)
        worker.process.send_signal(signal.SIGCONT)
        await self.until_back("a pause of 15 s", time.perf_counter())

    async def redis(self) -> None:
        """Redis is killed, and comes back empty."""
        self.cluster.redis.end("immediate")
        await asyncio.sleep(AWAY_SECONDS)
        await asyncio.to_thread(self.cluster.redis.start)
        self._redis_at = time.perf_counter()
        await self.until_back("Redis was killed", time.perf_counter())

    async def postgresql(self) -> None:
        """PostgreSQL ends as if its machine had failed, and comes back."""
        await asyncio.to_thread(self.cluster.postgresql.end, "immediate")
        await asyncio.sleep(1)
        await asyncio.to_thread(self.cluster.postgresql.start)
        await self.until_back("PostgreSQL was restarted", time.perf_counter())

    async def restart(self) -> None:
        """Each worker in turn is ended and started, as for an upgrade."""
        for worker in self.cluster.workers:
            begun = time.perf_counter()
            await asyncio.to_thread(worker.restart)
            await self.until_back("a rolling restart", max(begun, time.perf_counter() - 2))
            await asyncio.sleep(1)

    async def partition(self) -> None:
        """One worker loses the network to Redis or to PostgreSQL: what it sends gets lost, without an error."""
        number, kind = self.random.randrange(len(self.cluster.workers)), self.random.choice(["redis", "postgresql"])
        proxy = self.cluster.proxies[number, kind]
        proxy.cut()
        await asyncio.sleep(PARTITION_SECONDS)
        proxy.mend()
        await self.until_back(f"a partition from {kind}", time.perf_counter())

    async def clock(self) -> None:
        """One worker is started again with a clock an hour off."""
        number = self.random.randrange(len(self.cluster.workers))
        off = self.random.choice(["+3600", "-3600"])
        begun = time.perf_counter()
        await asyncio.to_thread(self.cluster.restart_with_clock, number, off)
        await self.until_back("a clock an hour off", max(begun, time.perf_counter() - 2))

    # What has to hold

    async def check(self) -> None:
        """Raise AssertionError if anything was lost, doubled, or shown otherwise than it was stored."""
        problems = list(self.counts.problems)
        with psycopg.connect(self.cluster.postgresql.url) as database:
            for learner in self.learners:
                problems += self._compare_rows(learner, database)
        for learner in self.learners:
            problems += await self._compare_events(learner)
        for log in sorted(self.cluster.folder.glob("worker-*.log")):
            self.told["lines of tracebacks in logs"] += log.read_text().count("Traceback (most recent")
        self.told["commands acknowledged"] = sum(len(learner.acknowledged) for learner in self.learners)
        self.told["events shown"] = sum(len(learner.shown) for learner in self.learners)
        assert not problems, "\n".join(problems[:40])
        late = [
            f"{what}: {count}"
            for what, count in self.told.items()
            if what.endswith(", later") and not what.startswith(WITHOUT_CHECKPOINTS) and count
        ]
        assert not late, f"pages that came back later than 10 s: {late}"

    def _compare_rows(self, learner: Learner, database: psycopg.Connection[Any]) -> list[str]:
        lab = learner.lab.split("/")[3]
        receipts = [row[0] for row in database.execute(RECEIPTS, [lab])]
        commands = list(database.execute(COMMANDS, [lab]))
        places = Counter((run, index) for run, index, _, _ in commands)
        invoked = [body for _, _, _, body in commands if body["type"] == "invoke"]
        asked = [each for each in receipts if int(each.rsplit("-", 1)[1]) > 1]  # the first is play
        wrong = []
        if lost := learner.acknowledged - set(receipts):
            wrong.append(f"{learner.name}: acknowledged, and not stored: {sorted(lost)}")
        if len(receipts) != len(set(receipts)) or len(invoked) != len(asked):
            wrong.append(f"{learner.name}: {len(asked)} commands asked for, {len(invoked)} stored")
        if max(places.values(), default=1) > 1 or [place for _, place in places] != list(range(len(places))):
            wrong.append(f"{learner.name}: the log of {lab} has gaps or doubles")
        ticks = [tick for _, _, tick, _ in commands]
        if ticks != sorted(ticks):
            wrong.append(f"{learner.name}: the log of {lab} goes back in time")
        stored = {row[0] for row in database.execute(GOALS, [lab])}
        if learner.goals and not stored:
            wrong.append(f"{learner.name}: goals were shown and are not stored")
        return wrong

    async def _compare_events(self, learner: Learner) -> list[str]:
        lab, shown = learner.lab.split("/")[3], dict(learner.shown)  # more comes while the recording is fetched
        recorded = json.loads(await learner.browser.get(f"/labs/{lab}/recording/?run={learner.run}"))["events"]
        known: Mapping[int, Any] = {event["seq"]: event for event in recorded}
        other = [seq for seq, event in shown.items() if known.get(seq) != event]
        return [f"{learner.name}: events that were shown and are others in the log: {other[:5]}"] if other else []


FAULTS: Mapping[str, tuple[int, Callable[[Trial], Awaitable[None]]]] = {
    "kills": (30, Trial.kill),
    "stops": (10, Trial.stop),
    "redis": (5, Trial.redis),
    "postgresql": (3, Trial.postgresql),
    "restarts": (3, Trial.restart),
    "partitions": (4, Trial.partition),
    "clocks": (2, Trial.clock),
}


async def run(
    cluster: Cluster, counts: Mapping[str, int], told: Counter[str], *, learners: int = LEARNERS, seed: int = 1
) -> None:
    """Carry out so many faults of each kind, in random order, and check; count in `told` what is to be told."""
    trial = await asyncio.to_thread(Trial, cluster, learners, seed)
    trial.told = told
    await trial.begin()
    due = [kind for kind, count in counts.items() for _ in range(count)]
    trial.random.shuffle(due)
    for kind in due:
        await trial.calm()
        await FAULTS[kind][1](trial)
        trial.told[kind] += 1
    await trial.calm()
    await trial.end()
    await trial.check()
    await asyncio.gather(*(learner.leave() for learner in trial.learners))


def main(asked: list[str]) -> int:
    """Carry out what is asked for, or all."""
    counts = {kind: count for kind, (count, _) in FAULTS.items()}
    if asked:
        counts = {kind: int(count) for kind, count in (each.split("=") for each in asked)}
    with TemporaryDirectory() as folder:
        os.environ |= {"LIGHTCONE_DATA": f"{folder}/data", "DJANGO_SETTINGS_MODULE": "config.settings"}
        import django

        django.setup()
        cluster = Cluster(Path(folder) / "cluster", plain_port=0, proxied=True)
        Path(folder).chmod(0o711)
        try:
            cluster.start()
            began, told = time.monotonic(), Counter[str]()
            asyncio.run(run(cluster, counts, told))
        finally:
            lines = [f"{count:>10,}  {what}" for what, count in told.items() if count]
            sys.stdout.write("\n".join([*lines, f"{time.monotonic() - began:>10.0f}  seconds", ""]))
            with suppress(Exception):
                cluster.end()
            sys.stdout.write(cluster.complaints()[-5000:])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
