"""The space-time diagram: choosing, light cones, verdicts, points, getting around, its table twin, pictures of it."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ACTION_MS_MAX
from tests.browser.diagram_page import Diagram, middle
from tests.browser.lab_page import LabPage, open_lab
from tests.browser.prepared_runs import open_run

LINES = ["alice", "bob", "carol", "n1", "n2", "n3", "n4", "n5"]
PNG_MAGIC = b"\x89PNG\r\n\x1a\n"

BETWEEN_THE_NAMES = """items => items.map(({ childNodes }) =>
  [...childNodes].filter(({ nodeType }) => nodeType === Node.TEXT_NODE).map(({ data }) => data.trim()).join(" "))"""


def acknowledged(lab: LabPage, times: int = 1) -> None:
    expect(lab.event("is acknowledged")).to_have_count(times)


@pytest.fixture
def written(page: Page) -> Diagram:
    """Alice has written at n1, everyone has heard of it, and time stands still."""
    page.set_default_timeout(ACTION_MS_MAX)
    return Diagram(open_run(page, "everyone has heard of a write"))


@pytest.fixture
def stale(page: Page) -> Diagram:
    """Bob has missed alice's write across a partition, and time stands still."""
    page.set_default_timeout(ACTION_MS_MAX)
    return Diagram(open_run(page, "a read misses a write across a cut"))


def test_an_event_chosen_anywhere_is_ringed_and_one_pressed_in_the_diagram_is_chosen_everywhere(
    written: Diagram,
) -> None:
    entry = written.lab.event("n1 receives request x=").get_by_role("button")
    entry.click()
    expect(written.ring).to_be_visible()
    expect(written.sentence).to_contain_text(
        re.compile(r"n1 receives request x=\d+ from alice at \d+\.\d{3} s\. Clock ⟨")
    )
    place = middle(written.ring)
    written.picture.press("Escape")
    expect(written.ring).to_have_count(0)
    expect(entry).to_have_attribute("aria-pressed", "false")
    written.page.mouse.click(*place)
    expect(entry).to_have_attribute("aria-pressed", "true")


def test_pointing_at_an_event_tells_its_vector_clock(written: Diagram) -> None:
    written.lab.event("n1 receives request x=").get_by_role("button").click()
    place = middle(written.ring)
    written.picture.press("Escape")
    written.page.mouse.move(*place)
    expect(written.root.locator(".tip")).to_contain_text(
        re.compile(r"n1 receives request x=\d+ from alice.*⟨2,0,0", re.S)
    )


def test_a_chosen_event_lights_its_light_cone_by_shape_as_well_as_colour(written: Diagram) -> None:
    written.lab.event("n2 receives store x=").get_by_role("button").click()
    expect(written.root.locator(".cone.past")).to_have_count(1)
    expect(written.root.locator(".cone.future")).to_have_count(1)
    expect(written.root.locator(".core.future")).to_have_count(1)
    expect(written.root.locator(".arrow.concurrent").first).to_be_attached()


def test_the_table_has_as_many_events_of_each_relation_as_the_sentence_says(written: Diagram) -> None:
    written.lab.event("n2 receives store x=").get_by_role("button").click()
    expect(written.sentence).to_contain_text("in its past")
    counts = written.counts()
    written.lab.show("Table")
    chosen = written.root.get_by_role("combobox", name="Show")
    for relation, count in counts.items():
        chosen.select_option(relation)
        expect(written.root.locator(".range")).to_have_text(f"1–{count} of {count}" if count else "none")
        expect(written.root.locator("tbody tr")).to_have_count(count)
    chosen.select_option("past")
    first = written.root.locator("tbody button").first
    text = first.inner_text()
    first.click()
    expect(written.sentence).to_contain_text(text)
    expect(chosen).to_have_value("all")


