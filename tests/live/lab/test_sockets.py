"""Live labs through a real Daphne and real sockets: what is acknowledged, shown, resumed, replayed."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from textwrap import dedent

import pytest

from tests.client import WAIT_SECONDS_MAX, LabClient, Refused
from tests.live.lab.test_wire import GOOD
from tests.live.visits import MAJORITIES, lab_of, read, share, status, write
from tests.serving import ServerProcess


async def test_a_cut_makes_a_stale_read_and_majorities_on_the_same_schedule_do_not(server: ServerProcess) -> None:
    async with LabClient.open(server.url, "stale-read") as lab:
        await lab.submit("set_speed", per_mille=10_000)
        await write(lab, "1")
        await lab.submit("partition", groups=[["n1", "n2"]])
        await write(lab, "2")
        stale = await read(lab)
        assert stale["stale"]["missed"] == "alice#2"
        answer = await lab.submit("change_scenario", protocol="quorum", dials=MAJORITIES)
        assert (answer["run"], answer["not_applied"]) == (2, [])
        await lab.until(lambda view: view["protocol"]["dials"]["R"] == 3)
        await lab.until(status("bob#1", "ok", "fail"))
        assert lab.view["operations"]["bob#1"]["stale"] is None
        assert [run["number"] for run in lab.head["lab"]["runs"]] == [1, 2]
        await lab.submit("switch_run", run=1)
        await lab.until(lambda view: view["protocol"]["dials"]["R"] == 1)
        assert lab.view["operations"]["bob#1"]["stale"]["missed"] == "alice#2"


async def test_sigkill_loses_no_acknowledged_command_and_the_run_goes_on(data_folder: Path) -> None:
    server = ServerProcess(data_folder)
    try:
        async with LabClient.open(server.url, "gossip") as lab:
            await lab.submit("set_speed", per_mille=1_000)
            await write(lab, "1")
            await lab.submit("partition", groups=[["n1", "n2"]])
            last = await lab.submit("invoke", client="carol", node="n5", operation="write", key="x", value="2")
            seen, tick = dict(lab.view["operations"]), lab.head["tick"]
            events = {event["seq"]: event for event in lab.events}
            server.kill()
            await lab.until_closed()
            await asyncio.to_thread(server.start)
            await lab.connect()
            await lab.until(status(last["operation"], "ok"))
            assert lab.view["network"]["partition"] == [["n1", "n2"], ["n3", "n4", "n5"]]
            assert set(seen) <= set(lab.view["operations"])
            assert lab.head["tick"] >= tick
            for event in lab.head["log"]:
                if event["seq"] in events:
                    assert {**events[event["seq"]], "set": None} == {**event, "set": None}
            now = lab.head["tick"]
            await lab.until(lambda _: lab.head["tick"] > now)
            await write(lab, "3")
    finally:
        server.end()


async def test_a_socket_that_comes_back_gets_what_it_missed_without_gap_or_double(server: ServerProcess) -> None:
    _, path, watcher = await lab_of(server, "gossip")
    visitor_headers = watcher._headers
    async with watcher, LabClient(server.url, path, visitor_headers) as actor:
        await actor.submit("set_speed", per_mille=2_000)
        for number in range(5):
            await watcher.disconnect()
            await write(actor, str(number))
            seq = watcher.head["seq"]
            await watcher.connect()
            await watcher.until(lambda _, seq=seq: watcher.head["seq"] > seq)
        assert watcher.snapshots == 1
        await actor.submit("pause")
        await watcher.until(lambda _: watcher.head["playing"] is False and watcher.head["seq"] == actor.head["seq"])
        assert watcher.view == actor.view


async def test_a_socket_too_far_behind_is_sent_a_snapshot_in_place_of_the_backlog(server: ServerProcess) -> None:
    _, path, watcher = await lab_of(server, "gossip")
    async with watcher, LabClient(server.url, path, watcher._headers) as actor:
        await actor.submit("set_speed", per_mille=10_000)
        await watcher.disconnect()
        seq = watcher.head["seq"]
        await actor.until(lambda _: actor.head["seq"] > seq + 400)
        await actor.submit("pause")
        await watcher.connect()
        await watcher.until(lambda _: watcher.snapshots == 2 and not watcher.head["playing"])
        for one, other in ((watcher, actor), (actor, watcher)):
            await one.until(lambda _, one=one, other=other: one.head["seq"] >= other.head["seq"])
        assert watcher.view == actor.view


async def test_a_fresh_snapshot_equals_the_folded_view_after_every_command(server: ServerProcess) -> None:
    _, path, lab = await lab_of(server)
    async with lab:
        await lab.submit("pause")
        for kind, members in GOOD.items():
            if kind in ("play", "pause", "change_scenario", "switch_run", "fork") or "message" in members:
                continue
            try:
                await lab.submit(kind, **members)
            except Refused as refused:
                assert refused.code in ("node.paused", "node.not_paused", "promotion.unsupported", "timer.unknown")
            async with LabClient(server.url, path, lab._headers) as fresh:
                await lab.until(lambda _, fresh=fresh: lab.head["seq"] == fresh.head["seq"])
                assert fresh.view == lab.view, kind


async def test_sending_a_command_again_changes_nothing_and_is_acknowledged_again(server: ServerProcess) -> None:
    async with LabClient.open(server.url, "stale-read") as lab:
        command = {"client": "alice", "node": "n1", "operation": "write", "key": "x", "value": "1"}
        first = await lab.submit("invoke", id="once", **command)
        again = await lab.submit("invoke", id="once", **command)
        assert again == first
        with pytest.raises(Refused) as refused:
            await lab.submit("invoke", id="once", **{**command, "value": "2"})
        assert refused.value.code == "command.id_reused"
        change = await lab.submit("change_scenario", id="change", protocol="quorum", dials=MAJORITIES)
        assert await lab.submit("change_scenario", id="change", protocol="quorum", dials=MAJORITIES) == change
        await lab.submit("pause")
        step = await lab.submit("step", id="step")
        await lab.until(lambda _: lab.head["seq"] > step["seq"])
        seq = lab.head["seq"]
        assert await lab.submit("step", id="step") == step
        assert lab.head["seq"] == seq
        assert len(lab.view["operations"]) == 1


async def test_steps_are_stored_exactly(data_folder: Path) -> None:
    server = ServerProcess(data_folder)
    try:
        async with LabClient.open(server.url, "gossip") as lab:
            await lab.submit("pause")
            for client in ("alice", "bob", "carol"):
                await lab.submit("invoke", client=client, node="n1", operation="write", key="x", value=client)
            for _ in range(7):
                step = await lab.submit("step")
                await lab.until(lambda _, seq=step["seq"]: lab.head["seq"] > seq)
            view, head = json.loads(json.dumps(lab.view)), dict(lab.head)
            server.kill()
            await lab.until_closed()
            await asyncio.to_thread(server.start)
            lab.head = {}
            await lab.connect()
            await lab.until(lambda _: lab.snapshots == 2)
            assert (lab.view, lab.head["tick"], lab.head["seq"]) == (view, head["tick"], head["seq"])
            assert lab.head["playing"] is False
    finally:
        server.end()


async def test_time_stands_while_nobody_watches_and_goes_on_when_someone_does(server: ServerProcess) -> None:
    _, _, lab = await lab_of(server, "gossip")
    async with lab:
        await lab.submit("set_speed", per_mille=1_000)
    tick = lab.head["tick"]
    async with lab:
        assert lab.head["tick"] - tick < 3_000
        now = lab.head["tick"]
        await lab.until(lambda _: lab.head["tick"] > now)


async def test_the_example_in_the_documentation_runs_and_prints_what_it_says(server: ServerProcess) -> None:
    text = (Path(__file__).parents[3] / "docs" / "protocol.md").read_text()
    block = text[text.index("    import asyncio") : text.index("It prints `")]
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        dedent(block).replace("http://127.0.0.1:8000", server.url),
        stdout=asyncio.subprocess.PIPE,
    )
    printed, _ = await process.communicate()
    assert f"It prints `{printed.decode().strip()}`" in text


async def test_sockets_that_vanish_together_disturb_nobody_else(server: ServerProcess) -> None:
    owner, path, lab = await lab_of(server, "gossip")
    watching, _ = share(owner, path, "watch")
    async with lab:
        await lab.submit("set_speed", per_mille=10_000)
        for _ in range(3):
            others = [LabClient(server.url, watching) for _ in range(60)]
            await asyncio.gather(*(other.connect() for other in others))
            await asyncio.gather(*(other.until(bool) for other in others))
            for other in others:
                assert other.socket is not None
                other.socket.transport.abort()
            await asyncio.gather(*(other.disconnect() for other in others))
        seq = lab.head["seq"]
        await lab.until(lambda _: lab.head["seq"] > seq)
        assert (lab.snapshots, lab.close_code) == (1, None)


@pytest.mark.sqlite
async def test_the_socket_of_a_run_of_an_earlier_simulation_is_refused_in_words(server: ServerProcess) -> None:
    _, path, lab = await lab_of(server)
    with closing(sqlite3.connect(Path(server.environment["LIGHTCONE_DATA"]) / "lightcone.sqlite3")) as database:
        database.execute("UPDATE live_run SET simulation_version = 0 WHERE lab_id = ?", [path.split("/")[3]])
        database.commit()
    await lab.connect()
    await lab.until_closed()
    assert lab.close_code == 4410
    assert [each["code"] for each in lab.errors] == ["version.gone"]
    assert "Begin again from the same scenario" in lab.errors[0]["message"]


@pytest.mark.sqlite
async def test_the_server_records_a_moment_soon_after_it_was_shared(server: ServerProcess) -> None:
    visitor, path, lab = await lab_of(server)
    await lab.connect()
    await write(lab, "1")
    fields = {"run": "1", "seq": str(lab.head["seq"]), "tick": str(lab.head["tick"])}
    assert visitor.post(path.removeprefix("/ws") + "moments/", **fields)[0] == 200
    file = Path(server.environment["LIGHTCONE_DATA"]) / "lightcone.sqlite3"

    def recorded() -> int:
        with closing(sqlite3.connect(file)) as database:
            return int(database.execute("SELECT count(*) FROM live_recording").fetchone()[0])

    async with asyncio.timeout(WAIT_SECONDS_MAX):
        while not recorded():
            await asyncio.to_thread(visitor.get, "/labs/")
    await lab.disconnect()


async def test_many_pages_that_come_back_at_once_after_sigkill_share_one_lab(data_folder: Path) -> None:
    server = ServerProcess(data_folder)
    try:
        _, path, lab = await lab_of(server, "gossip")
        pages = [LabClient(server.url, path, lab._headers) for _ in range(6)]
        await asyncio.gather(*(page.connect() for page in pages))
        await asyncio.gather(*(page.until(bool) for page in pages))
        server.kill()
        await asyncio.gather(*(page.until_closed() for page in pages))
        await asyncio.to_thread(server.start)
        await asyncio.gather(*(page.connect() for page in pages))
        for number, page in enumerate(pages):
            await write(page, str(number), client=["alice", "bob", "carol"][number % 3])
        for page in pages:
            await page.until(lambda view: len(view["operations"]) == 6)
        async with lab:
            assert len(lab.view["operations"]) == 6
    finally:
        server.end()
