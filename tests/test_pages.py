"""Pages are answered a few at a time, all of them, and one that fails gives its place to the next."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import path

from config.pages import AT_ONCE_MAX, Pages

ASKED = 40
SECONDS_MAX = 10


class Counted:
    """A view that counts how often it is in hand, and waits until that is as often as may be."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.all_here = threading.Barrier(AT_ONCE_MAX)
        self.in_hand = self.most = 0
        self.threads: set[int] = set()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with self.lock:
            self.in_hand += 1
            self.most = max(self.most, self.in_hand)
            self.threads.add(threading.get_ident())
        self.all_here.wait(SECONDS_MAX)
        with self.lock:
            self.in_hand -= 1
        if request.GET["number"].endswith("3"):
            raise RuntimeError("this page fails")
        return HttpResponse("here")


counted = Counted()


async def waiting(request: HttpRequest) -> HttpResponse:
    """A view that is a coroutine: says whether it runs on the loop that the test set."""
    return HttpResponse(str(asyncio.get_running_loop() is loops[0]))


loops: list[asyncio.AbstractEventLoop] = []
urlpatterns = [path("counted/", counted), path("waiting/", waiting)]


async def ask(pages: Pages, address: str, query: str = "") -> tuple[int, bytes]:
    """The status and the text of a page."""
    said: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b""}

    async def send(message: dict[str, Any]) -> None:
        said.append(message)

    headers = [(b"host", b"127.0.0.1")]
    scope = {"type": "http", "method": "GET", "path": address, "query_string": query.encode(), "headers": headers}
    await pages(scope, receive, send)
    return said[0]["status"], b"".join(message["body"] for message in said[1:])


@pytest.fixture
def pages() -> Any:
    with override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=[]):
        yield Pages()


async def test_of_many_requests_a_few_are_in_hand_and_all_are_answered(pages: Pages) -> None:
    answers = await asyncio.gather(*(ask(pages, "/counted/", f"number={number}") for number in range(ASKED)))
    assert [status for status, _ in answers] == [500 if number % 10 == 3 else 200 for number in range(ASKED)]
    assert counted.most == AT_ONCE_MAX
    assert len(counted.threads) == AT_ONCE_MAX


async def test_a_view_that_is_a_coroutine_runs_on_the_loop_of_the_sockets(pages: Pages) -> None:
    loops[:] = [asyncio.get_running_loop()]
    assert await ask(pages, "/waiting/") == (200, b"True")
