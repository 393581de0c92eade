"""A class's exercises as lessons, and what a seat may take of them now."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import Q
from django.http import Http404
from django.utils import timezone

from apps.classroom.exercise_file import checked, read_exercise
from apps.classroom.models import Classroom, Exercise, Extension, Seat
from apps.tutorials.course import lessons
from apps.tutorials.lesson import Lesson

MADE_KEPT = 64


def lesson_of(exercise: Exercise) -> Lesson:
    """Return what is to be done in an exercise; one made in the browser is read once, as long as it stays as it is."""
    return lessons()[exercise.lesson] if exercise.lesson else _read(exercise.slug, json.dumps(exercise.made))


@lru_cache(MADE_KEPT)
def _read(slug: str, made: str) -> Lesson:
    return read_exercise(slug, json.loads(made))


def taught(classroom: Classroom) -> list[Exercise]:
    """A class's exercises, in order. One whose lesson is no longer in the course is left out."""
    return [each for each in classroom.exercises.all() if is_taught(each)]


def is_taught(exercise: Exercise) -> bool:
    """Return whether it is one that was made in the class, or a lesson that is still in the course."""
    return not exercise.lesson or exercise.lesson in lessons()


def open_to(seat: Seat, exercises: Iterable[Exercise], now: datetime) -> list[Exercise]:
    """Those in which a seat may work now: all of them for a teacher's preview."""
    asked = list(exercises)
    if seat.preview:
        return asked
    extended = extensions([seat]) if any(each.closes for each in asked) else {}
    return [each for each in asked if each.is_open(now, extended.get((seat.pk, each.pk)))]


def extensions(seats: Collection[Seat]) -> dict[tuple[str, int], datetime]:
    """Return the extensions of these seats, by seat and exercise. In one for groups a member's is the whole group's."""
    groups = {seat.group_id for seat in seats if seat.group_id is not None}
    theirs = Q(seat__in=[seat.pk for seat in seats]) | Q(seat__group__in=groups, exercise__in_groups=True)
    given = Extension.objects.filter(theirs, seat__removed=None).values_list(
        "seat", "seat__group", "exercise", "exercise__in_groups", "closes"
    )
    found: dict[tuple[str, int], datetime] = {}
    for owner, group, exercise, shared, closes in given:
        for seat in seats:
            if seat.pk == owner or (shared and group is not None and seat.group_id == group):
                found[seat.pk, exercise] = max(closes, found.get((seat.pk, exercise), closes))
    return found


def worker(seat: Seat, exercise: Exercise) -> str:
    """The visitor to whom a seat's work in an exercise belongs: its own, or its group's."""
    if exercise.in_groups and seat.group is not None:
        return seat.group.visitor
    return seat.visitor


def closed_in_the_course() -> frozenset[str]:
    """Return the lessons, by slug, that an exercise of a class keeps closed in the open course now.

    They stay closed until those with an extension are done, too.
    """
    now = timezone.now()
    closing = Exercise.objects.filter(closes_course=True, classroom__deleted=None, published__isnull=False)
    extended = Extension.objects.filter(closes__gt=now, seat__removed=None).values("exercise")
    still = closing.exclude(lesson="").filter(Q(closes=None) | Q(closes__gt=now) | Q(pk__in=extended))
    return frozenset(still.values_list("lesson", flat=True))


def exercise_or_404(classroom: Classroom, given: str) -> Exercise:
    """An exercise of the class by its number."""
    found = next((each for each in taught(classroom) if str(each.pk) == given), None)
    if found is None:
        raise Http404
    return found


def made_or_404(classroom: Classroom, exercise_id: int) -> tuple[Exercise, dict[str, Any]]:
    """An exercise of the class that was made in the browser, and its file's members."""
    found = exercise_or_404(classroom, str(exercise_id))
    if found.made is None:
        raise Http404
    return found, dict(found.made)


def keep_made(exercise: Exercise, made: Mapping[str, Any]) -> None:
    """Store an exercise anew, if it can be; raises ExerciseError."""
    exercise.made = checked(made)
    exercise.save(update_fields=["made"])
