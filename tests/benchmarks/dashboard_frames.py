"""The dashboard in Chromium with 300 tiles: the main thread's work a frame, by a browser trace.

    python -m tests.benchmarks.dashboard_frames

The page is the real one; its socket goes to `tile_room`, which says as much as the server would. Once it is left alone,
once it is scrolled all the while. Counted is all that the page's main thread did for a frame, since the one before:
by the clock, which also counts while other processes have the core, and by the thread's own processor time.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.benchmarks.tile_room import LEARNERS, PULSE_SECONDS, TileRoom
from tests.conftest import CHROMIUM_ARGUMENTS, chromium_path
from tests.serving import ServerProcess

SECONDS = 20.0
SCREEN = {"width": 1440, "height": 900}
CATEGORIES = ["toplevel", "cc"]
FRAME, TASK = "ProxyMain::BeginMainFrame", "ThreadControllerImpl::RunTask"
MEASURES = {"dur": "by the clock", "tdur": "processor time"}

ELSEWHERE = """
window.WebSocket = class extends WebSocket {
  constructor(url) { super(url.includes("/ws/classes/") ? "%s" : url); }
};
"""


def opened(browser: Browser, server: ServerProcess, room: TileRoom) -> Page:
    """The dashboard, all of its tiles there."""
    from tests.classroom.school import Teacher

    teacher = Teacher(server, "tiles")
    context = browser.new_context(viewport=SCREEN, bypass_csp=True)
    session = {"name": "lightcone_session", "value": teacher.cookie("lightcone_session"), "url": server.url}
    context.add_cookies([session])
    context.add_init_script(ELSEWHERE % room.url)
    page = context.new_page()
    page.goto(f"{server.url}/classes/{teacher.class_id}/")
    page.locator(".tile").nth(LEARNERS - 1).wait_for(state="attached")
    page.wait_for_timeout(1000)
    return page


def traced(page: Page, *, scrolled: bool) -> list[dict[str, Any]]:
    """The trace of a while of it."""
    browser = page.context.browser
    assert browser is not None
    browser.start_tracing(page=page, categories=CATEGORIES)
    for turn in range(int(SECONDS / PULSE_SECONDS)):
        if scrolled and turn % 4 == 0:
            page.mouse.wheel(0, 400 if turn % 40 < 20 else -400)
        page.wait_for_timeout(PULSE_SECONDS * 1000)
    found: list[dict[str, Any]] = json.loads(browser.stop_tracing())["traceEvents"]
    return found


def frame_work(events: list[dict[str, Any]], measure: str) -> list[float]:
    """What the page's main thread worked for each frame, in milliseconds, least first."""
    threads = [(event["pid"], event["tid"]) for event in events if event["name"] == FRAME]
    thread = max(set(threads), key=threads.count)
    own = [event for event in events if (event["pid"], event["tid"]) == thread and "dur" in event]
    begun = sorted(event["ts"] for event in own if event["name"] == FRAME)
    work, spent, at = [], 0.0, 0
    for task in sorted((event for event in own if event["name"] == TASK), key=lambda event: event["ts"]):
        spent += task.get(measure, task["dur"])
        if at < len(begun) and begun[at] < task["ts"] + task["dur"]:
            work.append(spent / 1000)
            spent = 0.0
        while at < len(begun) and begun[at] < task["ts"] + task["dur"]:
            at += 1
    return sorted(work[1:])


def report(events: list[dict[str, Any]], *, scrolled: bool) -> None:
    """Print it."""
    for measure, words in MEASURES.items():
        work = frame_work(events, measure)
        shares = {percent: work[int((len(work) - 1) * percent / 100)] for percent in (50, 95, 99, 100)}
        said = ", ".join(f"p{percent} {ms:.1f} ms" for percent, ms in shares.items())
        how = "scrolled" if scrolled else "at rest"
        print(f"{LEARNERS} tiles, {how}, {words}: {len(work)} frames in {SECONDS:.0f} s, {said}")


def main() -> None:
    """Measure both."""
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        os.environ |= {"LIGHTCONE_DATA": folder, "DJANGO_SETTINGS_MODULE": "config.settings"}
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
        import django

        django.setup()
        server, room = ServerProcess(Path(folder)), TileRoom()
        try:
            browser = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_ARGUMENTS)
            page = opened(browser, server, room)
            for scrolled in (False, True):
                report(traced(page, scrolled=scrolled), scrolled=scrolled)
            browser.close()
        finally:
            room.end()
            server.end()


if __name__ == "__main__":
    main()
