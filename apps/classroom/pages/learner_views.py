"""The learners of a class: letting in, renaming, removing, student numbers, groups."""

from __future__ import annotations

from itertools import count as count_from
from itertools import groupby
from random import SystemRandom

from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from apps.classroom import door
from apps.classroom.live.hub import class_hub
from apps.classroom.models import Classroom, Group, Seat, learners
from apps.classroom.pages.common import class_page
from apps.classroom.rights import teacher_of
from apps.classroom.seats import NICKNAME_CHARS_MAX, STUDENT_ID_CHARS_MAX
from apps.live.models import SharedMoment, ShareLink
from apps.tutorials.models import Attempt

GROUP_SIZE_MAX = 8
TAKEN = "Somebody in the class is called that already."
NOT_BACK = "Not let back in: {}. Somebody in the class is called that already, or the class is full."
IDLE_MINUTES = ("10", "60", "720")
NO_MINUTES = "Choose one of the times offered."
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
        "removed": _removed_together(classroom),
        "crowded": not classroom.admits and door.is_crowded(classroom, timezone.now()),
        "crowd_max": door.CROWD_MAX,
        "crowd_minutes": door.CROWD_MINUTES,
        "idle": [(each, door.came_and_did_nothing(classroom, int(each)).count()) for each in IDLE_MINUTES],
        "now": timezone.now(),
        "mistake": mistake,
    }
    return class_page(request, "classroom/learners.html", classroom, **context)


def _removed_together(classroom: Classroom) -> list[list[Seat]]:
    """Return the removed learners, those together who were removed at one moment."""
    removed = classroom.seats.filter(preview=False).exclude(removed=None).order_by("removed")
    return [list(together) for _, together in groupby(removed, key=lambda seat: seat.removed)]


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
    if request.POST.get("seat"):
        door.let_in(classroom, request.POST["seat"])
    else:
        door.let_everybody_in(classroom)
    return _back(classroom)


@require_POST
@teacher_of
def turn_away(request: HttpRequest, classroom: Classroom) -> HttpResponse:
    """Remove everybody who waits at the door."""
    door.turn_everybody_away(classroom)
    return _back(classroom)


@require_POST
@teacher_of
def remove_idle(request: HttpRequest, classroom: Classroom) -> HttpResponse:
    """Remove everybody who came in lately and did nothing."""
    minutes = request.POST.get("minutes", "")
    if minutes not in IDLE_MINUTES:
        return _page(request, classroom, NO_MINUTES)
    door.remove_idle(classroom, int(minutes))
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
    """Let a learner who was removed by mistake sit down again; with `together`, all who were removed at that moment."""
    seat = classroom.seats.filter(pk=seat_id).exclude(removed=None).first()
    if seat is None:
        raise Http404
    seats = classroom.seats.filter(removed=seat.removed) if "together" in request.POST else [seat]
    left_out = [each.nickname for each in seats if not door.bring_back(each)]
    if left_out:
        return _page(request, classroom, NOT_BACK.format(", ".join(left_out[:5]) + (" …" if len(left_out) > 5 else "")))
    return _back(classroom)


# Groups


def groups_of(count: int, size: int) -> int:
    """Return into how many groups so many learners go: none larger than `size`, unless somebody would be alone."""
    groups = -(-count // size)
    return groups if count // max(1, groups) > 1 or size == 1 else max(count // size, min(count, 1))


@require_POST
@teacher_of
def make_groups(request: HttpRequest, classroom: Classroom) -> HttpResponse:
    """Make groups of about a size at random. Groups that nobody has worked in yet go."""
    given = request.POST.get("size", "")
    size = min(GROUP_SIZE_MAX, int(given)) if given.isdecimal() and len(given) < 3 and int(given) > 0 else 3
    seats = list(learners(classroom))
    SystemRandom().shuffle(seats)
    with transaction.atomic():
        worked = Attempt.objects.filter(visitor__in=classroom.groups.values("visitor"))
        classroom.groups.exclude(visitor__in=worked.values("visitor")).delete()
        taken = set(classroom.groups.values_list("name", flat=True))
        names = (name for number in count_from(1) if (name := f"Group {number}") not in taken)
        count = groups_of(len(seats), size)
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
