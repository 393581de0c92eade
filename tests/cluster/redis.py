"""A Redis server that keeps nothing on disk, on a free port of this machine."""

from __future__ import annotations

import shutil
import signal
import subprocess
import time
from pathlib import Path

import redis

from tests.cluster.ports import free_port

START_SECONDS_MAX = 20.0
SIGNALS = {"fast": signal.SIGTERM, "immediate": signal.SIGKILL}


class Redis:
    """A server, which is there from `start` to `end`. It begins empty at each start, at the same `url`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        found = shutil.which("redis-server")
        assert found, "No Redis found. `make redis` installs it."
        self.program = found
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """Return the server's process id, for a test that pauses it."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start the server, and return once it answers. Raises AssertionError if it does not within 20 s."""
        self.folder.mkdir(parents=True, exist_ok=True)
        options = {"bind": "127.0.0.1", "port": str(self.port), "save": "", "appendonly": "no", "dir": str(self.folder)}
        command = [self.program, *(word for name, value in options.items() for word in (f"--{name}", value))]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until = time.monotonic() + START_SECONDS_MAX
        with redis.Redis.from_url(self.url) as client:
            while not _answers(client):
                assert self._process.poll() is None, "Redis ended at once."
                assert time.monotonic() < until, "Redis does not answer."
                time.sleep(0.02)

    def end(self, how: str = "fast") -> None:
        """Stop the server: `fast` lets it close, `immediate` kills it. Ending it twice changes nothing."""
        if self._process is None:
            return
        self._process.send_signal(SIGNALS[how])
        self._process.wait(timeout=START_SECONDS_MAX)
        self._process = None


def _answers(client: redis.Redis) -> bool:
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
