"""The tasks of a newcomer, walked in Chromium by visible controls: clicks, and how long the machine takes.

A student's seconds are estimated as in the review that first walked them: 1.3 s a click, the words that come into view
on the way read at 230 a minute, and the measured response of the app.
"""

from __future__ import annotations

import re
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.conftest import CHROMIUM_ARGUMENTS, chromium_path
from tests.serving import ServerProcess

CLICK_SECONDS, WORDS_A_MINUTE = 1.3, 230
WAIT_MS = 30_000
SIZES = {"1440x900": (1440, 900), "1280x720": (1280, 720), "390x844, touch": (390, 844)}
SHOWN_WORDS = """() => {
  const inView = (element) => {
    if (!element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })) return false;
    const { width, height, top, bottom } = element.getBoundingClientRect();
    return width > 0 && height > 0 && bottom > 0 && top < innerHeight;
  };
  const texts = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  const words = [];
  while (texts.nextNode()) {
    const around = texts.currentNode.parentElement;
    if (!inView(around) || around.closest(".visually-hidden, option")) continue;
    words.push(...(texts.currentNode.data.match(/\\S*[\\p{L}\\p{N}]\\S*/gu) ?? []));
  }
  return words;
}"""


class Walk:
    """One task: its page, the clicks so far, and the words that a reader meets."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.clicks = 0
        self.words: set[str] = set()
        self.response_seconds = 0.0

    def press(self, name: str, *, within: str = "body", then: Callable[[], object]) -> None:
        """Press a button, link or tab whose name begins so, and wait for what it brings about."""
        self.read()
        target = self.page.locator(within).get_by_role("button", name=re.compile(f"^{re.escape(name)}")).first
        target.wait_for(timeout=WAIT_MS)
        began = time.monotonic()
        target.click()
        self.clicks += 1
        then()
        self.response_seconds += time.monotonic() - began

    def read(self) -> None:
        """Note the words in sight that were not there before."""
        self.words |= set(self.page.evaluate(SHOWN_WORDS))

    @property
    def student_seconds(self) -> float:
        """Return the estimate for a student."""
        self.read()
        return self.clicks * CLICK_SECONDS + len(self.words) * 60 / WORDS_A_MINUTE + self.response_seconds


def stale_read_at_home(walk: Walk) -> None:
    """From the home page to a stale read, in its own cluster."""
    page = walk.page
    page.goto("/")
    guide = page.locator("lab-guide button")
    walk.press("Your turn", then=lambda: guide.wait_for(timeout=WAIT_MS))
    _by_the_guide(walk)


def stale_read_in_the_lab(walk: Walk) -> None:
    """From the home page to a stale read in the lab, by the guide."""
    walk.page.goto("/")
    walk.press("Make a stale read", then=lambda: walk.page.locator("lab-guide button").wait_for(timeout=WAIT_MS))
    _by_the_guide(walk)


def replay_it(walk: Walk) -> None:
    """Replay the stale read with R = W = 3, until the page says what became of the read."""
    stale_read_in_the_lab(walk)
    walk.clicks, walk.words, walk.response_seconds = 0, set(), 0.0
    toast = walk.page.locator(".toast")
    walk.press("Replay with", within="lab-guide", then=lambda: toast.first.wait_for(timeout=WAIT_MS))


def watch_a_run(walk: Walk) -> None:
    """From the course to a run that backs an answer, playing, and back."""
    page = walk.page
    page.goto("/lessons/first-cluster/runs/lost-for-good/")
    playing = page.locator("recorded-run[data-ready]")
    playing.wait_for(state="attached", timeout=WAIT_MS)


def _by_the_guide(walk: Walk) -> None:
    page = walk.page
    labels = ("Write x = 1", "Cut", "Write x = 2", "Read x")
    for label, following in zip(labels, (*labels[1:], "Replay with"), strict=True):
        button = page.locator("lab-guide").get_by_role("button", name=re.compile(f"^{following}"))
        walk.press(label, within="lab-guide", then=partial(button.wait_for, timeout=WAIT_MS))
    expect(page.locator("promise-line")).to_have_attribute("data-state", "broken", timeout=WAIT_MS)


TASKS: dict[str, Callable[[Walk], None]] = {
    "Home, to a stale read right there": stale_read_at_home,
    "Home, to a stale read in the lab, by the guide": stale_read_in_the_lab,
    "Replay with R = W = 3, until told what became of the read": replay_it,
    "Watch a run of a lesson": watch_a_run,
}


def walked(browser: Browser, url: str) -> list[tuple[str, str, int, float, float]]:
    """Return each task at each size: its title, size, clicks, the machine's and a student's seconds."""
    rows = []
    for title, task in TASKS.items():
        for size, (width, height) in SIZES.items():
            options = {"viewport": {"width": width, "height": height}, "has_touch": width < 500, "base_url": url}
            context = browser.new_context(**options)  # type: ignore[arg-type]
            walk = Walk(context.new_page())
            task(walk)
            rows.append((title, size, walk.clicks, walk.response_seconds, walk.student_seconds))
            context.close()
    return rows


def main() -> None:
    """Print the table."""
    server = ServerProcess(Path(tempfile.mkdtemp()) / "data")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_ARGUMENTS)
        rows = walked(browser, server.url)
        browser.close()
    server.end()
    out = sys.stdout.write
    out("| task | size | clicks | the machine's seconds | a student's seconds |\n|---|---|---|---|---|\n")
    for title, size, clicks, machine, student in rows:
        out(f"| {title} | {size} | {clicks} | {machine:.1f} | {student:.0f} |\n")


if __name__ == "__main__":
    main()
