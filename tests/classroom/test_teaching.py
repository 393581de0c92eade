"""A lesson that is going on, over the real server: sending, pausing, faults for all, watching, acting as a guest."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.typing import Origin

from tests.classroom.school import LESSON, STEP, Learner, Teacher
from tests.client import LabClient, Refused, Visitor
from tests.live.visits import status, write
from tests.serving import ServerProcess

WAIT_SECONDS_MAX = 20.0


@pytest.fixture(scope="module")
def teacher(server: ServerProcess) -> Teacher:
    return Teacher(server, "teaching")


class Bar:
    """What a learner's page is told by the class."""

    def __init__(self) -> None:
        self.told: dict[str, Any] = {}
        self.close_code: int | None = None
        self.changed = asyncio.Condition()

    async def until(self, holds: Callable[[dict[str, Any]], bool]) -> None:
        async with asyncio.timeout(WAIT_SECONDS_MAX), self.changed:
            await self.changed.wait_for(lambda: bool(self.told) and holds(self.told))


@asynccontextmanager
async def bar_of(learner: Learner) -> AsyncIterator[Bar]:
    bar = Bar()
    address = f"{learner.url.replace('http', 'ws', 1)}/ws/seats/{learner.seat}/"

    async def read(socket: Any) -> None:
        async for text in socket:
            frame = json.loads(text)
            if frame["type"] == "told":
                async with bar.changed:
                    bar.told = frame
                    bar.changed.notify_all()

    async with connect(address, origin=Origin(learner.url), additional_headers=learner.headers()) as socket:
        reader = asyncio.create_task(read(socket))
        yield bar
        reader.cancel()


async def learner_at_work(server: ServerProcess, teacher: Teacher, name: str) -> tuple[Learner, LabClient]:
    """A learner who has joined and predicted, and a client of their lab."""
    learner = await asyncio.to_thread(Learner, server, teacher.code, name)
    path = await asyncio.to_thread(learner.open)
    await asyncio.to_thread(learner.post, f"/seats/{learner.seat}/in/{LESSON}/{STEP}/predict/", option="1")
    return learner, LabClient(server.url, path, learner.headers())


def lab_of(lab: LabClient, by: Visitor) -> LabClient:
    """The same lab, as somebody else would follow it."""
    return LabClient(by.url, "/ws" + lab._address.split("/ws", 1)[1], by.headers())


async def test_all_are_sent_to_a_step_and_told_what_the_teacher_says(server: ServerProcess, teacher: Teacher) -> None:
    learner = await asyncio.to_thread(Learner, server, teacher.code, "sent")
    async with bar_of(learner) as bar:
        await bar.until(lambda told: told["admitted"])
        await asyncio.to_thread(teacher.send_to, paced=False)
        await bar.until(lambda told: told["go"] == f"/seats/{learner.seat}/in/{LESSON}/{STEP}/")
        await asyncio.to_thread(teacher.teach, "announce", text="Ten <more> minutes")
        await bar.until(lambda told: "Ten &lt;more&gt; minutes" in told["html"])


async def test_a_fault_reaches_every_open_cluster_once(server: ServerProcess, teacher: Teacher) -> None:
    (_, first), (_, second) = [await learner_at_work(server, teacher, name) for name in ("fault a", "fault b")]
    _, closed = await learner_at_work(server, teacher, "fault c")
    async with first, second:
        _, said = await asyncio.to_thread(teacher.teach, "fault", fault="cut")
        for lab in (first, second):
            await lab.until(lambda view: view["network"]["partition"] == [["n1", "n2", "n3"], ["n4", "n5"]])
        assert "It reached 2 clusters." in said
        await asyncio.to_thread(teacher.teach, "fault", fault="heal")
        for lab in (first, second):
            await lab.until(lambda view: view["network"]["partition"] is None)
            assert sum(event["kind"] == "partitioned" for event in lab.events) == 1
    async with closed:
        assert closed.view["network"]["partition"] is None


