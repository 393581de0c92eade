"""Runs saved as files and opened again, on a real server; files that nobody could have saved are refused in words."""

from __future__ import annotations

import gzip
import io
import json
from typing import Any

import pytest
from django.test import Client

from apps.consistency.formats import read_history
from apps.labs.catalogue import catalogue
from apps.labs.export.shiviz import EXPRESSION
from apps.labs.run.scenario import Scenario
from apps.labs.run.session import LoggedCommand, Session
from apps.live.lab import log
from apps.live.lab.run_files import RunFileError, check, digest_of, read_run_file, run_file
from apps.live.models import Lab
from apps.live.pages import file_views
from apps.simulation import Position
from apps.simulation import commands as c
from apps.simulation.faults.loss import SetLoss
from apps.simulation.faults.partition import Partition
from tests.client import LabClient, Visitor
from tests.live.visits import lab_of, read, write
from tests.serving import ServerProcess

SCENARIO = catalogue()["stale-read"].scenario
BODIES: tuple[dict[str, Any], ...] = (
    {"type": "partition", "groups": [["n1", "n2"]]},
    {"type": "invoke", "client": "alice", "node": "n1", "operation": "write", "key": "x", "value": "7"},
    {"type": "invoke", "client": "bob", "node": "n4", "operation": "read", "key": "x"},
)
COMMANDS = (
    Partition((("n1", "n2"),)),
    c.InvokeOperation(client="alice", node="n1", operation="write", key="x", value="7"),
    c.InvokeOperation(client="bob", node="n4", operation="read", key="x"),
)
LOG = tuple(LoggedCommand(Position(200 * (place + 1), 0), command) for place, command in enumerate(COMMANDS))
UNTIL = Position(2_000)
SEED = 7


def saved(**changes: Any) -> str:
    """The file of a small run, with members changed."""
    stored = log.StoredRun(
        pk=1, number=1, scenario=SCENARIO, seed=SEED, log=LOG, bodies=BODIES, horizon=UNTIL,
        playing=False, speed_per_mille=250,
    )  # fmt: skip
    session = Session(SCENARIO, SEED)
    for logged in LOG:
        session.advance_to(logged.position)
        session.apply(logged.command)
    session.advance_to(UNTIL)
    file = run_file("A small run", stored, session.simulation, digest_of(SCENARIO, SEED, LOG, UNTIL))
    return json.dumps(file | changes)


def scenario(**changes: Any) -> dict[str, Any]:
    members: dict[str, Any] = SCENARIO.to_json()
    return members | changes


def test_a_file_from_before_its_protocol_had_a_dial_has_the_default_of_that_dial() -> None:
    raft = catalogue()["raft-reads"].scenario
    older = {name: value for name, value in raft.dials.items() if name in ("reads", "election_ticks", "lease_ticks")}
    assert read_run_file(saved(scenario={**raft.to_json(), "dials": older})).scenario == raft


def commands(body: Any, tick: Any = 100, steps: Any = 0) -> list[Any]:
    return [{"tick": tick, "steps": steps, "command": body}]


def test_a_run_file_says_what_the_run_is_and_nothing_is_lost() -> None:
    run = read_run_file(saved())
    assert (run.title, run.scenario, run.seed, run.log, run.until) == ("A small run", SCENARIO, SEED, LOG, UNTIL)
    assert run.bodies == BODIES
    check(run)


def test_a_run_file_is_a_history_that_can_be_judged_as_it_is() -> None:
    imported = read_history(io.StringIO(saved()))
    assert [operation.operation for operation in imported.operations] == ["alice#1", "bob#1"]
    assert imported.operations[1].returned == ()


def test_a_file_that_was_changed_is_found_out() -> None:
    with pytest.raises(RunFileError, match="gives another run than it says"):
        check(read_run_file(saved(seed=SEED + 1)))


def test_a_file_whose_end_was_moved_is_found_out() -> None:
    with pytest.raises(RunFileError, match="gives another run than it says"):
        check(read_run_file(saved(until={"tick": 10_000_000, "steps": None})))


