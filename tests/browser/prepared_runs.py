"""Runs for tests of what can be done with a run: opened as a file, as a saved run is, instead of played on the page."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from playwright.sync_api import Page, expect

from apps.labs.catalogue import catalogue
from apps.labs.run.session import LoggedCommand
from apps.live.lab.log import StoredRun
from apps.live.lab.run_files import digest_of, run_file
from apps.live.lab.wire import read_command
from apps.simulation import Position, Simulation
from tests.browser.lab_page import LabPage

SEED = 7
CHECKED_MS_MAX = 30_000
"""The server replays a file in a process of its own before it opens it, one after another."""

CUT: dict[str, Any] = {"type": "partition", "groups": [["n1", "n2", "n3"], ["n4", "n5"]]}


def write(value: str) -> dict[str, Any]:
    """Alice writes at n1."""
    return {"type": "invoke", "client": "alice", "node": "n1", "operation": "write", "key": "x", "value": value}


READ = {"type": "invoke", "client": "bob", "node": "n4", "operation": "read", "key": "x"}

COMMIT = {"type": "invoke", "client": "alice", "node": "c", "operation": "commit", "key": "x", "value": "1"}


@dataclass(frozen=True, slots=True)
class PreparedRun:
    """Commands with their ticks, of a lab of the catalogue, and where the run has come to."""

    steps: tuple[tuple[int, dict[str, Any]], ...]
    slug: str = "stale-read"
    until: int = 5_000


RUNS: dict[str, PreparedRun] = {
    "everyone has heard of a write": PreparedRun(((100, write("1")),)),
    "a read misses a write across a cut": PreparedRun(((100, CUT), (200, write("1")), (2_700, READ))),
    "a read misses the second of two writes": PreparedRun(
        ((100, write("4")), (1_000, CUT), (1_100, write("7")), (2_700, READ))
    ),
    "pre-commits are on their way": PreparedRun(((100, COMMIT),), "without-blocking", 750),
}


def open_run(page: Page, name: str) -> LabPage:
    """One of these runs, paused at its end, with all of it on the page."""
    page.goto("/labs/")
    file = {"name": "run.json", "mimeType": "application/json", "buffer": prepared_file(name)}
    page.get_by_label("Open a run that was saved").set_input_files(file)
    page.get_by_role("button", name="Open", exact=True).click(timeout=CHECKED_MS_MAX)
    lab = LabPage(page)
    expect(page.locator("space-time")).to_have_attribute("data-complete", "true")
    return lab


@cache
def prepared_file(name: str) -> bytes:
    """The file that a page would save of a run."""
    run = RUNS[name]
    scenario, until = catalogue()[run.slug].scenario, Position(run.until)
    bodies = tuple(body for _, body in run.steps)
    log = tuple(LoggedCommand(Position(tick), read_command(body)) for tick, body in run.steps)
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
