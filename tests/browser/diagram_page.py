"""The space-time diagram of a lab page as someone at a screen uses it."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from tests.browser.lab_page import LabPage

DIAGRAM = "Space-time diagram"


class Diagram:
    """The diagram of a lab page, as it is used."""

    def __init__(self, lab: LabPage) -> None:
        lab.show("Diagram")
        self.lab, self.page = lab, lab.page
        self.root = lab.page.locator("space-time[data-complete=true]")
        self.picture = self.root.get_by_role("application", name=DIAGRAM)
        self.sentence = self.root.locator(".sentence")
        self.note = self.root.locator(".note")
        self.order = self.root.locator(".order p")
        expect(self.picture).to_be_visible()

    def press(self, name: str) -> None:
        self.root.get_by_role("button", name=name, exact=True).click()

    @property
    def ring(self) -> Locator:
        """The ring around the chosen event."""
        return self.root.locator(".ring.chosen:not([visibility])")

    @property
    def cursor(self) -> Locator:
        return self.root.locator(".cursor-handle")

    @property
    def lines(self) -> Locator:
        """The names of the lines, from top to bottom."""
        return self.root.locator(".line-name")

    def counts(self) -> dict[str, int]:
        """The counts that the sentence says."""
        found = re.search(
            r"(\d+) events? in its past, (\d+) in its future, (\d+) concurrent", self.sentence.inner_text()
        )
        assert found
        return dict(zip(("past", "future", "concurrent"), map(int, found.groups()), strict=True))

    def drag(self, by: float) -> None:
        """Drag the ground sideways, beside every line."""
        box = self.picture.bounding_box()
        assert box
        x, y = box["x"] + box["width"] * 0.6, box["y"] + 4
        self.lab.drag((x, y), (x + by, y))


def middle(mark: Locator) -> tuple[float, float]:
    box = mark.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
