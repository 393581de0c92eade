"""Work too long for the event loop: management commands run as processes of their own, with progress and cancel.

1. A job is one command with its arguments. It runs with `--job`: it then writes one JSON object a line, its progress as
   `{"done": 3, "total": 20, "note": "…"}`, and at the end `{"result": …}` or `{"refused": "why"}`.
2. A few run at a time, the others wait for their turn (`turns`); each visitor has one of a kind. A job past its time is
   stopped, and so is one whose page asks for it no more.
3. The child's standard input is a pipe. Its arguments come as the first line there, since everybody on the machine can
   read a command line. It ends itself when the pipe closes, so that no job outlives the server, however that dies; and
   it bounds its own memory (`apps.live.management.job`).
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextlib import suppress
from contextvars import Context
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from secrets import token_urlsafe
from typing import Any

from django.conf import settings

from apps.live.bounds import (
    CHECKS_A_VISITOR_MAX,
    CHECKS_AT_ONCE_MAX,
    CHECKS_WAITING_MAX,
    JOBS_A_VISITOR_MAX,
    JOBS_AT_ONCE_MAX,
    JOBS_WAITING_MAX,
    UNASKED_JOB_SECONDS_MAX,
)
from apps.live.serving.asker import Asker, asker
from apps.live.serving.metrics import gauge
from apps.live.serving.pauses import repeat
from apps.live.serving.turns import Place, TurnRefused, Turns

KEPT_MAX = 200
LINE_BYTES_MAX = 16 * 1024 * 1024
LOOK_EVERY_SECONDS = 5.0

CROWDED_OUT = "Too many are waiting, and others had been waiting less. Try again in a few minutes."

REPLACED = "You started another one, which replaced this one."

logger = logging.getLogger(__name__)

End = Callable[[str, Any], Awaitable[Any]]
"""Called with the state in which a job ends, done or refused, and its result; gives what the job keeps of it."""


class JobRefused(Exception):
    """There is no room for another job now."""


@dataclass(slots=True)
class Job:
    """One command. `state` is waiting, running, done, refused, failed or cancelled.

    `deed` is what its visitor has done once its result is shown: keywords of `deeds.note_deed`. `end` is called before
    its state says that it is over.
    """

    owner: str
    kind: str
    arguments: tuple[str, ...]
    seconds_max: float
    remove_after: Path | None = None
    deed: dict[str, Any] | None = None
    end: End | None = None
    id: str = field(default_factory=lambda: token_urlsafe(12))
    state: str = "waiting"
    done: int = 0
    total: int = 0
    note: str = ""
    result: Any = None
    process: asyncio.subprocess.Process | None = None
    task: asyncio.Task[None] | None = None
    asked_at: float = 0.0

    @property
    def is_over(self) -> bool:
        """Return whether nothing more will come of it."""
        return self.state not in ("waiting", "running")


def _begin(work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
    """Begin work that outlives the request which started it, and so must not look for that request's thread."""
    return asyncio.get_running_loop().create_task(work, context=Context())


