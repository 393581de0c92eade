"""The server's clock, watched: after a jump nothing is deleted until it has gone on steadily for some time.

A machine that wakes up with a wrong clock would find every class expired. Deleting asks twice (`classroom.retention`),
and each time only a clock that has been steady for `STEADY_DAYS_MIN` or longer is believed.

1. While the server runs, an hour of the clock has to take an hour of the machine's own counter, which nobody sets.
2. Over a restart there is no such counter: a start more than `GAP_DAYS_MAX` after the last sign of life is a jump, as
   is one before it. A server that stood still over a holiday looks the same, and waits like one.
"""

from __future__ import annotations

import logging
import time
from datetime import datetime, timedelta

from django.utils import timezone

from apps.live.models import ClockRecord

JUMP_MINUTES_MAX = 60
GAP_DAYS_MAX = 14
STEADY_DAYS_MIN = 1
TOLD_DAYS = 14
"""The time for which instructors are told about a jump."""

RUNNING_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
"""The counter that also counts while the machine sleeps, where there is one."""

logger = logging.getLogger(__name__)


class _LastLook:
    """The lead of the clock over the counter when this process last looked; None before its first look."""

    ahead: timedelta | None = None


def watch_clock() -> ClockRecord:
    """Compare the clock with what was seen last, and store what it shows now."""
    now = timezone.now()
    ahead = timedelta(seconds=now.timestamp() - time.clock_gettime(RUNNING_CLOCK))
    last, _LastLook.ahead = _LastLook.ahead, ahead
    return record_clock(now, None if last is None else ahead - last)


def record_clock(now: datetime, gained: timedelta | None) -> ClockRecord:
    """Store what the clock shows; `gained` is by how much it outran the counter since this process last looked."""
    record, made = ClockRecord.objects.get_or_create(pk=1, defaults={"seen": now, "steady_since": now})
    if made:
        return record
    jump = _jump(now - record.seen, gained)
    if jump:
        record.jump_seconds, record.jumped, record.steady_since = int(jump.total_seconds()), now, now
        logger.warning("%s", jump_words(record))
    record.seen = now
    record.save()
    return record


def _jump(went: timedelta, gained: timedelta | None) -> timedelta:
    """Return by how much the clock jumped while it went on by so much; nothing if it did not."""
    if gained is not None:
        return gained if abs(gained) > timedelta(minutes=JUMP_MINUTES_MAX) else timedelta()
    back = went < -timedelta(minutes=JUMP_MINUTES_MAX)
    return went if back or went > timedelta(days=GAP_DAYS_MAX) else timedelta()


def is_steady(record: ClockRecord, days: int = STEADY_DAYS_MIN) -> bool:
    """Return whether the clock has gone on without a jump for so many days."""
    return record.seen - record.steady_since >= timedelta(days=days)


def believe_clock() -> None:
    """Take the clock for right as it is: an administrator says so."""
    long_ago = timezone.now() - timedelta(days=3_650)
    ClockRecord.objects.update_or_create(pk=1, defaults={"seen": timezone.now(), "steady_since": long_ago})


def clock_notice() -> str:
    """Return what instructors are told about a jump of the clock; nothing if there was none lately."""
    record = ClockRecord.objects.filter(pk=1).first()
    if record is None or record.jumped is None or record.steady_since < record.jumped:
        return ""
    return jump_words(record) if record.seen - record.jumped < timedelta(days=TOLD_DAYS) else ""


def jump_words(record: ClockRecord) -> str:
    """Return what happened to the clock, what is not done because of it, and what to do."""
    hours = abs(record.jump_seconds) / 3_600
    amount = f"{hours / 24:,.0f} days" if hours >= 48 else f"{hours:,.1f} hours"
    way = "ahead" if record.jump_seconds > 0 else "back"
    return (
        f"The clock of this server went {amount} {way} since the last look and now shows"
        f" {record.jumped:%Y-%m-%d %H:%M} UTC. So nothing that is kept until some day is deleted for now. If the time"
        " is wrong, set the machine's clock. If it is right, deleting goes on by itself after a few days."
    )
