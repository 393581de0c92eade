"""How long a class is kept, and its end: deleted with everything in it, by its teacher or when its day has come.

What was done in a class belongs to the visitors of its seats and groups, and to nobody else. So a class's end is the
end of these visitors' labs and attempts; seats, votes, exercises and snapshots go with the class itself.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from apps.classroom.models import Classroom, Seat
from apps.live.models import Lab
from apps.tutorials.record import delete_all

WARNED_DAYS = 14


def days_left(classroom: Classroom, today: date | None = None) -> int:
    """In how many days a class is deleted."""
    return (classroom.kept_until - (today or timezone.now().date())).days


def ends_soon(classroom: Classroom) -> bool:
    """Whether its teachers are to be warned."""
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


def delete_expired(today: date | None = None) -> int:
    """Delete the classes whose day has come; how many there were."""
    expired = list(Classroom.objects.filter(kept_until__lte=today or timezone.now().date()))
    for classroom in expired:
        delete_class(classroom)
    return len(expired)
