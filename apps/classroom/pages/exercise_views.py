"""A class's exercises: choosing lessons and labs, opening and closing them, groups or not, publishing, order."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_GET, require_POST

from apps.classroom.exercise_file import from_scenario
from apps.classroom.exercises import exercise_or_404, lesson_of, taught
from apps.classroom.live.hub import class_hub
from apps.classroom.models import Classroom, Exercise
from apps.classroom.pages.common import class_page
from apps.classroom.rights import teacher_of
from apps.labs.catalogue import catalogue
from apps.tutorials.course import UNITS, lessons
from apps.tutorials.models import Attempt

EXERCISES_MAX = 60
TOO_MANY = f"A class has {EXERCISES_MAX} exercises at most. Delete one first."
WORKED = "Learners have worked in that exercise. Unpublish it: it goes from their pages, and the results stay."
TIMES = "Closing comes after opening, and both are days and times, as 2026-11-21T14:00."


@require_GET
@teacher_of
def exercises(request: HttpRequest, classroom: Classroom) -> HttpResponse:
    """All of them, and where to take more from."""
    return exercises_page(request, classroom)


def exercises_page(request: HttpRequest, classroom: Classroom, mistake: str = "") -> HttpResponse:
    """The page, with what went wrong."""
    made, now = taught(classroom), timezone.now()
    chosen = {each.lesson for each in made}
    context = {
        "exercises": [{"exercise": each, "lesson": lesson_of(each), "is_open": each.is_open(now)} for each in made],
        "units": [
            (number, title, [each for each in lessons().values() if each.unit == number and each.slug not in chosen])
            for number, title in UNITS.items()
        ],
        "labs": list(catalogue().values()),
        "now": now,
        "mistake": mistake,
    }
    return class_page(request, "classroom/exercises.html", classroom, **context)


def changed(classroom: Classroom) -> HttpResponse:
    """Back to the exercises, of which something is different."""
    class_hub.changed(classroom.pk)
    return redirect("exercises", classroom.pk)


def add(classroom: Classroom, **members: object) -> Exercise | None:
    """One more exercise, at the end; None if there are too many, or the lesson is there already."""
    if classroom.exercises.count() >= EXERCISES_MAX:
        return None
    last = classroom.exercises.aggregate(last=Max("order"))["last"] or 0
    try:
        with transaction.atomic():
            return Exercise.objects.create(classroom=classroom, order=last + 1, **members)
    except IntegrityError:
        return None


@require_POST
@teacher_of
def add_exercise(request: HttpRequest, classroom: Classroom) -> HttpResponse:
    """A lesson of the course, which is published at once; or a lab of the catalogue, as an exercise to be finished."""
    lesson, lab = request.POST.get("lesson", ""), request.POST.get("lab", "")
    if lesson in lessons():
        add(classroom, lesson=lesson, published=timezone.now())
        return changed(classroom)
    if lab not in catalogue():
        raise Http404
    entry = catalogue()[lab]
    texts = {"title": entry.title, "question": entry.question, "task": entry.brief}
    made = from_scenario(entry.scenario, starts_paused=entry.starts_paused, **texts)
    exercise = add(classroom, made=made)
    if exercise is None:
        return exercises_page(request, classroom, TOO_MANY)
    return redirect("exercise", classroom.pk, exercise.pk)


@require_POST
@teacher_of
def set_exercise(request: HttpRequest, classroom: Classroom, exercise_id: int) -> HttpResponse:
    """Set when it opens and closes, whether groups do it together, and whether the open course is closed meanwhile."""
    exercise = exercise_or_404(classroom, str(exercise_id))
    try:
        opens, closes = (_moment(request.POST.get(name, "")) for name in ("opens", "closes"))
    except ValueError:
        return exercises_page(request, classroom, TIMES)
    if opens and closes and closes <= opens:
        return exercises_page(request, classroom, TIMES)
    exercise.opens, exercise.closes, exercise.in_groups = opens, closes, "in_groups" in request.POST
    exercise.closes_course = "closes_course" in request.POST
    exercise.save(update_fields=["opens", "closes", "in_groups", "closes_course"])
    return changed(classroom)


def _moment(text: str) -> datetime | None:
    """A day and time as a form sends it, in UTC; None if it is left out. Raises ValueError."""
    if not text:
        return None
    read = parse_datetime(text[:16])
    if read is None:
        raise ValueError(text)
    return read.replace(tzinfo=UTC)


@require_POST
@teacher_of
def publish(request: HttpRequest, classroom: Classroom, exercise_id: int) -> HttpResponse:
    """Let learners see it, or no longer."""
    exercise = exercise_or_404(classroom, str(exercise_id))
    exercise.published = None if exercise.published else timezone.now()
    exercise.save(update_fields=["published"])
    return changed(classroom)


@require_POST
@teacher_of
def move_exercise(request: HttpRequest, classroom: Classroom, exercise_id: int) -> HttpResponse:
    """One place up, or down."""
    found = taught(classroom)
    at = found.index(exercise_or_404(classroom, str(exercise_id)))
    to = at + (1 if request.POST.get("down") else -1)
    if 0 <= to < len(found):
        found[at], found[to] = found[to], found[at]
    for order, each in enumerate(found, 1):
        each.order = order
    Exercise.objects.bulk_update(found, ["order"])
    return changed(classroom)


@require_POST
@teacher_of
def delete_exercise(request: HttpRequest, classroom: Classroom, exercise_id: int) -> HttpResponse:
    """Take it out of the class. One in which somebody has worked stays: unpublish it instead."""
    exercise = exercise_or_404(classroom, str(exercise_id))
    visitors = [*classroom.seats.values_list("visitor", flat=True), *classroom.groups.values_list("visitor", flat=True)]
    if Attempt.objects.filter(visitor__in=visitors, lesson=exercise.slug).exists():
        return exercises_page(request, classroom, WORKED)
    exercise.delete()
    return changed(classroom)
