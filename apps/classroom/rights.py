"""Rights in a class: the one place that decides who may do what. `docs/rights.md` is the table.

A class belongs to its teachers: who made it, co-teachers, and every administrator. A seat belongs to the browser
sessions that took it, by joining or by its personal code. Everything else is answered as if there were no such thing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Coroutine
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet, Value
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from apps.accounts.logins import instructor
from apps.classroom.models import Classroom, Exercise, Extension, Group, Seat, held_seats
from apps.live.access import CLOSED, HIDDEN, Access
from apps.live.models import Lab

SEATS = "seats"
SEATS_MAX = 20
"""A browser session remembers so many seats, the latest ones."""

P = ParamSpec("P")


def classes_of(user: User) -> QuerySet[Classroom]:
    """Return the classes that someone teaches; none that is in the trash."""
    there = Classroom.objects.filter(deleted=None)
    if user.is_superuser:
        return there
    return there.filter(Q(owner=user) | Q(co_teachers=user)).distinct()


def restorable(user: User) -> QuerySet[Classroom]:
    """Return the classes in the trash that someone may restore: their own; for an administrator all."""
    trash = Classroom.objects.exclude(deleted=None)
    return trash if user.is_superuser else trash.filter(owner=user)


def teaches(user: User | None, classroom: Classroom) -> bool:
    """Return whether someone teaches a class."""
    return user is not None and classes_of(user).filter(pk=classroom.pk).exists()


def _class_for(request: HttpRequest, class_id: str) -> Classroom | HttpResponse:
    """The class, for one of its teachers; the way to log in for nobody in particular; Http404 for others."""
    user = instructor(request.session)
    if user is None:
        return _to_login(request)
    classroom = classes_of(user).filter(pk=class_id).select_related("owner", "exercise").first()
    if classroom is None:
        raise Http404
    return classroom


def teacher_of(
    view: Callable[Concatenate[HttpRequest, Classroom, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, str, P], HttpResponseBase]:
    """A view for the teachers of the class in its address; others are asked to log in, or told that there is none."""

    @wraps(view)
    def checked(request: HttpRequest, class_id: str, *args: P.args, **named: P.kwargs) -> HttpResponseBase:
        found = _class_for(request, class_id)
        return view(request, found, *args, **named) if isinstance(found, Classroom) else found

    return checked  # type: ignore[return-value]  # Django gives class_id by name


def async_teacher_of(
    view: Callable[Concatenate[HttpRequest, Classroom, P], Coroutine[Any, Any, HttpResponseBase]],
) -> Callable[Concatenate[HttpRequest, str, P], Coroutine[Any, Any, HttpResponseBase]]:
    """`teacher_of`, for a view that reaches into live clusters."""

    @wraps(view)
    async def checked(request: HttpRequest, class_id: str, *args: P.args, **named: P.kwargs) -> HttpResponseBase:
        found = await sync_to_async(_class_for)(request, class_id)
        return await view(request, found, *args, **named) if isinstance(found, Classroom) else found

    return checked  # type: ignore[return-value]


def for_instructors(
    view: Callable[Concatenate[HttpRequest, User, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """A view for whoever is logged in."""

    @wraps(view)
    def checked(request: HttpRequest, *args: P.args, **named: P.kwargs) -> HttpResponseBase:
        user = instructor(request.session)
        return _to_login(request) if user is None else view(request, user, *args, **named)

    return checked  # type: ignore[return-value]


def _to_login(request: HttpRequest) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return redirect_to_login(request.get_full_path() if request.method == "GET" else "/classes/")


# Seats


def take_seat(session: Any, seat: Seat) -> None:
    """This browser session sits in a seat from now on.

    It takes a class's code to get here, so a new session need not come back before it is kept (`config.first_visit`).
    """
    taken = [each for each in session.get(SEATS, []) if each != seat.pk]
    session[SEATS] = [*taken, seat.pk][-SEATS_MAX:]
    if session.session_key is None:
        session.set_expiry(settings.SESSION_COOKIE_AGE)


def leave_seat(session: Any, seat_id: str) -> None:
    """This browser session sits in a seat no longer; its personal code opens it again."""
    session[SEATS] = [each for each in session.get(SEATS, []) if each != seat_id]
    session.cycle_key()


def seat_of(session: Any, seat_id: str) -> Seat | None:
    """A seat of this browser session, admitted or not yet; None for one that was removed."""
    if seat_id not in session.get(SEATS, []):
        return None
    seat = held_seats().filter(pk=seat_id).select_related("classroom__exercise", "group").first()
    if seat is not None and seat.arrived is None:
        seat.arrived = timezone.now()
        seat.save(update_fields=["arrived"])
    return seat


def seats_of(session: Any) -> list[Seat]:
    """Every seat of this browser session, latest first."""
    taken = list(session.get(SEATS, []))
    found = held_seats().filter(pk__in=taken).select_related("classroom")
    return sorted(found, key=lambda seat: -taken.index(seat.pk))


# Grounds: what a socket's access rests on

KINDS = ("seat", "door", "teacher")


def seat_ground(session: Any, seat_id: str) -> str:
    """Return the ground of a learner who sits in a seat, in this browser session."""
    return f"seat:{session.session_key}:{seat_id}"


def teacher_ground(session: Any, class_id: str, host: str = "") -> str:
    """Return the ground of somebody logged in who teaches a class, and, to act in a cluster, is invited by a seat."""
    return f"teacher:{session.session_key}:{class_id}:{host}"


def invitation(seat_id: str) -> str:
    """Return the right by which invited teachers act in a learner's cluster: links that they make end with it."""
    return f"invited:{seat_id}"


