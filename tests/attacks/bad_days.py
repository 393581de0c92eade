"""Bad days of a server that is started for them: it is killed, its disk is full, its database locked, its clock wrong.

    python -m tests.attacks.bad_days [kills] [full_disk] [write_lock] [clock_jumps]

Clients send commands all the while and note what was acknowledged and what was shown. After each blow the database is
looked at as it lies there, and the server is started again: an acknowledged command that is not stored, an event that
is another than was shown, a row that was deleted, or a page without words ends the trial. `make sweep` runs them all.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager, suppress
from pathlib import Path
from random import Random
from typing import Any

from tests.client import LabClient, Visitor
from tests.serving import ROOT, ServerProcess

Told = Counter[str]
"""Counts of a trial, by what was counted."""

LABS = 8
KILLS = 30
LOAD_SECONDS = (0.3, 1.5)
COMMANDS_A_KILL = 50
"""At most, a lab: a run takes 2,000 commands."""

DISK_MIB = 300
"""No lab is made where less than 200 MiB are free."""

ACKNOWLEDGED = 25
LOCK_SECONDS = 30
RECONNECT_SECONDS = 0.5
JUMPS_DAYS = (200, 2, -1, -10_950)
TIDYING = ("delete_expired_classes", "delete_expired_histories", "delete_old_backups", "collect_left_behind")


class Worker:
    """A visitor with a lab who sends commands, each with a number of its own, and notes which were acknowledged."""

    def __init__(self, url: str) -> None:
        self.visitor = Visitor(url)
        self.path = self.visitor.new_lab("stale-read")
        self.lab_id = self.path.split("/")[3]
        self.client = LabClient(url, self.path, self.visitor.headers())
        self.sent = 0
        self.acknowledged: list[int] = []

    async def send(self, count: int) -> None:
        """Send so many commands, one after another, or as many as are taken before the socket closes."""
        with suppress(ConnectionError, TimeoutError):
            for _ in range(count):
                self.sent += 1
                number = self.sent
                await self.client.submit("set_skew", node="n1", skew_ticks=number)
                self.acknowledged.append(number)
                await asyncio.sleep(0.03)  # a socket may send forty a second

    async def insist(self) -> None:
        """Send a command as pages do: under the same id again after each reconnection, until it is acknowledged."""
        self.sent += 1
        number = self.sent
        while True:
            sending = self.client.submit("set_skew", id=f"insisted-{number}", node="n1", skew_ticks=number)
            answered, closed = asyncio.create_task(sending), asyncio.create_task(self.client.until_closed())
            await asyncio.wait((answered, closed), return_when=asyncio.FIRST_COMPLETED)
            closed.cancel()
            if answered.done():
                break
            answered.cancel()
            await asyncio.sleep(RECONNECT_SECONDS)
            await self.client.connect()
        self.acknowledged.append(number)

    def lost(self, folder: Path) -> list[int]:
        """Return the acknowledged commands that the database does not have."""
        stored = {row[0] for row in rows(folder, STORED, self.lab_id)}
        return [number for number in self.acknowledged if number not in stored]

    def changed(self) -> list[int]:
        """Return the events that were shown and are not in the run's history, or are others there."""
        history = self.visitor.get_json(f"/labs/{self.lab_id}/recording/?run=1")["events"]
        now = {event["seq"]: event for event in history}
        return [event["seq"] for event in self.client.events if now.get(event["seq"]) != event]


STORED = """
    SELECT json_extract(body, '$.skew_ticks') FROM live_command
    JOIN live_run ON live_run.id = live_command.run_id WHERE live_run.lab_id = ?
"""


def rows(folder: Path, statement: str, *arguments: object) -> list[Any]:
    """Read the database of a server, which may run."""
    with closing(sqlite3.connect(folder / "lightcone.sqlite3", timeout=60)) as database:
        return database.execute(statement, arguments).fetchall()


@asynccontextmanager
async def workers(server: ServerProcess, count: int) -> AsyncIterator[list[Worker]]:
    """Connect so many, whose labs play."""
    found = [await asyncio.to_thread(Worker, server.url) for _ in range(count)]
    for each in found:
        await each.client.__aenter__()
    yield found
    for each in found:
        await each.client.disconnect()


