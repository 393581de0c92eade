"""Sockets are opened by pages of this server alone: scheme, host and port of their origin are those of the address."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from channels.security.websocket import WebsocketDenier
from django.conf import settings
from django.http.request import split_domain_port, validate_host

SCHEMES = ("http", "https")
SECURE_SCHEMES = ("https",)


class SameOrigin:
    """Passes on what comes from the origin that its `Host` names, if that host is allowed; refuses the rest with 403.

    Where a trusted proxy said that it ended TLS, the origin's scheme must be https. Otherwise either is accepted, since
    a proxy that is not named may have ended TLS.
    """

    def __init__(self, application: Any) -> None:
        self.application = application

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> Any:
        """Serve a socket."""
        headers = {name: value.decode("latin1") for name, value in scope["headers"]}
        application: Any = WebsocketDenier()
        if is_own(headers.get(b"origin", ""), headers.get(b"host", ""), is_secure=scope.get("scheme") == "wss"):
            application = self.application
        return await application(scope, receive, send)


def is_own(origin: str, host: str, *, is_secure: bool = False) -> bool:
    """Return whether an origin is that of a page of this host; `is_secure` asks for a page that came over TLS."""
    name, _ = split_domain_port(host)
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    is_plain = origin == f"{parts.scheme}://{parts.netloc}"
    return (
        is_plain
        and parts.scheme in (SECURE_SCHEMES if is_secure else SCHEMES)
        and parts.netloc.lower() == host.lower()
        and validate_host(name, settings.ALLOWED_HOSTS)
    )
