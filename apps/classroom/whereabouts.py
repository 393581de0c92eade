"""Where the learners of a class are: at the step that each last opened, in their own cluster or their group's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from apps.classroom.exercises import open_to, taught, worker
from apps.classroom.models import Classroom, Exercise, Seat
from apps.tutorials.models import Attempt


def note_place(seat: Seat, exercise: Exercise, step: str) -> bool:
    """Store that a learner has opened the page of a step; return whether they were elsewhere before."""
    if (seat.at_exercise_id, seat.at_step) == (exercise.pk, step):
        return False
    seat.at_exercise, seat.at_step = exercise, step
    seat.save(update_fields=["at_exercise", "at_step"])
    return True


def place_of_class(seat: Seat) -> str:
    """Return the address of the step to which the class was sent, for this learner; "" if they may not be there."""
    exercise, step = seat.classroom.exercise, seat.classroom.step
    if exercise is None or not seat.is_in or exercise not in open_to(seat, taught(seat.classroom), timezone.now()):
        return ""
    return reverse("step", kwargs={"seat": seat.pk, "slug": exercise.slug, "name": step})


def attempts_of(seats: Collection[Seat], exercises: Iterable[Exercise]) -> dict[str, list[Attempt]]:
    """Return the attempts with a cluster that are each seat's, oldest first, by the seat's id.

    `exercises` are all of the class: attempts of a group count for its members in those that are for groups.
    """
    shared_in = {each.slug for each in exercises if each.in_groups}
    visitors = {seat.visitor for seat in seats} | {seat.group.visitor for seat in seats if seat.group}
    made: dict[str, list[Attempt]] = defaultdict(list)
    for attempt in Attempt.objects.filter(visitor__in=visitors).exclude(lab=None).order_by("pk"):
        made[attempt.visitor].append(attempt)
    found = {}
    for seat in seats:
        shared = made[seat.group.visitor] if seat.group else []
        counted = [each for each in shared if each.lesson in shared_in]
        found[seat.pk] = sorted([*made[seat.visitor], *counted], key=lambda each: each.pk)
    return found


def attempt_at(seat: Seat, attempts: Sequence[Attempt]) -> Attempt | None:
    """Return the attempt, of those that are a seat's, at which its learner is; None if there is none.

    It is the latest at the step that they opened last. If that is not known or has none, it is the newest of all.
    """
    exercise = seat.at_exercise
    if exercise is not None:
        place = (worker(seat, exercise), exercise.slug, seat.at_step)
        for attempt in reversed(attempts):
            if (attempt.visitor, attempt.lesson, attempt.step) == place:
                return attempt
    return attempts[-1] if attempts else None


def find_attempts(classroom: Classroom, seats: QuerySet[Seat]) -> dict[str, Attempt]:
    """Return the attempt at which each of these learners of a class is, by seat."""
    asked = list(seats.select_related("group", "at_exercise"))
    attempts = attempts_of(asked, classroom.exercises.all())
    found = {seat.pk: attempt_at(seat, attempts[seat.pk]) for seat in asked}
    return {pk: attempt for pk, attempt in found.items() if attempt is not None}


def find_attempt(classroom: Classroom, seat_id: str) -> Attempt | None:
    """Return the attempt at which a learner of a class is."""
    return find_attempts(classroom, classroom.seats.filter(pk=seat_id)).get(seat_id)
