"""Snapshots of a class: collecting one, the page of all of them, projecting, renaming, deleting.

What is asked for from the dashboard is answered with a sentence to be shown.
"""

from __future__ import annotations

import time
from typing import Any

from asgiref.sync import sync_to_async
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from apps.classroom import snapshots as service
from apps.classroom.live.dashboard import board_of, title_of
from apps.classroom.live.hub import class_hub
from apps.classroom.models import Classroom, Seat, Snapshot, learners
from apps.classroom.pages.common import class_page
from apps.classroom.rights import async_teacher_of, teacher_of
from apps.live.lab.branches import Sketch, picture
from apps.live.serving.lanes import slow

PROJECTED = "On the projector now."
KEPT = "Kept under Snapshots."


@slow
@require_http_methods(["GET", "HEAD", "POST"])
@async_teacher_of
async def snapshots(request: HttpRequest, classroom: Classroom) -> HttpResponse:
    """All of them; a POST collects one of a learner's cluster as it stands (`seat`), and may project it at once."""
    if request.method == "POST":
        seat = await sync_to_async(get_object_or_404)(learners(classroom), pk=request.POST.get("seat", ""))
        return await _collect(classroom, seat, projects="project" in request.POST)
    return await sync_to_async(_page)(request, classroom)


def _page(request: HttpRequest, classroom: Classroom) -> HttpResponse:
    kept = classroom.snapshots.select_related("moment").order_by("-pk")
    listed = [{"snapshot": each, "picture": each.sketch and _picture(each.sketch)} for each in kept]
    return class_page(request, "classroom/snapshots.html", classroom, listed=listed)


def _picture(sketch: Sketch) -> dict[str, Any]:
    """Each on a scale of its own."""
    return picture(sketch, None, max(1, sketch["until"]))


async def _collect(classroom: Classroom, seat: Seat, *, projects: bool) -> HttpResponse:
    try:
        kept = await service.collect(classroom, seat)
    except service.SnapshotRefused as refused:
        return _said(str(refused), status=409)
    if projects:
        await sync_to_async(service.project)(classroom, kept)
        class_hub.changed(classroom.pk)
    return _said(PROJECTED if projects else KEPT)


def _said(sentence: str, status: int = 200) -> HttpResponse:
    return HttpResponse(sentence, content_type="text/plain; charset=utf-8", status=status)


@slow
@require_POST
@async_teacher_of
async def clearest(request: HttpRequest, classroom: Classroom) -> HttpResponse:
    """Project the run that shows with the fewest operations how something broke (`kind`)."""
    kind, board = request.POST.get("kind", ""), board_of(classroom.pk)
    await board.renew(time.monotonic(), news=True)
    found = board.clearest(kind)
    if found is None:
        return _said(f"No run shows this any longer: {title_of(kind[:40])}.", status=409)
    seat = await Seat.objects.aget(pk=found.seat_id)
    return await _collect(classroom, seat, projects=True)


@require_POST
@teacher_of
def project(request: HttpRequest, classroom: Classroom) -> HttpResponse:
    """Project a snapshot, or, without one, nothing."""
    asked = request.POST.get("snapshot", "")
    service.project(classroom, _snapshot(classroom, asked) if asked else None)
    class_hub.changed(classroom.pk)
    return redirect("snapshots", classroom.pk) if "back" in request.POST else HttpResponse(status=204)


@require_POST
@teacher_of
def change(request: HttpRequest, classroom: Classroom, snapshot: int) -> HttpResponse:
    """Rename a snapshot, or delete it with the moment that it shows."""
    found = _snapshot(classroom, str(snapshot))
    if "delete" in request.POST:
        found.moment.delete()
        class_hub.changed(classroom.pk)
    else:
        found.title = " ".join(request.POST.get("title", "").split())[: service.TITLE_CHARS_MAX] or found.title
        found.save(update_fields=["title"])
    return redirect("snapshots", classroom.pk)


def _snapshot(classroom: Classroom, asked: str) -> Snapshot:
    found = classroom.snapshots.filter(pk=asked).select_related("moment").first() if asked.isdecimal() else None
    if found is None:
        raise Http404
    return found
