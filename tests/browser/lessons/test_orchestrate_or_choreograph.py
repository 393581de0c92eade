"""The lesson «Who knows the state of the whole order?», walked by hand."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from tests.browser.agreement.agreement_page import crash_at
from tests.browser.lesson_page import begin
from tests.browser.lessons.acting import restart_once_crashed


@pytest.mark.sweep
def test_an_order_goes_both_ways_gets_stuck_and_does_not(page: Page) -> None:
    step = begin(page, "orchestrate-or-choreograph")
    step.predict("The service “order”, where it began")
    step.invoke("order", "order")
    step.play()
    step.expect_reached("Orchestrated")
    step.choose_protocol("Saga, choreographed")
    step.replay(2)
    step.expect_passed()
    step.expect_explained()

    step = step.next()
    step.predict("None")
    step.invoke("order", "order")
    step.invoke("order", "order", client="bob", key="pen")
    paid = step.message("event paid from payment to stock")
    step.step_until(paid)
    paid.press("Delete")
    step.play()
    step.expect_passed()
    stuck = re.search(r"(alice|bob)#1", step.goal("An order that is stuck").inner_text())
    assert stuck
    step.find(stuck[0])
    step.expect_explained()

    step = step.next()
    step.predict("A step is done twice")
    crash_at(step, "between its step and its event", "payment")
    step.invoke("order", "order")
    step.play()
    restart_once_crashed(step, "payment")
    step.expect_reached("At most once")
    page.get_by_role("tab", name="Guarantee").click()
    page.get_by_role("combobox", name="Events").select_option("At least once, deduplicated")
    step.replay(2)
    step.expect_passed()
    step.expect_explained()
    step.answer_last(
        "Sending each announcement again until every office has acknowledged it, and offices that act on it only once"
    )
