"""A login that ends closes the sockets that rest on it, by whichever way it ends; a removal closes a learner's."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from django.contrib.auth.models import User
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin

from apps.classroom.models import Classroom
from tests.classroom.rights.everybody import LESSON, instructor, make, session_of
from tests.classroom.rights.house import Guest, made_on
from tests.client import Visitor
from tests.live.visits import share
from tests.serving import ServerProcess

CLOSED_WITHIN_SECONDS = 5.0
"""As promised in `docs/rights.md`."""

HELLO = '{"type": "hello", "run": null, "seq": null}'
GONE, CHANGED = 4404, 4409
COLLEAGUES = ("out", "new", "shut", "left")


def make_school() -> dict[str, Any]:
    """A class with a learner at work, and four more who teach it: each will lose it in another way."""
    made = make()
    users = {name: instructor(name) for name in COLLEAGUES}
    Classroom.objects.get(pk=made["class_id"]).co_teachers.add(*users.values())
    made["colleagues"] = {
        name: {"name": user.username, "id": user.pk, "session": session_of(user=User.objects.get(pk=user.pk))}
        for name, user in users.items()
    }
    return made


class School:
    """The class on a server, and everybody's browser."""

    def __init__(self, server: ServerProcess) -> None:
        made = made_on(server, __name__, "make_school")
        self.head, self.owner, self.learner = (
            Guest(server.url, made["sessions"][who]) for who in ("administrator", "owner", "learner")
        )
        self.made = made["colleagues"]
        self.colleagues = {name: Guest(server.url, each["session"]) for name, each in self.made.items()}
        self.page, self.seat = f"/classes/{made['class_id']}/", made["theirs"]["seat"]
        self.lab = f"/ws/labs/{made['theirs']['labs'][LESSON]}/"
        self.shared, _ = share(self.learner, self.lab, "watch")

    def endings(self) -> list[Callable[[], object]]:
        """Log out, be given another password, be deactivated, teach the class no longer; and remove the learner."""
        accounts, gone = "/account/instructors/", self.made
        return [
            lambda: self.colleagues["out"].post("/logout/"),
            lambda: self.head.post(f"{accounts}{gone['new']['id']}/password/"),
            lambda: self.head.post(f"{accounts}{gone['shut']['id']}/active/"),
            lambda: self.owner.post(f"{self.page}settings/teachers/", name=gone["left"]["name"], remove="1"),
            lambda: self.owner.post(f"{self.page}learners/{self.seat}/remove/"),
        ]

    def delete_class(self) -> None:
        self.owner.post(f"{self.page}delete/", title="Here")


@pytest.fixture(scope="module")
def school(server: ServerProcess) -> School:
    return School(server)


async def connected(visitor: Visitor, path: str) -> ClientConnection:
    address = visitor.url.replace("http", "ws", 1) + path
    return await connect(address, origin=Origin(visitor.url), additional_headers=visitor.headers(), max_size=None)


async def opened(visitor: Visitor, path: str) -> ClientConnection:
    """A socket that has said hello and was answered."""
    socket = await connected(visitor, path)
    await socket.send(HELLO)
    await socket.recv()
    return socket


async def closed(socket: ClientConnection) -> int | None:
    with suppress(ConnectionClosed):
        async for _ in socket:
            pass
    return socket.close_code


@pytest.mark.trial
async def test_within_five_seconds_every_socket_of_an_ended_login_a_removal_or_a_deleted_class_is_closed(
    school: School,
) -> None:
    board = f"/ws{school.page}"
    ended = [await opened(each, path) for each in school.colleagues.values() for path in (board, school.lab)]
    ended += [await opened(school.learner, path) for path in (f"/ws/seats/{school.seat}/", school.lab)]
    ended.append(await opened(Visitor(school.head.url), school.shared))
    staying = await opened(school.owner, board)
    for ending in school.endings():
        await asyncio.to_thread(ending)
    async with asyncio.timeout(CLOSED_WITHIN_SECONDS):
        codes = await asyncio.gather(*map(closed, ended))
    assert set(codes) == {CHANGED}
    await staying.send(HELLO)
    while "hello.repeated" not in str(await staying.recv()):
        pass
    for visitor in school.colleagues.values():
        assert await closed(await connected(visitor, board)) == GONE
    await asyncio.to_thread(school.delete_class)
    async with asyncio.timeout(CLOSED_WITHIN_SECONDS):
        assert await closed(staying) in (CHANGED, GONE)
