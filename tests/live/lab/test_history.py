"""The whole run, for whoever may see it, as far as it has been shown."""

from __future__ import annotations

import asyncio
import gzip
import json
from typing import Any
from urllib.request import Request, urlopen

import pytest
from django.test import Client

from apps.labs.run.projection import fold
from apps.live.models import Command, Lab, Run
from tests.client import LabClient, Visitor
from tests.live.pages.test_pages import new_lab
from tests.live.visits import lab_of, share, write
from tests.serving import ServerProcess


def hold(recording: dict[str, Any]) -> dict[str, Any]:
    """The view at the end of a recording, which must be whole."""
    seqs = [event["seq"] for event in recording["log"] + recording["events"]]
    assert seqs == list(range(1, recording["until"]["seq"] + 1))
    assert recording["log"][-1]["seq"] == recording["seq"]
    assert not any("set" in event for event in recording["log"])
    fold(recording["view"], recording["events"])
    return recording["view"]


async def test_the_history_of_a_live_run_is_everything_since_its_start(server: ServerProcess) -> None:
    owner, path, lab = await lab_of(server, "gossip")
    page = path.removeprefix("/ws")
    async with lab:
        for value in "123":
            await write(lab, value)
        await lab.submit("pause")
        await lab.until(lambda _: not lab.head["playing"])
        recording = await asyncio.to_thread(owner.get_json, page + "recording/?run=1")
        await lab.until(lambda _: lab.head["seq"] == recording["until"]["seq"])
        assert recording["run"] == 1
        assert recording["until"] == {"seq": lab.head["seq"], "tick": lab.head["tick"]}
        events = recording["events"]
        assert hold(recording) == lab.view
        later = await asyncio.to_thread(owner.get_json, f"{page}recording/?run=1&after={events[4]['seq']}")
        assert later == {"run": 1, "events": events[5:], "until": recording["until"]}
        watching, _ = share(owner, path, "watch")
        shared = await asyncio.to_thread(
            Visitor(server.url).get_json, watching.removeprefix("/ws") + "recording/?run=1"
        )
        assert shared["events"] == events


async def test_a_lab_that_was_reopened_still_has_its_whole_history(server: ServerProcess) -> None:
    owner, path, lab = await lab_of(server)
    async with lab:
        await write(lab, "1")
        await lab.submit("pause")
    server.restart()
    async with LabClient(server.url, path, owner.headers()) as again:
        recording = await asyncio.to_thread(owner.get_json, path.removeprefix("/ws") + "recording/?run=1")
        assert hold(recording) == again.view


async def test_another_run_of_the_lab_has_its_history_up_to_where_it_was_left(server: ServerProcess) -> None:
    owner, path, lab = await lab_of(server)
    async with lab:
        await write(lab, "1")
        await lab.submit("pause")
        await lab.until(lambda _: not lab.head["playing"])
        view, head = lab.view, lab.head
        dials = {"N": 5, "R": 3, "W": 3, "write_back": True}
        await lab.submit("change_scenario", protocol="quorum", dials=dials)
        for suffix in ("", "&after=30"):
            recording = await asyncio.to_thread(owner.get_json, path.removeprefix("/ws") + f"recording/?run=1{suffix}")
            assert recording["until"] == {"seq": head["seq"], "tick": head["tick"]}
            if not suffix:
                assert hold(recording) == view
            else:
                assert [event["seq"] for event in recording["events"]] == list(range(31, head["seq"] + 1))


async def test_a_socket_may_be_told_again_what_came_before_it_was_there(server: ServerProcess) -> None:
    _, _, lab = await lab_of(server)
    async with lab:
        await write(lab, "1")
        await lab.submit("pause")
    server.restart()
    lab.head["seq"] -= 10
    lab.events.clear()
    await lab.connect()
    await lab.until(lambda _: len(lab.events) >= 10)
    await lab.disconnect()
    assert lab.snapshots == 1


async def test_a_history_travels_packed_to_whoever_takes_it_so(server: ServerProcess) -> None:
    owner, path, _ = await lab_of(server)
    address = server.url + path.removeprefix("/ws") + "recording/?run=1"

    def fetch(accepted: str) -> tuple[Any, bytes]:
        with urlopen(Request(address, headers={**owner.headers(), "Accept-Encoding": accepted})) as answer:
            return answer.headers, answer.read()

    packed_headers, packed = await asyncio.to_thread(fetch, "gzip, br")
    headers, plain = await asyncio.to_thread(fetch, "identity")
    assert (packed_headers["Content-Encoding"], headers["Content-Encoding"]) == ("gzip", None)
    assert packed_headers["Cache-Control"] == "no-store"
    assert json.loads(gzip.decompress(packed)) == json.loads(plain)


@pytest.mark.django_db(transaction=True)
def test_a_history_is_not_found_by_strangers_nor_for_runs_that_are_not_there(client: Client) -> None:
    page = new_lab(client)
    assert client.get(page + "recording/?run=1").status_code == 200
    assert Client().get(page + "recording/?run=1").status_code == 404
    for missing in ("2", "0", "9" * 30, "-1", "x"):
        assert client.get(f"{page}recording/?run={missing}").status_code == 404
    for asked in ("x", "-1", "", "9" * 40, "²"):
        assert client.get(f"{page}recording/?run=1&after={asked}").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_frozen_history_is_made_anew_when_its_run_has_gone_on(client: Client) -> None:
    page = new_lab(client)
    run = Lab.objects.get().runs.get()
    Run.objects.update(tick=500)
    until = client.get(page + "recording/?run=1").json()["until"]
    assert until["tick"] == 500
    Command.objects.create(run=run, index=0, tick=500, body={"type": "crash", "node": "n1"})
    assert client.get(page + "recording/?run=1").json()["events"][-1]["kind"] == "node_crashed"
