"""Jobs as rows: who waits, who is next, and what came of each. Every server and task worker sees the same.

1. All that decides by several rows (who gets a place, who is next, who was lost) holds one lock of the database: so
   bounds and turns hold over all servers. Row locks alone would not do: two workers could begin two jobs of one
   visitor, each having counted none.
2. A running job belongs to one attempt at it. A worker that was given up and comes back finds a later attempt, and
   changes nothing.
3. Times are the database's: the machines' clocks may differ.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.crypto import salted_hmac

from apps.live.bounds import (
    JOBS_A_VISITOR_MAX,
    JOBS_STORED_MAX,
    JOBS_WAITING_MAX,
    SILENT_JOB_SECONDS_MAX,
    UNASKED_JOB_SECONDS_MAX,
)
from apps.live.jobs.job import AT_WORK, CANCELLED, CROWDED_OUT, FAILED, REFUSED, REPLACED, RUNNING, WAITING, Job
from apps.live.models import StoredJob
from apps.live.serving.asker import Asker
from apps.live.serving.turns import next_in_turn, place_to_give_up
from apps.live.upkeep.databases import database

LOCK = 20_014
"""The number of our lock in the database; nothing else takes one yet."""

ATTEMPTS_MAX = 2
EMPTY: dict[str, Any] = {"arguments": "[]", "file": None}
"""What a job that is over keeps no longer."""

ASKER = ("pk", "owner", "address", "batch")


@contextmanager
def alone() -> Iterator[datetime]:
    """Decide by several rows while no other process does; gives the time. What nobody wants or has is cleared first."""
    with transaction.atomic():
        database().take_lock(LOCK)
        now = database().now()
        _end_unasked(now)
        _take_back_lost(now)
        yield now


def _end_unasked(now: datetime) -> None:
    """Cancel the jobs that no page asks for any more."""
    since = now - timedelta(seconds=UNASKED_JOB_SECONDS_MAX)
    StoredJob.objects.filter(state__in=AT_WORK, asked__lt=since).update(state=CANCELLED, note="", **EMPTY)


def _take_back_lost(now: datetime) -> None:
    """Let the jobs of workers that are gone wait again, once; the second time they have failed."""
    lost = StoredJob.objects.filter(state=RUNNING, heard__lt=now - timedelta(seconds=SILENT_JOB_SECONDS_MAX))
    lost.filter(attempt__gte=ATTEMPTS_MAX).update(state=FAILED, **EMPTY)
    # As if the last call had been long ago: the next page that asks for it calls at once.
    lost.update(state=WAITING, done=0, total=0, note="", rung=now - timedelta(hours=1))


def line_up(job: Job, address: str) -> StoredJob:
    """Store a visitor's job; the earlier one of the same kind is cancelled. Raises TurnRefused."""
    with alone():
        earlier = StoredJob.objects.filter(owner=job.owner, kind=job.kind, state__in=AT_WORK)
        earlier.update(state=CANCELLED, note=REPLACED, **EMPTY)
    # A refusal must not undo that.
    with alone() as now:
        waiting = list(StoredJob.objects.filter(state=WAITING, batch="").only(*ASKER))
        key = address_key(address)
        askers = [_asker(each) for each in waiting]
        number = place_to_give_up(askers, Asker(key, job.owner), JOBS_WAITING_MAX, JOBS_A_VISITOR_MAX)
        if number is not None:
            given_up = StoredJob.objects.filter(pk=waiting[number].pk)
            given_up.update(state=REFUSED, note=CROWDED_OUT, **EMPTY)
        _forget_oldest()
        return StoredJob.objects.create(owner=job.owner, address=key, **stored(job, now))


def stored(job: Job, now: datetime) -> dict[str, Any]:
    """Return a new job's columns, but for whose it is."""
    return {
        "token": job.id,
        "kind": job.kind,
        "arguments": json.dumps(job.arguments),
        "file": None if job.file is None else gzip.compress(job.file),
        "seconds_max": job.seconds_max,
        "deed": job.deed,
        "state": WAITING,
        "created": now,
        "asked": now,
        "rung": now,
    }


def address_key(address: str) -> str:
    """Return what stands for an address in the database, where no addresses of visitors are stored."""
    return salted_hmac("apps.live.jobs", address).hexdigest()[:32]


def _forget_oldest() -> None:
    over = StoredJob.objects.exclude(state__in=AT_WORK).filter(batch="").order_by("-pk")
    beyond = list(over.values_list("pk", flat=True)[JOBS_STORED_MAX : JOBS_STORED_MAX + 1])
    if beyond:
        over.filter(pk__lte=beyond[0]).delete()


def _asker(row: StoredJob) -> Asker:
    """Return who asks: parts of a command may run at the same time, so each asks for itself, and all at one address."""
    return Asker("", f"part {row.pk}") if row.batch else Asker(row.address, row.owner)


def claim() -> StoredJob | None:
    """Begin the job that is next and return its row; None if nobody waits who has no turn already."""
    with alone() as now:
        waiting = list(StoredJob.objects.filter(state=WAITING).only(*ASKER))
        at_work = [_asker(row) for row in StoredJob.objects.filter(state=RUNNING).only(*ASKER)]
        number = next_in_turn([_asker(row) for row in waiting], at_work, _last_turns())
        if number is None:
            return None
        row = StoredJob.objects.get(pk=waiting[number].pk)
        row.state, row.attempt, row.begun, row.heard, row.note = RUNNING, row.attempt + 1, now, now, ""
        row.save(update_fields=["state", "attempt", "begun", "heard", "note"])
        return row


def _last_turns() -> dict[str | Asker, float]:
    begun = StoredJob.objects.exclude(begun=None).order_by()
    last: dict[str | Asker, float] = {}
    for address, owner, at in begun.filter(batch="").values_list("address", "owner").annotate(last=Max("begun")):
        last[Asker(address, owner)] = at.timestamp()
        last[address] = max(last.get(address, 0), at.timestamp())
    of_parts = begun.exclude(batch="").aggregate(last=Max("begun"))["last"]
    return last if of_parts is None else {**last, "": of_parts.timestamp()}


def is_anything_waiting() -> bool:
    """Return whether a job waits for its turn."""
    return StoredJob.objects.filter(state=WAITING).exists()


# By the worker that has it


def note_progress(row: StoredJob, done: int, total: int, note: str) -> bool:
    """Store how far a job has come, and a sign of life; return whether it is to go on."""
    now = database().now()
    asked = _ours(row).filter(asked__gte=now - timedelta(seconds=UNASKED_JOB_SECONDS_MAX))
    if asked.update(done=done, total=total, note=note, heard=now):
        return True
    _ours(row).update(state=CANCELLED, note="", **EMPTY)
    return False


def end(row: StoredJob, state: str, note: str = "", result: Any = None) -> None:
    """Store what came of a job, unless it was cancelled or taken back."""
    # A note may quote what a visitor sent. PostgreSQL stores no NUL.
    _ours(row).update(state=state, note=note.replace("\0", "\ufffd"), result=json.dumps(result), **EMPTY)


def give_back(row: StoredJob) -> None:
    """Let a job wait again whose worker is about to end; this attempt does not count."""
    _ours(row).update(state=WAITING, attempt=row.attempt - 1, done=0, total=0, note="")


def _ours(row: StoredJob) -> Any:
    return StoredJob.objects.filter(pk=row.pk, state=RUNNING, attempt=row.attempt)