async def test_a_fault_is_told_to_those_whom_it_reached_and_is_taken_back(
    server: ServerProcess, teacher: Teacher
) -> None:
    learner, lab = await learner_at_work(server, teacher, "told")
    other, _ = await learner_at_work(server, teacher, "not told")
    async with lab, bar_of(learner) as bar, bar_of(other) as far:
        await asyncio.to_thread(teacher.teach, "fault", fault="cut")
        await bar.until(lambda told: "Your teacher cut the last nodes off from the others." in told["html"])
        assert "Your teacher cut" not in far.told.get("html", "")
        _, said = await asyncio.to_thread(teacher.teach, "back")
        assert "It reached " in said
        await lab.until(lambda view: view["network"]["partition"] is None)
        await bar.until(lambda told: "Your teacher cut" not in told["html"])
    refused, said = await asyncio.to_thread(teacher.teach, "back")
    assert (refused, "There is nothing to take back" in said) == (409, True)


async def test_a_scenario_takes_the_place_of_the_steps_task_until_it_is_taken_back(
    server: ServerProcess, teacher: Teacher
) -> None:
    learner, lab = await learner_at_work(server, teacher, "elsewhere")
    page = f"/seats/{learner.seat}/in/{LESSON}/{STEP}/"
    async with lab, bar_of(learner) as bar:
        await lab.submit("play")
        await write(lab, "mine")
        _, before = await asyncio.to_thread(learner.get, page)
        await asyncio.to_thread(teacher.teach, "scenario", lab="gossip")
        await bar.until(lambda told: "Your teacher started another lab in every cluster" in told["html"])
        _, there = await asyncio.to_thread(learner.get, page)
        assert "Your teacher has started another lab in your cluster" in there
        assert ("goals-title" in before, "goals-title" in there) == (True, False)
        await asyncio.to_thread(teacher.teach, "back")
        await lab.until(status("alice#1", "ok"))
        _, after = await asyncio.to_thread(learner.get, page)
        assert "another lab" not in after
        assert "goals-title" in after


async def test_a_run_that_the_learner_has_begun_since_is_left_to_them(server: ServerProcess, teacher: Teacher) -> None:
    _, lab = await learner_at_work(server, teacher, "chose")
    async with lab:
        await asyncio.to_thread(teacher.teach, "scenario", lab="gossip")
        await lab.until(lambda view: view["protocol"]["name"] == "eventual")
        await lab.submit("fork", seq=0, tick=0)
        _, said = await asyncio.to_thread(teacher.teach, "back")
        assert "1 could not take it: Its learner has begun another run since." in said


async def test_while_the_class_is_paused_no_cluster_moves_nor_takes_commands(
    server: ServerProcess, teacher: Teacher
) -> None:
    learner, lab = await learner_at_work(server, teacher, "paused")
    async with lab, bar_of(learner) as bar:
        await lab.submit("play")
        await asyncio.to_thread(teacher.teach, "pause", paused="1")
        await bar.until(lambda told: "Paused by your teacher" in told["html"])
        with pytest.raises(Refused) as refused:
            await lab.submit("crash", node="n1")
        assert refused.value.code == "lab.frozen"
        await lab.until(lambda _: not lab.head["playing"])
        await asyncio.to_thread(teacher.teach, "pause", paused="0")
        await bar.until(lambda told: "Paused by your teacher" not in told["html"])
        await write(lab, "1")


async def test_a_whole_scenario_begins_in_every_cluster_as_a_run_of_its_own(
    server: ServerProcess, teacher: Teacher
) -> None:
    _, lab = await learner_at_work(server, teacher, "scenario")
    async with lab:
        await lab.submit("play")
        await write(lab, "mine")
        await asyncio.to_thread(teacher.teach, "scenario", lab="gossip")
        await lab.until(lambda view: view["protocol"]["name"] == "eventual")
        assert not lab.view["operations"]
        await lab.submit("switch_run", run=1)
        await lab.until(status("alice#1", "ok"))


