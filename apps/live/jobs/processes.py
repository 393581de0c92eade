"""Jobs as processes of this server: without Redis, and for what a page waits for.

1. A few run at a time, the others wait for their turn (`turns`); each visitor has one of a kind. A job past its time is
   stopped, and so is one whose page asks for it no more.
2. The child's standard input is a pipe. Its arguments come as the first line there, since everybody on the machine can
   read a command line. It ends itself when the pipe closes, so that no job outlives the server, however that dies; and
   it bounds its own memory (`apps.live.management.job`).
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Callable, Collection, Coroutine
from contextlib import suppress
from contextvars import Context
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from apps.live.bounds import UNASKED_JOB_SECONDS_MAX
from apps.live.jobs.job import (
    CANCELLED,
    CROWDED_OUT,
    DONE,
    FAILED,
    LINE_BYTES_MAX,
    REFUSED,
    REPLACED,
    RUNNING,
    WAITING,
    Job,
    JobRefused,
    command,
    first_line,
    took_too_long,
)
from apps.live.serving.asker import Asker, asker
from apps.live.serving.pauses import repeat
from apps.live.serving.turns import Place, TurnRefused, Turns
from apps.live.serving.uploads import keep_upload

KEPT_MAX = 200
LOOK_EVERY_SECONDS = 5.0

logger = logging.getLogger(__name__)


@dataclass(slots=True, eq=False)
class Work:
    """A job that waits or runs here: the file that it reads, its process, and when its page last asked for it."""

    job: Job
    asked_at: float
    path: Path | None
    process: asyncio.subprocess.Process | None = None
    task: asyncio.Task[None] | None = None


def _begin(work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
    """Begin work that outlives the request which started it, and so must not look for that request's thread."""
    return asyncio.get_running_loop().create_task(work, context=Context())


class ProcessJobs:
    """The jobs of this process, the newest kept for their results. `clock` gives seconds."""

    def __init__(self, turns: Turns, clock: Callable[[], float] = time.monotonic) -> None:
        self.jobs: dict[str, Job] = {}
        self._at_work: dict[str, Work] = {}
        self._turns = turns
        self._clock = clock
        self._looking: asyncio.Task[None] | None = None

    async def start(self, job: Job) -> Job:
        """Take a job; the visitor's earlier one of the same kind is cancelled. Raises JobRefused."""
        for other in list(self.jobs.values()):
            if other.owner == job.owner and other.kind == job.kind:
                self._cancel(other, REPLACED)
        path = None if job.file is None else await asyncio.to_thread(keep_upload, job.file, job.kind)
        try:
            place = self._turns.line_up(Asker(asker.get().address, job.owner))
        except TurnRefused:
            if path is not None:
                path.unlink(missing_ok=True)
            raise JobRefused from None
        job.file = None
        self.jobs[job.id] = job
        for old in [each for each in self.jobs.values() if each.is_over][: max(0, len(self.jobs) - KEPT_MAX)]:
            del self.jobs[old.id]
        work = self._at_work[job.id] = Work(job, self._clock(), path)
        work.task = _begin(self._run(work, place))
        if self._looking is None or self._looking.done():
            self._looking = _begin(repeat(LOOK_EVERY_SECONDS, self._look))
        return job

    async def outcome(self, job: Job) -> Job:
        """Wait until a job is over. It ends with whoever waits for it."""
        work = self._at_work.get(job.id)
        if work is None or work.task is None:
            return job
        work.asked_at = float("inf")
        try:
            await asyncio.shield(work.task)
        except asyncio.CancelledError:
            self._cancel(job)
            raise
        return job

    async def find(self, job_id: str, owner: str) -> Job | None:
        """Return the visitor's job, whose page is still there."""
        job = self.jobs.get(job_id)
        if job is None or job.owner != owner:
            return None
        if work := self._at_work.get(job_id):
            work.asked_at = self._clock()
        return job

    async def cancel(self, job: Job, note: str = "") -> None:
        """Stop a job, wherever it stands; the note says why."""
        self._cancel(job, note)

    def newest(self, kind: str, owner: str) -> Job | None:
        """Return the visitor's last job of a kind."""
        return next((job for job in reversed(self.jobs.values()) if job.owner == owner and job.kind == kind), None)

    def carry(self, here: str, to: str) -> None:
        """Give a visitor's jobs that are over to another. The others end, as no page asks for them any more."""
        for job in list(self.jobs.values()):
            if job.owner == here and job.is_over:
                job.owner = to

    def forget(self, visitors: Collection[str]) -> None:
        """End and delete every job of these visitors."""
        for job in [each for each in list(self.jobs.values()) if each.owner in visitors]:
            self._cancel(job)
            self.jobs.pop(job.id, None)

    def count(self, state: str) -> int:
        """Return how many jobs are in this state."""
        return sum(job.state == state for job in [*self.jobs.values()])

    def _cancel(self, job: Job, note: str = "") -> None:
        if job.is_over:
            return
        is_waiting = job.state == WAITING
        job.state, job.note = CANCELLED, note
        work = self._at_work.get(job.id)
        if work is None:
            return
        if work.process is not None:
            with suppress(ProcessLookupError):
                work.process.kill()
        elif is_waiting and work.task is not None:
            # Visitors are forgotten in a thread of theirs.
            work.task.get_loop().call_soon_threadsafe(work.task.cancel)

    async def _look(self, _: float) -> bool:
        self.end_unasked()
        return bool(self._at_work)

    def end_unasked(self) -> None:
        """Stop the jobs that no page asks for any more."""
        now = self._clock()
        for work in list(self._at_work.values()):
            if now - work.asked_at > UNASKED_JOB_SECONDS_MAX:
                self._cancel(work.job)

    async def _run(self, work: Work, place: Place) -> None:
        job = work.job
        try:
            async with self._turns.hold(place):
                if job.state == WAITING:
                    await self._work(work)
        except TurnRefused:
            job.state, job.note = REFUSED, CROWDED_OUT
        except asyncio.CancelledError:
            if job.state != CANCELLED:
                raise
        except Exception:
            logger.exception("a job failed")
        finally:
            if not job.is_over:
                job.state = FAILED
            if work.path is not None:
                work.path.unlink(missing_ok=True)
            del self._at_work[job.id]

    async def _work(self, work: Work) -> None:
        job, pipe = work.job, asyncio.subprocess.PIPE
        job.state = RUNNING
        process = await asyncio.create_subprocess_exec(*command(), stdin=pipe, stdout=pipe, limit=LINE_BYTES_MAX)
        work.process = process
        try:
            if job.is_over:  # it was cancelled meanwhile
                return
            assert process.stdin is not None
            process.stdin.write(first_line(job, str(work.path) if work.path else None))
            await asyncio.wait_for(self._follow(job, process), job.seconds_max)
        except TimeoutError:
            job.state, job.note = REFUSED, took_too_long(job)
        finally:
            if process.returncode is None:
                with suppress(ProcessLookupError):
                    process.kill()
                await process.wait()

    @staticmethod
    async def _follow(job: Job, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        async for line in process.stdout:
            said = json.loads(line)
            if job.is_over:
                continue
            if "result" in said:
                job.state, job.result = DONE, said["result"]
            elif "refused" in said:
                job.state, job.note, job.result = REFUSED, said["refused"], {"lines": said["lines"]}
            else:
                job.done, job.total, job.note = said["done"], said["total"], said["note"]
        await process.wait()
