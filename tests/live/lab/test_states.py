"""The table of a live lab's states: which time goes on in, and what is said to whoever would act."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from apps.live.access import Access
from apps.live.lab import wire
from apps.live.lab.live_lab import LiveLab
from apps.live.lab.states import LabDropped
from apps.simulation import CommandError
from tests.live.lab.world import Page, World, new_lab

pytestmark = pytest.mark.django_db(transaction=True)

WRITE = {"type": "invoke", "client": "alice", "node": "n1", "operation": "write", "key": "x", "value": "1"}

Bring = Callable[[World, LiveLab], Awaitable[None]]


async def join(world: World, lab: LiveLab, *, looks_on: bool = False, closed: bool = False) -> None:
    access = replace(Access(lab.lab_id, "owner"), looks_on=looks_on, closed=closed)
    await lab.join(Page(lab.lab_id, access).subscriber, wire.Hello(None, None), world.now)


async def play(world: World, lab: LiveLab) -> None:
    await join(world, lab)


async def lock(world: World, lab: LiveLab) -> None:
    await join(world, lab)
    await world.hub.lock([lab.lab_id], locked=True)


async def freeze(world: World, lab: LiveLab) -> None:
    await join(world, lab)
    await world.hub.freeze([lab.owner], frozen=True)


async def close(world: World, lab: LiveLab) -> None:
    await join(world, lab, looks_on=True, closed=True)


async def end(world: World, lab: LiveLab) -> None:
    await join(world, lab)
    lab.session.simulation.ended = "This run has reached its bound."


async def pause(world: World, lab: LiveLab) -> None:
    await join(world, lab)
    await world.submit(lab, type="pause")


async def look_on(world: World, lab: LiveLab) -> None:
    await join(world, lab, looks_on=True)


async def drop(world: World, lab: LiveLab) -> None:
    await join(world, lab)
    await world.hub.fail(lab)


async def let_it_all_happen(world: World, lab: LiveLab) -> None:
    await join(world, lab)
    await world.submit(
        lab, type="change_scenario", protocol="quorum", dials={"N": 5, "R": 1, "W": 1, "write_back": True}
    )


TABLE: dict[str, tuple[Bring, bool, bool, str]] = {
    "playing": (play, True, True, ""),
    "quiet": (let_it_all_happen, True, False, ""),
    "unwatched": (look_on, True, False, ""),
    "paused": (pause, False, False, ""),
    "ended": (end, False, False, "run.ended"),
    "closed": (close, False, False, ""),
    "frozen": (freeze, False, False, "lab.frozen"),
    "locked": (lock, False, False, "lab.locked"),
    "dropped": (drop, False, False, "dropped"),
}
"""How a lab comes into each state; if it is shown as playing; if time goes on; and why a command is refused."""


@pytest.mark.parametrize("name", TABLE)
async def test_in_each_state_time_goes_on_and_commands_are_taken_as_the_table_says(name: str) -> None:
    bring, shown_playing, moves, refusal = TABLE[name]
    world = World()
    lab = await world.open(await new_lab())
    await bring(world, lab)
    assert (lab.state.name, lab.moment.playing, lab.is_moving) == (name, shown_playing, moves)
    tick = lab.moment.tick
    await world.pass_time(1)
    assert (lab.moment.tick > tick) is moves
    try:
        await world.submit(lab, **WRITE)
    except CommandError as refused:
        assert refused.code == refusal
    except LabDropped:
        assert refusal == "dropped"
    else:
        assert not refusal


async def test_of_several_conditions_the_first_in_the_table_decides() -> None:
    world = World()
    lab = await world.open(await new_lab())
    found = []
    for bring in (pause, end, close, freeze, lock, drop):
        await bring(world, lab)
        found.append(lab.state.name)
    assert found == ["paused", "ended", "closed", "frozen", "locked", "dropped"]


async def test_quiet_time_waits_for_a_command_and_a_step_lets_a_second_pass() -> None:
    world = World()
    lab = await world.open(await new_lab("stale-read"))
    page = await world.join(lab)
    await world.pass_time(3, page)
    assert (lab.moment.tick, lab.moment.quiet) == (0, True)
    await world.submit(lab, type="step")
    assert lab.moment.tick == 1000
    await world.submit(lab, **WRITE)
    await world.pass_time(20, page)
    assert lab.moment.quiet
    assert lab.session.simulation.operations["alice#1"].status == "ok"
    stands = lab.moment.tick
    await world.pass_time(20, page)
    assert lab.moment.tick == stands
