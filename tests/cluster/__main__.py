"""The tests of several workers; then those of labs, lessons, classes and accounts once more, on PostgreSQL.

python -m tests.cluster [more arguments of pytest, for both parts]

PostgreSQL, Redis and nginx are started for the tests and ended.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.cluster.postgresql import PostgreSQL

TESTS = (
    "tests/live/lab",
    "tests/live/pages",
    "tests/live/upkeep",
    "tests/classroom",
    "tests/accounts",
    "tests/tutorials/test_attempts.py",
)
CHOSEN = "not browser and not trial and not sweep and not sqlite"


def main(more: list[str]) -> int:
    """Run both parts; return pytest's exit code, of the first part that failed."""
    workers = run("tests/cluster", "-m", "trial", "-n", "2", *more, environment=dict(os.environ))
    return workers or on_postgresql(more)


def on_postgresql(more: list[str]) -> int:
    """Run the tests of the database on a PostgreSQL; return pytest's exit code."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o711)  # the server's account has to pass through
        server = PostgreSQL(Path(folder) / "postgresql")
        server.start()
        environment = {**os.environ, "DATABASE_URL": server.url, "LIGHTCONE_DATA": f"{folder}/data"}
        try:
            # The databases go with the server: deleting them one by one fails while threads are connected.
            return run(*TESTS, "-m", CHOSEN, "--reuse-db", "-n", "auto", *more, environment=environment)
        finally:
            server.end("immediate")


def run(*arguments: str, environment: dict[str, str]) -> int:
    """Run pytest; return its exit code."""
    return subprocess.run([sys.executable, "-m", "pytest", "-q", *arguments], env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