def test_a_lost_message_says_that_nobody_can_know_of_it(stale: Diagram) -> None:
    stale.lab.event("is blocked by the partition").first.get_by_role("button").click()
    expect(stale.ring).to_be_visible()
    expect(stale.sentence).to_contain_text("A lost message is an event at no node: no node can know about it")
    stale.lab.event("the cluster is partitioned").get_by_role("button").click()
    expect(stale.sentence).to_contain_text("This happened at no node")


def test_the_keyboard_walks_along_lines_across_them_and_to_the_other_end_of_a_message(written: Diagram) -> None:
    written.lab.event("n1 receives request x=").get_by_role("button").click()
    written.picture.focus()
    keyboard, said = written.page.keyboard, written.sentence
    keyboard.press("Enter")
    expect(said).to_contain_text("alice sends request x=")
    keyboard.press("ArrowLeft")
    expect(said).to_contain_text("alice invokes write x =")
    keyboard.press("ArrowDown")
    expect(said).not_to_contain_text("alice invokes")
    keyboard.press("Home")
    first = said.inner_text()
    keyboard.press("ArrowLeft")
    expect(said).to_have_text(first, use_inner_text=True)
    keyboard.press("End")
    expect(said).not_to_have_text(first, use_inner_text=True)


def test_a_broken_model_is_drawn_with_its_operations_edges_message_and_fault(stale: Diagram) -> None:
    stale.lab.button(re.compile("^Linearizable: violated")).click()
    reason = stale.page.locator("verdict-reason")
    stale.root.evaluate("element => element.dispatchEvent(new CustomEvent('reveal-verdict', {bubbles: true}))")
    expect(stale.root.locator(".bar[data-violates]")).to_have_count(2)
    said = reason.locator(".edges li").evaluate_all(BETWEEN_THE_NAMES)
    assert said
    expect(stale.root.locator(".edge:not([visibility]) text")).to_have_text(said)
    expect(stale.root.locator(".late text")).to_have_text(re.compile(r"^never arrived: store x="))
    expect(stale.root.locator(".fault[data-caused] text")).to_have_text(re.compile(r"^partition n1 n2 n3 \| n4 n5"))
    picture = stale.picture.bounding_box()
    assert picture
    for mark in [*stale.root.locator(".bar[data-violates] .body").all(), stale.root.locator(".late .end")]:
        x, _ = middle(mark)
        assert picture["x"] < x < picture["x"] + picture["width"]


def test_points_placed_by_hand_are_legal_in_one_order_and_contradict_in_the_other(lab: LabPage) -> None:
    lab.pause()
    lab.invoke("write", "n1")
    lab.invoke("read", "n4", client="bob")
    lab.hurry()
    lab.play()
    acknowledged(lab)
    expect(lab.event("bob's read x at n4 returns")).to_have_count(1)
    lab.pause()
    diagram = Diagram(lab)
    diagram.press("Linearization points")
    expect(diagram.order).to_contain_text("A witness")
    expect(diagram.root.locator(".point")).to_have_count(2)
    diagram.press("Place by hand")
    order = diagram.root.locator(".order")
    expect(order).to_have_attribute("data-legal", re.compile("true|false"))
    was_legal = order.get_attribute("data-legal") == "true"
    points = diagram.root.get_by_role("slider", name=re.compile("Point of"))
    expect(points).to_have_count(2)
    diagram.press("Order")
    menu = diagram.root.get_by_role("dialog", name="Order of the points")
    menu.get_by_role("listitem").first.get_by_role("button", name=re.compile("^Later")).click()
    expect(order).to_have_attribute("data-legal", "false" if was_legal else "true")
    contradicting = diagram.root.locator(".point[data-contradicts]")
    expect(contradicting).to_have_count(1 if was_legal else 0)
    diagram.page.keyboard.press("Escape")
    for _ in range(3):
        diagram.press("Zoom in")
    diagram.root.evaluate("element => element.reveal(['alice#1', 'bob#1'])")
    x, y = lab.centre(points.filter(has_text="1").locator("circle"))
    lab.drag((x, y), (x + 200, y))
    expect(order).to_have_attribute("data-legal", "true" if was_legal else "false")
    points.filter(has_text="2").focus()
    for _ in range(12):
        diagram.page.keyboard.press("ArrowLeft")
    expect(order).to_have_attribute("data-legal", "false" if was_legal else "true")


