"""Long work on real task workers, with a real Redis and a real PostgreSQL between them and the servers."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.client import Visitor
from tests.cluster.postgresql import PostgreSQL
from tests.cluster.redis import Redis
from tests.cluster.task_worker import TaskWorker
from tests.live.serving.test_jobs import EXAMPLE, children, job_path, long_history
from tests.serving import ROOT, ServerProcess

pytestmark = pytest.mark.trial

WAIT_SECONDS = 60
SEARCH = ("find_violation", "--protocol=quorum", "--model=linearizable")
LOST = "UPDATE live_storedjob SET heard = heard - interval '1 hour' WHERE state = 'running'"


class Site:
    """Servers and task workers on one database and one Redis, each process with a folder of its own."""

    def __init__(self, folder: Path, database: str) -> None:
        self.folder = folder
        self.database = database
        self.redis = Redis(folder / "redis")
        self.redis.start()
        key = "only-for-this-test-" * 3
        self.environment = {"DATABASE_URL": database, "REDIS_URL": self.redis.url, "DJANGO_SECRET_KEY": key}
        self._ends: list[Callable[[], Any]] = [self.redis.end]

    def server(self, name: str = "server") -> ServerProcess:
        started = ServerProcess(self.folder / name, **self.environment)
        self._ends.append(started.end)
        return started

    def worker(self, name: str = "worker") -> TaskWorker:
        started = TaskWorker(self.folder / name, **self.environment)
        self._ends.append(started.end)
        return started

    def command(self, *words: str) -> subprocess.Popen[str]:
        arguments = [sys.executable, str(ROOT / "manage.py"), *words]
        environment = {**os.environ, **self.environment, "LIGHTCONE_DATA": str(self.folder / "command")}
        pipe = subprocess.PIPE
        return subprocess.Popen(arguments, env=environment, stdout=pipe, stderr=pipe, text=True)

    def rows(self, query: str) -> list[Any]:
        with psycopg.connect(self.database, autocommit=True) as connection:
            found = connection.execute(query)
            return found.fetchall() if found.description else []

    def states(self) -> list[str]:
        return [state for (state,) in self.rows("SELECT state FROM live_storedjob ORDER BY id")]

    def processes(self, name: str = "worker") -> dict[str, bytes]:
        """The processes of jobs of a task worker."""
        return children(self.folder / name / "data")

    def end(self) -> None:
        for end in reversed(self._ends):
            end()


@pytest.fixture
def site(tmp_path: Path, postgresql: PostgreSQL) -> Iterator[Site]:
    found = Site(tmp_path, postgresql.new_database())
    yield found
    found.end()


def until(is_so: Callable[[], Any]) -> Any:
    """Ask until it is so, and return the answer."""
    deadline = time.monotonic() + WAIT_SECONDS
    while not (found := is_so()):
        assert time.monotonic() < deadline
    return found


def over(visitor: Visitor, page: str) -> str:
    """The page of a job once the job is over."""
    path = job_path(page)

    def shown() -> str:
        text = visitor.get(path)[1]
        return "" if 'hx-trigger="every' in text else text or "-"

    found: str = until(shown)
    return found


def judge(visitor: Visitor, text: str = EXAMPLE.text) -> str:
    return visitor.post("/check/", text=text)[1]


def shown(visitor: Visitor, page: str) -> str:
    return visitor.get(job_path(page))[1]


def test_a_job_is_started_at_one_server_looked_at_from_another_and_its_visitors_alone(site: Site) -> None:
    first, second = site.server(), site.server("second")
    site.worker()
    visitor = Visitor(first.url)
    page = judge(visitor, long_history(40))
    visitor.url = second.url
    until(lambda: "Steps of the search" in shown(visitor, page))
    stranger = Visitor(second.url)
    stranger.get("/labs/")
    assert stranger.get(job_path(page))[0] == 404
    assert stranger.post(f"{job_path(page)}cancel/")[0] == 404
    assert site.processes()
    assert "Cancelled" in visitor.post(f"{job_path(page)}cancel/")[1]
    until(lambda: not site.processes())
    visitor.url = first.url
    assert "Cancelled" in shown(visitor, page)
    over(visitor, judge(visitor))
    assert "4 operations on a queue" in visitor.get("/check/")[1]
    assert "line 2" in over(visitor, judge(visitor, '{"ops": [\n{"process": 0}]}'))


def test_a_killed_worker_loses_its_job_to_another_once_and_then_the_job_has_failed_in_words(site: Site) -> None:
    visitor = Visitor(site.server().url)
    page = judge(visitor, long_history(40))
    for name, state in (("first", "Waiting for another"), ("second", "This ended without a result")):
        worker = site.worker(name)
        until(lambda name=name: site.processes(name))
        worker.end(signal.SIGKILL)
        until(lambda name=name: not site.processes(name))
        site.rows(LOST)
        assert state in shown(visitor, page)
    assert site.states() == ["failed"]


def test_a_worker_that_is_told_to_end_leaves_its_job_to_another(site: Site) -> None:
    visitor = Visitor(site.server().url)
    page = judge(visitor, long_history(40))
    worker = site.worker("first")
    until(lambda: site.processes("first"))
    assert worker.end() == 0
    assert site.states() == ["waiting"]
    site.worker("second")
    until(lambda: site.processes("second"))
    assert "Cancel" in shown(visitor, page)


def test_the_visitor_whose_last_turn_is_longest_ago_is_next(site: Site) -> None:
    server = site.server()
    many, one = Visitor(server.url), Visitor(server.url)
    lab = many.new_lab("two-generals").removeprefix("/ws")
    running = judge(many, long_history(40))
    site.worker()
    until(site.processes)
    many.post(f"{lab}measure/", runs="100000")
    judge(one, long_history(39))
    assert site.states() == ["running", "waiting", "waiting"]
    many.post(f"{job_path(running)}cancel/")
    until(lambda: site.states() == ["cancelled", "waiting", "running"])


def test_without_redis_a_page_says_so_and_the_job_starts_when_it_is_back(site: Site) -> None:
    visitor = Visitor(site.server().url)
    site.worker()
    over(visitor, judge(visitor))
    site.redis.end("immediate")
    page = judge(visitor)
    assert "cannot be reached. Your request is stored" in page
    assert "cannot be reached. Your request is stored" in shown(visitor, page)
    site.redis.start()
    over(visitor, page)
    assert site.states()[-1] == "done"


@pytest.mark.sweep
def test_after_postgresql_was_away_the_worker_goes_on(site: Site, postgresql: PostgreSQL) -> None:
    visitor = Visitor(site.server().url)
    site.worker()
    over(visitor, judge(visitor))
    page = judge(visitor, long_history(40))
    until(site.processes)
    postgresql.end("immediate")
    until(lambda: not site.processes())
    postgresql.start()
    site.rows(LOST)
    until(lambda: shown(visitor, page) and site.processes())
    assert "running" in site.states()


@pytest.mark.sweep
def test_a_distributed_search_and_sweep_come_to_the_same_as_in_one_process(site: Site, tmp_path: Path) -> None:
    said(site.command("migrate"))
    for name in ("first", "second"):
        site.worker(name)
    for dials in (("--R=1", "--W=1"), ()):
        here, there = (said(site.command(*SEARCH, *dials, "--seeds=50", *more)) for more in ((), ("--distributed",)))
        assert here == there
    assert "None of 50 runs" in here
    sweep = ("sweep_matrix", "--protocol=quorum", "--fault=none", "--seeds=65")
    for name, more in (("here", ()), ("there", ("--distributed",))):
        said(site.command(*sweep, *more, f"--output={tmp_path / name}"))
    assert (tmp_path / "here").read_text() == (tmp_path / "there").read_text()
    assert site.states() == []


def said(command: subprocess.Popen[str]) -> str:
    """What a command prints, without the link of a lab."""
    return re.sub(r"http\S+", "", command.communicate(timeout=WAIT_SECONDS)[0])


def test_a_distributed_command_that_is_interrupted_ends_its_parts(site: Site) -> None:
    said(site.command("migrate"))
    site.worker()
    command = site.command(*SEARCH, "--seeds=100000", "--distributed")
    until(site.processes)
    command.send_signal(signal.SIGINT)
    command.communicate(timeout=WAIT_SECONDS)
    assert command.returncode == 130
    assert site.states() == []
    until(lambda: not site.processes())


def test_a_task_worker_without_redis_does_not_start_and_says_why(tmp_path: Path) -> None:
    worker = TaskWorker(tmp_path / "worker", REDIS_URL="")
    assert worker.process.wait(WAIT_SECONDS) == 1
    assert worker.log.read_text().strip().splitlines()[-1].startswith("A task worker needs the address of a Redis")