def test_a_command_that_cannot_be_carried_out_where_it_stands_is_told() -> None:
    with pytest.raises(RunFileError, match="n1 has not crashed"):
        check(read_run_file(saved(commands=commands({"type": "restart", "node": "n1"}))))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "not a JSON file"),
        ("[" * 100_000, "not a JSON file"),
        ("[]", "not a run of Lightcone"),
        ('{"ops": []}', "not a run of Lightcone"),
        (saved(format_version=2), "newer Lightcone"),
        (saved(simulation_version=4), "version 4 of the simulation"),
        (saved(seed="7"), "damaged"),
        (saved(seed=-1), "damaged"),
        (saved(digest=None), "damaged"),
        (saved(commands={}), "damaged"),
        (saved(commands=[1]), "damaged"),
        (saved(commands=commands({"type": "play"})), "no command of a run"),
        (saved(commands=commands({"type": "explode"})), "there is no command 'explode'"),
        (saved(commands=commands({"type": "crash"})), "'node' is missing"),
        (saved(commands=commands({"type": "crash", "node": 7})), "must be a string"),
        (saved(commands=commands({"type": "heal"}, tick="1")), "damaged"),
        (saved(commands=commands({"type": "heal"}, tick=-1)), "damaged"),
        (saved(commands=commands({"type": "heal"}, steps=-1)), "damaged"),
        (saved(commands=commands({"type": "heal"}) * 2001), "damaged"),
        (saved(until={"tick": 10**12, "steps": None}), "damaged"),
        (saved(until={"tick": 1, "steps": 2**63}), "damaged"),
        (saved(commands=commands({"type": "heal"}, steps=250_001)), "damaged"),
        (saved(title="\ud800"), "half a character"),
        (saved(scenario=scenario(keys=["\ud800"])), "half a character"),
        (saved(scenario=scenario(keys=["__proto__"])), "Keys need"),
        (saved(scenario=scenario(keys=["k" * 1_900_000])), "Keys need"),
        (saved(scenario=None), "damaged"),
        (saved(scenario=scenario(nodes="n1")), "damaged"),
        (saved(scenario=scenario(nodes=[f"n{n}" for n in range(40)])), "1 to 9 nodes"),
        (saved(scenario=scenario(nodes=["n 1", "n2", "n3", "n4", "n5"])), "letters and digits"),
        (saved(scenario=scenario(clients=["n1"])), "different names"),
        (saved(scenario=scenario(keys=[1])), "damaged"),
        (saved(scenario=scenario(protocol="chubby")), "no protocol 'chubby'"),
        (saved(scenario=scenario(dials={"R": 99})), "could have happened"),
        (saved(scenario=scenario(latency={"distribution": "uniform", "low_ticks": 0, "high_ticks": 5})), "latency"),
        (saved(scenario=scenario(latency={"distribution": "gauss", "low_ticks": 1, "high_ticks": 5})), "distribution"),
        (saved(scenario=scenario(loss_per_mille=2.5)), "whole number"),
        (saved(scenario=scenario(loss_per_mille=5000)), "rate"),
        (saved(scenario=scenario(workload_interval_ticks=1)), "interval"),
        (saved(scenario=scenario(client_timeout_ticks=0)), "timeout"),
        (saved(scenario=scenario(surprise=1)), "damaged"),
        (saved(scenario=scenario(script=[{"tick": 1, "command": "CrashNode", "node": 5}])), "must be a string"),
        (saved(scenario=scenario(script=[{"tick": 1, "command": "Explode"}])), "damaged"),
        (saved(scenario=scenario(script=[{"tick": -1, "command": "Heal"}])), "damaged"),
    ],
)
def test_what_is_no_run_is_refused_in_words(text: str, words: str) -> None:
    with pytest.raises(RunFileError, match=words):
        read_run_file(text)


def test_a_scenario_with_a_script_comes_back_whole() -> None:
    script = ((100, Partition((("n1",),))), (300, SetLoss(per_mille=5)), (400, COMMANDS[1]))
    whole = Scenario.from_json(scenario()).to_json() | {"script": json.loads(json.dumps(_script(script)))}
    assert read_run_file(saved(scenario=whole, commands=[])).scenario.script == script


def _script(script: Any) -> Any:
    return Scenario(protocol="quorum", dials=SCENARIO.dials, script=script).to_json()["script"]


