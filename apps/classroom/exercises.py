"""A class's exercises as lessons, and what a seat may take of them now."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from apps.classroom.exercise_file import read_exercise
from apps.classroom.models import Classroom, Exercise, Seat
from apps.tutorials.course import lessons
from apps.tutorials.lesson import Lesson

MADE_KEPT = 64


def lesson_of(exercise: Exercise) -> Lesson:
    """What is to be done in an exercise; one made in the browser is read once, as long as it stays as it is."""
    return lessons()[exercise.lesson] if exercise.lesson else _read(exercise.slug, json.dumps(exercise.made))


@lru_cache(MADE_KEPT)
def _read(slug: str, made: str) -> Lesson:
    return read_exercise(slug, json.loads(made))


def taught(classroom: Classroom) -> list[Exercise]:
    """A class's exercises, in order. One whose lesson is no longer in the course is left out."""
    return [each for each in classroom.exercises.all() if not each.lesson or each.lesson in lessons()]


def open_to(seat: Seat, exercises: Iterable[Exercise], now: datetime) -> list[Exercise]:
    """Those in which a seat may work now: all of them for a teacher's preview."""
    return [each for each in exercises if seat.preview or each.is_open(now)]


def worker(seat: Seat, exercise: Exercise) -> str:
    """The visitor to whom a seat's work in an exercise belongs: its own, or its group's."""
    if exercise.in_groups and seat.group is not None:
        return seat.group.visitor
    return seat.visitor
