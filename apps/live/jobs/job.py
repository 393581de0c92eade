"""A job: one management command with its arguments, and how far it has come.

It runs with `--job`: it then writes one JSON object a line, its progress as `{"done": 3, "total": 20, "note": "…"}`,
and at the end `{"result": …}` or `{"refused": "why", "lines": …}` (`apps.live.management.job`). What it makes, it keeps
in the database itself before it says so: the page that started it may be gone by then, and may be another server's.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from secrets import token_urlsafe
from typing import Any, Protocol

from django.conf import settings

WAITING, RUNNING = "waiting", "running"
DONE, REFUSED, FAILED, CANCELLED = "done", "refused", "failed", "cancelled"
AT_WORK = (WAITING, RUNNING)

LINE_BYTES_MAX = 16 * 1024 * 1024

CROWDED_OUT = "Too many are waiting, and others had been waiting less. Try again in a few minutes."
REPLACED = "You started another one, which replaced this one."


class JobRefused(Exception):
    """There is no room for another job now."""


@dataclass(slots=True)
class Job:
    """One command of the visitor `owner`. `state` is waiting, running, done, refused, failed or cancelled.

    The command reads `file`, if there is one. `deed` is what its visitor has done once its result is shown: keywords of
    `deeds.note_deed`. `note` says how far it has come, or why it was refused or cancelled; `result` is JSON.
    """

    owner: str
    kind: str
    arguments: tuple[str, ...]
    seconds_max: int
    file: bytes | None = None
    deed: dict[str, Any] | None = None
    id: str = field(default_factory=lambda: token_urlsafe(12))
    state: str = WAITING
    done: int = 0
    total: int = 0
    note: str = ""
    result: Any = None

    @property
    def is_over(self) -> bool:
        """Return whether nothing more will come of it."""
        return self.state not in AT_WORK


class Jobs(Protocol):
    """The jobs that visitors started. The coroutines are for views on the event loop, the rest for their threads."""

    async def start(self, job: Job) -> Job:
        """Take a job; the visitor's earlier one of the same kind is cancelled. Raises JobRefused."""

    async def find(self, job_id: str, owner: str) -> Job | None:
        """Return the visitor's job, whose page is still there."""

    async def cancel(self, job: Job, note: str = "") -> None:
        """Stop a job, wherever it stands; the note says why."""

    def newest(self, kind: str, owner: str) -> Job | None:
        """Return the visitor's last job of a kind."""

    def carry(self, here: str, to: str) -> None:
        """Give a visitor's jobs that are over to another. The others end, as no page asks for them any more."""

    def forget(self, visitors: Collection[str]) -> None:
        """End and delete every job of these visitors."""

    def count(self, state: str) -> float:
        """Return how many jobs are in this state."""


def runs(
    kind: str, options: Mapping[str, Any], *, owner: str, seconds_max: int, file: bytes | None = None, **more: Any
) -> Job:
    """Return a job of one management command, with the contents of a file to read if it needs one.

    Each option is one word, `--name=value`: a value of its own may begin with a dash.
    """
    words = tuple(f"--{name.replace('_', '-')}={value}" for name, value in options.items())
    return Job(owner=owner, kind=kind, arguments=words, seconds_max=seconds_max, file=file, **more)


# The process of a job


def command() -> list[str]:
    """Return the command line of every job's process. Everybody on the machine can read it."""
    return [sys.executable, str(settings.BASE_DIR / "manage.py"), "run_job"]


def first_line(job: Job, path: str | None) -> bytes:
    """Return what the process reads first: the job's command and its arguments, with the path of its file."""
    return json.dumps([job.kind, *([path] if path else []), *job.arguments]).encode() + b"\n"


def took_too_long(job: Job) -> str:
    """Return why a job was stopped at the end of its time."""
    return f"This took more than {job.seconds_max} seconds, and was stopped."
