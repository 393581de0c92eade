"""The tests of several workers; then those that write to labs and classes once more, on PostgreSQL.

python -m tests.cluster [more arguments of pytest, for both parts]

PostgreSQL, Redis and nginx are started for the tests and ended. `tests.cluster.on_postgresql` runs more on PostgreSQL.
"""

from __future__ import annotations

import os
import sys

from tests.cluster.on_postgresql import WRITING, on_postgresql, run


def main(more: list[str]) -> int:
    """Run both parts; return pytest's exit code, of the first part that failed."""
    workers = run("tests/cluster", "-m", "trial", "-n", "2", *more, environment=dict(os.environ))
    return workers or on_postgresql(WRITING, more)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
