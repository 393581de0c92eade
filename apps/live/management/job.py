"""A management command that runs as a job (`--job`): it tells its progress in JSON lines, bounds its memory, and
ends with its server. Without `--job` it shows a progress bar once it has taken more than a second.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import threading
import time
from argparse import ArgumentParser
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any, TextIO

MEMORY_BYTES_MAX = 1024**3
NICENESS = 5
"""Pages and commands go first."""

READ_BYTES = 64 * 1024
BAR_AFTER_SECONDS = 1.0
TOLD_EVERY_SECONDS = 0.2
BAR_CHARS = 30


def add_job_argument(parser: ArgumentParser) -> None:
    """The option that the server gives its jobs."""
    parser.add_argument("--job", action="store_true", help="Report as JSON lines, as the server wants it.")


def begin_job() -> None:
    """Bound this process's memory, let others go first, and let it end when its standard input closes."""
    os.nice(NICENESS)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES_MAX, MEMORY_BYTES_MAX))
    threading.Thread(target=_end_with_the_server, daemon=True).start()


def read_arguments() -> list[str]:
    """Read a job's command and arguments: a JSON list, the first line of standard input."""
    line = b""
    while not line.endswith(b"\n"):
        more = os.read(0, READ_BYTES)
        if not more:
            raise EOFError("the server has gone")
        line += more
    return [str(each) for each in json.loads(line)]


def _end_with_the_server() -> None:
    # Not through `sys.stdin`, whose lock would be held while the interpreter ends. An error is an end too: a socket may
    # be reset by a server that was killed, and a job that stopped looking would go on for minutes.
    with suppress(OSError):
        while os.read(0, 1):
            pass
    os._exit(1)


def tell(**members: Any) -> None:
    """Write one line for the server."""
    sys.stdout.write(json.dumps(members) + "\n")
    sys.stdout.flush()


def refuse(why: str, lines: Iterable[Mapping[str, Any]] = ()) -> None:
    """Write for the server that nothing comes of the job, and why, with the lines of its file that this speaks of."""
    tell(refused=why, lines=list(lines))


class Progress:
    """The progress of a command, for a person on `stderr` or for the server."""

    def __init__(self, stderr: TextIO, *, job: bool) -> None:
        self._stderr = stderr
        self._job = job
        self._began = self._told = time.monotonic()
        self._shown = False

    def show(self, done: int, total: int, note: str = "") -> None:
        """Say it, a few times a second at most."""
        now = time.monotonic()
        if now - self._told < TOLD_EVERY_SECONDS:
            return
        self._told = now
        if self._job:
            tell(done=done, total=total, note=note)
        elif now - self._began > BAR_AFTER_SECONDS:
            filled = BAR_CHARS * done // max(1, total)
            self._stderr.write(f"\r[{'#' * filled}{'.' * (BAR_CHARS - filled)}] {done:,} of {total:,} {note:<24}")
            self._stderr.flush()
            self._shown = True

    def end(self) -> None:
        """Take the bar away."""
        if self._shown:
            self._stderr.write("\r" + " " * (BAR_CHARS + 60) + "\r")
            self._stderr.flush()
