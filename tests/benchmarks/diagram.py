"""The space-time diagram in Chromium: what a frame takes while panned, and while zoomed with the whole run in sight.

The lab page is the real one; the run is put in its place, and its socket leads nowhere.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Page, sync_playwright

from apps.labs.catalogue import catalogue
from apps.labs.run.session import Session
from apps.simulation.commands import SetWorkload
from tests.benchmarks.table import Row
from tests.conftest import CHROMIUM_ARGUMENTS, chromium_path
from tests.serving import ServerProcess

EVENTS = (100, 1_000, 5_000)
SEED = 3
WORKLOAD_TICKS = 300
STEP_TICKS = 50
SCREEN = {"width": 1440, "height": 900}
FRAME_AIM = "a frame of 60 Hz: 16.7 ms"

OPEN = """(recording) => {
  const { session } = document.querySelector("lab-session");
  const { run, last, until } = recording;
  const pace = { playing: false, speed_per_mille: 250, role: session.role, lab: { title: "", runs: [], current: run } };
  session.clock.jump({ ...until, ...pace }, performance.now());
  session.store.replace({ run, ...until, ...pace, view: last, log: [] });
  session.history.start(recording);
}"""

# The median over frames, in ms: from a frame's begin until all of it is drawn and laid out.
FRAMES = """async (how) => {
  const diagram = document.querySelector("space-time");
  const frame = () => new Promise((resolve) => requestAnimationFrame((began) => {
    document.body.getBoundingClientRect();
    diagram.picture.root.getBBox();
    resolve(performance.now() - began);
  }));
  if (how === "zoom") diagram.fit();
  await frame();
  const times = [];
  for (let i = 0; i < 61; i += 1) {
    if (how === "zoom") diagram.zoom(i % 2 ? 1.02 : 1 / 1.02);
    else diagram.pan(i % 2 ? 9 : -9);
    times.push(await frame());
  }
  return times.sort((a, b) => a - b)[30];
}"""


def measure() -> list[Row]:
    """For each size, against the smallest."""
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = ServerProcess(Path(folder))
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_ARGUMENTS)
        try:
            visitors = {events: browser.new_context(base_url=server.url, viewport=SCREEN) for events in EVENTS}
            times = {events: frames(visitor.new_page(), recording(events)) for events, visitor in visitors.items()}
        finally:
            browser.close()
            server.end()
    return [row(events, how, times) for how in ("pan", "zoom") for events in EVENTS]


def recording(events: int) -> dict[str, Any]:
    """A run of so many events, from its start, and the view at its end."""
    session = Session(catalogue()["stale-read"].scenario, SEED)
    session.follow()
    log, view = session.log(), session.snapshot()
    session.apply(SetWorkload(WORKLOAD_TICKS))
    while session.simulation.sequence < events:
        session.advance(session.simulation.now + STEP_TICKS)
    until = {"seq": session.simulation.sequence, "tick": session.simulation.now}
    past = {"run": 1, "seq": len(log), "tick": 0, "view": view, "log": log, "events": session.drain()}
    return {**past, "until": until, "last": session.snapshot()}


def frames(page: Page, run: dict[str, Any]) -> dict[str, float]:
    """Milliseconds a frame while panning, and while zooming over the whole run."""
    page.route_web_socket("**/ws/**", lambda _: None)
    page.goto("/labs/")
    page.get_by_role("button", name="Open the lab").first.click()
    page.wait_for_selector("space-time .diagram", state="attached")
    page.evaluate(OPEN, run)
    page.wait_for_selector(f"space-time[data-events='{run['until']['seq']}']", state="attached")
    found = {how: page.evaluate(FRAMES, how) for how in ("pan", "zoom")}
    assert page.locator(".layer-arrows .arrow").count(), "nothing was drawn"
    return found


def row(events: int, how: str, times: dict[int, dict[str, float]]) -> Row:
    what = {"pan": "panning the diagram of", "zoom": "zooming the diagram with all in sight of"}[how]
    figure, least = times[events][how], times[EVENTS[0]][how]
    return Row(
        f"a frame of {what} {events:,} events",
        f"{figure:,.1f} ms",
        f"the same with {EVENTS[0]}",
        f"{least:,.1f} ms",
        figure / least,
        FRAME_AIM,
    )
