"""Labs in memory, with the clock in the test's hand: horizons, silence, backlogs, dropping and reopening."""

from __future__ import annotations

import asyncio

import pytest

from apps.labs.run.session import LOG_LINES
from apps.live.access import Access
from apps.live.bounds import (
    SNAPSHOTS_A_SECOND,
    SNAPSHOTS_BURST,
    SOCKETS_A_LAB_MAX,
    WATCHERS_A_LINK_MAX,
)
from apps.live.lab import subscriber, wire
from apps.live.lab.hub import CLOSE_FAILED, CLOSE_SILENT, IDLE_SECONDS_MAX
from apps.live.lab.states import LabDropped
from apps.live.lab.subscriber import SILENT_SECONDS_MAX, UNSEEN_CHARS_MAX
from apps.live.models import Command, Receipt
from apps.simulation import CommandError, Simulation
from tests.live.lab.world import Page, World, new_lab, stored_tick

pytestmark = pytest.mark.django_db(transaction=True)


async def test_a_socket_that_does_not_say_what_it_has_seen_is_closed() -> None:
    world = World()
    lab = await world.open(await new_lab())
    reads, silent = await world.join(lab), await world.join(lab)
    await world.pass_time(SILENT_SECONDS_MAX + 3, reads)
    assert silent.closed == CLOSE_SILENT
    assert reads.closed is None
    assert set(lab.followers) == {reads.subscriber}


async def test_a_socket_with_too_much_unseen_gets_nothing_more_and_then_a_snapshot() -> None:
    world = World()
    lab = await world.open(await new_lab())
    page = await world.join(lab)
    page.subscriber.note_sent(lab.moment.run, page.subscriber.sent_seq + 1, UNSEEN_CHARS_MAX + 1, world.now)
    count = len(page.frames)
    await world.pass_time(5)
    assert len(page.frames) == count
    page.see(world.now)
    assert page.subscriber.has_caught_up
    await world.pass_time(0.01)
    assert page.frames[-1]["type"] == "snapshot"
    assert page.frames[-1]["seq"] == lab.moment.seq
    await world.pass_time(2, page)
    assert page.frames[-1]["type"] == "frame"


async def test_a_snapshot_larger_than_a_backlog_may_be_is_not_followed_by_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(subscriber, "UNSEEN_CHARS_MAX", 1_000)
    world = World()
    lab = await world.open(await new_lab())
    page = await world.join(lab)
    await world.submit(lab, type="pause")
    for _ in range(20):
        await world.pass_time(0.01, page)
    assert [frame["type"] for frame in page.frames].count("snapshot") == 1


