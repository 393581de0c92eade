"""Static files, answered on the way in.

A page has more than a hundred of them. In Django each would take a thread of its own, and a turn among the pages; here
it is looked up and sent. WhiteNoise knows the files, their compressed variants and what caches may do with them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from whitenoise.middleware import WhiteNoiseMiddleware

Application = Callable[[Any, Any, Any], Awaitable[None]]

ASKED = {
    b"accept-encoding": "HTTP_ACCEPT_ENCODING",
    b"if-none-match": "HTTP_IF_NONE_MATCH",
    b"if-modified-since": "HTTP_IF_MODIFIED_SINCE",
    b"range": "HTTP_RANGE",
}
"""The request headers on which a file's answer depends, and WhiteNoise's names for them."""


class StaticFiles:
    """An application that answers requests for static files itself and hands on all others."""

    def __init__(self, application: Application) -> None:
        self._application = application
        noise = WhiteNoiseMiddleware()
        self._find = noise.find_file if noise.autorefresh else noise.files.get

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        file = self._find(scope["path"])
        if file is None:
            await self._application(scope, receive, send)
            return
        asked = {ASKED[name]: value.decode("latin-1") for name, value in scope["headers"] if name in ASKED}
        answer = file.get_response(scope["method"], asked)
        # WhiteNoise answers with its own list of a file's headers, each time the same: it must not be changed.
        said = [*answer.headers, ("X-Content-Type-Options", "nosniff")]
        headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in said]
        await send({"type": "http.response.start", "status": int(answer.status), "headers": headers})
        await send({"type": "http.response.body", "body": _whole(answer.file)})


def _whole(file: Any) -> bytes:
    """Return the contents of a file; nothing if there is none, as for HEAD. They are small."""
    if file is None:
        return b""
    with file:
        body: bytes = file.read()
    return body