def membership(seat_id: str) -> str:
    """Return the right by which a learner acts in their cluster: links that they make end with their removal."""
    return f"seat:{seat_id}"


def door_ground(session: Any, seat_id: str) -> str:
    """Return the ground of somebody who waits to be admitted to a seat, in this browser session."""
    return f"door:{session.session_key}:{seat_id}"


def gone(grounds: Collection[str]) -> set[str]:
    """Return those of these grounds that hold no longer: removed, left the seat, logged out, not invited any more."""
    asked = [(ground, *ground.split(":")) for ground in sorted(grounds) if ground.split(":")[0] in KINDS]
    there = {seat.pk: seat for seat in held_seats().filter(pk__in={each[-1] for each in asked})}
    invited = {pk: seat.invited for pk, seat in there.items() if seat.is_in}
    taken = _seats_taken({each[2] for each in asked if each[1] != "teacher"})
    logins = {each[2:4] for each in asked if each[1] == "teacher"}
    teaching = {login for login in logins if _still_teaches(*login)}
    found = set()
    for ground, kind, key, *parts in asked:
        if kind == "teacher":
            holds = (key, parts[0]) in teaching and (not parts[1] or bool(invited.get(parts[1])))
        else:
            holds = parts[0] in taken.get(key, ()) and parts[0] in (invited if kind == "seat" else there)
        if not holds:
            found.add(ground)
    return found


def _seats_taken(session_keys: Collection[str]) -> dict[str, list[str]]:
    """Return the seats that browser sessions remember, by the session's key; nothing for those that have ended."""
    there = Session.objects.filter(session_key__in=session_keys, expire_date__gt=timezone.now())
    return {each.session_key: each.get_decoded().get(SEATS, []) for each in there}


def _still_teaches(session_key: str, class_id: str) -> bool:
    session = SessionStore(session_key)
    user = instructor(session)
    return user is not None and classes_of(user).filter(pk=class_id).exists()


# Labs


def client_in(seat: Seat, clients: tuple[str, ...]) -> str:
    """Return which client a member of a group is."""
    return clients[seat.place % len(clients)]


def lab_access(lab_id: str, session: Any) -> Access | None:
    """Return what a browser session may do with a lab of a class.

    Its learners may do everything, in a group as one client each; its teachers look, and act where a learner has
    invited them.
    """
    if SEATS not in session and "_auth_user_id" not in session:
        return None
    lab = Lab.objects.filter(pk=lab_id).first()
    if lab is None:
        return None
    members = list(
        held_seats()
        .filter(Q(visitor=lab.owner) | Q(group__visitor=lab.owner))
        .exclude(admitted=None)
        .select_related("classroom", "group")
    )
    return _as_member(lab, members, session) or _as_teacher(lab, members, session)


def _as_member(lab: Lab, members: list[Seat], session: Any) -> Access | None:
    taken = session.get(SEATS, [])
    seat = next((seat for seat in members if seat.pk in taken), None)
    if seat is None:
        return None
    shares = seat.group is not None and seat.group.visitor == lab.owner
    client = client_in(seat, _clients(lab)) if shares else None
    return Access(lab.pk, "owner", client, seat_ground(session, seat.pk), membership(seat.pk))