async def test_the_learner_is_told_who_watches_and_only_an_invited_teacher_acts(
    server: ServerProcess, teacher: Teacher
) -> None:
    learner, lab = await learner_at_work(server, teacher, "watched")
    watching = lab_of(lab, teacher)
    async with lab, bar_of(learner) as bar:
        async with watching:
            assert watching.head["role"] == {"kind": "watcher", "client": None}
            await bar.until(lambda told: "is watching your cluster" in told["html"])
            with pytest.raises(Refused):
                await watching.submit("crash", node="n1")
        await bar.until(lambda told: "is watching your cluster" not in told["html"])
        await asyncio.to_thread(learner.post, f"/seats/{learner.seat}/invite/", invited="1")
        invited = lab_of(lab, teacher)
        async with invited:
            await invited.submit("crash", node="n1")
            await lab.until(lambda view: view["nodes"]["n1"]["status"] == "crashed")
            await asyncio.to_thread(learner.post, f"/seats/{learner.seat}/invite/", invited="0")
            await invited.until_closed()
        assert invited.close_code == 4409


async def test_time_does_not_go_on_for_a_teacher_who_looks_on(server: ServerProcess, teacher: Teacher) -> None:
    _, lab = await learner_at_work(server, teacher, "left alone")
    async with lab:
        await lab.submit("play")
        await lab.submit("set_drift", node="n1", per_mille=1)
        await lab.until(lambda _: lab.head["tick"] > 0)
    async with lab_of(lab, teacher) as watching:
        before = watching.head["tick"]
        async with lab_of(lab, teacher) as later:
            assert later.head["tick"] == before


async def test_in_a_group_nobody_invokes_as_somebody_else(server: ServerProcess) -> None:
    teacher = await asyncio.to_thread(Teacher, server, "grouping")
    exercise = f"/classes/{teacher.class_id}/exercises/{teacher.exercises[0]}/set/"
    await asyncio.to_thread(teacher.post, exercise, in_groups="on")
    learners = [await asyncio.to_thread(Learner, server, teacher.code, name) for name in ("one", "two")]
    await asyncio.to_thread(teacher.post, f"/classes/{teacher.class_id}/learners/groups/", size="2")
    paths = [await asyncio.to_thread(learner.open) for learner in learners]
    assert paths[0] == paths[1]
    step = f"/seats/{learners[0].seat}/in/{LESSON}/{STEP}/"
    await asyncio.to_thread(learners[0].post, step + "predict/", option="1")
    first, second = [LabClient(server.url, paths[0], learner.headers()) for learner in learners]
    async with first, second:
        mine, theirs = first.head["role"]["client"], second.head["role"]["client"]
        assert {mine, theirs} == {"alice", "bob"}
        await first.submit("play")
        with pytest.raises(Refused) as refused:
            await first.submit("invoke", client=theirs, node="n1", operation="read", key="x")
        assert refused.value.code == "access.forbidden"
        await second.submit("invoke", client=theirs, node="n1", operation="read", key="x")
        await first.until(status(f"{theirs}#1", "ok"))


async def test_only_what_a_push_reached_is_taken_back(server: ServerProcess, teacher: Teacher) -> None:
    _, reached = await learner_at_work(server, teacher, "reached")
    _, later = await learner_at_work(server, teacher, "later")
    cut = [["n1"], ["n2", "n3", "n4", "n5"]]
    async with reached:
        await asyncio.to_thread(teacher.teach, "fault", fault="cut")
        async with later:
            await later.submit("partition", groups=cut)
            await asyncio.to_thread(teacher.teach, "back")
            await reached.until(lambda view: view["network"]["partition"] is None)
            assert later.view["network"]["partition"] == cut
            assert not any(event["kind"] == "healed" for event in later.events)
