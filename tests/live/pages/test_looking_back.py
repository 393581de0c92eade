"""Looking back at a lab that goes on: what is shown is the past as it was, up to what has been shown."""

from __future__ import annotations

import asyncio
import re

import pytest

from tests.client import LabClient, Refused, Visitor
from tests.live.lab.test_history import hold
from tests.live.visits import MAJORITIES, lab_of, read, share, write
from tests.serving import ServerProcess


async def test_the_past_of_a_lab_that_plays_never_lies_ahead_of_what_its_pages_show(server: ServerProcess) -> None:
    owner, path, lab = await lab_of(server, "gossip")
    page = path.removeprefix("/ws")
    async with lab:
        await lab.submit("set_speed", per_mille=2_000)
        for _ in range(5):
            until = (await asyncio.to_thread(owner.get_json, page + "recording/?run=1"))["until"]
            side = (await asyncio.to_thread(owner.get_json, page + "compare/recording/?run=1"))["until"]
            await lab.submit("pause")
            now = lab.head["tick"]
            await lab.submit("play")
            answer = await lab.submit("pause")
            assert until["tick"] <= side["tick"] <= answer["tick"]
            assert until["seq"] <= side["seq"] <= answer["seq"]
            assert now <= answer["tick"]
            await lab.submit("play")


async def test_a_moment_of_a_lab_that_plays_on_shows_what_was_there_when_it_was_shared(server: ServerProcess) -> None:
    owner, path, lab = await lab_of(server)
    page = path.removeprefix("/ws")
    async with lab:
        await write(lab, "1")
        fields = {"run": "1", "seq": str(lab.head["seq"]), "tick": str(lab.head["tick"])}
        status, panel = await asyncio.to_thread(lambda: owner.post(page + "moments/", **fields))
        assert status == 200
        link = re.findall(r"/moments/[\w-]{20,}/", panel)[0]
        stranger = Visitor(server.url)
        before = await asyncio.to_thread(stranger.get_json, link + "recording/")
        assert before["until"]["seq"] >= int(fields["seq"])
        await write(lab, "2")
        await lab.submit("fork", seq=20, tick=lab.head["tick"])
        await lab.submit("crash", node="n1")
        await lab.submit("change_scenario", protocol="quorum", dials=MAJORITIES)
        assert await asyncio.to_thread(stranger.get_json, link + "recording/") == before
        hold(before)
    server.restart()
    assert (await asyncio.to_thread(stranger.get_json, link + "recording/"))["events"] == before["events"]


async def test_what_was_forked_to_try_is_a_lab_that_goes_on_from_the_moment(server: ServerProcess) -> None:
    owner, path, lab = await lab_of(server)
    page = path.removeprefix("/ws")
    async with lab:
        await write(lab, "1")
        await lab.submit("pause")
        seq, tick, view = lab.head["seq"], lab.head["tick"], lab.view
        fields = {"run": "1", "seq": str(seq), "tick": str(tick)}
        _, panel = await asyncio.to_thread(lambda: owner.post(page + "moments/", **fields))
    visitor = Visitor(server.url)
    link = re.findall(r"/moments/[\w-]{20,}/", panel)[0]
    assert (await asyncio.to_thread(visitor.post, link))[0] == 200
    mine = re.search(r"/labs/[\w-]+/", visitor.last_url)
    assert mine is not None
    assert mine[0] != page
    async with LabClient(server.url, "/ws" + mine[0], visitor.headers()) as fork:
        assert (fork.head["seq"], fork.head["tick"], fork.head["playing"]) == (seq, tick, False)
        assert fork.view == view
        await fork.submit("play")
        answer = await read(fork)
        assert answer["status"] == "ok"


async def test_a_fork_is_made_once_however_often_it_is_asked_for_and_never_by_a_watcher(server: ServerProcess) -> None:
    owner, path, lab = await lab_of(server)
    watching, _ = share(owner, path, "watch")
    async with lab, LabClient(server.url, watching) as watcher:
        await write(lab, "1")
        seq, tick = lab.head["seq"], lab.head["tick"]
        first = await lab.submit("fork", id="once", seq=seq - 5, tick=tick)
        assert await lab.submit("fork", id="once", seq=seq - 5, tick=tick) == first
        await watcher.until(lambda _: watcher.head["run"] == 2)
        assert [run["forked"] for run in watcher.head["lab"]["runs"]] == [
            None,
            {"seq": first["seq"], "tick": first["tick"]},
        ]
        assert watcher.head["playing"] is False
        with pytest.raises(Refused) as refused:
            await watcher.submit("fork", seq=20, tick=tick)
        assert refused.value.code == "access.forbidden"
