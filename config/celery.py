"""The Celery app: it carries calls to the task workers (`apps.live.jobs.tasks`). There is none without REDIS_URL.

    celery --app config worker

starts a task worker: on the machine of a server, or on another one with the same REDIS_URL, DATABASE_URL and
DJANGO_SECRET_KEY.
"""

from __future__ import annotations

import os

from celery import Celery

from config import environment

SEND_SECONDS_MAX = 2
SOCKET_SECONDS_MAX = 3
"""A task worker waits for messages for a second at a time. A page waits so long for a Redis that does not answer."""

REDELIVERED_AFTER_SECONDS = 3_600
"""A message whose worker was killed comes again: longer than any task of ours takes. It is not needed, since jobs that
are lost are found by their rows, and does nothing if nobody waits.
"""

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

url = environment.read_redis()
if not url:
    raise SystemExit("A task worker needs the address of a Redis server in REDIS_URL. docs/running.md says how.")

app = Celery("lightcone", broker=url, include=["apps.live.jobs.tasks"])
app.conf.update(
    task_default_queue="lightcone",
    task_serializer="json",
    result_serializer="json",
    accept_content=["json"],
    result_backend=None,
    task_ignore_result=True,
    task_acks_late=True,
    # Each task waits for a process of its own, which may take a core and 1 GiB.
    worker_pool="threads",
    worker_concurrency=1,
    worker_prefetch_multiplier=1,
    # While Redis is away, what runs goes on.
    worker_cancel_long_running_tasks_on_connection_loss=False,
    worker_enable_remote_control=False,
    worker_hijack_root_logger=False,
    worker_redirect_stdouts=False,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    broker_transport_options={
        "visibility_timeout": REDELIVERED_AFTER_SECONDS,
        "socket_connect_timeout": SEND_SECONDS_MAX,
        "socket_timeout": SOCKET_SECONDS_MAX,
        "max_retries": 0,
        "global_keyprefix": "lightcone:",
    },
)
