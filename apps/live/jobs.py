"""Work too long for the event loop: management commands run as processes of their own, with progress and cancel.

1. A job is one command with its arguments. It runs with `--job`: it then writes one JSON object a line, its progress as
   `{"done": 3, "total": 20, "note": "…"}`, and at the end `{"result": …}` or `{"refused": "why"}`.
2. At most `RUNNING_MAX` run at a time, the others wait; each visitor has one. A job past its time is stopped.
3. The child's standard input is a pipe that nobody writes to. It ends itself when that closes, so that no job outlives
   the server, however that dies; and it bounds its own memory (`apps.live.management.job`).
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from contextvars import Context
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_urlsafe
from typing import Any

from django.conf import settings

RUNNING_MAX = 1
WAITING_MAX = 50
KEPT_MAX = 200
LINE_BYTES_MAX = 16 * 1024 * 1024

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

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state not in ("waiting", "running")


class Jobs:
    """The jobs of this process, the newest kept for their results."""

    def __init__(self) -> None:
        self.jobs: dict[str, Job] = {}
        self._turns: asyncio.Semaphore | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self, job: Job) -> Job:
        """Take a job; the visitor's earlier one of the same kind is cancelled. Raises JobRefused."""
        for other in list(self.jobs.values()):
            if other.owner == job.owner and other.kind == job.kind:
                self.cancel(other, REPLACED)
        if sum(not other.is_over for other in self.jobs.values()) >= WAITING_MAX:
            raise JobRefused
        self.jobs[job.id] = job
        for old in [each for each in self.jobs.values() if each.is_over][: max(0, len(self.jobs) - KEPT_MAX)]:
            del self.jobs[old.id]
        self._turns = self._turns or asyncio.Semaphore(RUNNING_MAX)
        # It outlives the request that started it, so it must not look for that request's thread.
        task = asyncio.get_running_loop().create_task(self._run(job, self._turns), context=Context())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return job

    def find(self, job_id: str, owner: str) -> Job | None:
        """The visitor's job."""
        job = self.jobs.get(job_id)
        return job if job is not None and job.owner == owner else None

    def newest(self, kind: str, owner: str) -> Job | None:
        """The visitor's last job of a kind."""
        return next((job for job in reversed(self.jobs.values()) if job.owner == owner and job.kind == kind), None)

    def cancel(self, job: Job, note: str = "") -> None:
        """Stop it, wherever it stands; the note says why."""
        if not job.is_over:
            job.state, job.note = "cancelled", note
            if job.process is not None:
                with suppress(ProcessLookupError):
                    job.process.kill()

    async def _run(self, job: Job, turns: asyncio.Semaphore) -> None:
        try:
            async with turns:
                if job.state == "waiting":
                    await self._work(job)
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
            *job.arguments,
            "--job",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=LINE_BYTES_MAX,
        )
        try:
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


jobs = Jobs()
