"""The lab of a judged history: the diagram, its keys and its clash, why a model holds or not, points by hand."""

from __future__ import annotations

import json
import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.judge.judge_page import History, JudgePage, example, fits, many

# Seeing


def test_why_a_model_holds_is_an_order_that_is_stepped_through(page: Page) -> None:
    history = example(page, "stale-read")
    history.model("Sequential", "holds").click()
    expect(history.reason.get_by_role("heading", name="Sequential holds")).to_be_visible()
    expect(history.diagram.locator(".point")).to_have_count(2)
    page.get_by_role("button", name="Step on").click()
    expect(history.reason.locator(".step-line")).to_contain_text("1 of 2: #1 (read x = ∅)")
    expect(history.diagram.locator(".point[data-now] text")).to_have_text("1")
    history.model("PRAM", "holds").click()
    expect(history.reason).to_contain_text("It follows, since sequential holds")


def test_an_undecided_model_says_what_it_is_defined_for(page: Page) -> None:
    history = example(page, "queue-out-of-order")
    history.model("PRAM", "undecided").click()
    expect(history.reason.get_by_role("heading", name="PRAM: undecided")).to_be_visible()
    expect(history.reason.locator("p").first).to_contain_text("register")


def test_a_key_filters_the_diagram_and_the_table(page: Page) -> None:
    history = example(page, "hearsay")
    history.press("ring")
    expect(history.diagram).to_have_attribute("data-drawn", "2")
    expect(history.sentence).to_contain_text("2 operations are shown, 4 others are hidden.")
    history.press("Table")
    expect(history.rows).to_have_count(2)
    history.press("All keys")
    expect(history.rows).to_have_count(6)
    page.get_by_label("Find").fill("wanted")
    expect(history.rows).to_have_count(2)
    history.rows.get_by_role("button", name="#1").click()
    expect(history.sentence).to_contain_text("#1 of session sally: write help = wanted")


def test_among_many_keys_one_is_found_by_typing(page: Page) -> None:
    history = JudgePage(page).bring(many(400))
    page.get_by_role("combobox", name="Key").fill("k7")
    expect(history.diagram).to_have_attribute("data-drawn", "10")
    expect(page).to_have_url(re.compile("key=k7"))
    page.get_by_role("combobox", name="Key").fill("")
    expect(history.diagram).to_have_attribute("data-drawn", "400")


def test_only_the_clash_is_shown_when_that_is_asked_for(page: Page) -> None:
    history = example(page, "hearsay")
    history.press("Only the clash")
    expect(history.diagram).to_have_attribute("data-drawn", "2")
    history.press("Only the clash")
    expect(history.diagram).to_have_attribute("data-drawn", "6")


def test_the_diagram_is_walked_and_moved_by_the_keyboard(page: Page) -> None:
    history = example(page, "jepsen-edn")
    history.viewport.focus()
    page.keyboard.press("ArrowRight")
    expect(history.sentence).to_contain_text("#0 of session 0")
    page.keyboard.press("ArrowRight")
    expect(history.sentence).to_contain_text("#2 of session 0")
    page.keyboard.press("ArrowDown")
    expect(history.sentence).to_contain_text("#3 of session 1")
    place = history.diagram.locator(".clash-bar path").first
    before = place.get_attribute("d")
    page.keyboard.press("+")
    expect(place).not_to_have_attribute("d", before or "")
    page.keyboard.press("c")
    page.keyboard.press("Escape")
    expect(history.sentence).to_contain_text("Choose an operation")


def test_a_clash_far_apart_is_looked_at_alone_at_first_and_in_the_whole_when_asked(page: Page) -> None:
    apart = (
        '{"process": 77, "f": "write", "key": "once", "value": 1, "start": 0, "end": 1}',
        '{"process": 78, "f": "read", "key": "once", "value": null, "start": 9000, "end": 9001}',
    )
    history = JudgePage(page).bring(",\n".join((many(2_000).removesuffix("\n]}"), *apart)) + "]}")
    expect(history.diagram).to_have_attribute("data-drawn", "2")
    expect(history.sentence).to_contain_text("2 operations are shown, 2,000 others are hidden.")
    history.press("Only the clash")
    expect(history.sentence).to_contain_text("more operations than pixels")
    history.edge(0).click()
    expect(history.edges.nth(0)).to_have_attribute("data-chosen", "")
    expect(history.diagram.locator(".clash-bar[data-in-edge]")).to_have_count(2)


def test_a_projector_shows_the_diagram_and_the_reason_larger(page: Page) -> None:
    history = example(page, "jepsen-edn")
    page.get_by_role("button", name="Projector").click()
    expect(page.locator(".read-as")).to_be_hidden()
    box = history.diagram.locator(".clash-bar").first.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(history.sentence).to_contain_text("#0 of session 0: write a = 1")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.locator(".read-as")).to_be_visible()


def test_a_link_opens_the_same_view(page: Page, visit: Visit) -> None:
    history = example(page, "not-causal-memory")
    history.model("Causal memory", "violated").click()
    history.edge(1).click()
    other = visit()
    other.goto(page.url)
    opened = History(other)
    expect(opened.reason.get_by_role("heading", name="Why not causal memory?")).to_be_visible()
    expect(opened.edge(1)).to_have_attribute("aria-pressed", "true")


def test_a_value_of_ten_thousand_characters_breaks_nothing(page: Page) -> None:
    value = "v" * 10_000
    ops = [
        {"process": 0, "f": "write", "key": "x", "value": value, "start": 0, "end": 1},
        {"process": 1, "f": "read", "key": "x", "value": None, "start": 2, "end": 3},
    ]
    history = JudgePage(page).bring(json.dumps({"ops": ops}))
    assert fits(page)
    expect(history.reason).to_contain_text("vvvv…vvvv")
    history.press("Table")
    expect(history.rows.first).to_contain_text(value)
    assert fits(page)


# Points by hand


def test_points_are_placed_by_dragging_by_keys_and_by_the_list_and_each_order_is_judged(page: Page) -> None:
    history = example(page, "both-enter")
    history.press("Linearization points")
    expect(history.hand).to_contain_text("#2 (read b → ∅) comes after #1 (write b = 1)")
    expect(history.diagram.locator(".point[data-contradicts] text")).to_have_text("3")
    history.point("#0").focus()
    for _ in range(20):
        page.keyboard.press("ArrowRight")
    expect(history.point("#0")).to_have_accessible_name("Point of #0, number 2")
    page.get_by_role("button", name="Order", exact=True).click()
    page.get_by_role("button", name="Earlier: #0").click()
    expect(history.point("#0")).to_have_accessible_name("Point of #0, number 1")
    page.keyboard.press("Escape")
    history.press("a")
    expect(history.hand).to_contain_text("Only this key")
    expect(history.hand).to_contain_text("#3 (read a → ∅) comes after #0")


def test_an_order_that_explains_everything_is_legal(page: Page) -> None:
    text = json.dumps(
        {
            "ops": [
                {"process": 0, "f": "write", "key": "x", "value": 1, "start": 0, "end": 10},
                {"process": 1, "f": "read", "key": "x", "value": None, "start": 2, "end": 8},
            ]
        }
    )
    history = JudgePage(page).bring(text)
    history.press("Linearization points")
    expect(history.hand).to_contain_text("no longer at its initial value")
    history.drag(history.point("#0"), 60)
    expect(history.hand).to_contain_text("would have answered just so")
    expect(page.locator("hand-order")).to_have_attribute("data-legal", "true")
