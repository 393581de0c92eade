"""The playground of convergent types: what merges, what its naive twin loses, and a merge taken apart."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import ACTION_MS_MAX
from tests.browser.lab_page import LabPage, open_lab

COUNTER_LAB = "A counter that loses nothing"
SET_LAB = "Add wins"
NODES = ("n1", "n2", "n3", "n4", "n5")


def playground(page: Page, title: str) -> LabPage:
    page.set_default_timeout(ACTION_MS_MAX)
    lab = open_lab(page, title)
    lab.hurry()
    return lab


def do(lab: LabPage, operation: str, value: str, *, node: str, client: str, outcome: str) -> None:
    """Issue an operation of the type with the form, and see it end."""
    form = lab.page.locator("operation-form")
    form.get_by_role("combobox", name="Client").select_option(client)
    form.get_by_role("combobox", name="Node").select_option(node)
    form.get_by_role("radio", name=operation).check()
    form.locator("input[name=value]").fill(value)
    form.locator("[type=submit]").click()
    expect(lab.operations.first).to_contain_text(f"{operation.lower()} x: {value}")
    expect(lab.operations.first).to_contain_text(outcome)


def cut(lab: LabPage) -> None:
    lab.button("Cut").click()
    lab.drag(*lab.cut_line())
    expect(lab.button("Heal all")).to_be_enabled()


def everywhere(lab: LabPage, says: str) -> None:
    for node in NODES:
        expect(lab.node(node)).to_have_accessible_name(re.compile(re.escape(says)))


def inside(lab: LabPage, name: str) -> Locator:
    """The row of the inspector with that name."""
    return lab.page.locator("node-inspector [data-section=inside] .row").filter(
        has=lab.page.locator("dt", has_text=re.compile(f"^{re.escape(name)}$"))
    )


def test_of_a_concurrent_addition_and_removal_the_addition_wins_and_its_tag_is_visible(page: Page) -> None:
    lab = playground(page, SET_LAB)
    do(lab, "Add", "milk", node="n1", client="alice", outcome="ok")
    everywhere(lab, "x = {milk}")
    cut(lab)
    do(lab, "Add", "milk", node="n1", client="alice", outcome="ok")
    do(lab, "Remove", "milk", node="n4", client="bob", outcome="ok")
    lab.button("Heal all").click()
    lab.choose("n4")
    expect(inside(lab, "x · tag milk · n1:2")).to_contain_text("in")
    expect(inside(lab, "x · tombstone milk · n1:1")).to_contain_text("removed")
    expect(inside(lab, "x")).to_contain_text("1 tombstone")
    everywhere(lab, "x = {milk}")
    expect(page.locator(".convergence")).to_contain_text("All replicas are equal")
    expect(page.locator("verdict-lattice")).to_contain_text("judged by whether its replicas become equal")
    expect(page.locator(".lattice:visible")).to_have_count(0)


def test_what_is_not_in_the_set_cannot_be_removed_and_the_form_says_so(page: Page) -> None:
    lab = playground(page, SET_LAB)
    do(lab, "Remove", "bread", node="n1", client="alice", outcome="bread is not in the set here.")


def test_the_naive_counter_loses_increments_and_the_g_counter_does_not(page: Page, axe: Callable[[Page], None]) -> None:
    lab = playground(page, COUNTER_LAB)
    lab.button("Increment x: 1 at n1").first.click()
    everywhere(lab, "x = 1")
    cut(lab)
    do(lab, "Increment", "2", node="n1", client="alice", outcome="ok")
    do(lab, "Increment", "3", node="n4", client="bob", outcome="ok")
    lab.button("Heal all").click()
    everywhere(lab, "x = 6; naive x = 4")
    lab.choose("n1")
    expect(inside(lab, "x · count n4")).to_contain_text("3")
    expect(inside(lab, "x · naive version")).to_contain_text("4")
    expect(inside(lab, "x · naive version")).to_contain_text("differs")
    lab.pause()
    axe(page)


def test_a_merge_opens_with_every_slot_and_what_won(page: Page, axe: Callable[[Page], None]) -> None:
    lab = playground(page, COUNTER_LAB)
    cut(lab)
    do(lab, "Increment", "2", node="n1", client="alice", outcome="ok")
    do(lab, "Increment", "3", node="n4", client="bob", outcome="ok")
    lab.button("Heal all").click()
    everywhere(lab, "x = 5; naive x = 3")
    lab.pause()
    log = page.locator("event-log")
    log.get_by_role("searchbox").fill("receives states")
    expect(page.get_by_role("button", name="Open this merge")).to_be_hidden()
    log.locator("li button").first.click()
    page.get_by_role("button", name="Open this merge").click()
    dialog = page.get_by_role("dialog", name="One merge")
    true, twin = dialog.locator("section.merge:not([data-twin])"), dialog.locator("section.merge[data-twin]")
    expect(true.locator(".merge-values")).to_contain_text("result 5")
    expect(true.get_by_role("row", name=re.compile("count n1"))).to_contain_text("Both have counted 2 at n1.")
    expect(twin.locator(".merge-values")).to_contain_text("result 3")
    axe(page)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_another_type_offers_its_own_operations_and_two_fields_make_a_pair(page: Page) -> None:
    lab = playground(page, SET_LAB)
    page.get_by_role("tab", name="Guarantee").click()
    page.locator("dials-form").get_by_role("combobox", name=re.compile("^Type")).select_option("OR-Map")
    lab.replay(2)
    form = page.locator("operation-form")
    expect(form.get_by_role("radio", name="Add")).to_have_count(0)
    form.get_by_role("radio", name="Put").check()
    form.locator("input[name=value]").fill("colour")
    form.locator("input[name=second]").fill("red")
    form.locator("[type=submit]").click()
    expect(lab.operations.first).to_contain_text("put x: colour → red")
    expect(lab.operations.first).to_contain_text("ok")
    form.get_by_role("radio", name="Read").check()
    form.locator("[type=submit]").click()
    expect(lab.operations.first).to_contain_text("→ {colour=red}")
