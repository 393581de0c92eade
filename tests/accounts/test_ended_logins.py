"""A login that ends closes the sockets that rest on it, by whichever way it ends; a removal closes a learner's."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from contextlib import suppress

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin

from tests.classroom.school import Learner, Teacher
from tests.client import Visitor
from tests.live.visits import share
from tests.serving import ServerProcess

CLOSED_WITHIN_SECONDS = 5.0
"""As promised in `docs/rights.md`."""

HELLO = '{"type": "hello", "run": null, "seq": null}'
GONE = 4404
PASSWORD = re.compile(r"<output>([\w-]+)</output>")


class School:
    """A class with a learner at work, and four who teach it too: each will lose it in another way."""

    def __init__(self, server: ServerProcess) -> None:
        self.head = Visitor(server.url)
        self.head.post("/login/", username="principal", password=server.instructor("principal", "--administrator"))
        self.owner = Teacher(server, "owner")
        self.colleagues = {name: self._colleague(server, name) for name in ("out", "new", "shut", "left")}
        self.learner = Learner(server, self.owner.code, "swift otter")
        self.lab = self.learner.open()
        self.shared, _ = share(self.learner, self.lab, "watch")
        _, account = self.head.get("/account/")
        self.numbers = {
            name: re.findall(rf"{name}</th>.*?/account/instructors/(\d+)/", account, re.DOTALL)[0]
            for name in self.colleagues
        }

    def _colleague(self, server: ServerProcess, name: str) -> Visitor:
        _, page = self.head.post("/account/instructors/", username=name)
        visitor = Visitor(server.url)
        visitor.post("/login/", username=name, password=PASSWORD.findall(page)[0])
        self.owner.post(f"/classes/{self.owner.class_id}/settings/teachers/", name=name)
        return visitor

    @property
    def class_path(self) -> str:
        return f"/ws/classes/{self.owner.class_id}/"

    def endings(self) -> list[Callable[[], object]]:
        """Log out, be given another password, be deactivated, teach the class no longer; and remove the learner."""
        class_page = f"/classes/{self.owner.class_id}/"
        return [
            lambda: self.colleagues["out"].post("/logout/"),
            lambda: self.head.post(f"/account/instructors/{self.numbers['new']}/password/"),
            lambda: self.head.post(f"/account/instructors/{self.numbers['shut']}/active/"),
            lambda: self.owner.post(f"{class_page}settings/teachers/", name="left", remove="1"),
            lambda: self.owner.post(f"{class_page}learners/{self.learner.seat}/remove/"),
        ]

    def delete_class(self) -> None:
        self.owner.post(f"/classes/{self.owner.class_id}/delete/", title="The class of owner")


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


async def test_within_five_seconds_every_socket_of_an_ended_login_a_removal_or_a_deleted_class_is_closed(
    school: School,
) -> None:
    ended = [
        await opened(each, path) for each in school.colleagues.values() for path in (school.class_path, school.lab)
    ]
    ended += [await opened(school.learner, path) for path in (f"/ws/seats/{school.learner.seat}/", school.lab)]
    ended.append(await opened(Visitor(school.head.url), school.shared))
    staying = await opened(school.owner, school.class_path)
    for ending in school.endings():
        await asyncio.to_thread(ending)
    async with asyncio.timeout(CLOSED_WITHIN_SECONDS):
        codes = await asyncio.gather(*map(closed, ended))
    assert set(codes) == {GONE}
    await staying.send(HELLO)
    while "hello.repeated" not in str(await staying.recv()):
        pass
    for visitor in school.colleagues.values():
        assert await closed(await connected(visitor, school.class_path)) == GONE
    await asyncio.to_thread(school.delete_class)
    async with asyncio.timeout(CLOSED_WITHIN_SECONDS):
        assert await closed(staying) == GONE
