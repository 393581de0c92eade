"""The tasks of a newcomer, walked in Chromium by visible controls: clicks, and how long the machine takes.

They are those of the review that walked them first, as far as they can be walked without a person's judgement. A
student's seconds are estimated as there: 1.3 s a click, the words that come into sight read at 230 a minute, and the
measured response of the app.
"""

from __future__ import annotations

import re
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from tests.browser.in_sight import WORDS
from tests.browser.lab_page import FIRST_LAB, open_catalogue_lab
from tests.conftest import CHROMIUM_ARGUMENTS, chromium_path
from tests.serving import ServerProcess

CLICK_SECONDS, WORDS_A_MINUTE = 1.3, 230
WAIT_MS = 60_000
SIZES = {"1440×900": (1440, 900), "1280×720": (1280, 720), "390×844, touch": (390, 844)}
WIDE = {"1440×900": SIZES["1440×900"]}


class Walk:
    """One task: its page, the clicks so far, and the words that a reader meets."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.set_default_timeout(WAIT_MS)
        self.begin()

    def begin(self) -> None:
        """Count from here on: what came before only led to where the task begins."""
        self.clicks = 0
        self.words: set[str] = set()
        self.response_seconds = 0.0

    def press(self, what: str | Locator, then: Callable[[], object]) -> None:
        """Press a control, or the button whose name begins so, and wait for what it brings about."""
        self.words |= set(self.page.evaluate(WORDS))
        target = self.button(what) if isinstance(what, str) else what
        target.wait_for()
        began = time.monotonic()
        target.click()
        self.clicks += 1
        then()
        self.response_seconds += time.monotonic() - began

    def button(self, name: str) -> Locator:
        """Return the first button whose name begins so."""
        return self.page.get_by_role("button", name=re.compile(f"^{re.escape(name)}")).first

    @property
    def student_seconds(self) -> float:
        """Return the estimate for a student."""
        self.words |= set(self.page.evaluate(WORDS))
        return self.clicks * CLICK_SECONDS + len(self.words) * 60 / WORDS_A_MINUTE + self.response_seconds


def seen(place: Locator) -> Callable[[], object]:
    """Return what waits until a place is in sight."""
    return partial(place.first.wait_for)


def stale_read(walk: Walk) -> None:
    """Go on by the guide from the first write to a stale read."""
    labels = ("Write x = 1", "Cut", "Write x = 2", "Read x")
    guide = walk.page.locator("lab-guide")
    for label, following in zip(labels, (*labels[1:], "Replay with"), strict=True):
        there = guide.get_by_role("button", name=re.compile(f"^{following}"))
        walk.press(guide.get_by_role("button", name=re.compile(f"^{label}")), seen(there))
    expect(walk.page.locator("promise-line")).to_have_attribute("data-state", "broken", timeout=WAIT_MS)


def at_home(walk: Walk) -> None:
    """Make a stale read on the home page."""
    walk.page.goto("/")
    walk.press("Your turn", seen(walk.page.locator("lab-guide button")))
    stale_read(walk)


def in_the_lab(walk: Walk) -> None:
    """Make a stale read in the lab, from the home page on."""
    walk.page.goto("/")
    walk.press("Make a stale read", seen(walk.page.locator("lab-guide button")))
    stale_read(walk)


def begun(walk: Walk) -> None:
    """Bring a lab to a stale read, without counting."""
    open_catalogue_lab(walk.page, FIRST_LAB)
    stale_read(walk)
    walk.begin()


def replay(walk: Walk) -> None:
    """Replay with R = W = 3."""
    begun(walk)
    walk.press("Replay with", seen(walk.page.locator(".toast")))


def side_by_side(walk: Walk) -> None:
    """Set both runs side by side."""
    begun(walk)
    walk.press("Replay with", seen(walk.page.get_by_role("navigation", name="Runs")))
    walk.begin()
    compare = walk.page.locator("#branches").get_by_role("button", name=re.compile("^Compare"))
    walk.press("Branches", seen(compare))
    walk.press(compare, seen(walk.page.locator("compare-runs[data-ready] .difference")))


def counter(walk: Walk) -> None:
    """Change a convergent counter on both sides of a cut, and heal."""
    open_catalogue_lab(walk.page, "A counter that loses nothing")
    guide = walk.page.locator("lab-guide")
    guide.locator("button").wait_for()
    walk.begin()
    for done in range(1, 5):
        walk.press(guide.locator("button"), seen(guide.locator("li[data-state=done]").nth(done - 1)))


def why(walk: Walk) -> None:
    """Ask why the promise is broken."""
    begun(walk)
    walk.press("Why?", seen(walk.page.get_by_role("heading", name="Why not linearizable?")))


def explore(walk: Walk) -> None:
    """Explore every run of two-phase commit with crashes."""
    page = walk.page
    open_catalogue_lab(page, "In doubt, holding locks")
    page.locator("lab-guide button").wait_for()
    walk.begin()
    walk.press(page.locator("lab-instruments summary"), seen(page.locator("[data-tab=tab-faults]")))
    every = page.locator("summary").filter(has_text="Explore every run")
    walk.press("Faults", seen(every))
    walk.press(every, seen(walk.button("Explore")))
    walk.press("Explore", seen(page.locator("[data-explored] .job-note")))


def share_a_moment(walk: Walk) -> None:
    """Share what was broken, as a card."""
    begun(walk)
    walk.press("Share", seen(walk.page.locator("#card img")))


def judge_own_run(walk: Walk) -> None:
    """Save a run, and judge it."""
    begun(walk)
    page = walk.page
    run = page.request.get(f"{page.url}runs/1/edn/")
    page.goto("/check/")
    walk.begin()
    page.locator("input[type=file]").first.set_input_files(
        {"name": "run.edn", "mimeType": "text/plain", "buffer": run.body()}
    )
    walk.clicks += 2  # to choose the file, which is no part of the page
    walk.press("Judge it", seen(page.locator("judged-history, [data-state=violated]")))


def generals(walk: Walk) -> None:
    """Count how often the generals split when messengers are lost, over many runs."""
    page = walk.page
    open_catalogue_lab(page, "How many confirmations are enough?")
    page.locator("lab-guide button").wait_for()
    walk.begin()
    walk.press(page.locator("lab-instruments summary"), seen(page.locator("[data-tab=tab-faults]")))
    trials = page.locator("summary").filter(has_text="Count over many runs")
    walk.press("Faults", seen(trials))
    walk.press(trials, seen(walk.button("Count")))
    walk.press(page.get_by_role("button", name="Count", exact=True), seen(page.locator(".measured")))


def find_a_run(walk: Walk) -> None:
    """Find a run that breaks linearizability, from a fresh lab, and see it played."""
    page = walk.page
    open_catalogue_lab(page, FIRST_LAB)
    page.locator("lab-guide button").wait_for()
    walk.begin()
    walk.press("All promises", seen(page.locator(".lattice")))
    walk.press(page.locator(".lattice [data-model=linearizable]").first, seen(walk.button("Find a run that breaks")))
    walk.press("Find a run that breaks", seen(page.get_by_role("link", name="Watch")))
    player = page.get_by_role("dialog", name="A run to watch")
    walk.press(page.get_by_role("link", name="Watch").first, seen(player.locator("promise-line[data-state=broken]")))


@dataclass(frozen=True, slots=True)
class Task:
    """A task: its title, how many clicks it took in the review, how it is walked, and at which sizes."""

    title: str
    clicks_before: str
    walk: Callable[[Walk], None]
    sizes: dict[str, tuple[int, int]]


TASKS = (
    Task("Home, to a stale read right there", "–", at_home, SIZES),
    Task("Home, to a stale read in the lab", "11, 10, 9", in_the_lab, SIZES),
    Task("Replay with R = W = 3, until told what became of the read", "3", replay, SIZES),
    Task("Both runs side by side", "4", side_by_side, WIDE),
    Task("Why is the promise broken?", "1", why, WIDE),
    Task("A counter, changed on both sides of a cut, healed", "20", counter, WIDE),
    Task("Explore every run of two-phase commit", "4", explore, WIDE),
    Task("Two Generals, counted over many runs", "6", generals, WIDE),
    Task("Find a run that breaks linearizable, and watch it", "3, and it did not play", find_a_run, WIDE),
    Task("Share what was broken", "3-4", share_a_moment, WIDE),
    Task("Judge a run that Lightcone saved", "3, and it failed", judge_own_run, WIDE),
)


def print_walks(browser: Browser, url: str) -> None:
    """Walk each task at each of its sizes, and print a row for it."""
    for task in TASKS:
        for size, (width, height) in task.sizes.items():
            options: dict[str, Any] = {"viewport": {"width": width, "height": height}, "has_touch": width < 500}
            context = browser.new_context(base_url=url, **options)
            walk = Walk(context.new_page())
            task.walk(walk)
            line = f"| {task.title} | {size} | {task.clicks_before} | {walk.clicks} "
            sys.stdout.write(f"{line}| {walk.response_seconds:.1f} | {walk.student_seconds:.0f} |\n")
            sys.stdout.flush()
            context.close()


def main() -> None:
    """Print the table."""
    server = ServerProcess(Path(tempfile.mkdtemp()) / "data")
    sys.stdout.write("| task | size | clicks before | clicks | the machine's seconds | a student's seconds |\n")
    sys.stdout.write("|---|---|---|---|---|---|\n")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_ARGUMENTS)
        print_walks(browser, server.url)
        browser.close()
    server.end()


if __name__ == "__main__":
    main()