async def kills(folder: Path, *, count: int = KILLS, labs: int = LABS) -> Told:
    """Kill the server under load again and again; nothing acknowledged is lost, nothing shown is another."""
    told, random, server = Told(), Random(count), ServerProcess(folder)
    try:
        async with workers(server, labs) as busy:
            for _ in range(count):
                sending = [asyncio.create_task(each.send(COMMANDS_A_KILL)) for each in busy]
                await asyncio.sleep(random.uniform(*LOAD_SECONDS))
                server.kill()
                await asyncio.gather(*sending, *(each.client.until_closed() for each in busy))
                assert rows(folder, "PRAGMA integrity_check") == [("ok",)]
                assert not [lost for each in busy if (lost := each.lost(folder))]
                await asyncio.to_thread(server.start)
                for each in busy:
                    await each.client.connect()
                told["kills"] += 1
            for each in busy:
                changed = await asyncio.to_thread(each.changed)
                assert not changed, f"shown, and now others: {changed[:10]}"
                told["acknowledged, none lost"] += len(each.acknowledged)
                told["events shown, none another"] += len(each.client.events)
    finally:
        server.end()
    return told


@contextmanager
def small_disk(mib: int) -> Iterator[Path]:
    """Mount a file system of so many MiB, in memory; raises PermissionError where that is not allowed."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["mount", "-t", "tmpfs", "-o", f"size={mib}m", "lightcone-bad-day", folder]
        mounted = subprocess.run(command, capture_output=True, text=True, check=False)
        if mounted.returncode:
            raise PermissionError(mounted.stderr.strip())
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", "--lazy", folder], check=True)


def fill(file: Path) -> None:
    """Take all the room that is left, to the last byte."""
    with suppress(OSError), file.open("wb", buffering=0) as filling:
        while filling.write(b"\0" * 1024**2):
            pass


async def full_disk(_: Path) -> Told:
    """Fill the disk under a running server, look at its pages and sockets, and give the room back."""
    told: Told = Counter()
    with small_disk(DISK_MIB) as folder:
        complaints = folder.parent / f"{folder.name}-stderr"
        server = ServerProcess(folder, stderr=complaints)
        try:
            async with workers(server, 1) as [worker]:
                await worker.send(ACKNOWLEDGED)
                assert len(worker.acknowledged) == ACKNOWLEDGED
                fill(folder / "filling")
                await _while_full(worker, told)
                (folder / "filling").unlink()
                await _once_there_is_room(server, worker, told)
                assert not worker.lost(folder)
                assert rows(folder, "PRAGMA integrity_check") == [("ok",)]
                told["acknowledged in all, none lost"] = len(worker.acknowledged)
            assert "Traceback" not in complaints.read_text()
        finally:
            server.end()
            complaints.unlink()
    return told


async def _while_full(worker: Worker, told: Told) -> None:
    """A command that cannot be stored is not acknowledged: its socket closes with 4503; and a page says why."""
    while worker.client.close_code is None:
        await worker.send(1)
    assert worker.client.close_code == 4503
    told[f"sockets closed with {worker.client.close_code}"] += 1
    for _ in range(3):
        status, page = await asyncio.to_thread(worker.visitor.post, "/labs/", lab="stale-read")
        assert status in (503, 507), status
        assert "disk is full" in page or "no room" in page, page[:500]
        told[f"pages that say why, {status}"] += 1


async def _once_there_is_room(server: ServerProcess, worker: Worker, told: Told) -> None:
    await worker.client.connect()
    before = len(worker.acknowledged)
    await worker.send(ACKNOWLEDGED)
    assert len(worker.acknowledged) == before + ACKNOWLEDGED
    await asyncio.to_thread(Worker, server.url)
    told["acknowledged once there was room, and a new lab"] += ACKNOWLEDGED


async def write_lock(folder: Path, *, seconds: float = LOCK_SECONDS) -> Told:
    """Hold the write lock elsewhere: a command is acknowledged once it is stored; a page that fails says why."""
    told, server = Told(), ServerProcess(folder, stderr=folder / "warnings")
    try:
        async with workers(server, 1) as [worker]:
            await worker.send(1)
            worker.client.wait_seconds_max = seconds + 60
            with closing(sqlite3.connect(folder / "lightcone.sqlite3", isolation_level=None)) as other:
                other.execute("BEGIN IMMEDIATE")
                began = time.monotonic()
                waiting = asyncio.create_task(worker.insist())
                page = asyncio.create_task(asyncio.to_thread(worker.visitor.post, "/labs/", lab="stale-read"))
                await asyncio.sleep(seconds)
                assert not waiting.done(), "a command was answered while nothing could be stored"
                other.execute("ROLLBACK")
            await waiting
            told["seconds until the command was acknowledged"] = round(time.monotonic() - began)
            status, text = await page
            assert status == 200 or (status == 503 and "database is busy" in text), f"{status}: {text[:500]}"
            told[f"page answered {status}"] += 1
            await worker.send(ACKNOWLEDGED)
            assert len(worker.acknowledged) == ACKNOWLEDGED + 2
            assert not worker.lost(folder)
    finally:
        server.end()
    return told


def shift(folder: Path, days: int) -> None:
    """Make all that is stored so many days older: to a server that starts, its clock has jumped ahead by as many."""
    with closing(sqlite3.connect(folder / "lightcone.sqlite3")) as database, database:
        for (table,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            for _, column, kind, *_ in database.execute(f'PRAGMA table_info("{table}")').fetchall():
                form = {"date": "%Y-%m-%d", "datetime": "%Y-%m-%d %H:%M:%f"}.get(kind)
                if form:
                    change = f"strftime('{form}', \"{column}\", '{-days} days')"
                    database.execute(f'UPDATE "{table}" SET "{column}" = {change} WHERE "{column}" IS NOT NULL')


KEPT = (
    "classroom_classroom",
    "classroom_seat",
    "live_lab",
    "live_run",
    "live_command",
    "live_judgedhistory",
    "django_session",
)


def counted(folder: Path) -> dict[str, int]:
    """Count the rows of each table from which something is deleted by its age."""
    return {table: rows(folder, f"SELECT count(*) FROM {table}")[0][0] for table in KEPT}


def run(server: ServerProcess, *command: str) -> None:
    """Run a management command in the data of a server."""
    whole = [*server.arguments[:-1], *command]
    subprocess.run(whole, env=server.environment, cwd=ROOT, check=True, capture_output=True, timeout=60)


async def clock_jumps(folder: Path) -> Told:
    """Start with a clock that has jumped, ahead and back: everything is there, and new commands are acknowledged."""
    told, server = Told(), ServerProcess(folder, stderr=folder / "warnings")
    try:
        run(server, "shell", "--no-imports", "-c", MAKE)
        async with workers(server, 1) as [worker]:
            await worker.send(ACKNOWLEDGED)
            for days in JUMPS_DAYS:
                await asyncio.to_thread(server.end)
                await worker.client.until_closed()
                before = counted(folder)
                shift(folder, days)
                await asyncio.to_thread(server.start)
                for command in TIDYING:
                    run(server, command)
                after = counted(folder)
                assert all(after[table] >= count for table, count in before.items()), f"{days}: {before} {after}"
                await worker.client.connect()
                acknowledged = len(worker.acknowledged)
                await worker.send(3)
                assert len(worker.acknowledged) == acknowledged + 3
                assert not worker.lost(folder)
                told[f"rows kept after {days} days"] = sum(after.values())
    finally:
        server.end()
    return told


MAKE = "from tests.classroom.rights.everybody import make; make()"
"""A class with learners, their labs and sessions."""

TRIALS: dict[str, Callable[[Path], Any]] = {each.__name__: each for each in (kills, full_disk, write_lock, clock_jumps)}


def main(names: list[str]) -> None:
    """Run the trials named, or all of them, and print what each counted."""
    for name in names or TRIALS:
        if name == "full_disk" and os.geteuid():
            print(f"{name}: left out, since only root may mount a small file system", flush=True)
            continue
        began = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            told = asyncio.run(TRIALS[name](Path(folder)))
        print(f"{name}: {dict(told)} in {time.monotonic() - began:.0f} s", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
