"""Bad frames on real sockets: each is refused in words or closes its socket, and none changes anything."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress

import pytest
from websockets.asyncio.client import connect

from tests.client import LabClient, Refused
from tests.live.lab.test_wire import GOOD, bad_frames
from tests.live.visits import MAJORITIES, lab_of, share
from tests.serving import ServerProcess


async def test_step_while_playing_and_speeds_out_of_range_are_refused(server: ServerProcess) -> None:
    async with LabClient.open(server.url, "stale-read") as lab:
        await lab.submit("invoke", **GOOD["invoke"])
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


async def test_a_second_hello_is_refused(server: ServerProcess) -> None:
    async with LabClient.open(server.url, "stale-read") as lab:
        await lab.send({"type": "hello", "run": None, "seq": None})
        await lab.until_errors(1)
        assert lab.errors[0]["code"] == "hello.repeated"


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


@pytest.mark.trial
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
    # Who still sends when the server closes may hear of a connection that is gone instead of the reason.
    assert 4429 in closed
    assert set(closed[:-1]) <= {4429, 1006}
    async with LabClient(server.url, watching) as watcher:
        assert watcher.view == before


def _is_bad(text: str) -> bool:
    from apps.live.lab import wire

    try:
        wire.parse(text)
    except wire.WireError:
        return True
    return False
