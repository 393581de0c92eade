"""Threads in which sockets ask the database who they are.

A class opens its sockets all at once. With PostgreSQL each of these calls waits for another process, and in the one
thread that writes to labs they would wait for one another, and commands for them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from channels.db import DatabaseSyncToAsync
from django.db import connection

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

THREADS = 4 if connection.vendor == "postgresql" else 1
_threads = ThreadPoolExecutor(THREADS, thread_name_prefix="sockets")


def in_socket_thread(work: Callable[Arguments, Result]) -> Callable[Arguments, Awaitable[Result]]:
    """Return work on the database as a coroutine function that does it in one of these threads."""
    return DatabaseSyncToAsync(work, thread_sensitive=False, executor=_threads)
