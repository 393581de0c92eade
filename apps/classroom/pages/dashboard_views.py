"""The dashboard's page, and the way into the class as a picture to point a camera at."""

from __future__ import annotations

from io import BytesIO
from urllib.parse import urlsplit

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from apps.classroom.models import Classroom
from apps.classroom.pages.common import class_page
from apps.classroom.pages.maker_views import own_labs
from apps.classroom.rights import teacher_of
from apps.classroom.teaching import pushes
from apps.labs.catalogue import catalogue
from apps.live.public_address import public_address, public_host

QUIET_ZONE_MODULES = 4
"""As the standard asks for."""

OWN_MACHINE = {"127.0.0.1", "localhost", "::1"}


@require_GET
@teacher_of
def dashboard(request: HttpRequest, classroom: Classroom) -> HttpResponse:
    """Every learner's cluster at a glance; what is on it comes over the socket."""
    host = room_host(request)
    context = {
        "join_host": host,
        "only_here": only_here(host),
        "faults": pushes().values(),
        "labs": [(slug, entry.title) for slug, entry in catalogue().items()],
        "own_labs": own_labs(request),
    }
    return class_page(request, "classroom/dashboard.html", classroom, **context)


@require_GET
@teacher_of
def qr(request: HttpRequest, classroom: Classroom) -> HttpResponse:
    """The address by which one joins, dark on light whatever the theme: cameras expect it so."""
    code = segno.make_qr(join_address(request, classroom), error="m")
    picture = BytesIO()
    code.save(picture, kind="svg", border=QUIET_ZONE_MODULES, dark="#000", light="#fff", omitsize=True)
    return HttpResponse(picture.getvalue(), content_type="image/svg+xml", headers={"Cache-Control": "no-store"})


def join_address(request: HttpRequest, classroom: Classroom) -> str:
    """Return where learners join, as their own devices reach it."""
    path = reverse("join_class", args=[classroom.code])
    return public_address(request, path) if settings.PUBLIC_URL else f"{request.scheme}://{room_host(request)}{path}"


def only_here(host: str) -> bool:
    """Return whether a host, with its port, is a name that on every other machine means that machine itself."""
    return urlsplit(f"//{host}").hostname in OWN_MACHINE


def room_host(request: HttpRequest) -> str:
    """The host and port by which others in the room reach this server: the teacher's own browser may know it by a name
    that means another machine to theirs.
    """
    if settings.PUBLIC_URL:
        return public_host(request)
    asked = urlsplit(f"//{request.get_host()}")
    served = next((host for host in settings.SERVED_HOSTS if host not in OWN_MACHINE), None)
    if served is None or asked.hostname not in OWN_MACHINE:
        return request.get_host()
    return served if asked.port is None else f"{served}:{asked.port}"
