"""The tests of labs, pages, lessons, classes and accounts once more, on PostgreSQL in place of SQLite.

python -m tests.cluster.on_postgresql [more arguments of pytest]
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.cluster.postgresql import PostgreSQL

WRITING = ("tests/live/lab", "tests/live/upkeep", "tests/classroom")
READING = ("tests/live/pages", "tests/accounts", "tests/tutorials/test_attempts.py")
CHOSEN = "not browser and not trial and not sweep and not sqlite"


def on_postgresql(tests: Sequence[str], more: Sequence[str]) -> int:
    """Run these tests, those that need the database, on a PostgreSQL of their own; return pytest's exit code."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o711)  # the server's account has to pass through
        server = PostgreSQL(Path(folder) / "postgresql")
        server.start()
        environment = {**os.environ, "DATABASE_URL": server.url, "LIGHTCONE_DATA": f"{folder}/data"}
        try:
            # The databases go with the server: deleting them one by one fails while threads are connected.
            return run(*tests, "-m", CHOSEN, "--reuse-db", "-n", "auto", *more, environment=environment)
        finally:
            server.end("immediate")


def run(*arguments: str, environment: dict[str, str]) -> int:
    """Run pytest; return its exit code."""
    return subprocess.run([sys.executable, "-m", "pytest", "-q", *arguments], env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(on_postgresql((*WRITING, *READING), sys.argv[1:]))
