"""Runs for tests of what can be done with a run: opened as a file, as a saved run is, instead of played on the page."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from playwright.sync_api import Page, expect

from apps.labs.catalogue import catalogue
from apps.labs.session import LoggedCommand
from apps.live.log import StoredRun
from apps.live.run_files import digest_of, run_file
from apps.live.wire import read_command
from apps.simulation import Position, Simulation
from tests.browser.lab_page import LabPage

SEED = 7
CUT: dict[str, Any] = {"type": "partition", "groups": [["n1", "n2", "n3"], ["n4", "n5"]]}


def write(value: str) -> dict[str, Any]:
    """Alice writes at n1."""
    return {"type": "invoke", "client": "alice", "node": "n1", "operation": "write", "key": "x", "value": value}


READ = {"type": "invoke", "client": "bob", "node": "n4", "operation": "read", "key": "x"}

RUNS: dict[str, tuple[tuple[int, dict[str, Any]], ...]] = {
    "everyone has heard of a write": ((100, write("1")),),
    "a read misses a write across a cut": ((100, CUT), (200, write("1")), (2_700, READ)),
    "a read misses the second of two writes": (
        (100, write("4")),
        (1_000, CUT),
        (1_100, write("7")),
        (2_700, READ),
    ),
}
"""Commands of the first lab of the catalogue, with their ticks."""

UNTIL = 5_000


def open_run(page: Page, name: str) -> LabPage:
    """One of these runs, paused at its end, with all of it on the page."""
    page.goto("/labs/")
    file = {"name": "run.json", "mimeType": "application/json", "buffer": _file(name)}
    page.get_by_label("Open a run that was saved").set_input_files(file)
    page.get_by_role("button", name="Open", exact=True).click()
    lab = LabPage(page)
    expect(page.locator("space-time")).to_have_attribute("data-complete", "true")
    return lab


@cache
def _file(name: str) -> bytes:
    """The file that a page would save of a run."""
    scenario, until = catalogue()["stale-read"].scenario, Position(UNTIL)
    bodies = tuple(body for _, body in RUNS[name])
    log = tuple(LoggedCommand(Position(tick), read_command(body)) for tick, body in RUNS[name])
    stored = StoredRun(
        pk=1, number=1, scenario=scenario, seed=SEED, log=log, bodies=bodies, horizon=until,
        playing=False, speed_per_mille=250,
    )  # fmt: skip
    simulation = Simulation(scenario.cluster(), SEED)
    for logged in log:
        simulation.advance_to(logged.position)
        simulation.apply(logged.command)
    simulation.advance_to(until)
    return json.dumps(run_file(name, stored, simulation, digest_of(scenario, SEED, log, until))).encode()
