"""Browser sessions that never come back are soon forgotten.

A request without a cookie is given a session, and with it a visitor. Most that never come back are programs; kept for
a year as the others are, theirs would fill the disk. So a new session lasts some hours, and for a year from the second
request on; one that a page has given its time already keeps that.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from apps.live.bounds import FIRST_VISIT_HOURS

FIRST_SECONDS = FIRST_VISIT_HOURS * 3_600
EXPIRY = "_session_expiry"
"""The name that Django gives it in a session that has an expiry of its own."""


def first_visit(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Return middleware that gives sessions their time. It stands inside the one of sessions."""

    def answer(request: HttpRequest) -> HttpResponse:
        known = settings.SESSION_COOKIE_NAME in request.COOKIES
        if known and request.session.get(EXPIRY) == FIRST_SECONDS:
            request.session.set_expiry(None)
        response = get_response(request)
        if not known and request.session.modified and EXPIRY not in request.session:
            request.session.set_expiry(FIRST_SECONDS)
        return response

    return answer
