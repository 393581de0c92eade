"""`manage.py` in a process whose clock is wrong.

    python -m tests.cluster.wrong_clock +3600 serve

The first argument says by how many seconds. Only the time of day is off; the monotonic clock runs as always.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta

import time_machine

from manage import main


def run() -> None:
    """Set the clock, and do what the other arguments ask."""
    off_seconds = float(sys.argv.pop(1))
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=off_seconds), tick=True):
        main()


if __name__ == "__main__":
    run()
