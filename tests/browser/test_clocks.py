"""Order these two: what each clock says of two events, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visit
from tests.browser.lab_page import LabPage, open_lab
from tests.browser.test_screens import LAPTOP, PHONE, WIDE, overflow

CLOCK_LAB = "Clocks: who came first?"
SKEW = 2_000


class Clocks:
    """The panel of the clocks on a page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.get_by_role("tab", name="Clocks").click()
        self.panel = page.locator("clock-panel")
        self.told = self.panel.get_by_role("region", name="What every clock says of A and B")

    def place(self, name: str) -> Locator:
        """A or B."""
        return self.panel.locator(f"[data-slot={name}]")

    def answer(self, name: str) -> None:
        self.panel.get_by_role("button", name=name, exact=True).click()

    def row(self, clock: str) -> Locator:
        return self.told.locator(f"tr[data-clock={clock}]")


def message_under_skew(lab: LabPage) -> None:
    """n1's clock is ahead when it sends a write to n3, which arrives; the run is paused."""
    lab.choose("n1")
    lab.page.get_by_role("spinbutton", name="Clock skew").fill(str(SKEW))
    lab.button("Set clock skew").click()
    lab.button("Close the inspector").click()
    lab.hurry()
    lab.invoke("write", "n1", value="4")
    expect(lab.event("n3 receives store x=4 from n1")).not_to_have_count(0)
    lab.pause()
    expect(lab.page.locator("space-time")).to_have_attribute("data-complete", "true")


def pick(lab: LabPage, words: str) -> None:
    """Choose an event in the log, by the filter if it is not in sight."""
    filter_ = lab.page.locator("event-log input")
    filter_.fill(words)
    lab.event(words).last.get_by_role("button").click()
    filter_.fill("")


def test_a_wall_clock_is_caught_lying_about_two_events_that_the_learner_orders(lab: LabPage) -> None:
    message_under_skew(lab)
    pick(lab, "n1 sends store x=4 to n3")
    clocks = Clocks(lab.page)
    expect(clocks.place("a")).to_contain_text("n1 sends store x=4 to n3")
    expect(clocks.place("b")).to_have_attribute("aria-pressed", "true")
    expect(clocks.panel.locator(".stamps")).to_contain_text("Lamport clock")
    expect(clocks.panel.get_by_role("group", name="Order these two")).to_be_hidden()
    pick(lab, "n3 receives store x=4 from n1")
    expect(clocks.place("b")).to_contain_text("n3 receives store x=4 from n1")
    expect(clocks.row("wall")).to_have_count(0)

    clocks.answer("concurrently with B")
    expect(clocks.told).to_contain_text("Not so: A happened before B.")
    expect(clocks.row("wall").locator(".worth")).to_have_text("wrong")
    expect(clocks.row("wall")).to_contain_text("A did not happen before B. That is wrong")
    expect(clocks.row("lamport").locator(".worth")).to_have_text("no claim")
    expect(clocks.row("vector").locator(".worth")).to_have_text("right")
    clocks.row("vector").get_by_text("Entry by entry").click()
    expect(clocks.row("vector").locator("li")).not_to_have_count(0)
    expect(clocks.panel.locator("[data-score]")).to_have_text("0 of 1 right")

    clocks.answer("Swap")
    expect(clocks.row("wall")).to_have_count(0)
    clocks.answer("after B")
    expect(clocks.told).to_contain_text("Right: B happened before A.")
    expect(clocks.panel.locator("[data-score]")).to_have_text("1 of 2 right")
    clocks.answer("See A on the diagram")
    expect(lab.page.get_by_role("tab", name="Diagram")).to_have_attribute("aria-selected", "true")
    expect(clocks.place("a")).to_contain_text("n3 receives store x=4 from n1")
    expect(lab.page.locator("space-time .letter")).to_have_text(["A", "B"])
    lab.show("Table")
    lab.show("Diagram")
    expect(lab.page.locator("space-time .letter")).to_have_count(0)


def test_the_keyboard_alone_orders_two_events(lab: LabPage) -> None:
    message_under_skew(lab)
    clocks = Clocks(lab.page)
    page = lab.page
    for name, slot in (("Take two", None), ("B", "b")):
        target = clocks.panel.get_by_role("button", name=re.compile(f"^{name}"))
        lab.tab_to(target)
        page.keyboard.press("Enter")
        if slot:
            expect(clocks.place(slot)).to_have_attribute("aria-pressed", "true")
        else:
            expect(clocks.place("b")).not_to_have_attribute("data-empty", "")
    lab.tab_to(page.locator("event-log li button"))
    before = clocks.place("b").inner_text()
    page.keyboard.press("Enter")
    expect(clocks.place("b")).not_to_have_text(before)
    lab.tab_to(clocks.panel.get_by_role("button", name="before B", exact=True))
    page.keyboard.press("Enter")
    expect(clocks.told).to_contain_text(re.compile("Right|Not so"))
    expect(clocks.told).to_be_focused()


def test_what_happened_at_no_process_is_refused_in_words(lab: LabPage) -> None:
    message_under_skew(lab)
    panel = lab.faults()
    panel.get_by_role("radiogroup", name="Group of n4").get_by_role("radio", name="B").check(force=True)
    lab.button("Partition into these groups").click()
    pick(lab, "the cluster is partitioned")
    clocks = Clocks(lab.page)
    expect(clocks.panel.locator("[data-stamps]")).to_contain_text("at no process")
    pick(lab, "n3 receives store x=4 from n1")
    clocks.answer("Show me")
    expect(clocks.told).to_contain_text("no clock stamped it")
    clocks.answer("Clear")
    expect(clocks.place("a")).to_have_attribute("data-empty", "")
    expect(clocks.told).to_be_hidden()


def test_a_stranger_orders_events_of_a_shared_moment(lab: LabPage, visit: Visit) -> None:
    message_under_skew(lab)
    lab.button("Share").click()
    lab.button("Share this moment").click()
    link = lab.page.get_by_label(re.compile("^Link: Run 1 at")).input_value()
    other = visit()
    other.goto(link)
    expect(other.locator("recorded-run[data-ready]")).to_be_attached()
    clocks = Clocks(other)
    clocks.answer("Take two")
    clocks.answer("Show me")
    expect(clocks.row("vector").locator(".worth")).to_have_text("right")
    expect(clocks.panel.locator("[data-score]")).to_have_text("")


@pytest.mark.parametrize(
    ("viewport", "scheme"),
    [(WIDE, "light"), (LAPTOP, "dark"), (PHONE, "light")],
    ids=["wide-light", "laptop-dark", "phone-light"],
)
def test_the_clocks_are_accessible_and_fit_every_screen(
    visit: Visit, axe: Callable[[Page], None], viewport: dict[str, int], scheme: str
) -> None:
    page = visit(viewport=viewport, color_scheme=scheme, reduced_motion="reduce")
    lab = open_lab(page, CLOCK_LAB)
    lab.hurry()
    expect(lab.event("receives")).not_to_have_count(0)
    lab.pause()
    clocks = Clocks(page)
    axe(page)
    lab.event(re.compile("receives|sends")).first.get_by_role("button").click()
    expect(clocks.panel.locator(".stamps")).to_be_visible()
    clocks.answer("Take two")
    clocks.answer("concurrently with B")
    expect(clocks.row("vector").locator(".worth")).to_have_text("right")
    clocks.row("wall").get_by_text("Entry by entry").click()
    axe(page)
    assert overflow(page, "Width") <= 0
    if viewport is not PHONE:
        assert overflow(page, "Height") <= 0
