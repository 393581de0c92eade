"""The jobs of this server: those that pages start and look at, and the short ones that a page waits for."""

from __future__ import annotations

from functools import partial

from django.conf import settings

from apps.live.bounds import (
    CHECKS_A_VISITOR_MAX,
    CHECKS_AT_ONCE_MAX,
    CHECKS_WAITING_MAX,
    JOBS_A_VISITOR_MAX,
    JOBS_AT_ONCE_MAX,
    JOBS_WAITING_MAX,
)
from apps.live.jobs.job import AT_WORK, Jobs
from apps.live.jobs.processes import ProcessJobs
from apps.live.serving.metrics import gauge
from apps.live.serving.turns import Turns


def _chosen() -> Jobs:
    if not settings.REDIS_URL:
        return ProcessJobs(Turns(JOBS_AT_ONCE_MAX, JOBS_WAITING_MAX, JOBS_A_VISITOR_MAX))
    from apps.live.jobs.stored import StoredJobs
    from apps.live.jobs.tasks import ring

    return StoredJobs(ring)


jobs = _chosen()
checks = ProcessJobs(Turns(CHECKS_AT_ONCE_MAX, CHECKS_WAITING_MAX, CHECKS_A_VISITOR_MAX))
"""A page waits for each, and no other server is asked for it: these stay processes of this one."""

for _queue, _kept in (("long", jobs), ("short", checks)):
    for _state in AT_WORK:
        gauge("lightcone_jobs", "Jobs by queue and state.", partial(_kept.count, _state), queue=_queue, state=_state)
