"""Pages of what could not be done: a request that cannot be read, nothing there, an error, a full disk, no room.

Django's own views for these read the form again to see to its token, and where it cannot be read they fail as well.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from apps.live.earlier.runs import EARLIER
from apps.live.lab.log import VersionGone
from apps.live.upkeep.data_trouble import trouble_of
from apps.live.upkeep.disk_room import NoRoomError

RETRY_SECONDS = 60
NOT_STORED = (
    "What you just did was not stored. What you did before is safe. Tell the person who runs this server, and load this"
    " page again in a minute."
)


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return the page of a request that cannot be read."""
    return HttpResponse(render_to_string("400.html", {"request": request}), status=400)


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return the page of an address where there is nothing."""
    return render(request, "404.html", status=404)


def failed(request: HttpRequest) -> HttpResponse:
    """Return the page of the error that is being handled."""
    trouble = trouble_of(sys.exc_info()[1])
    if trouble is None:
        return HttpResponse(render_to_string("500.html", {"request": request}), status=500)
    answer = render(request, "503.html", {"title": trouble.title, "words": NOT_STORED}, status=503)
    answer["Retry-After"] = str(RETRY_SECONDS)
    return answer


class RefusalPages:
    """Middleware that says in words that there is no room for what was asked for, or that it would need a replay of a
    run of an earlier version.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Return the page that says so."""
        if isinstance(error, NoRoomError):
            answer = render(request, "507.html", {"refusal": str(error)}, status=507)
        elif isinstance(error, VersionGone):
            answer = HttpResponse(EARLIER, status=409, content_type="text/plain; charset=utf-8")
        else:
            return None
        answer._has_been_logged = True  # type: ignore[attr-defined]  # Django would log each as an error of ours
        return answer