def test_what_a_lesson_asks_of_a_run_stays_behind_when_it_is_saved() -> None:
    goal = {"name": "a", "title": "A", "predicate": "nobody knows this one", "terms": {}}
    assert read_run_file(saved(scenario=scenario(goals=[goal]))).scenario == SCENARIO


@pytest.mark.django_db
def test_a_file_opens_as_a_lab_that_stands_where_the_run_stood(client: Client) -> None:
    answer = client.post("/labs/open/", {"file": io.BytesIO(saved().encode())})
    assert answer.status_code == 302
    stored = log.load_run(answer["Location"].split("/")[2])
    assert stored is not None
    assert (stored.scenario, stored.seed, stored.log, stored.horizon) == (SCENARIO, SEED, LOG, UNTIL)
    assert not stored.playing
    assert "A small run" in client.get(answer["Location"]).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Choose a file first"),
        (b"\xff\xfe", "not a text file"),
        (b" " * (2 * 1024 * 1024 + 1), "more than 2 MB"),
        (saved(seed=8).encode(), "another run than it says"),
    ],
)
def test_a_file_that_cannot_be_opened_is_told_and_opens_nothing(client: Client, content: bytes, words: str) -> None:
    answer = client.post("/labs/open/", {"file": io.BytesIO(content)})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Lab.objects.exists()


@pytest.mark.django_db
def test_a_file_whose_replay_takes_too_long_opens_nothing(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_views, "CHECK_SECONDS_MAX", 0.001)
    answer = client.post("/labs/open/", {"file": io.BytesIO(saved().encode())})
    assert answer.status_code == 422
    assert "more than 0.001 seconds" in answer.content.decode()
    assert not Lab.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_file_that_was_asked_for_before_is_not_made_again(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    lab = client.post("/labs/open/", {"file": io.BytesIO(saved().encode())})["Location"]
    endings = ["json", "edn", "log"]
    firsts = [client.get(f"{lab}runs/1/{ending}/") for ending in endings]
    monkeypatch.setattr(file_views, "replayed", None)
    for ending, first in zip(endings, firsts, strict=True):
        again = client.get(f"{lab}runs/1/{ending}/", headers={"Accept-Encoding": "gzip"})
        assert (first.status_code, again.status_code) == (200, 200)
        assert gzip.decompress(again.content) == first.content
        assert again["Content-Disposition"] == f'attachment; filename="lightcone-run-1.{ending}"'


async def test_a_run_saved_from_a_lab_opens_as_the_same_run(server: ServerProcess) -> None:
    visitor, path, lab = await lab_of(server)
    async with lab:
        await lab.submit("set_speed", per_mille=10_000)
        await lab.submit("partition", groups=[["n1", "n2"]])
        await write(lab, "5")
        await read(lab)
        await lab.submit("pause")
        address = f"{path.removeprefix('/ws')}runs/1"
        status, text = visitor.get(f"{address}/json/")
        _, edn = visitor.get(f"{address}/edn/")
        _, shiviz = visitor.get(f"{address}/log/")
        view = lab.view
    assert status == 200
    run = read_run_file(text)
    check(run)
    assert [type(logged.command) for logged in run.log][:2] == [Partition, c.InvokeOperation]
    assert len(read_history(io.StringIO(edn)).operations) == len(view["operations"])
    assert shiviz.startswith(f"{EXPRESSION}\n\n")
    async with LabClient(server.url, f"/ws/labs/{_opened(visitor, text)}/", visitor.headers()) as again:
        assert again.view == view


def _opened(visitor: Visitor, text: str) -> str:
    return visitor.upload("/labs/open/", "file", "run.json", text).split("/")[-2]


async def test_somebody_elses_run_cannot_be_saved(server: ServerProcess) -> None:
    _, path, _ = await lab_of(server)
    address = f"{path.removeprefix('/ws')}runs/1/json/"
    assert Visitor(server.url).get(address)[0] == 404


async def test_a_format_or_a_run_that_is_not_there_is_not_found(server: ServerProcess) -> None:
    visitor, path, _ = await lab_of(server)
    page = path.removeprefix("/ws")
    assert visitor.get(f"{page}runs/1/exe/")[0] == 404
    assert visitor.get(f"{page}runs/9/json/")[0] == 404
