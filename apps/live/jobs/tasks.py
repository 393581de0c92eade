"""The one task that Celery carries to the task workers, and calling them by it. Imported only where there is a Redis.

The message says nothing but "carry out the next job": the database decides which that is (`rows.claim`), so Celery
spreads the work over machines, and the rows keep it fair. No data of visitors goes through Redis, and who can write
there can start nothing but what somebody asked for.
"""

from __future__ import annotations

import time
from threading import Event
from typing import Any

from celery import shared_task, signals
from kombu.exceptions import OperationalError

from apps.live.jobs.carrying_out import carry_out_next

EXPIRES_SECONDS = 300
"""A message that nobody took by then is dropped: pages ring again. The clocks of the machines may differ by less."""

SILENT_SECONDS = 3.0
"""After a call that could not be sent none is tried for so long: pages must not wait for Redis one after the other."""

stopping = Event()
"""Set once this task worker was told to end."""


_away = {"until": 0.0}


@shared_task(name="lightcone.carry_out_next_job")
def carry_out_next_job() -> None:
    """Carry out the job that is next; afterwards ring for the one that waits then."""
    if carry_out_next(stopping):
        ring()


def ring() -> bool:
    """Call a task worker; return whether the call was sent."""
    if time.monotonic() < _away["until"]:
        return False
    try:
        carry_out_next_job.apply_async(expires=EXPIRES_SECONDS, retry=False)
    except OperationalError:
        _away["until"] = time.monotonic() + SILENT_SECONDS
        return False
    return True


@signals.worker_shutting_down.connect
def stop(**_: Any) -> None:
    """Let the jobs that run here wait for another worker."""
    stopping.set()
