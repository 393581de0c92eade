"""A lab that one worker has, followed and changed through another: as if there were one worker."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from random import Random
from typing import Any

import pytest

from apps.live.access import Access, link_ground
from apps.live.bounds import WATCHERS_A_LINK_MAX
from apps.live.lab import wire
from apps.live.lab.hub import CLOSE_GONE, CLOSE_MOVED, IDLE_SECONDS_MAX
from apps.live.models import Command, Lab, Receipt, ShareLink
from apps.live.workers import exchange
from apps.live.workers.leases import LeasesAway
from apps.live.workers.mirror import FOLLOW_EVERY_SECONDS, Mirror, Moved
from apps.simulation import CommandError
from tests.live.lab.world import new_lab
from tests.live.visits import MAJORITIES
from tests.live.workers.several import Registry, Room, events_of, exchanged, settle, together

pytestmark = pytest.mark.django_db(transaction=True)

Meeting = Callable[[int], AbstractAsyncContextManager[list[Any]]]

WRITE = {"type": "invoke", "client": "alice", "node": "n1", "operation": "write", "key": "x", "value": "1"}


async def test_a_lab_is_in_memory_once_however_many_workers_open_it_at_the_same_time(meeting: Meeting) -> None:
    lab_id = await new_lab()
    async with meeting(3) as worlds:
        found = await asyncio.gather(*(world.hub.open(lab_id) for world in worlds))
        assert sum(lab_id in world.hub.labs for world in worlds) == 1
        assert sum(isinstance(each, Mirror) for each in found) == 2
        assert (await Lab.objects.aget(pk=lab_id)).epoch == 1


async def test_a_page_at_another_worker_is_shown_what_one_at_the_owner_is(meeting: Meeting) -> None:
    lab_id = await new_lab()
    async with meeting(2) as (owner, other):
        here, there = await owner.follow(lab_id), await other.follow(lab_id)
        await owner.act(lab_id, "w1", **WRITE)
        await together(3, owner, other, pages=(here, there))
        await settle(lambda: events_of(there) and events_of(there)[-1] == events_of(here)[-1], owner, other)
        for page in (here, there):
            begun = next(frame["seq"] for frame in page.frames if frame["type"] == "snapshot")
            seen = events_of(page)
            assert seen == list(range(begun + 1, begun + 1 + len(seen)))
        last = {frame["seq"]: frame for frame in here.frames if frame["type"] == "frame" and frame["events"]}
        for frame in there.frames:
            if frame["type"] == "frame" and frame["events"] and frame["seq"] in last:
                assert frame["events"][-1] == last[frame["seq"]]["events"][-1]


async def test_a_command_through_another_worker_is_stored_applied_and_acknowledged(meeting: Meeting) -> None:
    lab_id = await new_lab()
    async with meeting(2) as (owner, other):
        lab = await owner.open(lab_id)
        await other.follow(lab_id)
        answer = await other.act(lab_id, "w1", **WRITE)
        assert answer["operation"] == "alice#1"
        assert lab.commands == await Command.objects.acount() == 1


async def test_a_command_that_is_sent_again_through_another_worker_is_carried_out_once(meeting: Meeting) -> None:
    lab_id = await new_lab()
    async with meeting(2) as (owner, other):
        await owner.open(lab_id)
        first = await owner.act(lab_id, "w1", **WRITE)
        assert await other.act(lab_id, "w1", **WRITE) == first
        assert await Command.objects.acount() == await Receipt.objects.acount() == 1


async def test_a_command_that_is_refused_by_the_owner_is_refused_in_the_same_words(meeting: Meeting) -> None:
    lab_id = await new_lab()
    async with meeting(2) as (owner, other):
        await owner.open(lab_id)
        wrong = {**WRITE, "node": "n77"}
        with pytest.raises(CommandError) as here:
            await owner.act(lab_id, "w1", **wrong)
        with pytest.raises(CommandError) as there:
            await other.act(lab_id, "w2", **wrong)
        assert (there.value.code, there.value.message) == (here.value.code, here.value.message)


async def test_another_run_reaches_every_page_as_a_snapshot(meeting: Meeting) -> None:
    lab_id = await new_lab()
    async with meeting(2) as (owner, other):
        here, there = await owner.follow(lab_id), await other.follow(lab_id)
        await together(1, owner, other, pages=(here, there))
        await other.act(lab_id, "s1", type="change_scenario", protocol="quorum", dials=MAJORITIES)
        await together(1, owner, other, pages=(here, there))
        await settle(lambda: there.frames[-1]["run"] == 2, owner, other)
        for page in (here, there):
            assert [f["run"] for f in page.frames if f["type"] == "snapshot"] == [1, 2]
            assert page.frames[-1]["run"] == 2


async def test_time_goes_on_while_only_pages_of_another_worker_are_open(meeting: Meeting) -> None:
    lab_id = await new_lab()
    async with meeting(2) as (owner, other):
        lab = await owner.open(lab_id)
        page = await other.follow(lab_id)
        await together(IDLE_SECONDS_MAX + 5, owner, other, pages=(page,))
        assert owner.hub.labs == {lab_id: lab}
        assert lab.moment.tick > 5_000
        assert page.closed is None


async def test_a_lab_whose_last_page_has_left_another_worker_leaves_memory_everywhere(meeting: Meeting) -> None:
    lab_id = await new_lab()
    async with meeting(2) as (owner, other):
        await owner.open(lab_id)
        page = await other.follow(lab_id)
        await together(1, owner, other, pages=(page,))
        other.hub.mirrors[lab_id].followers.leave(page.subscriber, other.now)
        await together(IDLE_SECONDS_MAX + 5, owner, other)
        assert not owner.hub.labs
        assert not other.hub.mirrors
        await exchanged([owner, other])
        assert await other.hub.leases.take(lab_id) == ""


async def test_a_page_that_comes_back_to_another_worker_gets_what_it_missed(meeting: Meeting) -> None:
    lab_id = await new_lab()
    async with meeting(2) as (owner, other):
        here = await owner.follow(lab_id)
        await together(1, owner, other, pages=(here,))
        seq, run = here.frames[-1]["seq"], here.frames[-1]["run"]
        owner.hub.labs[lab_id].followers.leave(here.subscriber, owner.now)
        watching = await owner.follow(lab_id)
        await together(0.5, owner, other, pages=(watching,))
        there = await other.follow(lab_id, hello=wire.Hello(run, seq))
        await together(0.5, owner, other, pages=(watching, there))
        assert [frame["type"] for frame in there.frames if frame["type"] == "snapshot"] == []
        seen = [event["seq"] for frame in there.frames for event in frame["events"]]
        assert seen == list(range(seq + 1, seq + 1 + len(seen)))


async def test_pages_of_another_worker_are_sent_away_when_the_lab_is_handed_over(meeting: Meeting) -> None:
    lab_id = await new_lab()
    async with meeting(2) as (owner, other):
        await owner.open(lab_id)
        page = await other.follow(lab_id)
        await owner.act(lab_id, "w1", **WRITE)
        await owner.hub.drain()
        await together(0.5, other)
        assert page.closed == CLOSE_MOVED
        lab = await other.open(lab_id)
        assert lab_id in other.hub.labs
        assert lab.commands == 1


async def test_a_lab_that_is_handed_over_stands_exactly_where_it_stood(meeting: Meeting) -> None:
    lab_id = await new_lab()
    async with meeting(2) as (owner, other):
        page = await owner.follow(lab_id)
        await together(2, owner, other, pages=(page,))
        before = owner.hub.labs[lab_id].session.simulation.position
        await owner.hub.drain()
        assert page.closed == CLOSE_MOVED
        lab = await other.open(lab_id)
        assert lab.session.simulation.position == before


async def test_a_worker_that_drains_takes_no_lab(meeting: Meeting) -> None:
    from apps.live.lab.hub import Elsewhere

    lab_id = await new_lab()
    async with meeting(2) as (owner, other):
        await owner.hub.drain()
        with pytest.raises(Elsewhere):
            await owner.hub.open(lab_id)
        await other.open(lab_id)


async def test_a_link_that_is_revoked_at_one_worker_is_closed_at_the_others(meeting: Meeting) -> None:
    lab_id = await new_lab()
    async with meeting(3) as worlds:
        link = Access(lab_id, "watcher", ground="link:1")
        pages = [await world.follow(lab_id, link) for world in worlds]
        await worlds[2].hub.close_grounds({"link:1"})
        await settle(lambda: all(page.closed == CLOSE_GONE for page in pages))


async def test_a_lab_that_is_locked_at_one_worker_is_locked_where_it_is(meeting: Meeting) -> None:
    lab_id = await new_lab()
    async with meeting(2) as (owner, other):
        lab = await owner.open(lab_id)
        await other.hub.lock([lab_id], locked=True)
        await settle(lambda: lab.locked)
        await other.hub.lock([lab_id], locked=False)
        await settle(lambda: not lab.locked)
        await other.hub.freeze(["someone"], frozen=True)
        await settle(lambda: lab.frozen)


async def test_a_lab_that_was_released_at_another_worker_takes_the_next_command(meeting: Meeting, room: Room) -> None:
    lab_id = await new_lab()
    async with meeting(2) as (owner, other):
        await owner.open(lab_id)
        await owner.hub.lock([lab_id], locked=True)
        with pytest.raises(CommandError):
            await owner.act(lab_id, "w1", **WRITE)
        room.loses = lambda kind, _: kind == "holds"
        await other.hub.lock([lab_id], locked=False)
        assert (await owner.act(lab_id, "w2", **WRITE))["operation"] == "alice#1"


async def test_the_watchers_of_one_link_are_bounded_over_all_workers(meeting: Meeting) -> None:
    lab_id = await new_lab()
    async with meeting(2) as (owner, other):
        link = Access(lab_id, "watcher", ground=link_ground((await ShareLink.objects.acreate(lab_id=lab_id)).pk))
        await owner.open(lab_id)
        pages = [await other.follow(lab_id, link) for _ in range(WATCHERS_A_LINK_MAX // 2)]
        pages += [await owner.follow(lab_id, link) for _ in range(WATCHERS_A_LINK_MAX // 2)]
        await together(FOLLOW_EVERY_SECONDS + 0.1, owner, other, pages=pages)
        await settle(lambda: not owner.hub.labs[lab_id].followers.has_room(link))
        await settle(lambda: not other.hub.mirrors[lab_id].followers.has_room(link))
        assert owner.hub.labs[lab_id].followers.has_room(Access(lab_id, "watcher", ground="link:2"))


async def test_a_message_that_is_lost_costs_a_page_nothing(meeting: Meeting, room: Room) -> None:
    lab_id = await new_lab()
    async with meeting(2) as (owner, other):
        here, there = await owner.follow(lab_id), await other.follow(lab_id)
        draw = Random(7)
        room.loses = lambda kind, _: kind == "events" and draw.random() < 0.3
        for number in range(8):
            await (owner, other)[number % 2].act(
                lab_id, f"w{number}", **{**WRITE, "client": ("alice", "bob")[number % 2]}
            )
            await together(0.5, owner, other, pages=(here, there))
        room.loses = lambda *_: False
        await together(1, owner, other, pages=(here, there))
        await settle(lambda: there.subscriber.sent_seq >= here.subscriber.sent_seq, other)
        seen = events_of(there)
        assert seen == list(range(seen[0], seen[0] + len(seen)))


async def test_a_command_whose_answer_is_lost_is_acknowledged_and_carried_out_once(
    meeting: Meeting, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "REPEAT_SECONDS", 0.05)
    lab_id, lost = await new_lab(), []

    def loses(kind: str, said: Any) -> bool:
        if kind == "answer" and "acknowledged" in (said["answer"] or ()) and len(lost) < 2:
            lost.append(said)
            return True
        return False

    async with meeting(2) as (owner, other):
        lab = await owner.open(lab_id)
        await other.follow(lab_id)
        room.loses = loses
        assert (await other.act(lab_id, "w1", **WRITE))["operation"] == "alice#1"
        assert len(lost) == 2
        assert lab.commands == await Command.objects.acount() == 1


async def test_a_worker_that_falls_silent_loses_its_labs_to_those_that_are_there(
    meeting: Meeting, room: Room, registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "REPEAT_SECONDS", 0.05)
    monkeypatch.setattr(exchange, "SILENT_SECONDS_MAX", 0.2)
    lab_id = await new_lab()
    async with meeting(2) as (owner, other):
        await owner.open(lab_id)
        page = await other.follow(lab_id)
        await owner.act(lab_id, "w1", **WRITE)
        room.loses = lambda kind, _: True
        with pytest.raises(Moved):
            await other.act(lab_id, "w2", **WRITE)
        del registry.owners[lab_id]  # it ends by itself
        await together(0.5, other)
        assert page.closed == CLOSE_MOVED
        lab = await other.open(lab_id)
        assert lab_id in other.hub.labs
        assert lab.commands == 1


async def test_labs_go_on_where_they_are_while_nobody_can_say_who_has_which(
    meeting: Meeting, registry: Registry
) -> None:
    lab_id, new_id = await new_lab(), await new_lab()
    async with meeting(2) as (owner, other):
        page = await owner.follow(lab_id)
        registry.away = True
        await together(2, owner, other, pages=(page,))
        tick = owner.hub.labs[lab_id].moment.tick
        await owner.act(lab_id, "w1", **WRITE)
        await together(2, owner, other, pages=(page,))
        assert owner.hub.labs[lab_id].moment.tick > tick
        assert page.closed is None
        with pytest.raises(LeasesAway):
            await other.hub.open(new_id)
