"""The door of a class: its code, a nickname; or the personal code of a seat one has already."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.logins import instructor
from apps.classroom import seats
from apps.classroom.live.hub import class_hub
from apps.classroom.models import Classroom, Seat
from apps.classroom.rights import seats_of, take_seat
from apps.classroom.whereabouts import place_of_class

TYPED_CHARS_MAX = 40
UNKNOWN = (
    "No class has this code now. Look at the wall again: a word, and seven letters and digits, as QUORUM-7K4M2XQ. "
    "Codes expire."
)
ENDED = (
    "You are no longer in this class: your teacher removed you, or the class was deleted. "
    "If that is a mistake, ask your teacher."
)
UNKNOWN_SEAT = "There is no such personal code. It has 12 letters and digits, in three groups of four."


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Show where to type a code; a POST goes on to the class that it opens."""
    if request.method != "POST":
        return _door(request, ended=ENDED if "ended" in request.GET else "")
    code = request.POST.get("code", "")[:TYPED_CHARS_MAX]
    classroom = seats.open_class(code)
    if classroom is None:
        return _door(request, mistake=UNKNOWN, code=code)
    return redirect("join_class", classroom.code)


def _door(request: HttpRequest, **said: str) -> HttpResponse:
    context = {"mine": seats_of(request.session), "teaches": instructor(request.session) is not None, **said}
    return render(request, "classroom/join.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def join_class(request: HttpRequest, code: str) -> HttpResponse:
    """Choose a nickname and sit down. Whoever sits here already goes to their seat."""
    classroom, mistake = seats.open_class(code[:TYPED_CHARS_MAX]), ""
    if classroom is None:
        return _door(request, mistake=UNKNOWN, code=code[:TYPED_CHARS_MAX])
    mine = next((seat for seat in seats_of(request.session) if seat.classroom_id == classroom.pk), None)
    if mine is not None and not mine.preview:
        return _lead(mine)
    if request.method == "POST":
        try:
            return _sit(request, seats.sit_down(classroom, *_given(request)))
        except seats.SeatRefused as refused:
            mistake = str(refused)
    return _choose(request, classroom, mistake)


def _given(request: HttpRequest) -> tuple[str, str]:
    return request.POST.get("nickname", ""), request.POST.get("student_id", "")


def _choose(request: HttpRequest, classroom: Classroom, mistake: str) -> HttpResponse:
    offered = seats.nicknames(classroom)
    typed = request.POST.get("nickname", "")[: seats.NICKNAME_CHARS_MAX]
    context = {"classroom": classroom, "offered": offered, "typed": typed or offered[0], "mistake": mistake}
    return render(request, "classroom/nickname.html", context)


def _sit(request: HttpRequest, seat: Seat) -> HttpResponse:
    take_seat(request.session, seat)
    class_hub.changed(seat.classroom_id, seat.pk)
    return _lead(seat)


def _lead(seat: Seat) -> HttpResponse:
    """To where the class is; whoever has never been at a step, to the seat first, which leads there with a welcome."""
    place = place_of_class(seat) if seat.at_step else ""
    return redirect(place) if place else redirect("seat", seat.pk)


@require_POST
def come_back(request: HttpRequest) -> HttpResponse:
    """Sit down where one sat before, by the seat's personal code."""
    seat = seats.seat_by_code(request.POST.get("personal", "")[:TYPED_CHARS_MAX])
    if seat is None:
        return _door(request, personal_mistake=UNKNOWN_SEAT)
    return _sit(request, seat)
