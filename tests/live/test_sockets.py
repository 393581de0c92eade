"""Live labs through a real Daphne and real sockets: what is acknowledged, shown, resumed, refused."""

from __future__ import annotations

import asyncio
import json
import re
import sqlite3
import sys
from contextlib import closing, suppress
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from tests.client import LabClient, Refused, Visitor
from tests.live.test_wire import GOOD, bad_frames
from tests.serving import ServerProcess

MAJORITIES = {"N": 5, "R": 3, "W": 3, "write_back": True}


async def lab_of(server: ServerProcess, slug: str = "stale-read") -> tuple[Visitor, str, LabClient]:
    """A new visitor, the socket path of its new lab, and a client that is not connected yet."""
    visitor = Visitor(server.url)
    path = await asyncio.to_thread(visitor.new_lab, slug)
    return visitor, path, LabClient(server.url, path, visitor.headers())


def status(name: str, *wanted: str) -> Any:
    return lambda view: view["operations"].get(name, {}).get("status") in wanted


async def write(lab: LabClient, value: str, *, client: str = "alice", node: str = "n1") -> str:
    answer = await lab.submit("invoke", client=client, node=node, operation="write", key="x", value=value)
    await lab.until(status(answer["operation"], "ok", "info", "fail"))
    return answer["operation"]


async def read(lab: LabClient, *, client: str = "bob", node: str = "n4") -> dict[str, Any]:
    answer = await lab.submit("invoke", client=client, node=node, operation="read", key="x")
    await lab.until(status(answer["operation"], "ok", "fail"))
    return lab.view["operations"][answer["operation"]]


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


async def test_sigkill_loses_no_acknowledged_command_and_the_run_goes_on(tmp_path) -> None:
    server = ServerProcess(tmp_path)
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
        await watcher.until(lambda _: watcher.snapshots == 2)
        assert watcher.view == actor.view


async def test_a_fresh_snapshot_equals_the_folded_view_after_every_command(server: ServerProcess) -> None:
    _, path, lab = await lab_of(server)
    async with lab:
        await lab.submit("pause")
        for kind, members in GOOD.items():
            if kind in ("play", "pause", "change_scenario", "switch_run") or "message" in members:
                continue
            try:
                await lab.submit(kind, **members)
            except Refused as refused:
                assert refused.code in ("node.paused", "node.not_paused")
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


async def test_steps_are_stored_exactly(tmp_path) -> None:
    server = ServerProcess(tmp_path)
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


async def test_step_while_playing_and_speeds_out_of_range_are_refused(server: ServerProcess) -> None:
    async with LabClient.open(server.url, "stale-read") as lab:
        for kind, members, code in (
            ("step", {}, "transport.playing"),
            ("set_speed", {"per_mille": 99}, "speed.out_of_range"),
            ("switch_run", {"run": 7}, "run.unknown"),
            ("change_scenario", {"protocol": "paxos", "dials": {}}, "protocol.unknown"),
            ("change_scenario", {"protocol": "quorum", "dials": {**MAJORITIES, "Q": 1}}, "dial.unknown"),
            ("change_scenario", {"protocol": "quorum", "dials": {**MAJORITIES, "R": 9}}, "dial.out_of_range"),
            ("invoke", {**GOOD["invoke"], "value": "v" * 10_000}, "value.too_long"),
        ):
            with pytest.raises(Refused) as refused:
                await lab.submit(kind, **members)
            assert refused.value.code == code


async def test_time_stands_while_nobody_watches_and_goes_on_when_someone_does(server: ServerProcess) -> None:
    _, _, lab = await lab_of(server, "gossip")
    async with lab:
        await lab.submit("set_speed", per_mille=1_000)
    tick = lab.head["tick"]
    async with lab:
        assert lab.head["tick"] - tick < 3_000
        now = lab.head["tick"]
        await lab.until(lambda _: lab.head["tick"] > now)


async def close_code_of(server: ServerProcess, path: str, headers: dict[str, str]) -> int | None:
    client = LabClient(server.url, path, headers)
    await client.connect()
    await client.until_closed()
    return client.close_code


