"""A learner's lab as their teacher sees it: live, to look at, and to act in when invited. The learner is told."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from apps.classroom.models import Classroom, Seat
from apps.classroom.pages.common import class_page
from apps.classroom.rights import teacher_of
from apps.classroom.whereabouts import find_attempt
from apps.live.access import Access, known_lab
from apps.live.earlier.runs import find_earlier
from apps.live.models import Lab
from apps.live.pages.earlier_views import earlier_page
from apps.live.pages.lab_page import lab_context


@require_GET
@teacher_of
def watch(request: HttpRequest, classroom: Classroom, seat_id: str) -> HttpResponse:
    """The cluster at which a learner is."""
    seat, lab, access = _at(request, classroom, seat_id)
    if lab is None or access is None:
        return class_page(request, "classroom/nothing_to_watch.html", classroom, seat=seat)
    path = f"/labs/{lab.pk}/"
    earlier = find_earlier(lab.pk)
    if earlier is not None:
        return earlier_page(request, earlier, access, path, then=request.path)
    context = lab_context(lab, access, socket_path=f"/ws{path}", page_path=path)
    return render(request, "classroom/watch.html", {**context, "classroom": classroom, "seat": seat, "lab_id": lab.pk})


@require_GET
@teacher_of
def watch_still(request: HttpRequest, classroom: Classroom, seat_id: str) -> HttpResponse:
    """Have the page loaded anew unless it shows where the learner is, and lets the teacher do what they may."""
    _, lab, access = _at(request, classroom, seat_id)
    shown = (request.GET.get("lab"), request.GET.get("role"))
    is_so = lab is not None and access is not None and shown == (lab.pk, access.shown_role)
    return HttpResponse(status=204, headers={} if is_so else {"HX-Refresh": "true"})


def _at(request: HttpRequest, classroom: Classroom, seat_id: str) -> tuple[Seat, Lab | None, Access | None]:
    """A learner, the lab at which they are, if there is one, and what the teacher may do with it."""
    seat = classroom.seats.filter(pk=seat_id, removed=None).first()
    if seat is None:
        raise Http404
    attempt = find_attempt(classroom, seat.pk)
    if attempt is None or attempt.lab is None:
        return seat, None, None
    return seat, attempt.lab, known_lab(attempt.lab.pk, request.session)
