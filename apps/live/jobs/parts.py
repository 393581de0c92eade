"""A command that is spread over the task workers: its parts are jobs of nobody's, in the database.

The parts come in turn with the jobs of visitors, as those of one more address. The command that started them waits for
them; when it ends, however it does, they end too.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from secrets import token_urlsafe
from threading import Event
from typing import Any

from django.conf import settings
from django.core.management import CommandError

from apps.live.jobs.job import AT_WORK, DONE, RUNNING, WAITING, Job
from apps.live.jobs.rows import alone, stored
from apps.live.models import StoredJob

SECONDS_MAX = 3_000
"""For one part."""

LOOK_EVERY_SECONDS = 0.5
RING_AGAIN = timedelta(seconds=30)
RINGS_MAX = 32
"""Calls of task workers at a time; each worker that has carried out a part calls for the next."""

NO_REDIS = "--distributed needs task workers, and they need REDIS_URL: docs/running.md says how to start one."

Progress = Callable[[int, int, str], None]
Results = Mapping[int, Any]
"""What parts came to that are done, by their number."""


@dataclass(frozen=True, slots=True)
class Part:
    """One command with its arguments; `size` is how much of the progress it is."""

    kind: str
    arguments: tuple[str, ...]
    size: int


def refuse_without_workers() -> None:
    """Raise CommandError in one sentence if there is no Redis by which task workers are called."""
    if not settings.REDIS_URL:
        raise CommandError(NO_REDIS)


def spread(
    parts: Sequence[Part], progress: Progress, is_enough: Callable[[Results], bool] = lambda _: False
) -> dict[int, Any]:
    """Carry out the parts on the task workers and return their results by number, all of them or until it is enough.

    Raises CommandError when a part fails: then the others are not carried out.
    """
    batch = token_urlsafe(12)
    numbers = _store(batch, parts)
    results: dict[int, Any] = {}
    ring_at = None
    pause = Event()
    try:
        while len(results) < len(parts) and not is_enough(results):
            with alone() as now:
                StoredJob.objects.filter(batch=batch).update(asked=now)
            rows = list(StoredJob.objects.filter(batch=batch).values_list("pk", "state", "done"))
            for pk, state, _ in rows:
                if state not in AT_WORK and numbers[pk] not in results:
                    results[numbers[pk]] = _result(pk)
            if ring_at is None or now >= ring_at:
                _ring(sum(state == WAITING for _, state, _ in rows))
                ring_at = now + RING_AGAIN
            sizes = {pk: parts[number].size for pk, number in numbers.items()}
            done = sum(min(done, sizes[pk]) if state in AT_WORK else sizes[pk] for pk, state, done in rows)
            progress(done, sum(sizes.values()), _note({state for _, state, _ in rows}))
            pause.wait(LOOK_EVERY_SECONDS)
    finally:
        StoredJob.objects.filter(batch=batch).delete()
    return results


def _store(batch: str, parts: Sequence[Part]) -> dict[int, int]:
    """Store the parts; return their numbers by row."""
    with alone() as now:
        rows = [
            StoredJob.objects.create(batch=batch, **stored(Job("", each.kind, each.arguments, SECONDS_MAX), now))
            for each in parts
        ]
    return {row.pk: number for number, row in enumerate(rows)}


def _result(pk: int) -> Any:
    row = StoredJob.objects.get(pk=pk)
    if row.state != DONE:
        raise CommandError(f"A part of the work ended without a result ({row.state}). {row.note}".strip())
    return json.loads(row.result)


def _ring(waiting: int) -> None:
    from apps.live.jobs.tasks import ring

    for _ in range(min(waiting, RINGS_MAX)):
        if not ring():
            return


def _note(states: Collection[str]) -> str:
    return "waiting for a task worker" if WAITING in states and RUNNING not in states else ""
