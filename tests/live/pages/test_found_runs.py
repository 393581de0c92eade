"""Runs that were found, stored for whoever has the link; and the command that finds them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client

from apps.labs.find.matrix import is_claimed, matrix
from apps.labs.run.projection import fold
from apps.labs.run.scenario import Scenario
from apps.live.lab.log import create_found_lab
from apps.live.models import Lab, Run
from tests.command_line import manage
from tests.live.pages.test_pages import new_lab
from tests.serving import ROOT

pytestmark = pytest.mark.django_db


def a_found_lab(owner: str = "") -> Lab:
    cell = next(cell for cell in matrix() if cell.shows)
    return create_found_lab(cell.scenario, cell.seed, owner=owner, title="A run", brief="Press play.")


def test_a_found_run_shows_what_happens_in_it_and_opens_as_a_copy(client: Client) -> None:
    found = a_found_lab()
    page = client.get(f"/runs/{found.pk}/").content.decode()
    assert page.count("<li>") == len(found.runs.get().scenario["script"])
    answer = client.post(f"/runs/{found.pk}/")
    assert answer.status_code == 302
    mine = Lab.objects.exclude(pk=found.pk).get()
    assert answer["Location"] == f"/labs/{mine.pk}/"
    original, copy = found.runs.get(), mine.runs.get()
    assert (copy.scenario, copy.seed, copy.playing, copy.tick) == (original.scenario, original.seed, True, 0)
    assert "Press play." in client.get(answer["Location"]).content.decode()


def test_a_lab_that_has_an_owner_is_no_found_run(client: Client) -> None:
    for lab in (a_found_lab("someone").pk, new_lab(client).strip("/").split("/")[-1], "nothing"):
        assert client.get(f"/runs/{lab}/").status_code == 404
        assert client.post(f"/runs/{lab}/").status_code == 404


def test_its_owner_watches_a_found_run_before_opening_it(client: Client) -> None:
    new_lab(client)
    mine = a_found_lab(client.session["visitor"])
    assert client.get(f"/runs/{mine.pk}/").status_code == 200
    assert client.post(f"/runs/{mine.pk}/")["Location"] == f"/labs/{mine.pk}/"


def test_the_recording_of_a_found_run_plays_its_script_to_the_violation(client: Client) -> None:
    cell = next(cell for cell in matrix() if cell.shows)
    found = create_found_lab(cell.scenario, cell.seed, owner="", title="A run", brief="")
    recording = client.get(f"/runs/{found.pk}/recording/").json()
    view = recording["view"]
    fold(view, recording["events"])
    asked = [verdicts[cell.shows] for verdicts in view["verdicts"].values() if cell.shows in verdicts]
    assert "violated" in {verdict["status"] for verdict in asked}
    assert all(client_state["open"] is None for client_state in view["clients"].values())


def test_htmx_is_given_the_player_alone(client: Client) -> None:
    found = a_found_lab()
    part = client.get(f"/runs/{found.pk}/", headers={"hx-request": "true"}).content.decode()
    assert "<html" not in part
    assert f'data-recording="/runs/{found.pk}/recording/"' in part


def test_a_cell_of_the_matrix_opens_its_run(client: Client) -> None:
    cell = next(cell for cell in matrix() if cell.shows)
    members = {"protocol": cell.protocol, "preset": cell.preset, "fault": cell.fault}
    assert client.post("/matrix/", members).status_code == 302
    run = Run.objects.get()
    assert Scenario.from_json(run.scenario) == cell.scenario
    assert run.seed == cell.seed
    assert client.post("/matrix/", {**members, "fault": "flood"}).status_code == 404


def states(page: str) -> dict[tuple[str, str, str], tuple[str, str]]:
    """By protocol, preset and fault: the state of a cell and its glyph."""
    pattern = (
        r'name="protocol" value="(\w+)">\s*<input type="hidden" name="preset" value="([\w-]+)">\s*'
        r'<input type="hidden" name="fault" value="(\w+)">\s*<button type="submit"\s*data-state="(\w+)".*?<b>(.)</b>'
    )
    found = re.findall(pattern, page, re.DOTALL)
    return {(protocol, preset, fault): (state, glyph) for protocol, preset, fault, state, glyph in found}


def test_the_matrix_marks_claims_as_kept_broken_or_absent(client: Client) -> None:
    page = client.get("/matrix/").content.decode()
    assert re.search(r"Lost disk\s*<small>beyond all claims</small>", page)
    shown = states(page)
    assert len(shown) == len(matrix())
    for cell in matrix():
        claims = cell.scenario.spec.claims(cell.scenario.dials)
        state, glyph = shown[cell.protocol, cell.preset, cell.fault]
        assert (state == "broken") == bool(claims & set(cell.broken))
        assert (state in ("all", "some")) == (bool(claims) and state != "broken" and is_claimed(cell.fault))
        assert glyph == {"all": "●", "some": "◐", "broken": "✕", "nothing": "○"}[state]


def test_the_matrix_answers_which_modes_keep_one_model(client: Client) -> None:
    shown = states(client.get("/matrix/?model=linearizable").content.decode())
    for cell in matrix():
        state, glyph = shown[cell.protocol, cell.preset, cell.fault]
        assert (glyph == "✕") == ("linearizable" in cell.broken)
        assert (glyph in "●○") == ("linearizable" in cell.kept)
        claims = cell.scenario.spec.claims(cell.scenario.dials)
        assert (state == "all") == ("linearizable" in claims & set(cell.kept) and is_claimed(cell.fault))
    assert client.get("/matrix/?model=perfect").status_code == 404


def test_the_matrix_speaks_of_no_command_line(client: Client) -> None:
    assert "make " not in client.get("/matrix/").content.decode()


@pytest.mark.parametrize("address", ["find/", "witness/replicated/linearizable/"])
def test_somebody_elses_lab_is_neither_searched_nor_explained(client: Client, address: str) -> None:
    path = new_lab(client) + address
    stranger = Client()
    assert stranger.get(path).status_code in (404, 405)
    assert stranger.post(path, {"model": "linearizable", "question": "replicated"}).status_code in (404, 405)


def test_a_model_that_is_not_there_is_not_explained(client: Client) -> None:
    assert client.get("/models/perfect/").status_code == 404
    assert client.get("/models/linearizable/").status_code == 200
    assert client.post(new_lab(client) + "find/", {"model": "causal_cm", "question": "replicated"}).status_code == 404


def find(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "find_violation", *arguments],
        env={**os.environ, "LIGHTCONE_DATA": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_command_stores_what_it_finds_and_prints_its_link(tmp_path: Path) -> None:
    told = find(tmp_path, "--protocol", "quorum", "--model", "monotonic_reads", "--R", "1", "--W", "1", "--seeds", "30")
    assert told.returncode == 0
    assert "breaks monotonic_reads with 3 operations" in told.stdout
    assert re.search(r"http://127\.0\.0\.1:\d+/runs/[\w-]{20,}/", told.stdout)
    again = find(
        tmp_path, "--protocol", "quorum", "--model", "monotonic_reads", "--R", "1", "--W", "1", "--seeds", "30"
    )
    assert again.stdout.splitlines()[:-1] == told.stdout.splitlines()[:-1]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--protocol", "paper", "--model", "linearizable"], "--protocol paper: there are"),
        (["--protocol", "quorum", "--model", "causal_cm"], "as replicated there are"),
        (["--protocol", "quorum", "--model", "linearizable", "--R", "9"], "Read asks (R)"),
        (["--protocol", "quorum", "--model", "linearizable", "--R", "many"], "a whole number is needed"),
        (["--protocol", "quorum", "--model", "linearizable", "--reads", "log"], "has no such dial"),
        (["--protocol", "quorum", "--model", "linearizable", "--fault", "flood"], "--fault flood: there are"),
        (
            ["--protocol", "causal", "--conflict", "arrival", "--model", "sequential", "--question", "replicated"],
            "no version order",
        ),
    ],
)
def test_what_cannot_be_searched_is_told_in_one_line(
    capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    told = manage(capsys, "find_violation", *arguments)
    assert told.returncode == 2
    assert words in told.stderr
    assert told.stderr.count("\n") == 1


def test_none_found_is_exit_code_one(capsys: pytest.CaptureFixture[str]) -> None:
    told = manage(capsys, "find_violation", "--protocol", "quorum", "--model", "linearizable", "--seeds", "5")
    assert told.returncode == 1
    assert "None of 5 runs" in told.stdout
