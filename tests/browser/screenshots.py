"""Takes the pictures of docs/screenshots/ from a real run: `python -m tests.browser.screenshots`.

Each lab picture shows a partition, a stale read, and messages in flight; time stands still in it.
"""

import re
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Page, expect, sync_playwright

from tests.browser.lab_page import LabPage, open_lab
from tests.conftest import CHROMIUM_ARGUMENTS, chromium_path
from tests.serving import ROOT, ServerProcess

FOLDER = ROOT / "docs" / "screenshots"
WIDE = {"width": 1440, "height": 900}
LAPTOP = {"width": 1280, "height": 720}
PHONE = {"width": 390, "height": 844}


def home(page: Page) -> None:
    """The recorded run, at its stale read."""
    page.goto("/")
    expect(page.locator("[data-caption][data-stale]")).to_be_visible(timeout=60_000)


def catalogue(page: Page) -> None:
    page.goto("/labs/")


def lab(page: Page) -> None:
    """A stale read in the part that is cut off, while a later write is on its way."""
    lab = open_lab(page)
    lab.button("Write x = 1 at n1").first.click()
    expect(lab.node("n4")).to_have_accessible_name("n4, up: x = 1, y = ∅")
    lab.button("Cut").click()
    page.locator("cluster-stage").scroll_into_view_if_needed()
    lab.drag(*lab.cut_line())
    expect(page.locator(".region")).to_have_count(1)
    lab.button("Select").click()
    lab.invoke("write", "n1")
    expect(lab.operation("alice#2")).to_contain_text("ok")
    lab.invoke("read", "n4", client="bob")
    expect(lab.operation("bob#1")).to_contain_text("→ 1")
    write_on(lab)
    lab.button("Close the inspector").click()
    lab.button(re.compile("^Linearizable: violated")).click()
    expect(page.locator("verdict-reason .entry")).to_be_visible()
    page.locator("lab-toolbar").scroll_into_view_if_needed()


def write_on(lab: LabPage) -> None:
    """Stand still, and step until the first copy of another write is there: the others are on their way."""
    lab.choose("n4")
    lab.pause()
    lab.invoke("write", "n2", client="carol")
    arrived = lab.event(re.compile("receives (store x=3|query x\\?) from n2"))
    while not arrived.count():
        shown = lab.page.locator("event-log li").first.inner_text()
        lab.button("Step").click()
        expect(lab.page.locator("event-log li").first).not_to_have_text(shown)


def matrix(page: Page) -> None:
    """Which models each mode keeps under which fault."""
    page.goto("/matrix/")


def judge(page: Page) -> None:
    """A history from elsewhere, judged."""
    page.goto("/check/")
    page.get_by_role("button", name="Judge this").nth(1).click()
    expect(page.locator(".verdict-table")).to_be_visible(timeout=60_000)


def projector(page: Page) -> None:
    lab(page)
    page.get_by_role("button", name="Projector").click()


PICTURES: dict[str, tuple[Callable[[Page], None], dict[str, Any]]] = {
    "home": (home, {"viewport": WIDE}),
    "home-phone": (home, {"viewport": PHONE}),
    "matrix": (matrix, {"viewport": WIDE}),
    "judge": (judge, {"viewport": WIDE}),
    "labs": (catalogue, {"viewport": WIDE}),
    "lab-wide": (lab, {"viewport": WIDE}),
    "lab-dark": (lab, {"viewport": WIDE, "color_scheme": "dark"}),
    "lab-laptop": (lab, {"viewport": LAPTOP}),
    "lab-phone": (lab, {"viewport": PHONE, "has_touch": True}),
    "lab-phone-dark": (lab, {"viewport": PHONE, "has_touch": True, "color_scheme": "dark"}),
    "lab-projector": (projector, {"viewport": WIDE}),
}


def main() -> None:
    """Take them all."""
    with TemporaryDirectory() as data, sync_playwright() as playwright:
        server = ServerProcess(Path(data))
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_ARGUMENTS)
        try:
            for name, (prepare, screen) in PICTURES.items():
                with browser.new_context(base_url=server.url, **screen) as context:
                    page = context.new_page()
                    prepare(page)
                    page.mouse.move(2, 2)
                    page.screenshot(path=FOLDER / f"{name}.png", animations="disabled")
        finally:
            browser.close()
            server.end()


if __name__ == "__main__":
    main()
