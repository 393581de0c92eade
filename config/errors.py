"""The page of an error that nobody expected; trouble with the disk has a page of its own that says so."""

from __future__ import annotations

import sys

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.defaults import server_error

from apps.live.data_trouble import trouble_of

RETRY_SECONDS = 60


def failed(request: HttpRequest) -> HttpResponse:
    """Return the page of the error that is being handled."""
    trouble = trouble_of(sys.exc_info()[1])
    if trouble is None:
        return server_error(request)
    answer = render(request, "503.html", {"trouble": trouble}, status=503)
    answer["Retry-After"] = str(RETRY_SECONDS)
    return answer