def test_without_a_witness_the_diagram_says_so(stale: Diagram) -> None:
    stale.press("Linearization points")
    expect(stale.order).to_contain_text("The judge has no order that explains this run")
    stale.press("Place by hand")
    expect(stale.root.locator(".order")).to_have_attribute("data-legal", "false")
    expect(stale.root.locator(".point[data-contradicts]")).to_have_count(1)


def test_what_cannot_be_loaded_is_said_and_is_there_when_it_is_asked_for_again(
    written: Diagram, page_problems: list[str]
) -> None:
    written.page.route("**/static/**", lambda route: route.abort())
    written.press("Linearization points")
    expect(written.page.get_by_role("status").filter(has_text="could not be loaded")).to_be_visible()
    written.lab.show("Table")
    expect(written.picture).to_be_visible()
    written.page.unroute("**/static/**")
    written.press("Linearization points")
    expect(written.order).to_contain_text("A witness")
    page_problems.clear()


def test_dragging_pans_the_wheel_zooms_about_the_pointer_and_fit_shows_the_whole_run(written: Diagram) -> None:
    before = middle(written.cursor)[0]
    written.drag(-60)
    expect(written.root.get_by_role("button", name="Follow now")).to_have_attribute("aria-pressed", "false")
    assert middle(written.cursor)[0] == pytest.approx(before - 60, abs=2)
    written.lab.event("n1 receives request x=").get_by_role("button").click()
    x, y = middle(written.ring)
    written.page.mouse.move(x, y)
    written.page.keyboard.down("Control")
    written.page.mouse.wheel(0, -400)
    written.page.keyboard.up("Control")
    expect(written.note).not_to_contain_text("zoom in for labels")
    assert middle(written.ring)[0] == pytest.approx(x, abs=2)
    written.press("Fit")
    expect(written.root.locator(".layer-axis text").first).to_have_text(re.compile(r"^0(\.0+)? s$"))
    written.press("Follow now")
    expect(written.root.get_by_role("button", name="Follow now")).to_have_attribute("aria-pressed", "true")


def test_a_press_on_empty_ground_travels_there_and_what_comes_later_is_faded(written: Diagram) -> None:
    written.press("Fit")
    later = written.root.locator(".layer-later rect")
    expect(later).to_have_attribute("visibility", "hidden")
    x, y = middle(written.cursor)
    box = written.picture.bounding_box()
    assert box
    written.page.mouse.click(box["x"] + box["width"] / 2, y)
    expect(later).not_to_have_attribute("visibility", "hidden")
    assert middle(written.cursor)[0] == pytest.approx(box["x"] + box["width"] / 2, abs=3)
    written.lab.drag(middle(written.cursor), (x + 40, y))
    expect(later).to_have_attribute("visibility", "hidden")


def test_quiet_stretches_fold_to_bands_that_say_how_long_they_are_and_open_by_key(stale: Diagram) -> None:
    stale.press("Fit")
    folds = stale.root.get_by_role("button", name=re.compile(r"\d+\.\d s quiet, folded"))
    expect(folds).to_have_count(0)
    stale.press("Skip quiet time")
    expect(folds.first).to_be_visible()
    count = folds.count()
    folds.first.focus()
    stale.page.keyboard.press("Enter")
    expect(folds).to_have_count(count - 1)
    stale.press("Skip quiet time")
    expect(folds).to_have_count(0)


def test_lines_are_hidden_and_moved_and_what_is_hidden_is_owned_up_to(written: Diagram) -> None:
    expect(written.lines).to_have_text(LINES)
    written.press("Lane order")
    menu = written.root.get_by_role("dialog", name="Lines of the diagram")
    menu.get_by_role("checkbox", name="n5").uncheck()
    expect(written.note).to_contain_text(re.compile(r"^1 line hidden, with \d+ messages"))
    menu.get_by_role("button", name="Move n1 up").click()
    expect(written.lines).to_have_text(["alice", "bob", "n1", "carol", "n2", "n3", "n4"])
    menu.get_by_role("button", name="All, in the usual order").click()
    expect(written.lines).to_have_text(LINES)


