"""The address of this site as people use it: PUBLIC_URL, or else the one that the request asked for."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest


def public_address(request: HttpRequest, path: str) -> str:
    """Return the whole address of a path of this site, for a link that goes to other people."""
    return f"{settings.PUBLIC_URL}{path}" if settings.PUBLIC_URL else request.build_absolute_uri(path)


def public_host(request: HttpRequest) -> str:
    """Return the host of this site, with the port if it has one."""
    return urlsplit(settings.PUBLIC_URL).netloc or request.get_host()
