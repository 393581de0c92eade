"""Carrying out the next job in a task worker: its command runs as a child process, and its row says how far it is.

The child is the same as a server's (`run_job`): its arguments are the first line of its standard input, it bounds its
memory, lets others go first, and ends when the pipe closes, so with the worker. A file that it reads has no name and
goes with the processes that have it open.
"""

from __future__ import annotations

import json
import logging
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from gzip import decompress
from queue import Empty, SimpleQueue
from tempfile import TemporaryFile
from threading import Event, Thread
from typing import IO, Any

from apps.live.jobs.job import DONE, FAILED, LINE_BYTES_MAX, REFUSED, Job, command, first_line, took_too_long
from apps.live.jobs.rows import claim, end, give_back, is_anything_waiting, note_progress
from apps.live.models import StoredJob

LOOK_EVERY_SECONDS = 0.5
"""So often the row is written to, and is seen to be cancelled."""

logger = logging.getLogger(__name__)

Said = dict[str, Any]


def carry_out_next(stopping: Event) -> bool:
    """Carry out the job that is next, if there is one; return whether others wait afterwards.

    When `stopping` is set the job waits again, for another worker.
    """
    row = claim()
    if row is None:
        return False
    try:
        with _process(row) as (process, said):
            _follow(row, process, said, stopping)
    except OSError:
        logger.exception("a job could not be started")
    end(row, FAILED)  # unless it has ended otherwise
    return is_anything_waiting()


@contextmanager
def _process(row: StoredJob) -> Iterator[tuple[subprocess.Popen[bytes], SimpleQueue[Said | None]]]:
    """Run a job's command; gives its process, and what it says, line by line, then None. It ends with the block."""
    job = Job(row.owner, row.kind, tuple(json.loads(row.arguments)), row.seconds_max)
    with TemporaryFile() as file:
        file.write(b"" if row.file is None else decompress(row.file))
        file.seek(0)
        path = None if row.file is None else f"/dev/fd/{file.fileno()}"
        process = subprocess.Popen(
            command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, pass_fds=[file.fileno()] if path else []
        )
    with process:
        said: SimpleQueue[Said | None] = SimpleQueue()
        assert process.stdin is not None
        assert process.stdout is not None
        Thread(target=_read, args=(process.stdout, said), daemon=True).start()
        try:
            with suppress(BrokenPipeError):  # it ended at once; nothing is said then
                process.stdin.write(first_line(job, path))
                process.stdin.flush()
            yield process, said
        finally:
            process.kill()


def _read(stdout: IO[bytes], said: SimpleQueue[Said | None]) -> None:
    try:
        while line := stdout.readline(LINE_BYTES_MAX):
            said.put(json.loads(line))
    except ValueError:  # too long a line, or closed meanwhile
        pass
    finally:
        said.put(None)


def _follow(row: StoredJob, process: subprocess.Popen[bytes], said: SimpleQueue[Said | None], stopping: Event) -> None:
    """Store what a job says until it ends, its time is over, it was cancelled, or the worker stops."""
    until = time.monotonic() + row.seconds_max
    look_at = 0.0
    progress: tuple[int, int, str] = (0, 0, "")
    while True:
        now = time.monotonic()
        if now >= look_at:
            if not note_progress(row, *progress):
                return
            look_at = now + LOOK_EVERY_SECONDS
        if stopping.is_set():
            give_back(row)
            return
        if now >= until:
            end(row, REFUSED, took_too_long(Job(row.owner, row.kind, (), row.seconds_max)))
            return
        try:
            each = said.get(timeout=max(0.0, min(look_at, until) - now))
        except Empty:
            continue
        if each is None:
            return
        if "result" in each:
            end(row, DONE, result=each["result"])
        elif "refused" in each:
            end(row, REFUSED, each["refused"], {"lines": each["lines"]})
        else:
            progress = each["done"], each["total"], each["note"]
