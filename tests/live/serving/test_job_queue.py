"""Jobs in this process, with the clock in the test's hand: whose turn it is, when one ends, and what a job is told."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from apps.labs.catalogue import catalogue
from apps.live.bounds import UNASKED_JOB_SECONDS_MAX
from apps.live.jobs.job import Job, JobRefused, runs
from apps.live.jobs.processes import ProcessJobs
from apps.live.serving.asker import Asker, asker
from apps.live.serving.turns import Turns


class Room:
    """Jobs none of which gets its turn, and a clock."""

    def __init__(self, waiting_max: int = 10) -> None:
        self.now = 1_000.0
        self.jobs = ProcessJobs(Turns(0, waiting_max, 2), lambda: self.now)

    async def start(self, owner: str, address: str = "a", file: bytes | None = None) -> Job:
        asker.set(Asker(address, ""))
        job = await self.jobs.start(runs("check_history", {}, owner=owner, seconds_max=1, file=file))
        await asyncio.sleep(0)
        return job


@pytest.fixture(autouse=True)
def uploads(tmp_path: Path, settings: Any) -> Path:
    settings.UPLOADS_DIR = tmp_path / "uploads"
    return tmp_path / "uploads"


async def test_a_job_ends_once_its_page_has_not_asked_for_it_for_a_while() -> None:
    room = Room()
    left, watched = await room.start("left"), await room.start("watched")
    room.now += UNASKED_JOB_SECONDS_MAX - 1
    room.jobs.end_unasked()
    assert (left.state, watched.state) == ("waiting", "waiting")
    assert await room.jobs.find(watched.id, "watched") is watched
    room.now += 2
    room.jobs.end_unasked()
    assert (left.state, watched.state) == ("cancelled", "waiting")


async def test_nobody_else_keeps_a_job_going_by_asking_for_it() -> None:
    room = Room()
    job = await room.start("one")
    room.now += UNASKED_JOB_SECONDS_MAX + 1
    assert await room.jobs.find(job.id, "another") is None
    room.jobs.end_unasked()
    assert job.state == "cancelled"


async def test_a_job_that_is_cancelled_while_it_waits_frees_its_place_and_its_file(uploads: Path) -> None:
    room = Room(waiting_max=1)
    job = await room.start("one", file=b"{}")
    with pytest.raises(JobRefused):
        await room.start("another", file=b"{}")
    assert [path.read_bytes() for path in uploads.iterdir()] == [b"{}"]
    await room.jobs.cancel(job)
    await asyncio.wait_for(room.jobs.outcome(job), 5)
    assert list(uploads.iterdir()) == []
    await room.start("another")


async def test_invented_visitors_of_one_address_do_not_keep_another_address_out() -> None:
    room = Room(waiting_max=3)
    invented = [await room.start(f"invented {number}") for number in range(3)]
    with pytest.raises(JobRefused):
        await room.start("invented 3")
    other = await room.start("other", address="b")
    await asyncio.wait_for(room.jobs.outcome(invented[-1]), 5)
    assert [job.state for job in invented] == ["waiting", "waiting", "refused"]
    assert "Too many are waiting" in invented[-1].note
    assert other.state == "waiting"


async def test_a_job_may_have_arguments_longer_than_a_command_line() -> None:
    scenario = json.dumps(catalogue()["majority-quorums"].scenario.to_json()) + " " * 300_000
    options = {"model": "linearizable", "question": "observed", "seeds": 1, "scenario": scenario}
    jobs = ProcessJobs(Turns(1, 1, 1))
    job = await jobs.outcome(await jobs.start(runs("find_violation", options, owner="one", seconds_max=60)))
    assert (job.state, job.result and job.result["lab"]) == ("done", None)
