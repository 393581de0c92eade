"""A learner's lab as their teacher sees it: live, to look at, and to act in when invited. The learner is told."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from apps.classroom.exercises import worker
from apps.classroom.models import Classroom
from apps.classroom.pages import class_page
from apps.classroom.rights import teacher_of
from apps.live.access import known_lab
from apps.live.lab_page import lab_context
from apps.tutorials.models import Attempt


@require_GET
@teacher_of
def watch(request: HttpRequest, classroom: Classroom, seat_id: str) -> HttpResponse:
    """The cluster at which a learner is."""
    seat = classroom.seats.filter(pk=seat_id, removed=None).select_related("group").first()
    if seat is None:
        raise Http404
    visitors = {seat.visitor} | ({worker(seat, classroom.exercise)} if classroom.exercise else set())
    made = Attempt.objects.filter(visitor__in=visitors).exclude(lab=None).select_related("lab")
    attempt = made.order_by("-pk").first()
    access = known_lab(str(attempt.lab_id), request.session) if attempt else None
    if attempt is None or attempt.lab is None or access is None:
        return class_page(request, "classroom/nothing_to_watch.html", classroom, seat=seat)
    path = f"/labs/{attempt.lab.pk}/"
    context = lab_context(attempt.lab, access, socket_path=f"/ws{path}", page_path=path)
    return render(
        request, "classroom/watch.html", {**context, "classroom": classroom, "seat": seat, "attempt": attempt}
    )
