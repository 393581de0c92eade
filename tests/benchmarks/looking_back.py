"""Opening a long run in Chromium and going to any moment of it: a real lab, opened from a file, on a real server."""

from __future__ import annotations

import json
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Request, sync_playwright

from apps.labs.catalogue import catalogue
from apps.labs.run.session import LoggedCommand, Session
from apps.live.lab.log import StoredRun
from apps.live.lab.run_files import digest_of, run_file
from apps.simulation import Position
from apps.simulation.commands import SetWorkload
from tests.benchmarks.table import Row
from tests.client import Visitor
from tests.conftest import CHROMIUM_ARGUMENTS, chromium_path
from tests.serving import ServerProcess

EVENTS = (100, 1_000, 5_000)
SEED = 3
LOOKS = 3
WORKLOAD_TICKS = 300
STEP_TICKS = 50
KILOBYTES_AIM = 500
FIRST_PICTURE_MS_AIM = 1_000
SEEK_MS_AIM = 100
SCREEN = {"width": 1440, "height": 900}

# In ms: the first, before anything of the run was folded, into its middle; then the slowest of forty all over the run.
SEEKS = """async () => {
  const { session } = document.querySelector("lab-session");
  const { first, lastSeq } = session.history;
  const seek = (share) => {
    const began = performance.now();
    session.travel({ seq: Math.round(first.seq + (lastSeq - first.seq - 1) * share) });
    return new Promise((resolve) => requestAnimationFrame(() => {
      document.body.getBoundingClientRect();
      resolve(performance.now() - began);
    }));
  };
  const cold = await seek(0.99);
  const warm = [];
  for (let i = 1; i <= 40; i += 1) warm.push(await seek((i * 0.381966) % 1));
  return [cold, Math.max(...warm)];
}"""

DRAWN = "space-time[data-complete=true] .layer-bars path"

# When the diagram first has the whole run, in ms since navigation.
PICTURE = f"""
new MutationObserver((_, self) => {{
  if (document.querySelector("{DRAWN}")) {{
    window.firstPicture = performance.now();
    self.disconnect();
  }}
}}).observe(document, {{ childList: true, subtree: true, attributes: true }});
"""


def measure() -> list[Row]:
    """For each size; the bytes of the longest."""
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = ServerProcess(Path(folder))
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_ARGUMENTS)
        try:
            found = {events: _look(browser, server, events) for events in EVENTS}
        finally:
            browser.close()
            server.end()
    return [row for events, figures in found.items() for row in _rows(events, *figures)]


def _rows(events: int, weight: float, picture: float, cold: float, slowest: float) -> list[Row]:
    what = f"{events:,} events"
    rows = [
        _row(f"slowest of 40 seeks in a run of {what}", slowest, SEEK_MS_AIM),
        _row(f"first seek in a run of {what}", cold, SEEK_MS_AIM),
    ]
    if events == EVENTS[-1]:
        size = Row(
            f"history of {what}, over the wire",
            f"{weight / 1000:,.0f} KB",
            "aim",
            f"{KILOBYTES_AIM} KB",
            weight / 1000 / KILOBYTES_AIM,
            "at most 1",
        )
        rows += [size, _row(f"navigation to the diagram of {what}", picture, FIRST_PICTURE_MS_AIM)]
    return rows


def _row(what: str, found_ms: float, aim_ms: float) -> Row:
    return Row(what, f"{found_ms:,.0f} ms", "aim", f"{aim_ms:,.0f} ms", found_ms / aim_ms, "at most 1")


def _look(browser: Browser, server: ServerProcess, events: int) -> tuple[float, float, float, float]:
    """Bytes of the history, and milliseconds: to the first picture, the first seek, the slowest of many."""
    visitor = Visitor(server.url)
    address = visitor.upload("/labs/open/", "file", "run.json", _file(events))
    looks = [_open(browser, visitor, address) for _ in range(LOOKS)]
    weight, picture, cold, slowest = (median(each) for each in zip(*looks, strict=True))
    return weight, picture, cold, slowest


def _open(browser: Browser, visitor: Visitor, address: str) -> tuple[float, float, float, float]:
    with browser.new_context(base_url=visitor.url, viewport=SCREEN) as context:
        cookie = visitor.cookie("lightcone_session")
        context.add_cookies([{"name": "lightcone_session", "value": cookie, "url": visitor.url}])
        page = context.new_page()
        page.add_init_script(PICTURE)
        histories: list[Request] = []
        page.on("requestfinished", lambda each: histories.append(each) if "/recording/" in each.url else None)
        page.goto(address)
        page.wait_for_selector(DRAWN, state="attached")
        picture = page.evaluate("window.firstPicture")
        cold, slowest = page.evaluate(SEEKS)
        return histories[0].sizes()["responseBodySize"], picture, cold, slowest


def _file(events: int) -> str:
    """The file of a run with that many events."""
    scenario = catalogue()["stale-read"].scenario
    session = Session(scenario, SEED)
    command = SetWorkload(WORKLOAD_TICKS)
    session.apply(command)
    while session.simulation.sequence < events:
        session.advance(session.simulation.now + STEP_TICKS)
    log, until = (LoggedCommand(Position(0, 0), command),), Position(session.simulation.now)
    stored = StoredRun(
        pk=0,
        number=1,
        scenario=scenario,
        seed=SEED,
        log=log,
        bodies=({"type": "set_workload", "interval_ticks": WORKLOAD_TICKS},),
        horizon=until,
        playing=False,
        speed_per_mille=250,
    )
    digest = digest_of(scenario, SEED, log, until)
    return json.dumps(run_file("A long run", stored, session.simulation, digest))
