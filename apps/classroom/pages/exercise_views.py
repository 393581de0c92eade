"""A class's exercises: choosing lessons and labs, opening and closing them, groups or not, publishing, order."""

from __future__ import annotations

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from apps.classroom.exercise_file import from_scenario
from apps.classroom.exercises import exercise_or_404, lesson_of, taught
from apps.classroom.live.hub import class_hub
from apps.classroom.models import Classroom, Exercise, Extension, learners
from apps.classroom.pages.common import class_page
from apps.classroom.rights import teacher_of
from apps.classroom.times import FORM_CHARS, for_form, from_form, opening_times
from apps.labs.catalogue import catalogue
from apps.tutorials.course import UNITS, lessons
from apps.tutorials.models import Attempt

EXERCISES_MAX = 60
TOO_MANY = f"A class has {EXERCISES_MAX} exercises at most. Delete one first."
WORKED = "Learners have worked in that exercise. Unpublish it: it goes from their pages, and the results stay."
TIMES = "Closing has to come after opening, and both are days and times. Nothing was stored: correct the dates below."
MORE_TIME = "Choose a learner, and a day and time after the exercise closes for the class."
EVERY_DAYS_MAX = 60
TIME_FIELDS = ("opens", "closes")


@require_GET
@teacher_of
def exercises(request: HttpRequest, classroom: Classroom) -> HttpResponse:
    """All of them, and where to take more from."""
    return exercises_page(request, classroom)


def exercises_page(
    request: HttpRequest, classroom: Classroom, mistake: str = "", refused: Exercise | None = None
) -> HttpResponse:
    """The page, with what went wrong; what was typed stays, also of `refused`, whose dates were not stored."""
    made, now, zone = taught(classroom), timezone.now(), classroom.zone
    chosen = {each.lesson for each in made}
    given: dict[int, list[Extension]] = {}
    for extension in Extension.objects.filter(exercise__in=made, seat__removed=None).select_related("seat"):
        given.setdefault(extension.exercise_id, []).append(extension)
    context = {
        "exercises": [
            {
                "exercise": each,
                "lesson": lesson_of(each),
                "is_open": each.is_open(now),
                "times": typed_times(request) if each == refused else times_of(each),
                "is_refused": each == refused,
                "extensions": given.get(each.pk, ()),
            }
            for each in made
        ],
        "typed": {"lessons": request.POST.getlist("lesson"), **typed_times(request)} if refused is None else {},
        "zone": zone,
        "seats": list(learners(classroom).order_by("nickname")),
        "units": [
            (number, title, [each for each in lessons().values() if each.unit == number and each.slug not in chosen])
            for number, title in UNITS.items()
        ],
        "labs": list(catalogue().values()),
        "now": now,
        "mistake": mistake,
    }
    return class_page(request, "classroom/exercises.html", classroom, **context)


def typed_times(request: HttpRequest) -> dict[str, str]:
    """Return the times that a form sent, as they were typed."""
    return {name: request.POST.get(name, "")[:FORM_CHARS] for name in (*TIME_FIELDS, "every_days")}


def times_of(exercise: Exercise) -> dict[str, str]:
    """Return the times of an exercise as a form shows them."""
    return {name: for_form(getattr(exercise, name), exercise.classroom.zone) for name in TIME_FIELDS}


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
    """Lessons of the course, which are published at once; or a lab of the catalogue, as an exercise to be finished."""
    chosen, lab = set(request.POST.getlist("lesson")), request.POST.get("lab", "")
    if chosen & lessons().keys():
        return _add_lessons(request, classroom, [slug for slug in lessons() if slug in chosen])
    if lab not in catalogue():
        raise Http404
    entry = catalogue()[lab]
    texts = {"title": entry.title, "question": entry.question, "task": entry.brief}
    made = from_scenario(entry.scenario, starts_paused=entry.starts_paused, **texts)
    exercise = add(classroom, made=made)
    if exercise is None:
        return exercises_page(request, classroom, TOO_MANY)
    return redirect("exercise", classroom.pk, exercise.pk)


def _add_lessons(request: HttpRequest, classroom: Classroom, chosen: list[str]) -> HttpResponse:
    """Add lessons in this order: the first with the dates of the form, each other so many days after the one before."""
    typed = typed_times(request)
    days = typed["every_days"]
    every = timedelta(days=min(EVERY_DAYS_MAX, int(days)) if days.isdecimal() and len(days) < 4 else 0)
    times = [opening_times(typed, classroom.zone, nth * every) for nth in range(len(chosen))]
    if None in times:
        return exercises_page(request, classroom, TIMES)
    room = EXERCISES_MAX - classroom.exercises.count()
    for lesson, (opens, closes) in zip(chosen[:room], filter(None, times), strict=False):
        add(classroom, lesson=lesson, published=timezone.now(), opens=opens, closes=closes)
    return exercises_page(request, classroom, TOO_MANY) if len(chosen) > room else changed(classroom)


@require_POST
@teacher_of
def extend(request: HttpRequest, classroom: Classroom, exercise_id: int) -> HttpResponse:
    """Give one learner more time in an exercise; without a time, take it back."""
    exercise = exercise_or_404(classroom, str(exercise_id))
    seat = learners(classroom).filter(pk=request.POST.get("seat", "")).first()
    try:
        closes = from_form(request.POST.get("until", ""), classroom.zone, last=True)
    except ValueError:
        return exercises_page(request, classroom, MORE_TIME)
    if seat is None or exercise.closes is None or (closes is not None and closes <= exercise.closes):
        return exercises_page(request, classroom, MORE_TIME)
    if closes is None:
        exercise.extensions.filter(seat=seat).delete()
    else:
        Extension.objects.update_or_create(exercise=exercise, seat=seat, defaults={"closes": closes})
    return changed(classroom)


@require_POST
@teacher_of
def set_exercise(request: HttpRequest, classroom: Classroom, exercise_id: int) -> HttpResponse:
    """Set when it opens and closes, whether groups do it together, and whether the open course is closed meanwhile."""
    exercise = exercise_or_404(classroom, str(exercise_id))
    typed, before = typed_times(request), times_of(exercise)
    times = opening_times(typed, classroom.zone)
    if times is None:
        return exercises_page(request, classroom, TIMES, exercise)
    for name, at in zip(TIME_FIELDS, times, strict=True):
        if typed[name] != before[name]:  # one that was left as it is keeps its seconds, and which of two it is
            setattr(exercise, name, at)
    exercise.in_groups = "in_groups" in request.POST
    exercise.closes_course = "closes_course" in request.POST
    exercise.save(update_fields=["opens", "closes", "in_groups", "closes_course"])
    return changed(classroom)


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
