"""The data that is kept of a learner in a class: to take along, or to delete."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from apps.classroom.live.hub import class_hub
from apps.classroom.live.learner_bar import bar_for_seat
from apps.classroom.models import Seat
from apps.classroom.pages.seat_views import seat_or_404
from apps.classroom.retention import days_left, delete_seat
from apps.live.serving.lanes import slow
from apps.live.serving.streamed import json_file
from apps.tutorials.models import Attempt
from apps.tutorials.record import work

CONFIRMATION = "delete"
UNCONFIRMED = f"Nothing was deleted. Type {CONFIRMATION} into the field to say that you mean it."


@require_GET
def seat_data(request: HttpRequest, seat: str) -> HttpResponse:
    """Show what is kept, until when, and what can be done about it."""
    return _page(request, seat_or_404(request, seat))


def _page(request: HttpRequest, mine: Seat, **said: str) -> HttpResponse:
    context = {
        "seat": mine,
        "told": bar_for_seat(mine),
        "attempts": Attempt.objects.filter(visitor=mine.visitor).count(),
        "votes": mine.votes.count(),
        "days_left": days_left(mine.classroom),
        **said,
    }
    return render(request, "classroom/seat_data.html", context)


@slow
@require_GET
def seat_export(request: HttpRequest, seat: str) -> StreamingHttpResponse:
    """Everything that is kept of the learner, as a JSON file."""
    return json_file(_exported(seat_or_404(request, seat)), "lightcone-seat.json")


def _exported(seat: Seat) -> dict[str, Any]:
    cast = seat.votes.select_related("poll__exercise").order_by("pk")
    return {
        "seat": {
            "class": seat.classroom.title,
            "nickname": seat.nickname,
            "student_number": seat.student_id,
            "group": seat.group.name if seat.group else None,
            "joined": seat.created.isoformat(),
        },
        "votes": [
            {"exercise": vote.poll.exercise.slug, "step": vote.poll.step, "round": vote.round, "option": vote.option}
            for vote in cast
        ],
        **work(seat.visitor),
    }


@require_POST
def seat_delete(request: HttpRequest, seat: str) -> HttpResponse:
    """Delete the seat and all its work, if it is meant."""
    mine = seat_or_404(request, seat)
    if request.POST.get("confirmation", "").strip().lower() != CONFIRMATION:
        return _page(request, mine, delete_mistake=UNCONFIRMED)
    class_id = mine.classroom_id
    delete_seat(mine)
    class_hub.changed(class_id)
    return redirect("join")
