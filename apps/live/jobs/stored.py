"""Jobs in the database, for several servers: task workers carry them out, on this machine or others.

Nothing but a ring goes to the task workers: "carry out the next job". A ring may be lost or come twice: whose turn it
is, and all that is known of a job, stands in its row. So while a job waits, the pages that ask for it ring again.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from math import nan
from typing import Any

from asgiref.sync import sync_to_async
from django.db import DatabaseError, connection
from django.db.models import Count

from apps.live.bounds import SILENT_JOB_SECONDS_MAX
from apps.live.jobs.job import AT_WORK, CANCELLED, RUNNING, WAITING, Job, JobRefused
from apps.live.jobs.rows import EMPTY, alone, line_up
from apps.live.models import StoredJob
from apps.live.serving.asker import asker
from apps.live.serving.turns import TurnRefused
from apps.live.upkeep.databases import database

ASKED_EVERY = timedelta(seconds=5)
"""A page asks twice a second; that it did is stored so often."""

RING_AGAIN = timedelta(seconds=30)
RING_SOON = timedelta(seconds=3)
"""Between two rings for one job that waits; the second one after a ring that reached nobody."""

AWAY = "The service that starts long work cannot be reached. Your request is stored, and starts when it is back."

Ring = Callable[[], bool]
"""Call a task worker; return whether the call was sent."""


class StoredJobs:
    """The jobs of all servers on this database."""

    def __init__(self, ring: Ring) -> None:
        self._ring = ring
        self._counts = Counts()

    async def start(self, job: Job) -> Job:
        """Store a job and call a task worker; the visitor's earlier one of the same kind is cancelled.

        Raises JobRefused.
        """
        return await sync_to_async(self._start)(job, asker.get().address)

    async def find(self, job_id: str, owner: str) -> Job | None:
        """Return the visitor's job, whose page is still there. If its worker was lost, another one is called."""
        return await sync_to_async(self._find)(job_id, owner)

    async def cancel(self, job: Job, note: str = "") -> None:
        """Cancel a job; the task worker that has it stops it within a second."""
        changed = await sync_to_async(self._cancel)(job.id, note)
        if changed:
            job.state, job.note = CANCELLED, note

    def newest(self, kind: str, owner: str) -> Job | None:
        """Return the visitor's last job of a kind."""
        row = _shown().filter(kind=kind, owner=owner, batch="").order_by("-pk").first()
        return None if row is None else _job(row)

    def carry(self, here: str, to: str) -> None:
        """Give a visitor's jobs that are over to another. The others end, as no page asks for them any more."""
        StoredJob.objects.filter(owner=here, batch="").exclude(state__in=AT_WORK).update(owner=to)

    def forget(self, visitors: Collection[str]) -> None:
        """Delete every job of these visitors; the task worker that has one stops it within a second."""
        StoredJob.objects.filter(owner__in=visitors, batch="").delete()

    def count(self, state: str) -> float:
        """Return how many jobs were in this state when that was last looked up; not a number before the first time."""
        return self._counts.last(state)

    def _start(self, job: Job, address: str) -> Job:
        try:
            row = line_up(job, address)
        except TurnRefused:
            raise JobRefused from None
        self._ring_for(row, row.created)
        return _job(row)

    def _find(self, job_id: str, owner: str) -> Job | None:
        row = _shown().filter(token=job_id, owner=owner, batch="").first()
        if row is None:
            return None
        job = _job(row)
        if not job.is_over:
            self._look_after(row)
            job = _job(row)
        return job

    def _look_after(self, row: StoredJob) -> None:
        """See to it that a job is not ended as unasked, and that a worker has it."""
        now = database().now()
        if now - row.asked > ASKED_EVERY:
            StoredJob.objects.filter(pk=row.pk).update(asked=now)
        if is_lost(row, now):
            with alone():
                pass
            row.refresh_from_db(fields=["state", "note", "rung"])
        if row.state == WAITING and now - row.rung > RING_AGAIN:
            self._ring_for(row, now)

    def _ring_for(self, row: StoredJob, now: datetime) -> None:
        """Call a worker; a page that rang for this job at the same time did it for both."""
        waiting = StoredJob.objects.filter(pk=row.pk, state=WAITING)
        if not waiting.filter(rung=row.rung).update(rung=now):
            return
        if self._ring():
            row.note = "" if row.note == AWAY else row.note
            waiting.filter(note=AWAY).update(note="")
        else:
            row.note = AWAY
            waiting.update(note=AWAY, rung=now - RING_AGAIN + RING_SOON)

    @staticmethod
    def _cancel(job_id: str, note: str) -> int:
        found = StoredJob.objects.filter(token=job_id, state__in=AT_WORK)
        return found.update(state=CANCELLED, note=note, **EMPTY)


def is_lost(row: StoredJob, now: datetime) -> bool:
    """Return whether the worker that has a job gave no sign of life for too long."""
    silent = timedelta(seconds=SILENT_JOB_SECONDS_MAX)
    return row.state == RUNNING and row.heard is not None and now - row.heard > silent


def _shown() -> Any:
    """Return all rows, without what only a worker needs."""
    return StoredJob.objects.defer("arguments", "file")


def _job(row: StoredJob) -> Job:
    """Return the job of a row as a page shows it."""
    return Job(
        owner=row.owner,
        kind=row.kind,
        arguments=(),
        seconds_max=row.seconds_max,
        deed=row.deed,
        id=row.token,
        state=row.state,
        done=row.done,
        total=row.total,
        note=row.note,
        result=json.loads(row.result),
    )


class Counts:
    """How many jobs are in each state, looked up beside the metrics: these must not wait for the database."""

    def __init__(self) -> None:
        self._last: dict[str, int] | None = None
        self._looking: threading.Thread | None = None

    def last(self, state: str) -> float:
        """Return the last count, and begin to look it up anew."""
        if self._looking is None or not self._looking.is_alive():
            self._looking = threading.Thread(target=self._look, daemon=True)
            self._looking.start()
        return nan if self._last is None else self._last.get(state, 0)

    def _look(self) -> None:
        try:
            counted = StoredJob.objects.filter(state__in=AT_WORK).values_list("state").annotate(Count("pk"))
            self._last = dict(counted.order_by())
        except DatabaseError:
            self._last = None
        finally:
            connection.close()
