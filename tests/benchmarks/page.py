"""The lab page in Chromium: its weight over the wire, and the time from navigation to its first node, then again with
everything in the browser's cache; so a lesson.
"""

from __future__ import annotations

from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from tests.benchmarks.table import Row
from tests.conftest import CHROMIUM_ARGUMENTS, chromium_path
from tests.serving import ServerProcess

LOADS = 5
KILOBYTES_AIM = 130
LESSON_MS_AIM = 1_000

NOTE_FIRST_NODE = (
    "new MutationObserver((_, self) => { if (document.querySelector('.node')) {"
    " window.firstNode = performance.now(); self.disconnect(); } })"
    ".observe(document, {childList: true, subtree: true})"
)


def measure() -> list[Row]:
    """Fresh browser sessions, nothing cached; against the plain page that says there is nothing here."""
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = ServerProcess(Path(folder))
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_ARGUMENTS)
        try:
            loads = [load(browser, server.url) for _ in range(LOADS)]
        finally:
            browser.close()
            server.end()
    weight, drawn, again, plain, lesson = (median(each) for each in zip(*loads, strict=True))
    return [
        Row(
            "weight of the lab page",
            f"{weight / 1000:,.0f} KB",
            "aim",
            f"{KILOBYTES_AIM} KB",
            weight / 1000 / KILOBYTES_AIM,
            "at most 1",
        ),
        Row(
            "navigation to first drawn node",
            f"{drawn:,.0f} ms",
            "navigation to a plain page, loaded",
            f"{plain:,.0f} ms",
            drawn / plain,
            "",
        ),
        Row(
            "the same once more, out of the browser's cache",
            f"{again:,.0f} ms",
            "the first time",
            f"{drawn:,.0f} ms",
            again / drawn,
            "",
        ),
        Row(
            "navigation to a step of a lesson, its cluster drawn",
            f"{lesson:,.0f} ms",
            "aim",
            f"{LESSON_MS_AIM:,} ms",
            lesson / LESSON_MS_AIM,
            "at most 1",
        ),
    ]


def load(browser: Browser, url: str) -> tuple[float, float, float, float, float]:
    """Bytes over the wire; milliseconds to the first node, to it again, to a plain page, to the first node of a lesson.

    By its first node a step has its form, its panel and its socket: the prediction can be locked in.
    """
    with browser.new_context(base_url=url) as context:
        page = context.new_page()
        page.goto("/nothing-here/")
        plain = page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
        page.goto("/labs/")
        page.get_by_role("button", name="Open the lab").first.click()
        page.wait_for_selector(".node")
        address = page.url
        cookies: Any = context.cookies()
    with browser.new_context(base_url=url) as context:
        context.add_cookies(cookies)
        page = context.new_page()
        page.add_init_script(NOTE_FIRST_NODE)
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        sizes: list[float] = []
        session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
        page.goto(address)
        page.wait_for_selector(".node")
        page.wait_for_load_state("networkidle")
        drawn, weight = page.evaluate("window.firstNode"), sum(sizes)
        page.reload()
        page.wait_for_selector(".node")
        again = page.evaluate("window.firstNode")
    with browser.new_context(base_url=url) as context:
        page = context.new_page()
        page.add_init_script(NOTE_FIRST_NODE)
        page.goto("/lessons/first-cluster/watch-the-copies-travel/")
        page.wait_for_selector(".node")
        return weight, drawn, again, plain, page.evaluate("window.firstNode")