async def test_a_socket_that_falls_behind_again_and_again_gets_a_snapshot_now_and_then(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(subscriber, "UNSEEN_CHARS_MAX", 0)
    world = World()
    lab = await world.open(await new_lab())
    page = await world.join(lab)
    await world.submit(lab, type="set_speed", per_mille=10_000)
    await world.pass_time(20, page)
    snapshots = [frame["type"] for frame in page.frames].count("snapshot")
    assert SNAPSHOTS_BURST < snapshots <= 1 + SNAPSHOTS_BURST + 20 * SNAPSHOTS_A_SECOND


async def test_only_so_many_follow_a_lab_by_one_link_and_in_all() -> None:
    world = World()
    lab = await world.open(await new_lab())
    by_link, by_another = (Access(lab.lab_id, "watcher", None, f"link:{number}") for number in (1, 2))
    for number in range(WATCHERS_A_LINK_MAX):
        assert lab.followers.has_room(by_link), number
        await lab.join(Page(lab.lab_id, by_link).subscriber, wire.Hello(None, None), world.now)
    assert not lab.followers.has_room(by_link)
    assert lab.followers.has_room(by_another)
    for _ in range(SOCKETS_A_LAB_MAX - WATCHERS_A_LINK_MAX):
        await world.join(lab)
    assert not lab.followers.has_room(by_another)


async def test_a_lab_nobody_watches_leaves_memory_and_comes_back_as_it_was() -> None:
    world, lab_id = World(), await new_lab()
    lab = await world.open(lab_id)
    page = await world.join(lab)
    await world.submit(lab, type="invoke", client="alice", node="n1", operation="write", key="x", value="1")
    await world.pass_time(3.3, page)
    view, moment = lab.session.snapshot(), lab.moment
    lab.followers.leave(page.subscriber, world.now)
    await world.pass_time(IDLE_SECONDS_MAX + 2)
    assert not world.hub.labs
    again = await world.open(lab_id)
    assert again is not lab
    assert (again.session.snapshot(), again.moment) == (view, moment)


async def test_someone_who_comes_back_in_time_finds_the_same_lab_and_it_goes_on() -> None:
    world = World()
    lab = await world.open(await new_lab())
    page = await world.join(lab)
    await world.pass_time(1, page)
    lab.followers.leave(page.subscriber, world.now)
    tick = lab.moment.tick
    await world.pass_time(IDLE_SECONDS_MAX / 2)
    assert lab.moment.tick == tick
    back = await world.join(lab)
    await world.pass_time(IDLE_SECONDS_MAX + 2, back)
    assert world.hub.labs
    assert lab.moment.tick > tick


async def test_many_who_open_a_lab_at_once_share_one() -> None:
    world, lab_id = World(), await new_lab()
    labs = await asyncio.gather(*(world.open(lab_id) for _ in range(20)))
    pages = [await world.join(lab) for lab in labs]
    assert {id(lab) for lab in labs} == {id(world.hub.labs[lab_id])}
    await world.pass_time(2, *pages)
    ticks = {page.frames[-1]["tick"] for page in pages}
    assert len(ticks) == 1
    assert ticks.pop() > 0


async def test_someone_who_comes_while_a_lab_is_put_away_keeps_it_and_its_horizon_holds() -> None:
    world, lab_id = World(), await new_lab()
    lab = await world.open(lab_id)
    page = await world.join(lab)
    await world.pass_time(3, page)
    lab.followers.leave(page.subscriber, world.now)
    world.now += IDLE_SECONDS_MAX + 1
    going = asyncio.create_task(world.hub.put_away_idle(lab, world.now))
    await asyncio.sleep(0)
    back = await world.join(lab)
    await going
    assert await world.open(lab_id) is lab
    for _ in range(30):
        await world.pass_time(0.05, back)
        assert lab.moment.tick <= await stored_tick(lab_id)


async def test_switching_to_the_run_that_is_current_changes_nothing() -> None:
    world, lab_id = World(), await new_lab()
    lab = await world.open(lab_id)
    page = await world.join(lab)
    await world.pass_time(3, page)
    moment = lab.moment
    await world.submit(lab, type="switch_run", run=1)
    assert lab.moment == moment


async def test_a_lab_that_was_dropped_takes_no_command_and_no_page() -> None:
    world, lab_id = World(), await new_lab()
    lab = await world.open(lab_id)
    page = await world.join(lab)
    await world.hub.fail(lab)
    assert page.closed == CLOSE_FAILED
    with pytest.raises(LabDropped):
        await world.submit(lab, type="crash", node="n1")
    with pytest.raises(LabDropped):
        await world.join(lab)
    again = await world.open(lab_id)
    assert again is not lab
    await world.hub.fail(lab)
    assert world.hub.labs[lab_id] is again


async def test_a_run_that_has_ended_can_neither_play_nor_step() -> None:
    world = World()
    lab = await world.open(await new_lab())
    await world.submit(lab, type="pause")
    lab.session.simulation.ended = "This run has reached its bound."
    for kind in ("play", "step"):
        with pytest.raises(CommandError) as refused:
            await world.submit(lab, type=kind)
        assert refused.value.code == "run.ended"


async def test_allowances_that_are_full_again_are_forgotten() -> None:
    world = World()
    lab = await world.open(await new_lab())
    page = await world.join(lab)
    world.hub.allowance("someone").take(world.now)
    await world.pass_time(5, page)
    assert not world.hub.allowances


async def test_only_the_newest_receipts_of_a_lab_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    from apps.live.lab import log

    monkeypatch.setattr(log, "RECEIPTS_KEPT", 5)
    monkeypatch.setattr(log, "RECEIPTS_TIDIED_EVERY", 1)
    world, lab_id = World(), await new_lab()
    lab = await world.open(lab_id)
    for _ in range(12):
        world.now += 1
        await world.submit(lab, type="set_speed", per_mille=500)
    assert await Receipt.objects.filter(lab_id=lab_id).acount() == 5


async def test_a_command_whose_socket_closes_while_it_is_stored_is_applied_all_the_same() -> None:
    world = World()
    lab = await world.open(await new_lab())
    asked = asyncio.ensure_future(world.submit(lab, type="crash", node="n1"))
    while not lab.lock.locked():
        await asyncio.sleep(0)
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    world.now += 1
    await world.submit(lab, type="crash", node="n2")
    assert {name for name, node in lab.session.simulation.nodes.items() if node.status == "crashed"} == {"n1", "n2"}
    assert await Command.objects.filter(run__lab_id=lab.lab_id).acount() == 2


async def test_a_snapshot_has_the_last_lines_of_its_run_however_long_it_is() -> None:
    world = World()
    lab = await world.open(await new_lab())
    playing = await world.join(lab)
    for lines in (20, LOG_LINES, 3 * LOG_LINES):
        while lab.moment.seq < lines:
            await world.pass_time(0.5, playing)
        log = (await world.join(lab)).frames[0]["log"]
        assert log == lab.session.log()
        assert [event["seq"] for event in log] == list(range(lab.moment.seq + 1 - len(log), lab.moment.seq + 1))
        assert len(log) == min(lab.moment.seq, LOG_LINES)


async def test_a_snapshot_of_a_run_of_few_events_takes_none_of_its_many_steps_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = World()
    lab = await world.open(await new_lab())
    playing = await world.join(lab)
    await world.pass_time(0.5, playing)
    await world.submit(lab, type="crash", node="n1")
    assert 0 < lab.moment.seq < LOG_LINES
    with monkeypatch.context() as replays:
        replays.setattr(Simulation, "step", lambda *_: pytest.fail("a step was taken again"))
        log = (await world.join(lab)).frames[0]["log"]
    assert log == lab.session.log()
