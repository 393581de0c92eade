"""Pages a few at a time, each from beginning to end in one of a few threads that stay.

Threads share one interpreter and one database that one may write to: a hundred at once would wait for one another
longer than all of them take. Django itself would change threads at every middleware, and for every request take a new
thread, which has to open the database first.

1. The body is read, on the event loop; 2. a thread answers, whole; a view that is a coroutine has its event loop
meanwhile; 3. the answer is sent, on the event loop.

Views that take long have threads of their own (`apps.live.serving.lanes`), in fair turns: nobody else waits behind
them.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, nullcontext
from functools import cache
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.core.signals import request_started
from django.http import HttpResponse
from django.http.cookie import parse_cookie
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve, set_script_prefix

from apps.live import bounds
from apps.live.serving.asker import Asker, asker
from apps.live.serving.lanes import is_slow
from apps.live.serving.turns import TurnRefused, Turns

AT_ONCE_MAX = 2
STREAM_THREADS = 1
"""Of those that make the parts of streamed answers, which take turns."""
SLOW, PASSWORDS, PROBES = "slow", "passwords", "probes"
PASSWORD_FORMS = ("login", "change_password", "make_instructor", "give_password")
"""Names of addresses whose forms have a password in them, which is hashed slowly."""

PROBE_PAGES = ("alive", "metrics")
"""Names of addresses that answer without the database, also while every other page waits for it."""

RETRY_AFTER_SECONDS = 5
BUSY = {
    "title": "The server is busy",
    "words": "Many people are waiting for pages that take long. Load this page again in a few seconds.",
}


class Lane:
    """Threads for some of the pages; with `turns`, they are given in turn."""

    def __init__(self, name: str, at_once_max: int, turns: Turns | None = None) -> None:
        self.threads = ThreadPoolExecutor(at_once_max, thread_name_prefix=name)
        self._turns = turns

    def turn(self, who: Asker) -> AbstractAsyncContextManager[None]:
        """Wait for a turn, and have it; raises TurnRefused."""
        return nullcontext() if self._turns is None else self._turns.turn(who)


def lanes() -> dict[str | None, Lane]:
    """Return the lanes by name; without one, that of all other pages."""
    slow = bounds.SLOW_PAGES_AT_ONCE_MAX, bounds.SLOW_PAGES_WAITING_MAX, bounds.SLOW_PAGES_A_VISITOR_MAX
    passwords = bounds.PASSWORDS_AT_ONCE_MAX, bounds.PASSWORDS_WAITING_MAX, bounds.PASSWORDS_A_VISITOR_MAX
    return {
        None: Lane("page", AT_ONCE_MAX),
        SLOW: Lane(SLOW, slow[0], Turns(*slow, bounds.LANE_SECONDS_MAX)),
        PROBES: Lane(PROBES, 1),
        PASSWORDS: Lane(PASSWORDS, passwords[0], Turns(*passwords, bounds.LANE_SECONDS_MAX)),
    }


def _call(function: Callable[..., Any], *arguments: Any) -> Any:
    return function(*arguments)


class Pages(ASGIHandler):
    """Django as an application that has so many requests in hand at most; the others wait their turn."""

    def __init__(self) -> None:
        super().__init__()
        self._lanes = lanes()
        stream = ThreadPoolExecutor(STREAM_THREADS, thread_name_prefix="stream")
        self._in_the_stream_thread = sync_to_async(_call, thread_sensitive=False, executor=stream)

    def load_middleware(self, is_async: bool = False) -> None:
        """As one chain of plain calls."""
        super().load_middleware(is_async=False)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        who = asker_of(scope)
        asker.set(who)
        lane = self._lanes[_lane_name(scope)]
        answer = sync_to_async(self._answer, thread_sensitive=False, executor=lane.threads)
        try:
            async with lane.turn(who):
                response = await answer(scope, body)
        except TurnRefused:
            body.close()
            response = _busy()
        await self.send_response(response, send)

    def _answer(self, scope: Any, body: Any) -> Any:
        """Return the whole answer, or the beginning of a streamed one; nothing of the request is needed after it."""
        set_script_prefix(get_script_prefix(scope))
        request_started.send(sender=self.__class__, scope=scope)
        request, refusal = self.create_request(scope, body)
        response: Any = self.get_response(request) if request is not None else refusal
        if not response.streaming:
            response.close()
        body.close()
        return response

    async def send_response(self, response: Any, send: Any) -> None:
        """Send an answer; one that is streamed part by part, each made when the one before has been sent."""
        if response.streaming:
            response.streaming_content = self._parts(response.streaming_content)
        try:
            await super().send_response(response, send)
        finally:
            if response.streaming:
                await self._in_the_stream_thread(response.close)

    async def _parts(self, made: Iterator[bytes]) -> AsyncIterator[bytes]:
        while (part := await self._in_the_stream_thread(next, made, None)) is not None:
            yield part


def asker_of(scope: Any) -> Asker:
    """Return who asks: a browser session by its cookie, or, without one, a connection."""
    address, port = scope.get("client") or ("", 0)
    cookies = b"; ".join(value for name, value in scope["headers"] if name == b"cookie").decode("latin-1")
    return Asker(address, parse_cookie(cookies).get(settings.SESSION_COOKIE_NAME) or f"connection {port}")


def _lane_name(scope: Any) -> str | None:
    try:
        found = resolve(scope["path"])
    except Resolver404:
        return None
    if found.url_name in PASSWORD_FORMS and scope["method"] == "POST":
        return PASSWORDS
    if found.url_name in PROBE_PAGES:
        return PROBES
    return SLOW if is_slow(found.func) else None


def _busy() -> HttpResponse:
    headers = {"Retry-After": str(RETRY_AFTER_SECONDS), "Cache-Control": "no-store"}
    return HttpResponse(_busy_page(), status=503, headers=headers)


@cache
def _busy_page() -> str:
    return render_to_string("503.html", BUSY)