async def test_a_lab_that_does_not_exist_and_one_of_somebody_else_get_the_same_answer(server: ServerProcess) -> None:
    owner, path, _ = await lab_of(server)
    stranger = Visitor(server.url)
    stranger.get("/labs/")
    missing = path[:-6] + "wrong/"
    assert await close_code_of(server, path, stranger.headers()) == 4404
    assert await close_code_of(server, missing, owner.headers()) == 4404
    assert await close_code_of(server, path, {}) == 4404
    assert await close_code_of(server, "/ws/shared/nothing/", owner.headers()) == 4404
    page, gone = path.removeprefix("/ws"), missing.removeprefix("/ws")
    assert stranger.get(page) == stranger.get(gone)
    assert stranger.get(page)[0] == 404
    assert owner.get(page)[0] == 200
    for suffix in ("share/", "share/1/revoke/"):
        assert stranger.get(page + suffix)[0] in (404, 405)
        assert stranger.post(page + suffix, grant="watch")[0] == 404


def share(owner: Visitor, path: str, grant: str) -> tuple[str, str]:
    """The socket path of a new share link, and the address that revokes it."""
    page = path.removeprefix("/ws")
    _, panel = owner.post(page + "share/", grant=grant)
    token = re.findall(r"/shared/([\w-]+)/", panel)[0]
    return f"/ws/shared/{token}/", re.findall(r"/labs/[\w-]+/share/\d+/revoke/", panel)[0]


async def test_a_watcher_sees_everything_and_changes_nothing(server: ServerProcess) -> None:
    owner, path, lab = await lab_of(server)
    watching, _ = share(owner, path, "watch")
    async with lab, LabClient(server.url, watching) as watcher:
        await write(lab, "1")
        await watcher.until(status("alice#1", "ok"))
        assert watcher.head["role"] == {"kind": "watcher", "client": None}
        for kind, members in GOOD.items():
            with pytest.raises(Refused) as refused:
                await watcher.submit(kind, **members)
            assert refused.value.code == "access.forbidden"
        assert watcher.view["network"]["partition"] is None


async def test_a_guest_acts_as_one_client_and_as_nothing_else(server: ServerProcess) -> None:
    owner, path, lab = await lab_of(server)
    acting, _ = share(owner, path, "bob")
    visitor = Visitor(server.url)
    visitor.get(acting.removeprefix("/ws"))
    async with lab, LabClient(server.url, acting, visitor.headers()) as guest:
        await write(guest, "1", client="bob")
        await lab.until(status("bob#1", "ok"))
        for kind, members in (("invoke", GOOD["invoke"]), ("pause", {}), ("heal", {})):
            with pytest.raises(Refused) as refused:
                await guest.submit(kind, **members)
            assert refused.value.code == "access.forbidden"


async def test_a_revoked_link_opens_nothing_and_shows_out_who_came_by_it(server: ServerProcess) -> None:
    owner, path, lab = await lab_of(server)
    watching, revoke = share(owner, path, "watch")
    staying, _ = share(owner, path, "bob")
    async with lab, LabClient(server.url, watching) as watcher, LabClient(server.url, staying) as other:
        assert (await asyncio.to_thread(owner.post, revoke))[0] == 200
        await watcher.until_closed()
        assert watcher.close_code == 4404
        assert await close_code_of(server, watching, {}) == 4404
        assert Visitor(server.url).get(watching.removeprefix("/ws"))[0] == 404
        await write(other, "1", client="bob")


@pytest.mark.parametrize("origin", [None, "https://example.org", "null"])
async def test_a_foreign_or_missing_origin_is_turned_away(server: ServerProcess, origin: str | None) -> None:
    _, path, lab = await lab_of(server)
    with pytest.raises(InvalidStatus) as refused:
        await connect(server.ws_url + path, origin=origin, additional_headers=lab._headers)
    assert refused.value.response.status_code in (400, 403)  # autobahn itself refuses "null", with 400


async def test_a_frame_of_65_kilobytes_closes_the_socket_with_1009(server: ServerProcess) -> None:
    _, _, lab = await lab_of(server)
    async with lab:
        await lab.send("x" * 65 * 1024)
        await lab.until_closed()
        assert lab.close_code == 1009


