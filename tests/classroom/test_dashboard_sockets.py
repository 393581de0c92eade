"""The dashboard's socket on a real server: what comes, what is refused, and to whom it is closed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin

from tests.classroom.school import LESSON, STEP, Learner, Teacher
from tests.client import LabClient
from tests.clusters import ONES
from tests.live.visits import read, write
from tests.serving import ServerProcess

WAIT_SECONDS_MAX = 20.0


class Dashboard:
    """A dashboard without a browser: what it was sent, folded."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.about: dict[str, Any] = {}
        self.learners: dict[int, dict[str, Any]] = {}
        self.clusters: dict[int, dict[str, Any]] = {}
        self.errors: list[str] = []
        self.changed = asyncio.Condition()

    async def read(self) -> None:
        with suppress(ConnectionClosed):
            async for text in self.socket:
                async with self.changed:
                    self._take(json.loads(text))
                    self.changed.notify_all()

    def _take(self, frame: dict[str, Any]) -> None:
        if frame["type"] == "error":
            self.errors.append(frame["code"])
        self.about |= frame.get("class", {})
        for each in frame.get("learners", []):
            self.learners.setdefault(each["number"], {}).update(each)
        for each in frame.get("clusters", []):
            self.clusters[each["number"]] = each
        for number in frame.get("left", []):
            del self.learners[number]

    async def until(self, holds: Callable[[Dashboard], bool]) -> None:
        async with asyncio.timeout(WAIT_SECONDS_MAX), self.changed:
            await self.changed.wait_for(lambda: holds(self))


@asynccontextmanager
async def dashboard_of(teacher: Teacher, **hello: str) -> AsyncIterator[Dashboard]:
    address = f"{teacher.url.replace('http', 'ws', 1)}/ws/classes/{teacher.class_id}/"
    async with connect(address, origin=Origin(teacher.url), additional_headers=teacher.headers()) as socket:
        dashboard = Dashboard(socket)
        reader = asyncio.create_task(dashboard.read())
        with suppress(ConnectionClosed):  # it may be closed already, with a code that says why
            await socket.send(json.dumps({"type": "hello", **hello}))
        yield dashboard
        reader.cancel()


@pytest.fixture(scope="module")
def ms_lovelace(server: ServerProcess) -> Teacher:
    found = Teacher(server, "dashboards")
    found.send_to()
    return found


async def test_a_learners_read_reaches_the_dashboard_with_what_it_broke(
    server: ServerProcess, ms_lovelace: Teacher
) -> None:
    learner = await asyncio.to_thread(Learner, server, ms_lovelace.code, "curie")
    path = await asyncio.to_thread(learner.open)
    await asyncio.to_thread(learner.post, f"/seats/{learner.seat}/in/{LESSON}/{STEP}/predict/", option="0")
    async with dashboard_of(ms_lovelace) as dashboard, LabClient(server.url, path, learner.headers()) as lab:
        await dashboard.until(lambda seen: bool(seen.learners))
        (number,) = dashboard.learners
        await dashboard.socket.send(json.dumps({"type": "sight", "seats": [number]}))
        await dashboard.until(lambda seen: seen.clusters[number]["live"])
        await lab.submit("change_scenario", protocol="quorum", dials=ONES)
        await lab.submit("play")
        await lab.submit("set_speed", per_mille=10_000)
        await lab.submit("partition", groups=[["n1", "n2"]])
        await write(lab, "7")
        await read(lab)
        await dashboard.until(lambda seen: "linearizable" in seen.clusters[number]["broke"])
        await dashboard.until(lambda seen: any(each["kind"] == "stale_read" for each in seen.about["broke"]))
        assert dashboard.clusters[number]["groups"] == "00111"


async def test_frames_that_make_no_sense_are_refused_in_words(ms_lovelace: Teacher) -> None:
    async with dashboard_of(ms_lovelace) as dashboard:
        await dashboard.until(lambda seen: bool(seen.about))
        for frame in ("{", "[]", '{"type": "dance"}', '{"type": "sight", "seats": ["x"]}', '{"type": "hello"}'):
            await dashboard.socket.send(frame)
        wanted = ["frame.invalid_json", "frame.not_an_object", "frame.unknown", "frame.member_type", "hello.repeated"]
        await dashboard.until(lambda seen: seen.errors == wanted)


async def test_the_dashboard_is_closed_to_everybody_else(server: ServerProcess, ms_lovelace: Teacher) -> None:
    other = await asyncio.to_thread(Teacher, server, "somebody-else")
    other.class_id = ms_lovelace.class_id
    async with dashboard_of(other) as dashboard:
        await asyncio.wait_for(dashboard.socket.wait_closed(), WAIT_SECONDS_MAX)
        assert dashboard.socket.close_code == 4404
