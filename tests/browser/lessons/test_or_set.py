"""The lesson «Add or remove: who wins?», walked by hand."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.lesson_page import begin
from tests.browser.lessons.acting import change, hold


@pytest.mark.sweep
def test_the_or_set_is_walked(page: Page) -> None:
    step = begin(page, "or-set")
    step.predict("No, because it was in the set and somebody removed it")
    step.play()
    change(step, "Add", "milk", "n1")
    hold(step, "{milk}")
    step.cut_off("n3")
    change(step, "Add", "milk", "n1")
    change(step, "Remove", "milk", "n3", "bob")
    step.heal()
    step.expect_passed()
    step.choose("n3")
    expect(page.locator("node-inspector")).to_contain_text("milk · n1:2")
    step.find("alice#2")
    step.expect_explained()

    step = step.next()
    step.predict("Milk comes back")
    step.play()
    change(step, "Add", "milk", "n1")
    hold(step, "{milk}")
    change(step, "Remove", "milk", "n3", "bob")
    step.expect_passed()
    step.find("bob#1")
    step.expect_explained()

    step = step.next()
    step.predict("One, for milk")
    step.play()
    for operation in ("Add", "Remove", "Add", "Remove", "Add"):
        change(step, operation, "milk", "n2")
    step.expect_passed()
    step.expect_explained()
    step.answer_last("Yes, because Bob's addition has a tag that Ann had not seen")
