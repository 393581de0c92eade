"""HTTP connections whose requests are bounded before anything of them is parsed.

1. A connection waits as long as it has no whole request; `waiting` says who has to go when too many do. Its time runs
   out whether or not a byte comes now and then.
2. A body that says that it is too long is refused before any of it is read, one in chunks once it is too long. Forms
   are parsed by Django, in a thread; Twisted would do it on the event loop, with twelve times their size.
3. After a refusal the connection stays for a moment and throws away what comes. Closed at once it would be reset, and
   the refusal lost.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from daphne.http_protocol import WebRequest
from django.conf import settings
from twisted.internet.protocol import connectionDone
from twisted.web.http import HTTPChannel

from apps.live.bounds import (
    BODY_SECONDS_MAX,
    FILES_WANTED,
    HEAD_SECONDS_MAX,
    IDLE_SECONDS_MAX,
    LINGER_BYTES_MAX,
    LINGER_SECONDS_MAX,
    WAITING_CONNECTIONS_AN_ADDRESS_MAX,
)
from apps.live.serving.bodies import Bodies
from apps.live.serving.proxies import FOR, client_address, is_in
from apps.live.serving.waiting import Waiting


def is_proxy(address: str) -> bool:
    """Return whether connections from an address are a trusted proxy's."""
    return is_in(address, settings.TRUSTED_PROXIES)


waiting = Waiting(FILES_WANTED, WAITING_CONNECTIONS_AN_ADDRESS_MAX, is_proxy)
bodies = Bodies()


class BoundedRequest(WebRequest):
    """A request whose form Twisted leaves alone, and whose body asks for room."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args, parsePOSTFormSubmission=False)

    def handleContentChunk(self, data: bytes) -> None:
        """Take some of the body, if there is room."""
        if self.channel.take_room(len(data)):
            super().handleContentChunk(data)


class BoundedChannel(HTTPChannel):
    """One connection, until it becomes a socket. `address` is its other end's, `client` who sent the request."""

    transport: Any
    requestFactory: Any
    address = client = ""
    body_bytes = 0
    _thrown_away_bytes: int | None = None

    def connectionMade(self) -> None:
        """Wait for the first request."""
        self.requestFactory = BoundedRequest
        self.address = getattr(self.transport.getPeer(), "host", "")
        super().connectionMade()
        self.setTimeout(HEAD_SECONDS_MAX)
        waiting.open(self.transport, self)

    def connectionLost(self, reason: Any = connectionDone) -> None:
        """Hold nothing of it any more."""
        self._forget_body()
        waiting.go_on(self)
        waiting.close(self.transport)
        super().connectionLost(reason)

    def cut(self) -> None:
        """Close it at once, whatever stands in its buffer."""
        self.transport.abortConnection()

    def resetTimeout(self) -> None:
        """Do nothing: a byte now and then buys no time."""

    # A request

    def allHeadersReceived(self) -> None:
        """Go on to the body, or refuse it by its length."""
        forwarded = self.requests[-1].requestHeaders.getRawHeaders(FOR, [])
        forwarded_for = b",".join(forwarded).decode("latin-1")
        self.client = client_address(self.address, forwarded_for, settings.TRUSTED_PROXIES)
        refusal = bodies.refusal(self.client, 0, self.length or 0)
        if refusal is not None:
            self._refuse(*refusal)
            return
        super().allHeadersReceived()
        self.setTimeout(BODY_SECONDS_MAX)

    def take_room(self, more_bytes: int) -> bool:
        """Make room for more of the body, or refuse it."""
        refusal = bodies.refusal(self.client, self.body_bytes, more_bytes)
        if refusal is None and self._thrown_away_bytes is None:
            self.body_bytes += more_bytes
            bodies.take(self.client, more_bytes)
            return True
        if refusal is not None:
            self._refuse(*refusal)
        return False

    def allContentReceived(self) -> None:
        """Hand the request on, unless it was refused."""
        if self._thrown_away_bytes is None:
            waiting.go_on(self)
            super().allContentReceived()
            if getattr(self.transport, "protocol", self) is not self:  # it is a socket from now on
                self._forget_body()

    def requestDone(self, request: Any) -> None:
        """Wait for the next request."""
        self._forget_body()
        self._savedTimeOut = IDLE_SECONDS_MAX
        waiting.wait(self)
        super().requestDone(request)

    def _forget_body(self) -> None:
        bodies.give_back(self.client, self.body_bytes)
        self.body_bytes = 0

    # A refusal

    def _refuse(self, status: int, words: str) -> None:
        if self._thrown_away_bytes is not None:
            return
        self._thrown_away_bytes = 0
        self._forget_body()
        self.transport.write(_answer(status, words))
        self.transport.loseWriteConnection()
        self.setTimeout(LINGER_SECONDS_MAX)

    def dataReceived(self, data: bytes) -> None:
        """Take what comes, or throw it away."""
        if self._thrown_away_bytes is None:
            super().dataReceived(data)
        else:
            self._throw_away(data)

    def rawDataReceived(self, data: bytes) -> None:
        """Take some of a body, or throw it away."""
        if self._thrown_away_bytes is None:
            super().rawDataReceived(data)
        else:
            self._throw_away(data)

    def _throw_away(self, data: bytes) -> None:
        assert self._thrown_away_bytes is not None
        self._thrown_away_bytes += len(data)
        if self._thrown_away_bytes > LINGER_BYTES_MAX:
            self.cut()


def _answer(status: int, words: str) -> bytes:
    """Return a whole answer in plain text."""
    body = words.encode()
    head = (
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}",
        "Content-Type: text/plain; charset=utf-8",
        f"Content-Length: {len(body)}",
        "Connection: close",
        *(["Retry-After: 60"] if status == HTTPStatus.SERVICE_UNAVAILABLE else []),
    )
    return "\r\n".join([*head, "", ""]).encode() + body
