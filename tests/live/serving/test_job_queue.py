"""Jobs, with the clock in the test's hand: whose turn it is, when one ends, and what a job is told.

The first half holds for processes of one server and for jobs in the database alike.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db.models import F

from apps.labs.catalogue import catalogue
from apps.live.bounds import JOBS_A_VISITOR_MAX, UNASKED_JOB_SECONDS_MAX
from apps.live.jobs import rows
from apps.live.jobs.job import Job, JobRefused, Jobs, runs
from apps.live.jobs.processes import ProcessJobs
from apps.live.jobs.stored import StoredJobs
from apps.live.models import StoredJob
from apps.live.serving.asker import Asker, asker
from apps.live.serving.turns import Turns


async def settle() -> None:
    """Let everything happen that waits for nothing but its turn on the loop."""
    for _ in range(20):
        await asyncio.sleep(0)


class Room:
    """Jobs of one kind or the other, none of which gets its turn, and a clock."""

    jobs: Jobs

    async def start(self, owner: str, address: str = "a", kind: str = "check_history", **file: bytes) -> Job:
        asker.set(Asker(address, ""))
        job = await self.jobs.start(runs(kind, {}, owner=owner, seconds_max=1, **file))
        await asyncio.sleep(0)
        return job

    async def pass_seconds(self, seconds: int) -> None:
        raise NotImplementedError

    async def state(self, job: Job) -> str:
        raise NotImplementedError


class ProcessRoom(Room):
    def __init__(self, waiting_max: int) -> None:
        self.now = 1_000.0
        self.jobs: ProcessJobs = ProcessJobs(Turns(0, waiting_max, JOBS_A_VISITOR_MAX), lambda: self.now)

    async def pass_seconds(self, seconds: int) -> None:
        self.now += seconds
        self.jobs.end_unasked()

    async def state(self, job: Job) -> str:
        await settle()
        return job.state


class StoredRoom(Room):
    def __init__(self, waiting_max: int) -> None:
        self.jobs: StoredJobs = StoredJobs(lambda: True)

    async def pass_seconds(self, seconds: int) -> None:
        """Move every time the other way: to the jobs it is the same."""
        ago = {name: F(name) - timedelta(seconds=seconds) for name in ("created", "asked", "rung", "begun", "heard")}
        await sync_to_async(StoredJob.objects.update)(**ago)
        await sync_to_async(self._look)()

    def _look(self) -> None:
        with rows.alone():
            pass

    async def state(self, job: Job) -> str:
        return (await StoredJob.objects.aget(token=job.id)).state


@pytest.fixture(params=[ProcessRoom, StoredRoom], ids=["processes", "stored"])
def room(request: Any, monkeypatch: pytest.MonkeyPatch, transactional_db: None) -> Callable[..., Room]:
    """A function that makes a room with so many places."""

    def make(waiting_max: int = 10) -> Room:
        monkeypatch.setattr(rows, "JOBS_WAITING_MAX", waiting_max)
        made: Room = request.param(waiting_max)
        return made

    return make


@pytest.fixture(autouse=True)
def uploads(tmp_path: Path, settings: Any) -> Path:
    settings.UPLOADS_DIR = tmp_path / "uploads"
    return tmp_path / "uploads"


async def test_a_job_ends_once_its_page_has_not_asked_for_it_for_a_while(room: Callable[..., Room]) -> None:
    here = room()
    left, watched = await here.start("left"), await here.start("watched")
    await here.pass_seconds(UNASKED_JOB_SECONDS_MAX - 1)
    assert [await here.state(job) for job in (left, watched)] == ["waiting", "waiting"]
    found = await here.jobs.find(watched.id, "watched")
    assert found is not None
    assert (found.id, found.state) == (watched.id, "waiting")
    await here.pass_seconds(2)
    assert [await here.state(job) for job in (left, watched)] == ["cancelled", "waiting"]


async def test_nobody_else_finds_a_job_or_keeps_it_going(room: Callable[..., Room]) -> None:
    here = room()
    job = await here.start("one")
    await here.pass_seconds(UNASKED_JOB_SECONDS_MAX - 1)
    assert await here.jobs.find(job.id, "another") is None
    await here.pass_seconds(2)
    assert await here.state(job) == "cancelled"


async def test_a_visitors_earlier_job_of_the_same_kind_is_cancelled(room: Callable[..., Room]) -> None:
    here = room()
    first, other = await here.start("one"), await here.start("one", kind="explore_agreement")
    second = await here.start("one")
    assert [await here.state(job) for job in (first, other, second)] == ["cancelled", "waiting", "waiting"]
    found = await here.jobs.find(first.id, "one")
    assert found is not None
    assert "replaced this one" in found.note
    newest = await sync_to_async(here.jobs.newest)("check_history", "one")
    assert newest is not None
    assert newest.id == second.id


async def test_a_job_that_is_cancelled_while_it_waits_frees_its_place(room: Callable[..., Room]) -> None:
    here = room(waiting_max=1)
    job = await here.start("one", file=b"{}")
    with pytest.raises(JobRefused):
        await here.start("another", file=b"{}")
    await here.jobs.cancel(job)
    assert job.state == await here.state(job) == "cancelled"
    await here.start("another")


async def test_invented_visitors_of_one_address_do_not_keep_another_address_out(room: Callable[..., Room]) -> None:
    here = room(waiting_max=3)
    invented = [await here.start(f"invented {number}") for number in range(3)]
    with pytest.raises(JobRefused):
        await here.start("invented 3")
    other = await here.start("other", address="b")
    assert [await here.state(job) for job in invented] == ["waiting", "waiting", "refused"]
    refused = await here.jobs.find(invented[-1].id, "invented 2")
    assert refused is not None
    assert "Too many are waiting" in refused.note
    assert await here.state(other) == "waiting"


async def test_a_visitor_has_so_many_places_and_no_more(room: Callable[..., Room]) -> None:
    here = room(waiting_max=100)
    for number in range(JOBS_A_VISITOR_MAX):
        await here.start("one", kind=f"kind {number}")
    with pytest.raises(JobRefused):
        await here.start("one", kind="one more")
    await here.start("another")


async def test_jobs_that_are_over_go_with_a_visitor_and_others_end(room: Callable[..., Room]) -> None:
    here = room()
    over, waiting = await here.start("here"), await here.start("here", kind="explore_agreement")
    await here.jobs.cancel(over)
    await sync_to_async(here.jobs.carry)("here", "there")
    assert await here.jobs.find(over.id, "there") is not None
    assert await here.jobs.find(over.id, "here") is None
    assert await here.jobs.find(waiting.id, "there") is None


async def test_a_visitor_who_is_deleted_has_no_jobs(room: Callable[..., Room]) -> None:
    here = room(waiting_max=2)
    job, other = await here.start("one"), await here.start("other")
    await sync_to_async(here.jobs.forget)(["one"])
    await settle()
    assert await here.jobs.find(job.id, "one") is None
    assert await here.state(other) == "waiting"
    await here.start("another")


# Processes


async def test_the_file_of_a_job_goes_when_it_is_refused_or_over(uploads: Path) -> None:
    here = ProcessRoom(waiting_max=1)
    job = await here.start("one", file=b"{}")
    with pytest.raises(JobRefused):
        await here.start("another", file=b"{}")
    assert [path.read_bytes() for path in uploads.iterdir()] == [b"{}"]
    await here.jobs.cancel(job)
    await asyncio.wait_for(here.jobs.outcome(job), 5)
    assert list(uploads.iterdir()) == []


async def test_a_job_may_have_arguments_longer_than_a_command_line() -> None:
    scenario = json.dumps(catalogue()["majority-quorums"].scenario.to_json()) + " " * 300_000
    options = {"model": "linearizable", "question": "observed", "seeds": 1, "scenario": scenario}
    jobs = ProcessJobs(Turns(1, 1, 1))
    job = await jobs.outcome(await jobs.start(runs("find_violation", options, owner="one", seconds_max=60)))
    assert (job.state, job.result and job.result["lab"]) == ("done", None)
