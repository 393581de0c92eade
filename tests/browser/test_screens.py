"""Screens of every size and kind: accessibility, scrolling, motion, touch."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.lab_page import LabPage, Point, open_lab

WIDE = {"width": 1440, "height": 900}
LAPTOP = {"width": 1280, "height": 720}
PHONE = {"width": 390, "height": 844}
SMALLEST = {"width": 360, "height": 740}

# Where every message is drawn in each animation frame of a while.
WATCH_MESSAGES = """
(milliseconds) => new Promise((done) => {
  const seen = {};
  const from = performance.now();
  const look = (now) => {
    for (const mark of document.querySelectorAll(".message:not([data-state=waiting], [data-state=dropped])")) {
      const { m41, m42 } = new DOMMatrix(mark.style.transform);
      (seen[mark.dataset.message] ??= []).push([m41, m42]);
    }
    now - from < milliseconds ? requestAnimationFrame(look) : done(Object.values(seen));
  };
  requestAnimationFrame(look);
})
"""


@pytest.mark.parametrize(("viewport", "scheme"), [(WIDE, "light"), (PHONE, "dark")], ids=["wide-light", "phone-dark"])
def test_axe_finds_nothing(
    visit: Visit, axe: Callable[[Page], None], page_problems: list[str], viewport: dict[str, int], scheme: str
) -> None:
    page = visit(viewport=viewport, color_scheme=scheme, reduced_motion="reduce")
    for address in ("/", "/no-such-page/"):
        page.goto(address)
        axe(page)
    page_problems.clear()
    lab = open_lab(page)
    axe(page)
    make_a_stale_read(lab)
    axe(page)
    in_many_states(lab, axe)
    page.goto("/labs/")
    expect(page.locator(".mine li")).to_have_count(1)
    axe(page)


def make_a_stale_read(lab: LabPage) -> None:
    """Without waiting for messages to travel: the cut comes before the write."""
    lab.pause()
    panel = lab.faults()
    for node in ("n4", "n5"):
        panel.get_by_role("radiogroup", name=f"Group of {node}").get_by_role("radio", name="B").check(force=True)
    lab.button("Partition into these groups").click()
    lab.invoke("write", "n1")
    lab.play()
    expect(lab.operation("alice#1")).to_contain_text("ok")
    lab.invoke("read", "n4", client="bob")
    expect(lab.page.locator("stale-callout")).to_be_visible()


def in_many_states(lab: LabPage, axe: Callable[[Page], None]) -> None:
    """Crashed and skewed nodes, every fault form, messages in flight with a menu, dialogs, a refusal, the projector."""
    page = lab.page
    lab.pause()
    lab.choose("n3")
    lab.button("Crash n3").click()
    page.get_by_role("spinbutton", name="Clock skew").fill("1500")
    lab.button("Set clock skew").click()
    expect(page.locator(".badges[data-of=n3] .badge")).to_have_count(2)
    for part in ("One-way", "Latency", "Loss", "Clocks", "Workload"):
        page.locator("faults-panel summary").filter(has_text=part).click()
    lab.invoke("write", "n2", client="carol", value="w" * 65)
    expect(page.locator("toast-stack")).to_contain_text("at most 64")
    lab.invoke("write", "n2", client="carol", value="5")
    lab.button("Step").click()
    axe(page)
    page.locator(".message [role=button]").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("message-menu")).to_be_visible()
    axe(page)
    page.keyboard.press("Escape")
    for opener in ("Share", re.compile("^Help")):
        lab.in_header(opener).click()
        expect(page.locator("dialog[open] :is(h2, form, dl)").last).to_be_visible()
        axe(page)
        page.keyboard.press("Escape")


@pytest.mark.parametrize("viewport", [SMALLEST, PHONE, LAPTOP], ids=["smallest", "phone", "laptop"])
def test_no_page_scrolls_sideways(visit: Visit, viewport: dict[str, int]) -> None:
    page = visit(viewport=viewport, reduced_motion="reduce")
    for address in ("/", "/labs/"):
        page.goto(address)
        assert overflow(page, "Width") <= 0
    lab = open_lab(page)
    make_a_stale_read(lab)
    lab.choose("n3")
    assert overflow(page, "Width") <= 0


@pytest.mark.parametrize("viewport", [WIDE, LAPTOP], ids=["wide", "laptop"])
def test_the_lab_page_fits_the_window(visit: Visit, viewport: dict[str, int]) -> None:
    page = visit(viewport=viewport)
    lab = open_lab(page)
    make_a_stale_read(lab)
    lab.choose("n4")
    assert overflow(page, "Height") <= 0
    page.get_by_role("tab", name="Guarantee").click()
    for name in ("Pause", "Read x at n4", "Replay with these settings"):
        expect(lab.button(name).first).to_be_in_viewport()


def overflow(page: Page, direction: str) -> int:
    """By how many pixels the page is larger than the window."""
    root = "document.documentElement"
    pixels: int = page.evaluate(f"{root}.scroll{direction} - {root}.client{direction}")
    return pixels


def test_at_a_laptop_the_actions_at_a_node_cover_no_node(visit: Visit) -> None:
    lab = open_lab(visit(viewport=LAPTOP))
    for name in ("n1", "n2", "n3", "n4", "n5"):
        lab.choose(name)
        panel = lab.page.get_by_role("group", name="At the chosen node")
        expect(panel).to_contain_text(f"at {name}")
        box = panel.bounding_box()
        assert box
        for x, y in (lab.centre(lab.node(each)) for each in ("n1", "n2", "n3", "n4", "n5")):
            assert not (box["x"] <= x <= box["x"] + box["width"] and box["y"] <= y <= box["y"] + box["height"])


def seen_travelling(page: Page) -> list[list[Point]]:
    """The ways of one write's messages, frame by frame."""
    lab = open_lab(page)
    lab.invoke("write", "n1")
    lab.invoke("read", "n4", client="bob")
    expect(lab.operation("bob#1")).to_contain_text("ok")
    lab.invoke("write", "n1")
    expect(lab.operation("alice#2")).to_contain_text("ok")
    lab.page.locator("operation-form [type=submit]").click()
    ways: list[list[Point]] = page.evaluate(WATCH_MESSAGES, 2500)
    assert len(ways) > 8
    return ways


