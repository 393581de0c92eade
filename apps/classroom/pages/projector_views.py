"""The projector's page: what the room sees, pushed over the class's socket."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from apps.classroom.models import Classroom
from apps.classroom.pages.dashboard_views import only_here, room_host
from apps.classroom.rights import teacher_of


@require_GET
@teacher_of
def projector(request: HttpRequest, classroom: Classroom) -> HttpResponse:
    """Big type, and no name of any learner."""
    host = room_host(request)
    context = {"classroom": classroom, "join_host": host, "only_here": only_here(host)}
    return render(request, "classroom/projector.html", context)
