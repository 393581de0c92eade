"""Headers that every answer carries: who may keep it, and which of a device's senses its page may use.

An answer that depends on the browser's session is personal: no cache keeps it, not even the browser's own, since a
computer of the room has another learner before it in the next lesson. A view that knows better says so itself.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import has_vary_header

PERSONAL = "private, no-store"
UNUSED_FEATURES = (
    "accelerometer",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "usb",
)
"""None of our pages asks for these; so nothing that finds its way into one can."""

PERMISSIONS_POLICY = ", ".join(f"{feature}=()" for feature in UNUSED_FEATURES)


def own_headers(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Return middleware that adds these headers. It stands outside the one of sessions."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        if has_vary_header(response, "Cookie"):
            response.headers.setdefault("Cache-Control", PERSONAL)
        return response

    return answer
