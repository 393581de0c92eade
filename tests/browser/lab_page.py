"""A lab page as someone at a screen uses it. Nothing here waits for a time: only for what the page shows."""

from __future__ import annotations

import re
from collections.abc import Iterable

from playwright.sync_api import Locator, Page, expect

from apps.labs.catalogue import catalogue

FIRST_LAB = "Quorums: make a stale read"
GOSSIP_LAB = "Gossip: how long is eventually?"
SPEED_POSITION_MAX = 40
TABS_MAX = 120

Point = tuple[float, float]


def open_catalogue_lab(page: Page, title: str) -> None:
    """Open a new lab from the catalogue. It is asked for without drawing the catalogue, which takes as long again."""
    listed = page.request.get("/labs/").text()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', listed)
    assert token
    slug = next(entry.slug for entry in catalogue().values() if entry.title == title)
    opened = page.request.post("/labs/", form={"lab": slug, "csrfmiddlewaretoken": token[1]}, max_redirects=0)
    page.goto(opened.headers["location"])


def open_lab(page: Page, title: str = FIRST_LAB) -> LabPage:
    """A new lab from the catalogue, ready, with every instrument."""
    open_catalogue_lab(page, title)
    return LabPage(page)


class LabPage:
    """The open lab of a page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.session = page.locator("lab-session")
        expect(page.locator("lab-session[data-ready]")).to_be_attached()
        self.show("Operations")

    def show(self, name: str) -> None:
        """The run as Diagram, Table or Operations."""
        self.page.get_by_role("tab", name=name).click()
        self.page.evaluate("document.activeElement.blur()")

    @property
    def runs(self) -> Locator:
        """The runs of the lab, as tabs above the cluster."""
        return self.page.get_by_role("navigation", name="Runs").get_by_role("button", name=re.compile("^Run "))

    # What it shows

    def button(self, name: str | re.Pattern[str]) -> Locator:
        return self.page.get_by_role("button", name=name, exact=isinstance(name, str))

    def in_header(self, name: str | re.Pattern[str]) -> Locator:
        """A button of the header, in its menu if it has one at this width."""
        menu = self.page.locator(".menu-toggle")
        if menu.is_visible() and menu.get_attribute("aria-expanded") == "false":
            menu.click()
        return self.button(name)

    def node(self, name: str) -> Locator:
        """The mark of a node, which says its state."""
        return self.button(re.compile(rf"^{name}, "))

    def message(self, start: str) -> Locator:
        """Messages in flight whose sentence starts so."""
        return self.button(re.compile(rf"^{re.escape(start)}"))

    def operation(self, name: str) -> Locator:
        """The row of an operation."""
        return self.page.locator("operations-list tr").filter(has=self.button(name))

    @property
    def operations(self) -> Locator:
        return self.page.locator("operations-list tbody tr:not(.stale-row)")

    def event(self, text: str | re.Pattern[str]) -> Locator:
        """Events of the log with these words."""
        return self.page.locator("event-log li").filter(has_text=text)

    @property
    def seconds(self) -> float:
        """The virtual time shown."""
        return float(self.page.locator("lab-transport time").inner_text().split()[0])

    def expect_state(self, connection: str) -> None:
        expect(self.session).to_have_attribute("data-connection", connection)

    # Operations and time

    def invoke(
        self, operation: str, node: str, *, client: str = "alice", key: str = "", value: str | None = None
    ) -> None:
        """Issue an operation with the form."""
        form = self.page.locator("operation-form")
        form.get_by_role("combobox", name="Client").select_option(client)
        form.get_by_role("combobox", name="Node").select_option(node)
        form.get_by_role("radio", name=operation.capitalize()).check()
        if key:
            form.get_by_role("combobox", name="Key").select_option(key)
        if value is not None:
            form.get_by_role("textbox", name="Value").fill(value)
        form.locator("[type=submit]").click()

    def pause(self) -> None:
        self.button("Pause").click()
        expect(self.session).to_have_attribute("data-playing", "false")

    def play(self) -> None:
        self.button("Play").click()
        expect(self.session).to_have_attribute("data-playing", "true")

    def hurry(self) -> None:
        """Ten virtual seconds a second."""
        self.page.get_by_role("slider", name="Speed").fill(str(SPEED_POSITION_MAX))
        expect(self.page.locator("lab-transport output")).to_have_text("10×")

    # The pointer

    def centre(self, mark: Locator) -> Point:
        """The middle of a mark, once it is in sight, at rest and on top."""
        mark.hover(trial=True)
        box = mark.bounding_box()
        assert box
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def drag(self, *points: Point) -> None:
        """Press at the first point, let go at the last."""
        self.page.mouse.move(*points[0])
        self.page.mouse.down()
        for point in points[1:]:
            self.page.mouse.move(*point, steps=6)
        self.page.mouse.up()

    def cut_line(self) -> tuple[Point, Point]:
        """From above to below the cluster, between n1 n2 n3 and n4 n5."""
        n1, n3, n4, n5 = (self.centre(self.node(name)) for name in ("n1", "n3", "n4", "n5"))
        top, bottom = middle(n1, n5), middle(n3, n4)
        return beyond(bottom, top, 0.15), beyond(top, bottom, 0.15)

    # The keyboard

    def tab_to(self, target: Locator) -> None:
        """Press Tab until it has the keyboard."""
        for _ in range(TABS_MAX):
            self.page.keyboard.press("Tab")
            if target.count() and target.first.evaluate("element => element === document.activeElement"):
                return
        raise AssertionError(f"Tab does not lead to {target}")

    # Panels

    def faults(self, *open_parts: str) -> Locator:
        """The faults panel with some of its parts open."""
        self.page.get_by_role("tab", name="Faults").click()
        panel = self.page.locator("faults-panel")
        for part in open_parts:
            panel.locator("summary").filter(has_text=part).click()
        return panel

    def choose(self, node: str) -> None:
        self.page.get_by_role("group", name="Choose a node").get_by_role("button", name=node).click()

    def set_dials(self, **positions: int) -> None:
        """Move the sliders whose label starts so, or has the name in brackets."""
        self.page.get_by_role("tab", name="Guarantee").click()
        for name, position in positions.items():
            self.page.get_by_role("slider", name=re.compile(rf"^{name}\b|\({name}\)")).fill(str(position))

    def replay(self, run: int) -> None:
        """Replay with the dials as they stand; it becomes run number `run`."""
        self.button("Replay with these settings").click()
        expect(self.page.get_by_role("navigation", name="Runs").locator("[aria-current]")).to_contain_text(f"Run {run}")

    @property
    def partition(self) -> frozenset[frozenset[str]]:
        """The groups that the newest partition in the log names."""
        text = self.event("the cluster is partitioned").first.inner_text().split(":", 1)[1]
        return frozenset(frozenset(group.split()) for group in text.split("|"))


def middle(a: Point, b: Point) -> Point:
    return (a[0] + b[0]) / 2, (a[1] + b[1]) / 2


def beyond(a: Point, b: Point, share: float) -> Point:
    """The point on the line from a through b, past b by a share of their distance."""
    return b[0] + (b[0] - a[0]) * share, b[1] + (b[1] - a[1]) * share


def groups(*named: Iterable[str]) -> frozenset[frozenset[str]]:
    return frozenset(map(frozenset, named))