def test_messages_travel_smoothly_and_never_back(page: Page) -> None:
    ways = seen_travelling(page)
    for way in ways:
        start = way[0]
        gone = [((x - start[0]) ** 2 + (y - start[1]) ** 2) ** 0.5 for x, y in way]
        assert gone == sorted(gone)
    assert max(len({tuple(point) for point in way}) for way in ways) > 8


def test_messages_do_not_travel_where_less_motion_is_wanted(visit: Visit) -> None:
    """They stand at the start, in the middle and at the end of their way."""
    for way in seen_travelling(visit(reduced_motion="reduce")):
        assert len({tuple(point) for point in way}) <= 3


class Finger:
    """One finger on a touch screen."""

    def __init__(self, page: Page) -> None:
        self.session = page.context.new_cdp_session(page)

    def drag(self, start: Point, *points: Point) -> None:
        self.touch("touchStart", start)
        for before, after in zip((start, *points), points, strict=False):
            for step in range(1, 6):
                share = step / 5
                self.touch("touchMove", tuple(a + (b - a) * share for a, b in zip(before, after, strict=True)))
        self.touch("touchEnd")

    def touch(self, kind: str, *points: Any) -> None:
        touches = [{"x": x, "y": y} for x, y in points]
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})


@pytest.fixture
def touch_lab(visit: Visit) -> LabPage:
    lab = open_lab(visit(viewport=PHONE, has_touch=True, is_mobile=True, device_scale_factor=2))
    lab.page.locator("cluster-stage").scroll_into_view_if_needed()
    return lab


def test_a_finger_draws_a_partition(touch_lab: LabPage) -> None:
    touch_lab.button("Cut").tap()
    Finger(touch_lab.page).drag(*touch_lab.cut_line())
    expect(touch_lab.page.locator(".region")).to_have_count(1)


def test_a_finger_drops_a_message(touch_lab: LabPage) -> None:
    touch_lab.button("Pause").tap()
    touch_lab.invoke("write", "n1")
    touch_lab.button("Step").tap()
    start = touch_lab.centre(touch_lab.message("store x=1 from n1 to n2"))
    stage = touch_lab.page.locator("cluster-stage").bounding_box()
    assert stage
    Finger(touch_lab.page).drag(
        start, (start[0] - 40, start[1] + 40), (stage["x"] + 60, stage["y"] + stage["height"] - 45)
    )
    expect(touch_lab.event("store x=1 from n1 to n2 is dropped manually")).to_have_count(1)


def test_a_tap_opens_the_menu_of_a_message(touch_lab: LabPage) -> None:
    touch_lab.button("Pause").tap()
    touch_lab.invoke("write", "n1")
    touch_lab.page.touchscreen.tap(*touch_lab.centre(touch_lab.message("request x=1 from alice to n1")))
    expect(touch_lab.page.locator("message-menu")).to_be_visible()


def test_the_vector_of_a_tapped_node_says_whose_entries_it_has(touch_lab: LabPage) -> None:
    touch_lab.button("Pause").tap()
    touch_lab.page.touchscreen.tap(*touch_lab.centre(touch_lab.node("n1")))
    touch_lab.invoke("write", "n1")
    touch_lab.button("Step").tap()
    touch_lab.button("Step").tap()
    named = re.compile(r"⟨n1:\d+ alice:\d+⟩$")
    expect(touch_lab.page.locator("cluster-view .vector tspan", has_text=named)).to_have_count(1)
    expect(touch_lab.page.get_by_role("img", name=re.compile("^Vector clock of n1: ⟨n1"))).to_have_count(1)
    expect(touch_lab.page.locator("node-inspector [data-field=vector]")).to_have_text(named)
