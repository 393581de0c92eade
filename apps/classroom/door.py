"""The door of a class: who comes in at once, who waits for the teacher, and what a teacher does about a crowd.

Learners come in by the class's code, as many as a room of people does. When more come than that in a short time, the
next ones wait, and the teacher is asked: the code may be in hands that take every seat.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from apps.classroom.models import Classroom, Seat
from apps.tutorials.models import Attempt

SEATS_MAX = 400
"""Learners in a class, and as many more at its door."""

CROWD_MAX, CROWD_MINUTES = 100, 10
"""So many come in within so many minutes without the teacher; once asked, the teacher opens for as long."""


def here(classroom: Classroom) -> QuerySet[Seat]:
    """Return the seats of learners, in the class and at the door."""
    return classroom.seats.filter(removed=None, preview=False)


def is_crowded(classroom: Classroom, now: datetime) -> bool:
    """Return whether the next to come has to wait, since so many have come already."""
    if classroom.crowd_until is not None and now < classroom.crowd_until:
        return False
    lately = now - timedelta(minutes=CROWD_MINUTES)
    return classroom.seats.filter(preview=False, admitted__gt=lately).count() >= CROWD_MAX


def is_full(classroom: Classroom, *, waits: bool) -> bool:
    """Return whether there is no place for one more in the class, or for one who waits at its door."""
    return here(classroom).filter(admitted__isnull=waits).count() >= SEATS_MAX


def let_in(classroom: Classroom, seat_id: str) -> None:
    """Let one who waits into the class, if it has room."""
    _admit(classroom, here(classroom).filter(pk=seat_id, admitted=None))


def let_everybody_in(classroom: Classroom) -> None:
    """Let all who wait into the class, first come first, as many as it has room for; and for a while all who come."""
    classroom.crowd_until = timezone.now() + timedelta(minutes=CROWD_MINUTES)
    classroom.save(update_fields=["crowd_until"])
    _admit(classroom, here(classroom).filter(admitted=None).order_by("created"))


def _admit(classroom: Classroom, waiting: QuerySet[Seat]) -> None:
    room = max(0, SEATS_MAX - here(classroom).exclude(admitted=None).count())
    first = list(waiting.values_list("pk", flat=True)[:room])
    classroom.seats.filter(pk__in=first).update(admitted=timezone.now())


def turn_everybody_away(classroom: Classroom) -> None:
    """Remove all who wait."""
    _remove(here(classroom).filter(admitted=None))


def came_and_did_nothing(classroom: Classroom, minutes: int) -> QuerySet[Seat]:
    """Return the seats of learners who came in within so many minutes and neither did nor voted anything."""
    came = here(classroom).filter(admitted__gt=timezone.now() - timedelta(minutes=minutes), votes=None)
    return came.exclude(visitor__in=Attempt.objects.values("visitor"))


def remove_idle(classroom: Classroom, minutes: int) -> None:
    """Remove the learners who came in within so many minutes and did nothing."""
    _remove(came_and_did_nothing(classroom, minutes))


def _remove(seats: QuerySet[Seat]) -> None:
    """Remove seats in which nothing was done, so that there are no links to revoke."""
    found = list(seats.values_list("pk", flat=True))
    Seat.objects.filter(pk__in=found).update(removed=timezone.now(), hand=None, invited=None)


def bring_back(seat: Seat) -> bool:
    """Let a removed learner sit down again; return False if the nickname is taken by now, or the class is full."""
    if is_full(seat.classroom, waits=seat.admitted is None):
        return False
    seat.removed = None
    try:
        with transaction.atomic():
            seat.save(update_fields=["removed"])
    except IntegrityError:
        return False
    return True