async def test_a_frame_before_hello_is_refused(server: ServerProcess) -> None:
    _, path, lab = await lab_of(server)
    async with connect(server.ws_url + path, origin=server.url, additional_headers=lab._headers) as socket:
        await socket.send('{"type":"play","id":"a"}')
        assert json.loads(await socket.recv())["code"] == "hello.expected"


async def test_binary_frames_are_refused(server: ServerProcess) -> None:
    async with LabClient.open(server.url, "stale-read") as lab:
        await lab.send(b"\x00\x01")
        await lab.until(lambda _: bool(lab.errors))
        assert lab.errors[0]["code"] == "frame.binary"


async def test_commands_beyond_the_rate_are_refused_and_none_is_half_done(server: ServerProcess) -> None:
    async with LabClient.open(server.url, "stale-read") as lab:
        answers = await asyncio.gather(
            *(lab.submit("set_skew", node="n1", skew_ticks=number) for number in range(120)), return_exceptions=True
        )
        refused = [answer for answer in answers if isinstance(answer, Refused)]
        assert {answer.code for answer in refused} == {"rate.limited"}
        assert 40 <= len(answers) - len(refused) < 100
        last = max(number for number, answer in enumerate(answers) if not isinstance(answer, Refused))
        await lab.until(lambda view: view["nodes"]["n1"]["clock"]["skew_ticks"] == last)


async def test_ten_thousand_bad_frames_are_each_refused_a_flood_is_shown_out_and_nothing_changes(
    server: ServerProcess,
) -> None:
    owner, path, lab = await lab_of(server)
    watching, _ = share(owner, path, "watch")
    async with lab:
        await lab.submit("pause")
        before = json.loads(json.dumps(lab.view))
    frames = [text for text in bad_frames(2, 13_000) if _is_bad(text)][:10_000]
    closed, refused = [], 0
    while frames:
        flood = LabClient(server.url, path, lab._headers)
        await flood.connect()
        while frames and flood.close_code is None:
            batch, heard = frames[-50:], len(flood.errors)
            with suppress(ConnectionError):
                for text in batch:
                    await flood.send(text)
                await flood.until_errors(heard + len(batch))
                del frames[-len(batch) :]
                refused += len(batch)
        await flood.disconnect()
        closed.append(flood.close_code)
        assert all(error["code"] and error["message"] for error in flood.errors)
    assert refused == 10_000
    assert set(closed[:-1]) == {4429}
    async with LabClient(server.url, watching) as watcher:
        assert watcher.view == before


def _is_bad(text: str) -> bool:
    from apps.live import wire

    try:
        wire.parse(text)
    except wire.WireError:
        return True
    return False


async def test_the_example_in_the_documentation_runs_and_prints_what_it_says(server: ServerProcess) -> None:
    text = (Path(__file__).parents[2] / "docs" / "protocol.md").read_text()
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


async def test_a_run_of_a_simulation_that_is_gone_is_closed_with_4410(server: ServerProcess) -> None:
    _, path, lab = await lab_of(server)
    with closing(sqlite3.connect(Path(server.environment["LIGHTCONE_DATA"]) / "lightcone.sqlite3")) as database:
        database.execute("UPDATE live_run SET simulation_version = 0 WHERE lab_id = ?", [path.split("/")[3]])
        database.commit()
    await lab.connect()
    await lab.until_closed()
    assert lab.close_code == 4410


async def test_a_second_hello_is_refused(server: ServerProcess) -> None:
    async with LabClient.open(server.url, "stale-read") as lab:
        await lab.send({"type": "hello", "run": None, "seq": None})
        await lab.until_errors(1)
        assert lab.errors[0]["code"] == "hello.repeated"


async def test_a_link_revoked_before_hello_lets_nobody_in(server: ServerProcess) -> None:
    owner, path, lab = await lab_of(server)
    acting, revoke = share(owner, path, "bob")
    async with lab, connect(server.ws_url + acting, origin=server.url) as guest:
        await asyncio.to_thread(owner.post, revoke)
        await guest.send('{"type":"hello","run":null,"seq":null}')
        await guest.wait_closed()
        assert guest.close_code == 4404


async def test_many_pages_that_come_back_at_once_after_sigkill_share_one_lab(tmp_path: Path) -> None:
    server = ServerProcess(tmp_path)
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
