"""The tests of labs, lessons, classes and accounts once more, on a PostgreSQL that is started for them and ended.

python -m tests.cluster [what else pytest is to be told]
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
    """Return pytest's exit code."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o711)  # the server's account has to pass through
        server = PostgreSQL(Path(folder) / "postgresql")
        server.start()
        environment = {**os.environ, "DATABASE_URL": server.url, "LIGHTCONE_DATA": f"{folder}/data"}
        # The databases go with the server: deleting them one by one fails while threads are connected.
        command = [sys.executable, "-m", "pytest", *TESTS, "-m", CHOSEN, "--reuse-db", "-q", "-n", "auto", *more]
        try:
            return subprocess.run(command, env=environment, check=False).returncode
        finally:
            server.end("immediate")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
