"""What a lesson asks of a lab: goals that are stored before they are shown, a lock until it is predicted, undo."""

from __future__ import annotations

from dataclasses import replace

import pytest
from channels.db import database_sync_to_async

from apps.labs.catalogue import catalogue
from apps.labs.goals.goal import Goal
from apps.live.lab.live_lab import LiveLab
from apps.live.lab.log import create_found_lab
from apps.live.models import Lab, ReachedGoal, Run
from apps.simulation import CommandError
from tests.live.lab.world import World

pytestmark = pytest.mark.django_db(transaction=True)

WRITTEN = Goal(name="written", title="Write", predicate="operations_completed", terms={"number": 1, "action": "write"})
TWICE = Goal(name="twice", title="Write twice", predicate="operations_completed", terms={"number": 2})
WRITE = {"type": "invoke", "client": "alice", "node": "n1", "operation": "write", "key": "x"}


def stored_lab(*, locked: bool = False) -> Lab:
    scenario = replace(catalogue()["stale-read"].scenario, goals=(WRITTEN, TWICE))
    return create_found_lab(scenario, 1, owner="a-visitor", title="A step", brief="", playing=True, locked=locked)


async def opened(world: World, *, locked: bool = False) -> LiveLab:
    lab = await database_sync_to_async(stored_lab)(locked=locked)
    return await world.open(lab.pk)


async def reached() -> list[tuple[str, int]]:
    return [(goal.name, goal.run) async for goal in ReachedGoal.objects.all()]


async def test_a_goal_is_stored_before_it_is_shown() -> None:
    world = World()
    lab = await opened(world)
    page = await world.join(lab)
    await world.submit(lab, **WRITE, value="1")
    await world.pass_time(1, page)
    shown = [
        goal["name"]
        for frame in page.frames
        for event in frame.get("events", ())
        for change in event["set"]
        if change[0] == ["goals"]
        for goal in change[1]
        if goal["reached"]
    ]
    assert set(shown) == {"written"}
    assert await reached() == [("written", 1)]
    assert (await Run.objects.aget()).sketch is not None


async def test_a_goal_stays_stored_once_when_the_lab_is_rebuilt() -> None:
    world = World()
    lab = await opened(world)
    page = await world.join(lab)
    await world.submit(lab, **WRITE, value="1")
    await world.pass_time(1, page)
    again = World()
    rebuilt = await again.open(lab.lab_id)
    page = await again.join(rebuilt)
    await again.pass_time(1, page)
    assert await reached() == [("written", 1)]
    assert rebuilt.session.goals.view() == lab.session.goals.view()


async def test_another_run_reaches_its_goals_by_itself() -> None:
    world = World()
    lab = await opened(world)
    page = await world.join(lab)
    for value in "12":
        await world.submit(lab, **WRITE, value=value)
        await world.pass_time(1, page)
    await world.submit(lab, type="undo")
    await world.pass_time(0.2, page)
    assert sorted(await reached()) == [("twice", 1), ("written", 1), ("written", 2)]


async def test_nothing_can_be_done_in_a_locked_lab_and_its_time_stands() -> None:
    world = World()
    lab = await opened(world, locked=True)
    page = await world.join(lab)
    for command in ({**WRITE, "value": "1"}, {"type": "play"}, {"type": "fork", "seq": 1, "tick": 0}):
        with pytest.raises(CommandError) as refused:
            await world.submit(lab, **command)
        assert refused.value.code == "lab.locked"
    await world.pass_time(1, page)
    assert lab.moment.tick == 0
    await world.hub.lock([lab.lab_id], locked=False)
    await world.submit(lab, **WRITE, value="1")
    await world.pass_time(1, page)
    assert lab.moment.tick > 0


async def test_undo_begins_a_run_without_the_last_command_and_keeps_the_one_before() -> None:
    world = World()
    lab = await opened(world)
    page = await world.join(lab)
    await world.submit(lab, **WRITE, value="1")
    await world.pass_time(1, page)
    before = lab.session.snapshot()
    await world.submit(lab, **WRITE, value="2")
    await world.pass_time(1, page)
    answer = await world.submit(lab, type="undo")
    assert (answer["run"], lab.pace.playing) == (2, False)
    assert lab.session.snapshot()["operations"] == before["operations"]
    assert list(lab.session.simulation.operations) == ["alice#1"]
    assert len(lab.stored.log) == 1
    await world.submit(lab, type="switch_run", run=1)
    assert list(lab.session.simulation.operations) == ["alice#1", "alice#2"]


async def test_where_nothing_was_done_there_is_nothing_to_undo() -> None:
    world = World()
    lab = await opened(world)
    await world.join(lab)
    with pytest.raises(CommandError) as refused:
        await world.submit(lab, type="undo")
    assert refused.value.code == "undo.nothing"
    assert await Run.objects.acount() == 1