class Jobs:
    """The jobs of this process, the newest kept for their results. `clock` gives seconds."""

    def __init__(self, turns: Turns, clock: Callable[[], float] = time.monotonic) -> None:
        self.jobs: dict[str, Job] = {}
        self._turns = turns
        self._clock = clock
        self._looking: asyncio.Task[None] | None = None

    async def start(self, job: Job) -> Job:
        """Take a job; the visitor's earlier one of the same kind is cancelled. Raises JobRefused."""
        for other in list(self.jobs.values()):
            if other.owner == job.owner and other.kind == job.kind:
                self.cancel(other, REPLACED)
        try:
            place = self._turns.line_up(Asker(asker.get().address, job.owner))
        except TurnRefused:
            raise JobRefused from None
        self.jobs[job.id] = job
        for old in [each for each in self.jobs.values() if each.is_over][: max(0, len(self.jobs) - KEPT_MAX)]:
            del self.jobs[old.id]
        job.asked_at = self._clock()
        job.task = _begin(self._run(job, place))
        if self._looking is None or self._looking.done():
            self._looking = _begin(repeat(LOOK_EVERY_SECONDS, self._look))
        return job

    async def outcome(self, job: Job) -> Job:
        """Wait until a job is over. It ends with whoever waits for it."""
        assert job.task is not None
        job.asked_at = float("inf")
        try:
            await asyncio.shield(job.task)
        except asyncio.CancelledError:
            self.cancel(job)
            raise
        return job

    def find(self, job_id: str, owner: str) -> Job | None:
        """The visitor's job, whose page is still there."""
        job = self.jobs.get(job_id)
        if job is None or job.owner != owner:
            return None
        job.asked_at = self._clock()
        return job

    def carry(self, here: str, to: str) -> None:
        """Give a visitor's jobs that are over to another. The others end, as no page asks for them any more."""
        for job in list(self.jobs.values()):
            if job.owner == here and job.is_over:
                job.owner = to

    def newest(self, kind: str, owner: str) -> Job | None:
        """The visitor's last job of a kind."""
        return next((job for job in reversed(self.jobs.values()) if job.owner == owner and job.kind == kind), None)

    def count(self, state: str) -> int:
        """Return how many jobs are in this state."""
        return sum(job.state == state for job in [*self.jobs.values()])

    def cancel(self, job: Job, note: str = "") -> None:
        """Stop it, wherever it stands; the note says why."""
        if job.is_over:
            return
        is_waiting = job.state == "waiting"
        job.state, job.note = "cancelled", note
        if job.process is not None:
            with suppress(ProcessLookupError):
                job.process.kill()
        elif is_waiting and job.task is not None:
            job.task.cancel()

    async def _look(self, _: float) -> bool:
        self.end_unasked()
        return any(not job.is_over for job in self.jobs.values())

    def end_unasked(self) -> None:
        """Stop the jobs that no page asks for any more."""
        now = self._clock()
        for job in list(self.jobs.values()):
            if now - job.asked_at > UNASKED_JOB_SECONDS_MAX:
                self.cancel(job)

    async def _run(self, job: Job, place: Place) -> None:
        try:
            async with self._turns.hold(place):
                if job.state == "waiting":
                    await self._work(job)
        except TurnRefused:
            job.state, job.result = "refused", CROWDED_OUT
        except asyncio.CancelledError:
            if job.state != "cancelled":
                raise
        except Exception:
            logger.exception("a job failed")
        finally:
            if not job.is_over:
                job.state = "failed"
            job.end = None
            if job.remove_after is not None:
                job.remove_after.unlink(missing_ok=True)

    async def _work(self, job: Job) -> None:
        job.state = "running"
        job.process = await asyncio.create_subprocess_exec(
            sys.executable,
            str(settings.BASE_DIR / "manage.py"),
            "run_job",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=LINE_BYTES_MAX,
        )
        try:
            if job.is_over:  # it was cancelled meanwhile
                return
            assert job.process.stdin is not None
            job.process.stdin.write(json.dumps(job.arguments).encode() + b"\n")
            await asyncio.wait_for(self._follow(job, job.process), job.seconds_max)
        except TimeoutError:
            job.state, job.result = "refused", f"This took more than {job.seconds_max:g} seconds, and was stopped."
        finally:
            if job.process.returncode is None:
                with suppress(ProcessLookupError):
                    job.process.kill()
                await job.process.wait()

    async def _follow(self, job: Job, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        async for line in process.stdout:
            said = json.loads(line)
            if job.is_over:
                continue
            if "result" in said:
                await self._end(job, "done", said["result"])
            elif "refused" in said:
                await self._end(job, "refused", said["refused"])
            else:
                job.done, job.total, job.note = said["done"], said["total"], said.get("note", "")
        await process.wait()

    @staticmethod
    async def _end(job: Job, state: str, result: Any) -> None:
        kept = await job.end(state, result) if job.end is not None else result
        if not job.is_over:
            job.state, job.result = state, kept


def runs(
    kind: str, options: Mapping[str, Any], *, owner: str, seconds_max: float, file: Path | None = None, **more: Any
) -> Job:
    """A job of one management command, with a file to read if it needs one.

    Each option is one word, `--name=value`: a value of its own may begin with a dash.
    """
    words = [f"--{name.replace('_', '-')}={value}" for name, value in options.items()]
    arguments = (kind, *([str(file)] if file else []), *words)
    return Job(owner=owner, kind=kind, arguments=arguments, seconds_max=seconds_max, **more)


jobs = Jobs(Turns(JOBS_AT_ONCE_MAX, JOBS_WAITING_MAX, JOBS_A_VISITOR_MAX))
checks = Jobs(Turns(CHECKS_AT_ONCE_MAX, CHECKS_WAITING_MAX, CHECKS_A_VISITOR_MAX))
"""Short ones that a page waits for, beside the long ones."""

for _queue, _kept in (("long", jobs), ("short", checks)):
    for _state in ("waiting", "running"):
        gauge("lightcone_jobs", "Jobs by queue and state.", partial(_kept.count, _state), queue=_queue, state=_state)
