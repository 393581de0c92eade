"""The dashboard in Chromium with 300 tiles: the main thread's work a frame, by a browser trace.

    python -m tests.benchmarks.dashboard_frames

The page is the real one; its socket is answered here, as fast as the server would: four frames a second, each with as
much as its byte budget allows. Meanwhile the page is scrolled. Counted is all that the page's main thread did since
the frame before.
"""

from __future__ import annotations

import json
import os
import random
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Page, WebSocketRoute, sync_playwright

from tests.conftest import CHROMIUM_ARGUMENTS, chromium_path
from tests.serving import ServerProcess

LEARNERS = 300
SECONDS = 20.0
PULSE_SECONDS = 0.25
STANDINGS, PICTURES = 1, 3
"""In a frame: some 750 bytes."""

FRAME_MICROSECONDS_MIN = 4_000
"""What begins sooner after a frame is the same one, told again."""

SCREEN = {"width": 1440, "height": 900}
CATEGORIES = ["toplevel", "cc"]
STATUSES = ("hand", "struggling", "idle", "working", "met", "away")
STEPS = [{"slug": name, "title": name.title(), "asks": True} for name in ("turn", "meet", "back")]


def standing(chance: random.Random, number: int) -> dict[str, Any]:
    """A learner, somehow."""
    status = chance.choice(STATUSES)
    return {
        "number": number,
        "seat": f"seat-{number}",
        "name": f"learner {number}",
        "group": "",
        "invited": False,
        "lesson": "quorums",
        "step": "meet",
        "passed": "10-",
        "status": status,
        "words": status,
        "since": 1_000 if chance.random() < 0.5 else None,
        "detail": "",
    }


def picture(chance: random.Random, number: int) -> dict[str, Any]:
    """A cluster, somehow."""
    groups = "".join(chance.choice("01") for _ in range(5)) if chance.random() < 0.5 else ""
    nodes = "".join(chance.choice("uuuucp") for _ in range(5))
    newest = "".join(chance.choice("01") for _ in range(5))
    act = f"alice at n{chance.randint(1, 5)}: write x = {chance.randint(1, 99)}"
    shown = {"number": number, "live": True, "nodes": nodes, "newest": newest, "groups": groups, "cuts": []}
    return {**shown, "act": act, "acted": 1_000, "broke": ["linearizable"] if groups else []}


class Room:
    """The other end of the page's socket."""

    def __init__(self) -> None:
        self.chance = random.Random(7)
        self.socket: WebSocketRoute | None = None
        self.sight: list[int] = [1]

    def answer(self, socket: WebSocketRoute) -> None:
        """Take the page's socket."""
        self.socket = socket
        socket.on_message(self._take)

    def _take(self, text: str | bytes) -> None:
        frame = json.loads(text)
        if frame["type"] == "sight":
            self.sight = frame["seats"] or self.sight
            return
        exercises = [{"id": 1, "slug": "quorums", "title": "Quorums", "published": True, "steps": STEPS}]
        about = {"exercises": exercises, "exercise": "quorums", "step": "meet", "joined": LEARNERS, "here": LEARNERS}
        numbers = range(1, LEARNERS + 1)
        known = {"learners": [standing(self.chance, number) for number in numbers]}
        known["clusters"] = [picture(self.chance, number) for number in numbers]
        self._send({"type": "class", "now": 1_000, "class": {**about, "code_open": True, "broke": []}, **known})

    def pulse(self) -> None:
        """What a busy class would send."""
        moved = self.chance.sample(range(1, LEARNERS + 1), STANDINGS)
        new = ("number", "status", "words", "since")
        learners = [{name: standing(self.chance, number)[name] for name in new} for number in moved]
        drawn = self.chance.sample(self.sight, min(PICTURES, len(self.sight)))
        clusters = [picture(self.chance, number) for number in drawn]
        self._send({"type": "changes", "now": 1_001, "learners": learners, "clusters": clusters})

    def _send(self, frame: dict[str, Any]) -> None:
        assert self.socket is not None
        self.socket.send(json.dumps(frame))


def traced(page: Page, room: Room, *, scrolled: bool) -> list[dict[str, Any]]:
    """The trace of a while of it."""
    browser = page.context.browser
    assert browser is not None
    browser.start_tracing(page=page, categories=CATEGORIES)
    for turn in range(int(SECONDS / PULSE_SECONDS)):
        room.pulse()
        if scrolled and turn % 4 == 0:
            page.mouse.wheel(0, 400 if turn % 40 < 20 else -400)
        page.wait_for_timeout(PULSE_SECONDS * 1000)
    found: list[dict[str, Any]] = json.loads(browser.stop_tracing())["traceEvents"]
    return found


def frame_work(events: list[dict[str, Any]]) -> list[float]:
    """What the page's main thread worked for each frame, in milliseconds."""
    frames = [event for event in events if event["name"] == "ProxyMain::BeginMainFrame"]
    threads = [(event["pid"], event["tid"]) for event in frames]
    thread = max(set(threads), key=threads.count)
    begun = sorted({event["ts"] for event, of in zip(frames, threads, strict=True) if of == thread})
    begun = [ts for ts, before in zip(begun, [0.0, *begun], strict=False) if ts - before > FRAME_MICROSECONDS_MIN]
    tasks = [
        event
        for event in events
        if event["name"] == "ThreadControllerImpl::RunTask" and (event["pid"], event["tid"]) == thread
    ]
    tasks.sort(key=lambda event: event["ts"])
    work, at = [], 0
    for following in begun[1:]:
        spent = 0.0
        while at < len(tasks) and tasks[at]["ts"] < following:
            spent += tasks[at].get("dur", 0)
            at += 1
        work.append(spent / 1000)
    return sorted(work[1:])


def report(work: list[float], *, scrolled: bool) -> None:
    """Print it."""
    shares = {percent: work[int((len(work) - 1) * percent / 100)] for percent in (50, 95, 99, 100)}
    said = ", ".join(f"p{percent} {ms:.1f} ms" for percent, ms in shares.items())
    how = "scrolled" if scrolled else "at rest"
    print(f"{LEARNERS} tiles, {how}: {len(work)} frames in {SECONDS:.0f} s, main-thread work a frame {said}")


def main() -> None:
    """Measure both."""
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        os.environ |= {"LIGHTCONE_DATA": folder, "DJANGO_SETTINGS_MODULE": "config.settings"}
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
        import django

        django.setup()
        from tests.classroom.school import Teacher

        server = ServerProcess(Path(folder))
        try:
            teacher = Teacher(server, "tiles")
            browser = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_ARGUMENTS)
            page, room = browser.new_page(viewport=SCREEN), Room()
            session = {"name": "lightcone_session", "value": teacher.cookie("lightcone_session"), "url": server.url}
            page.context.add_cookies([session])
            page.route_web_socket(lambda url: "/ws/classes/" in url, room.answer)
            page.goto(f"{server.url}/classes/{teacher.class_id}/")
            page.locator(".tile").nth(LEARNERS - 1).wait_for(state="attached")
            page.wait_for_timeout(1000)
            for scrolled in (False, True):
                report(frame_work(traced(page, room, scrolled=scrolled)), scrolled=scrolled)
            browser.close()
        finally:
            server.end()


if __name__ == "__main__":
    main()
