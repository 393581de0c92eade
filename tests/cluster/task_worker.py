"""A real task worker as a process of its own, as `celery --app config worker` starts it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.serving import ROOT

STOP_SECONDS_MAX = 30


class TaskWorker:
    """A task worker with a data folder of its own: it shares nothing with the servers but PostgreSQL and Redis."""

    def __init__(self, folder: Path, *, slots: int = 1, **environment: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        celery = str(Path(sys.executable).with_name("celery"))
        self.log = folder / "log"
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [celery, "--app", "config", "worker", "--concurrency", str(slots), "--loglevel", "WARNING"],
                cwd=ROOT,
                env={**os.environ, "LIGHTCONE_DATA": str(folder / "data"), **environment},
                stdout=log,
                stderr=log,
            )

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Stop the worker if it runs, and return its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(how)
        return self.process.wait(STOP_SECONDS_MAX)
