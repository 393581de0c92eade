"""The judge's page and the page of a judged history, as they are used."""

from __future__ import annotations

import json
import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

JUDGED_MS_MAX = 60_000
LONG_CHARS = 50_000

MAELSTROM = """{:process 0, :type :invoke, :f :write, :value [0 3], :index 0}
{:process 0, :type :ok, :f :write, :value [0 3], :index 1}
{:process 1, :type :invoke, :f :write, :value [0 4], :index 2}
{:process 1, :type :ok, :f :write, :value [0 4], :index 3}
{:process 1, :type :invoke, :f :read, :value [0 nil], :index 4}
{:process 1, :type :ok, :f :read, :value [0 3], :index 5}
{:process 1, :type :invoke, :f :read, :value [0 nil], :index 6}
{:process 1, :type :ok, :f :read, :value [0 4], :index 7}
{:process 2, :type :invoke, :f :write, :value [1 7], :index 8}
{:process 2, :type :ok, :f :write, :value [1 7], :index 9}
"""


class JudgePage:
    """Bringing a history."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.goto("/check/")
        self.text = page.get_by_role("textbox", name="Paste a history")
        self.note = page.locator("#result .job-note")

    def paste(self, text: str) -> None:
        """Paste a long text. To type it in would take Chromium half a minute: it inserts line by line."""
        self.page.evaluate(
            """(text) => {
              const clipboardData = new DataTransfer();
              clipboardData.setData("text/plain", text);
              const pasted = new ClipboardEvent("paste", { clipboardData, cancelable: true });
              document.querySelector("[data-draft]").dispatchEvent(pasted);
            }""",
            text,
        )

    def judge(self) -> None:
        self.page.get_by_role("button", name="Judge it").click()

    def bring(self, text: str) -> History:
        """Paste a history, judge it, and open what comes of it."""
        if len(text) < LONG_CHARS:
            self.text.fill(text)
        else:
            self.paste(text)
        self.judge()
        return self.opened()

    def opened(self) -> History:
        self.page.wait_for_url(re.compile(r"/check/[\w-]{10,}/"), timeout=JUDGED_MS_MAX)
        return History(self.page)


class History:
    """A judged history's page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.diagram = page.locator("history-diagram[data-drawn]")
        self.viewport = page.get_by_role("application", name="Diagram of the history")
        self.sentence = page.locator("history-diagram .sentence")
        self.reason = page.locator("history-reason")
        self.hand = page.locator("hand-order > p")
        self.rows = page.locator("history-table tbody tr")
        expect(page.locator("judged-history[data-ready]")).to_be_attached(timeout=JUDGED_MS_MAX)
        expect(self.diagram).to_be_attached()

    def press(self, name: str) -> None:
        self.diagram.get_by_role("button", name=name, exact=True).click()

    def model(self, title: str, state: str) -> Locator:
        return self.page.get_by_role("button", name=f"{title}: {state}", exact=True)

    @property
    def clash(self) -> Locator:
        """The operations of the clash on the diagram."""
        return self.diagram.locator(".clash-bar")

    @property
    def edges(self) -> Locator:
        """The edges of the clash on the diagram."""
        return self.diagram.locator(".edge")

    def edge(self, number: int) -> Locator:
        """An edge in the list."""
        return self.reason.locator(".edges button").nth(number)

    def point(self, name: str) -> Locator:
        """The point of an operation."""
        return self.diagram.get_by_role("slider", name=re.compile(f"^Point of {name},"))

    def drag(self, mark: Locator, by: float) -> None:
        box = mark.locator(".hit").bounding_box()
        assert box
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(x + by / 2, y, steps=3)
        self.page.mouse.move(x + by, y, steps=3)
        self.page.mouse.up()


def example(page: Page, slug: str, fragment: str = "") -> History:
    """One of ours, opened."""
    page.goto(f"/check/examples/{slug}/{fragment}")
    return History(page)


def fits(page: Page) -> bool:
    """Return whether the page is no wider than its window."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def many(count: int, keys: int = 40, **more: Any) -> str:
    """So many operations of ten sessions that each write and then read what another wrote; linearizable."""
    ops = [_operation(number, number - number // 10 % 2 * 10, keys) | more for number in range(count)]
    return '{"ops": [\n' + ",\n".join(json.dumps(op) for op in ops) + "\n]}"


def _operation(number: int, write: int, keys: int) -> dict[str, Any]:
    key = f"k{write % 10 + write // 20 * 10 % keys}"
    f = "write" if number == write else "read"
    times = {"start": number * 3, "end": number * 3 + 20}
    return {"process": number % 10, "f": f, "key": key, "value": write, **times}
