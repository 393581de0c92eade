"""The dual write and the sagas, by hand: what one crash leaves, what a read saw, and what cures it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.agreement.agreement_page import agreement_lab, crash_at, invariant, row, shared_moment
from tests.browser.conftest import Visit
from tests.browser.lab_page import LabPage

DUAL_WRITE = "Dual write: two systems, one crash"
UNDO = "Saga: undo what was seen"
WHOLE = "Saga: who knows the whole?"
PHONE = {"width": 390, "height": 844}


def place_order(lab: LabPage, node: str) -> None:
    lab.invoke("order", node)


def choose_dial(lab: LabPage, dial: str, choice: str, run: int) -> None:
    """Replay under another choice."""
    lab.page.get_by_role("tab", name="Guarantee").click()
    lab.page.locator("dials-form").get_by_role("combobox", name=re.compile(f"^{dial}")).select_option(choice)
    lab.replay(run)


def test_a_crash_between_two_writes_leaves_an_order_without_an_event_and_a_stranger_sees_it(
    page: Page, visit: Visit, axe: Callable[[Page], None]
) -> None:
    lab = agreement_lab(page, DUAL_WRITE)
    crash_at(lab, "between its two writes", "service")
    lab.hurry()
    place_order(lab, "service")
    lost = invariant(page, "Every order has its event, in the end")
    expect(lost).to_have_attribute("data-state", "broken")
    expect(lost).to_contain_text("Nobody else knows that an event is owed.")
    expect(lost).to_contain_text("Like the Two Generals")
    expect(row(page, "database")).to_contain_text("alice#1 book=1")
    lab.pause()
    axe(page)
    watcher = visit()
    watcher.goto(shared_moment(lab))
    expect(invariant(watcher, "Every order has its event, in the end")).to_have_attribute("data-state", "broken")
    lab.play()
    lab.choose("service")
    lab.button("Restart service").first.click()
    expect(lab.event("service restarts")).not_to_have_count(0)
    expect(lost).to_have_attribute("data-state", "broken")


def test_the_same_schedule_with_an_outbox_tells_everyone(page: Page) -> None:
    lab = agreement_lab(page, DUAL_WRITE)
    crash_at(lab, "between its two writes", "service")
    lab.hurry()
    place_order(lab, "service")
    expect(row(page, "service")).to_contain_text("crashed")
    choose_dial(lab, "Method", "Transactional outbox", 2)
    expect(row(page, "consumer")).to_contain_text("alice#1 × 1")
    expect(invariant(page, "Every order has its event, in the end")).to_have_attribute("data-state", "kept")


def test_one_schedule_stands_side_by_side_under_two_methods_with_what_each_keeps(page: Page) -> None:
    lab = agreement_lab(page, DUAL_WRITE)
    crash_at(lab, "between its two writes", "service")
    lab.hurry()
    place_order(lab, "service")
    expect(invariant(page, "Every order has its event, in the end")).to_have_attribute("data-state", "broken")
    page.get_by_role("tab", name="Guarantee").click()
    lab.button("Change or compare protocols…").click()
    page.get_by_role("link", name="Replay this run under other protocols, side by side").click()
    for mode in ("Database first, then the event", "Transactional outbox"):
        page.get_by_role("checkbox", name=mode, exact=True).check()
    page.get_by_role("button", name="Compare", exact=True).click()
    columns = page.locator(".compare-column")
    expect(columns).to_have_count(2)
    for column, state in zip(columns.all(), ("broken", "kept"), strict=True):
        event = column.locator("invariant-list li").filter(has_text="Every order has its event")
        expect(event).to_have_attribute("data-state", state)


def test_event_first_the_same_crash_announces_an_order_that_does_not_exist(page: Page) -> None:
    lab = agreement_lab(page, DUAL_WRITE)
    crash_at(lab, "between its two writes", "service")
    lab.hurry()
    place_order(lab, "service")
    expect(row(page, "service")).to_contain_text("crashed")
    choose_dial(lab, "Method", "Event first, then the database", 2)
    announced = invariant(page, "Every event has its order, in the end")
    expect(announced).to_have_attribute("data-state", "broken")
    expect(announced).to_contain_text("An event cannot be called back")
    expect(row(page, "consumer")).to_contain_text("alice#1 × 1")


def test_what_bob_reads_at_stock_is_undone_as_delivery_refuses(
    page: Page, visit: Visit, axe: Callable[[Page], None]
) -> None:
    lab = agreement_lab(page, UNDO)
    place_order(lab, "order")
    expect(row(page, "stock")).to_contain_text("reserved")
    lab.pause()
    lab.invoke("read", "stock", client="bob")
    lab.play()
    lab.hurry()
    isolation = invariant(page, "Isolation: nothing that was read is undone")
    expect(isolation).to_have_attribute("data-state", "broken")
    expect(isolation).to_contain_text("bob#1 read at stock that alice#1 was reserved. Later it was released")
    expect(row(page, "order")).to_contain_text("stock undone, payment undone, cancelled")
    expect(invariant(page, "Complete or compensated")).to_have_attribute("data-state", "kept")
    lab.pause()
    lab.show("Diagram")
    lab.button("Fit").click()
    expect(page.locator(".layer-conditions .condition").first).to_contain_text("half done")
    axe(page)
    watcher = visit(viewport=PHONE, has_touch=True)
    watcher.goto(shared_moment(lab))
    expect(invariant(watcher, "Isolation: nothing that was read is undone")).to_have_attribute("data-state", "broken")


def test_an_event_lost_at_most_once_leaves_the_order_paid_for_good_and_at_least_once_completes_it(
    page: Page, visit: Visit
) -> None:
    lab = agreement_lab(page, WHOLE)
    crash_at(lab, "between its step and its event", "payment")
    lab.hurry()
    place_order(lab, "order")
    stuck = invariant(page, "Complete or compensated")
    expect(stuck).to_have_attribute("data-state", "broken")
    expect(stuck).to_contain_text("alice#1 is ordered, paid")
    lab.choose("payment")
    lab.button("Restart payment").first.click()
    expect(row(page, "payment")).not_to_contain_text("crashed")
    expect(stuck).to_have_attribute("data-state", "broken")
    lab.pause()
    watcher = visit()
    watcher.goto(shared_moment(lab))
    expect(invariant(watcher, "Complete or compensated")).to_contain_text(
        "no service knows that anything is still to do"
    )
    choose_dial(lab, "Events", "At least once, deduplicated", 2)
    expect(row(page, "order")).to_contain_text("ordered, complete")
    expect(stuck).to_have_attribute("data-state", "kept")


@pytest.mark.parametrize(("title", "scheme"), [(DUAL_WRITE, "light"), (WHOLE, "dark")])
def test_the_order_labs_are_accessible_on_a_phone(
    visit: Visit, axe: Callable[[Page], None], title: str, scheme: str
) -> None:
    page = visit(viewport=PHONE, has_touch=True, color_scheme=scheme, reduced_motion="reduce")
    lab = agreement_lab(page, title)
    lab.hurry()
    page.locator("operation-form [type=submit]").click()
    expect(row(page, "consumer" if title == DUAL_WRITE else "order")).to_contain_text(re.compile("× 1|complete"))
    lab.pause()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    axe(page)