def _clients(lab: Lab) -> tuple[str, ...]:
    return tuple(lab.runs.get(number=lab.current_run).scenario["clients"])


def _as_teacher(lab: Lab, members: list[Seat], session: Any) -> Access | None:
    classroom = members[0].classroom if members else _class_of_group(lab)
    if classroom is None or not teaches(instructor(session), classroom):
        return None
    host = next((seat for seat in members if seat.invited), None)
    if host is not None:
        ground = teacher_ground(session, classroom.pk, host.pk)
        return Access(lab.pk, "owner", None, ground, invitation(host.pk), guest=True)
    return Access(lab.pk, "watcher", None, teacher_ground(session, classroom.pk), looks_on=True)


def _class_of_group(lab: Lab) -> Classroom | None:
    group = Group.objects.filter(visitor=lab.owner, classroom__deleted=None).select_related("classroom").first()
    return group.classroom if group else None


# How labs stand


def standing(lab_ids: Collection[str]) -> dict[str, str]:
    """Return those of these labs that are hidden, their class being in the trash, or closed, as their exercise is.

    A lab that is no attempt at an exercise never closes, nor does a teacher's preview. The number of queries does not
    grow with the labs.
    """
    works = list(Lab.objects.filter(pk__in=lab_ids).exclude(owner="").values_list("pk", "owner", "attempt__lesson"))
    owners = {lab: owner for lab, owner, _ in works}
    workers = _workers(set(owners.values()))
    labs = {lab: workers[owner] for lab, owner in owners.items() if owner in workers}
    found = {lab: HIDDEN for lab, (_, deleted, _) in labs.items() if deleted}
    mine = {lab: class_id for lab, (class_id, _, preview) in labs.items() if lab not in found and not preview}
    open_now = _open_exercises(set(mine.values()))
    over = {
        lab: slug for lab, _, slug in works if lab in mine and slug is not None and (mine[lab], slug) not in open_now
    }
    extended = _extended({owners[lab] for lab in over})
    return found | {lab: CLOSED for lab, slug in over.items() if (owners[lab], slug) not in extended}


def _extended(visitors: Collection[str]) -> set[tuple[str, str]]:
    """Return the exercises, by visitor and slug, in which a visitor or one of a group may still work."""
    if not visitors:
        return set()
    now = timezone.now()
    one = Extension.objects.filter(seat__visitor__in=visitors).select_related("exercise", "seat")
    shared = Extension.objects.filter(seat__group__visitor__in=visitors, exercise__in_groups=True, seat__removed=None)
    given = [(each.seat.visitor, each) for each in one]
    shared = shared.select_related("exercise", "seat__group")
    given += [(each.seat.group.visitor, each) for each in shared if each.seat.group]
    return {(visitor, each.exercise.slug) for visitor, each in given if each.exercise.is_open(now, each.closes)}


def _workers(visitors: set[str]) -> dict[str, tuple[str, Any, bool]]:
    """Return the class of each of these visitors, when it was deleted, and whether it is a preview.

    A visitor works in a seat or as a group; groups are looked for only if some have no seat.
    """
    found = {visitor: tuple(rest) for visitor, *rest in _seat_workers(visitors)}
    others = visitors - found.keys()
    return found | {visitor: tuple(rest) for visitor, *rest in _group_workers(others)} if others else found


def _seat_workers(visitors: Collection[str]) -> QuerySet[Seat, tuple[Any, ...]]:
    columns = ("visitor", "classroom", "classroom__deleted", "preview")
    return Seat.objects.filter(visitor__in=visitors).values_list(*columns)


def _group_workers(visitors: Collection[str]) -> QuerySet[Group, tuple[Any, ...]]:
    columns = ("visitor", "classroom", "classroom__deleted", Value(False))
    return Group.objects.filter(visitor__in=visitors).values_list(*columns)


def _open_exercises(class_ids: Collection[str]) -> set[tuple[str, str]]:
    now = timezone.now()
    there = Exercise.objects.filter(classroom__in=class_ids).defer("made") if class_ids else ()
    return {(each.classroom_id, each.slug) for each in there if each.is_open(now)}
