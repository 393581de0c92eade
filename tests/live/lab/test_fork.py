"""A fork in the lab: a run of its own from a moment on, paused, asked for once."""

from __future__ import annotations

import pytest
from channels.db import database_sync_to_async

from apps.live.lab import branching
from apps.live.lab.live_lab import LiveLab
from apps.live.models import Command, Run
from apps.live.upkeep import disk_room
from apps.simulation import CommandError
from tests.live.lab.world import World, new_lab

pytestmark = pytest.mark.django_db(transaction=True)


async def played(world: World, slug: str = "stale-read") -> LiveLab:
    """A lab with some writes, that goes on."""
    lab = await world.open(await new_lab(slug))
    page = await world.join(lab)
    for value in "1234":
        await world.submit(lab, type="invoke", client="alice", node="n1", operation="write", key="x", value=value)
        await world.pass_time(1.5, page)
    return lab


async def test_a_fork_is_the_current_run_paused_at_its_moment_and_its_parent_stays_as_it_was() -> None:
    world = World()
    lab = await played(world)
    page = await world.join(lab)
    before, view = lab.moment, lab.session.snapshot()
    answer = await world.submit(lab, type="fork", seq=30, tick=before.tick // 2)
    await world.pass_time(0.5, page)
    assert answer["run"] == lab.moment.run == 2
    assert (lab.moment.seq, lab.moment.tick, lab.pace.playing) == (answer["seq"], answer["tick"], False)
    assert lab.runs[1]["parent"] == 1
    assert lab.runs[1]["forked"] == {"seq": answer["seq"], "tick": answer["tick"]}
    assert lab.runs[0]["forked"] is None
    snapshot = page.frames[-1] if page.frames[-1]["type"] == "snapshot" else page.frames[-2]
    assert snapshot["seq"] == answer["seq"]
    assert snapshot["lab"]["runs"] == lab.runs
    await world.submit(lab, type="switch_run", run=1)
    assert (lab.session.snapshot(), lab.moment.seq) == (view, before.seq)


async def test_a_fork_comes_back_from_what_is_stored_as_it_was() -> None:
    world = World()
    lab = await played(world)
    await world.submit(lab, type="fork", seq=lab.moment.seq - 20, tick=lab.moment.tick)
    view, moment = lab.session.snapshot(), lab.moment
    count = await Command.objects.filter(run__number=2).acount()
    assert 0 < count <= 4
    again = await World().open(lab.lab_id)
    assert (again.session.snapshot(), again.moment) == (view, moment)


async def test_a_fork_asked_for_twice_is_made_once() -> None:
    world = World()
    lab = await played(world)
    first = await world.submit(lab, type="fork", seq=12, tick=100)
    assert await world.submit(lab, type="fork", seq=12, tick=100) == first
    assert await Run.objects.acount() == 2
    with pytest.raises(CommandError) as refused:
        await world.submit(lab, type="fork", seq=13, tick=100)
    assert refused.value.code == "command.id_reused"


@pytest.mark.parametrize(("seq", "tick"), [(10**6, 0), (-1, 0), (2**53, 2**53)])
async def test_a_fork_beyond_the_present_is_refused_and_changes_nothing(seq: int, tick: int) -> None:
    world = World()
    lab = await played(world)
    moment = lab.moment
    with pytest.raises(CommandError) as refused:
        await world.submit(lab, type="fork", seq=seq, tick=tick)
    assert refused.value.code == "moment.unknown"
    assert lab.moment == moment
    assert await Run.objects.acount() == 1


async def test_a_tick_ahead_of_the_run_is_its_present() -> None:
    world = World()
    lab = await played(world)
    moment, view = lab.moment, lab.session.snapshot()
    answer = await world.submit(lab, type="fork", seq=moment.seq, tick=moment.tick + 40)
    assert (answer["seq"], answer["tick"]) == (moment.seq, moment.tick)
    assert lab.session.snapshot() == view


async def test_a_lab_at_its_bound_of_runs_takes_no_fork(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(branching, "RUNS_MAX", 1)
    world = World()
    lab = await world.open(await new_lab())
    with pytest.raises(CommandError) as refused:
        await world.submit(lab, type="fork", seq=5, tick=0)
    assert refused.value.code == "run.too_many"


async def test_a_fork_beyond_the_visitors_bound_of_commands_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk_room, "COMMANDS_A_VISITOR_MAX", 1)
    world = World()
    lab = await played(world)
    runs = list(lab.runs)
    with pytest.raises(CommandError) as refused:
        await world.submit(lab, type="fork", seq=lab.moment.seq, tick=lab.moment.tick)
    assert refused.value.code == "run.no_room"
    assert lab.runs == runs


async def test_a_fork_of_a_fork_plays_on_from_there() -> None:
    world = World()
    lab = await played(world)
    page = await world.join(lab)
    for number in (2, 3):
        answer = await world.submit(lab, type="fork", seq=lab.moment.seq - 8, tick=lab.moment.tick)
        assert answer["run"] == number
        await world.submit(lab, type="play")
        await world.pass_time(3, page)
        assert lab.moment.seq > answer["seq"]
    stored = await database_sync_to_async(list)(Run.objects.values_list("number", "parent", "playing"))
    assert stored == [(1, None, False), (2, 1, False), (3, 2, True)]
