"""The keeping of a class, and its end: by its teacher, or by itself in two steps when its day has come.

1. On its day a class goes to the trash: to everybody it is gone, and its owner can restore it.
2. After `TRASH_DAYS` there a backup is made, and the class is deleted for good with everything in it.

Neither step is taken while the clock is not to be believed (`live.upkeep.clock_watch`): the days of the trash count
only as far as the clock has been steady. What a teacher deletes by typing its title is meant, and goes at once.

What was done in a class belongs to the visitors of its seats and groups, and to nobody else. So a class's end is the
end of these visitors' labs and attempts; seats, votes, exercises and snapshots go with the class itself.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from apps.classroom.models import Classroom, Seat
from apps.live.management.backup import back_up
from apps.live.models import ClockRecord, Lab
from apps.live.upkeep.clock_watch import is_steady
from apps.tutorials.record import delete_all

WARNED_DAYS = 14
TRASH_DAYS = 7
RESTORED_DAYS = 30


def days_left(classroom: Classroom, today: date | None = None) -> int:
    """Return in how many days a class goes to the trash."""
    return (classroom.kept_until - (today or timezone.now().date())).days


def ends_soon(classroom: Classroom) -> bool:
    """Return whether its teachers should be warned."""
    return days_left(classroom) <= WARNED_DAYS


def delete_class(classroom: Classroom) -> None:
    """Delete a class with everything in it: whoever sits in it finds their pages gone within seconds."""
    with transaction.atomic():
        visitors = [
            *classroom.seats.values_list("visitor", flat=True),
            *classroom.groups.values_list("visitor", flat=True),
        ]
        shown = list(classroom.snapshots.values_list("moment__lab", flat=True))
        delete_all(visitors)
        Lab.objects.filter(pk__in=shown).delete()
        classroom.delete()


def delete_seat(seat: Seat) -> None:
    """Delete a learner's seat and all work that is theirs alone. What a group did together stays with the group."""
    with transaction.atomic():
        delete_all([seat.visitor])
        seat.delete()


def trash_expired(now: datetime) -> int:
    """Put the classes whose day has come into the trash; return how many there were."""
    return Classroom.objects.filter(deleted=None, kept_until__lte=now.date()).update(deleted=now)


def restore(classroom: Classroom) -> None:
    """Take a class out of the trash, kept for `RESTORED_DAYS` at least so that it does not go back at once."""
    classroom.deleted = None
    classroom.kept_until = max(classroom.kept_until, timezone.now().date() + timedelta(days=RESTORED_DAYS))
    classroom.save(update_fields=["deleted", "kept_until"])


def gone_for_good(classroom: Classroom) -> date:
    """Return the day from which on a class in the trash is deleted."""
    assert classroom.deleted is not None
    return (classroom.deleted + timedelta(days=TRASH_DAYS)).date()


def delete_trashed(now: datetime) -> int:
    """Delete the classes that have been in the trash for its days, after a backup; return how many there were.

    Raises BackupRefusedError: then nothing was deleted.
    """
    over = list(Classroom.objects.filter(deleted__lte=now - timedelta(days=TRASH_DAYS)))
    if over:
        back_up()
    for classroom in over:
        delete_class(classroom)
    return len(over)


def enforce_retention(clock: ClockRecord) -> tuple[int, int]:
    """Take both steps, as far as the clock is to be believed; return how many classes were trashed and deleted."""
    deleted = delete_trashed(clock.seen) if is_steady(clock, TRASH_DAYS) else 0
    return trash_expired(clock.seen) if is_steady(clock) else 0, deleted
