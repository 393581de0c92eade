"""Pages a few at a time, each from beginning to end in one of a few threads that stay.

Threads share one interpreter and one database that one may write to: a hundred at once would wait for one another
longer than all of them take. Django itself would change threads at every middleware, and for every request take a new
thread, which has to open the database first.

1. The body is read, on the event loop; 2. a thread answers, whole; a view that is a coroutine has its event loop
meanwhile; 3. the answer is sent, on the event loop.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from asgiref.sync import sync_to_async
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.core.signals import request_started
from django.urls import set_script_prefix

AT_ONCE_MAX = 4
STREAM_THREADS = 1
"""Of those that make the parts of streamed answers, which take turns."""


def _call(function: Callable[..., Any], *arguments: Any) -> Any:
    return function(*arguments)


class Pages(ASGIHandler):
    """Django as an application that has so many requests in hand at most; the others wait their turn."""

    def __init__(self) -> None:
        super().__init__()
        threads = ThreadPoolExecutor(AT_ONCE_MAX, thread_name_prefix="page")
        self._in_a_thread = sync_to_async(self._answer, thread_sensitive=False, executor=threads)
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
        await self.send_response(await self._in_a_thread(scope, body), send)

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
