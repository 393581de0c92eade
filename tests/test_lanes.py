"""Pages that take long have threads of their own: the application itself, with answers that the test holds back."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from typing import Any

import pytest
from django.http import HttpResponse

from apps.live.bounds import SLOW_PAGES_A_VISITOR_MAX
from config.pages import AT_ONCE_MAX, Pages

DOWNLOAD, LOGIN, PLAIN = "/labs/a-lab/runs/1/json/", "/login/", "/join/"
WAIT_SECONDS_MAX = 10
HELD_SECONDS_MAX = 3 * WAIT_SECONDS_MAX
"""Longer than anybody waits, or a page that waits behind a held one would be answered in time."""


class HeldPages(Pages):
    """Answers downloads and logins once they are released, everything else at once."""

    def __init__(self) -> None:
        super().__init__()
        self.begun: list[str] = []
        self.released = threading.Event()

    def _answer(self, scope: Any, body: Any) -> Any:
        body.close()
        if scope["path"] in (DOWNLOAD, LOGIN):
            self.begun.append(scope["headers"][0][1].decode())
            self.released.wait(HELD_SECONDS_MAX)
        return HttpResponse("answered")


class Browsers:
    """Requests of several browser sessions, each named by its cookie."""

    def __init__(self, pages: HeldPages) -> None:
        self.pages = pages
        self._asked: list[asyncio.Task[int]] = []

    async def ask(self, path: str, session: str, method: str = "GET", address: str = "a") -> asyncio.Task[int]:
        """Ask for a page, without waiting for it; its status comes with the task."""
        self._asked.append(asyncio.create_task(self._status(path, session, method, address)))
        await asyncio.sleep(0)
        return self._asked[-1]

    async def _status(self, path: str, session: str, method: str, address: str) -> int:
        statuses: list[int] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            statuses.extend([message["status"]] if "status" in message else [])

        cookie = (b"cookie", f"lightcone_session={session}".encode())
        scope = {"type": "http", "path": path, "method": method, "headers": [cookie], "client": (address, 1)}
        await self.pages(scope, receive, send)
        return statuses[0]

    async def begun(self, *sessions: str) -> None:
        """Wait until just these are being answered."""
        async with asyncio.timeout(WAIT_SECONDS_MAX):
            while sorted(self.pages.begun) != sorted(f"lightcone_session={each}" for each in sessions):
                await asyncio.sleep(0.001)

    async def end(self) -> None:
        self.pages.released.set()
        await asyncio.gather(*self._asked)


@pytest.fixture
async def browsers() -> AsyncIterator[Browsers]:
    browsers = Browsers(HeldPages())
    yield browsers
    await browsers.end()


async def test_nobody_waits_behind_somebody_elses_downloads(browsers: Browsers) -> None:
    for _ in range(8):
        await browsers.ask(DOWNLOAD, "greedy")
    assert await asyncio.wait_for(await browsers.ask(PLAIN, "bystander"), WAIT_SECONDS_MAX) == 200


async def test_a_visitor_has_one_slow_page_at_a_time_and_leaves_room_for_another(browsers: Browsers) -> None:
    for _ in range(4):
        await browsers.ask(DOWNLOAD, "greedy")
    await browsers.ask(DOWNLOAD, "other")
    await browsers.begun("greedy", "other")


async def test_nobody_waits_behind_logins(browsers: Browsers) -> None:
    for number in range(8):
        await browsers.ask(LOGIN, f"invented {number}", method="POST")
    assert await asyncio.wait_for(await browsers.ask(PLAIN, "bystander"), WAIT_SECONDS_MAX) == 200
    assert len(browsers.pages.begun) <= 1


async def test_a_visitor_who_waits_for_too_many_slow_pages_is_told(browsers: Browsers) -> None:
    await browsers.ask(DOWNLOAD, "greedy")
    await browsers.begun("greedy")
    waiting = [await browsers.ask(DOWNLOAD, "greedy") for _ in range(SLOW_PAGES_A_VISITOR_MAX)]
    assert await asyncio.wait_for(await browsers.ask(DOWNLOAD, "greedy"), WAIT_SECONDS_MAX) == 503
    assert not any(each.done() for each in waiting)


async def test_a_server_is_alive_while_all_threads_for_pages_are_taken(browsers: Browsers) -> None:
    names = [str(number) for number in range(AT_ONCE_MAX)]
    for name in names:
        await browsers.ask(LOGIN, name)
    await browsers.begun(*names)
    for path in ("/healthz", "/metrics"):
        assert await asyncio.wait_for(await browsers.ask(path, "probe"), WAIT_SECONDS_MAX) == 200