def test_the_diagram_is_saved_as_a_picture_that_stands_alone(stale: Diagram, tmp_path: Path) -> None:
    stale.lab.event("n1 receives request x=").get_by_role("button").click()
    for kind in ("SVG, the whole run", "PNG, what is shown"):
        stale.press("Save")
        with stale.page.expect_download() as download:
            stale.root.get_by_role("button", name=kind).click()
        download.value.save_as(tmp_path / kind[:3])
        assert download.value.suggested_filename == f"lightcone-run-1.{kind[:3].lower()}"
    text = (tmp_path / "SVG").read_text()
    root = ElementTree.fromstring(text)
    words = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"alice", "n5", "lost message", "past of the chosen event"} <= set(words)
    assert "class=" not in text
    assert "var(" not in text
    assert re.findall(r"url\((?!data:font)", text) == []
    assert "base64" in text
    data = (tmp_path / "PNG").read_bytes()
    assert data.startswith(PNG_MAGIC)
    width, height = struct.unpack(">II", data[16:24])
    assert width > 1000
    assert height > 400


def test_an_operation_pressed_in_the_diagram_is_chosen_in_the_list(stale: Diagram) -> None:
    stale.lab.button(re.compile("^Linearizable: violated")).click()
    stale.root.evaluate("element => element.dispatchEvent(new CustomEvent('reveal-verdict', {bubbles: true}))")
    for _ in range(3):
        stale.press("Zoom in")
    bar = stale.root.locator('.bar[data-operation="bob#1"] .body')
    stale.root.evaluate("element => element.reveal(['bob#1'])")
    expect(bar).to_be_visible()
    stale.page.mouse.click(*middle(bar))
    expect(stale.root.locator('.bar[data-operation="bob#1"]')).to_have_attribute("data-chosen", "")
    stale.lab.show("Operations")
    expect(stale.page.locator("operations-list tr[data-chosen]")).to_contain_text("bob#1")


def test_the_ring_and_the_cones_line_leave_the_label_beside_a_bar_readable(stale: Diagram) -> None:
    stale.lab.event("bob's read x at n4 returns").get_by_role("button").click()
    stale.press("Fit")
    bar = stale.root.locator('.bar[data-operation="bob#1"]')
    expect(bar.locator(".beside-bar")).to_have_count(1)
    ring, label, ground = (
        part.bounding_box() for part in (stale.ring.locator("circle").last, bar.locator("text"), bar.locator(".ground"))
    )
    assert ring is not None
    assert label is not None
    assert ground is not None
    assert label["x"] > ring["x"] + ring["width"]
    assert ground["x"] <= label["x"]
    assert ground["x"] + ground["width"] >= label["x"] + label["width"]


def test_the_diagram_and_its_table_have_no_flaws_that_axe_finds(stale: Diagram, axe: Callable[[Page], None]) -> None:
    stale.page.emulate_media(reduced_motion="reduce")
    stale.lab.event("n1 receives request x=").get_by_role("button").click()
    stale.press("Linearization points")
    stale.press("Place by hand")
    stale.press("Skip quiet time")
    expect(stale.root.locator(".point[data-contradicts]")).to_have_count(1)
    axe(stale.page)
    stale.lab.show("Table")
    axe(stale.page)


def test_on_a_phone_the_diagram_fits_and_a_finger_scrolls_the_page_over_it(visit: Callable[..., Page]) -> None:
    page = visit(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    diagram = Diagram(open_lab(page))
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    box = diagram.picture.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    assert diagram.picture.evaluate("element => getComputedStyle(element).touchAction") == "pan-y"
    for name in ("Zoom in", "Fit", "Save"):
        expect(diagram.root.get_by_role("button", name=name, exact=True)).to_be_visible()
