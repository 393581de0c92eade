"""The learners of a class: letting in, renaming, removing, student numbers, groups."""

from __future__ import annotations

from itertools import count as count_from
from random import SystemRandom

from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from apps.classroom.hub import class_hub
from apps.classroom.models import Classroom, Group, Seat, learners
from apps.classroom.pages import class_page
from apps.classroom.rights import teacher_of
from apps.classroom.seats import NICKNAME_CHARS_MAX, STUDENT_ID_CHARS_MAX
from apps.live.models import SharedMoment, ShareLink
from apps.tutorials.models import Attempt

GROUP_SIZE_MAX = 8
TAKEN = "Somebody in the class is called that already."
NO_NAME = f"A nickname has 1 to {NICKNAME_CHARS_MAX} characters."


@require_GET
@teacher_of
def roster(request: HttpRequest, classroom: Classroom) -> HttpResponse:
    """Everybody who is in, who waits at the door, and the groups."""
    return _page(request, classroom)


def _page(request: HttpRequest, classroom: Classroom, mistake: str = "") -> HttpResponse:
    seats = classroom.seats.filter(removed=None, preview=False).select_related("group")
    context = {
        "waiting": [seat for seat in seats if seat.admitted is None],
        "seats": sorted((seat for seat in seats if seat.admitted), key=lambda seat: seat.nickname.lower()),
        "here": class_hub.here(classroom.pk),
        "groups": list(classroom.groups.all()),
        "removed": classroom.seats.filter(preview=False).exclude(removed=None),
        "now": timezone.now(),
        "mistake": mistake,
    }
    return class_page(request, "classroom/learners.html", classroom, **context)


def _back(classroom: Classroom) -> HttpResponse:
    class_hub.changed(classroom.pk)
    return redirect("learners", classroom.pk)


def _seat(classroom: Classroom, seat_id: str) -> Seat:
    found = classroom.seats.filter(pk=seat_id, removed=None, preview=False).first()
    if found is None:
        raise Http404
    return found


@require_POST
@teacher_of
def admit(request: HttpRequest, classroom: Classroom) -> HttpResponse:
    """Let somebody in; without a seat, everybody who waits."""
    waiting = classroom.seats.filter(admitted=None, removed=None)
    if request.POST.get("seat"):
        waiting = waiting.filter(pk=request.POST["seat"])
    waiting.update(admitted=timezone.now())
    return _back(classroom)


@require_POST
@teacher_of
def rename(request: HttpRequest, classroom: Classroom, seat_id: str) -> HttpResponse:
    """Call a learner something else, or note the student number."""
    seat = _seat(classroom, seat_id)
    name = " ".join(request.POST.get("nickname", "").split())
    if not 0 < len(name) <= NICKNAME_CHARS_MAX or not name.isprintable():
        return _page(request, classroom, NO_NAME)
    seat.nickname, seat.student_id = name, request.POST.get("student_id", "").strip()[:STUDENT_ID_CHARS_MAX]
    try:
        with transaction.atomic():
            seat.save(update_fields=["nickname", "student_id"])
    except IntegrityError:
        return _page(request, classroom, TAKEN)
    return _back(classroom)


@require_POST
@teacher_of
def remove(request: HttpRequest, classroom: Classroom, seat_id: str) -> HttpResponse:
    """Show a learner out: within seconds nothing of the class is open to them, nor by a link to a cluster of theirs or
    to a moment of it.

    What they did is kept: it is in the results again once they are brought back.
    """
    seat = _seat(classroom, seat_id)
    seat.removed, seat.hand, seat.invited = timezone.now(), None, None
    seat.save(update_fields=["removed", "hand", "invited"])
    visitors = [seat.visitor, *([seat.group.visitor] if seat.group else [])]
    for kind in (ShareLink, SharedMoment):
        kind.objects.filter(lab__owner__in=visitors, revoked=None).update(revoked=timezone.now())
    return _back(classroom)


@require_POST
@teacher_of
def bring_back(request: HttpRequest, classroom: Classroom, seat_id: str) -> HttpResponse:
    """Let a learner who was removed by mistake sit down again, unless somebody has the nickname now."""
    seat = classroom.seats.filter(pk=seat_id).exclude(removed=None).first()
    if seat is None:
        raise Http404
    seat.removed = None
    try:
        with transaction.atomic():
            seat.save(update_fields=["removed"])
    except IntegrityError:
        return _page(request, classroom, TAKEN)
    return _back(classroom)


# Groups


@require_POST
@teacher_of
def make_groups(request: HttpRequest, classroom: Classroom) -> HttpResponse:
    """Deal everybody out at random into groups of about a size. Groups that nobody has worked in yet go."""
    given = request.POST.get("size", "")
    size = min(GROUP_SIZE_MAX, int(given)) if given.isdecimal() and len(given) < 3 and int(given) > 0 else 3
    seats = list(learners(classroom))
    SystemRandom().shuffle(seats)
    with transaction.atomic():
        worked = Attempt.objects.filter(visitor__in=classroom.groups.values("visitor"))
        classroom.groups.exclude(visitor__in=worked.values("visitor")).delete()
        taken = set(classroom.groups.values_list("name", flat=True))
        names = (name for number in count_from(1) if (name := f"Group {number}") not in taken)
        count = max(1, round(len(seats) / size)) if seats else 0
        groups = [Group.objects.create(classroom=classroom, name=next(names)) for _ in range(count)]
        for number, seat in enumerate(seats):
            seat.group, seat.place = groups[number % count], number // count
        Seat.objects.bulk_update(seats, ["group", "place"])
    return _back(classroom)


@require_POST
@teacher_of
def move(request: HttpRequest, classroom: Classroom, seat_id: str) -> HttpResponse:
    """Put a learner into another group, or none; they become the first client that nobody is there."""
    seat, given = _seat(classroom, seat_id), request.POST.get("group", "")
    group = classroom.groups.filter(pk=given).first() if given.isdecimal() and len(given) < 12 else None
    if group is not None:
        taken = set(group.seats.filter(removed=None).exclude(pk=seat.pk).values_list("place", flat=True))
        seat.place = next(place for place in range(len(taken) + 1) if place not in taken)
    seat.group = group
    seat.save(update_fields=["group", "place"])
    return _back(classroom)
