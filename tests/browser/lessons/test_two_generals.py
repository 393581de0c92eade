"""The lesson «How many confirmations are enough?», walked by hand."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.lesson_page import LessonPage, begin


def order_and_capture(step: LessonPage, number: int) -> None:
    """Order the attack, let the messengers before this one arrive, drop him, and wait for dawn."""
    with step.told():
        step.page.locator("operation-form [type=submit]").click()
    messenger = step.message("messenger attack! 1" if number == 1 else f"messenger got {number - 1}: {number}")
    step.step_until(messenger)
    messenger.press("Delete")
    expect(messenger).to_have_count(0)
    step.play()
    step.expect_passed()


def test_the_two_generals_are_split_at_every_number(page: Page, axe: Callable[[Page], None]) -> None:
    step = begin(page, "two-generals")
    step.predict("Neither, because A notices that its messenger is missing")
    order_and_capture(step, 1)
    step.expect_explained()

    step = step.next()
    step.predict("The second, with the confirmation")
    order_and_capture(step, 2)
    step.find_event("B receives messenger")
    step.find_event("is dropped manually")
    step.expect_explained()

    step = step.next()
    step.predict("This time A")
    order_and_capture(step, 5)
    step.find_event("is dropped manually")
    step.expect_explained()

    step = step.next()
    step.predict("It stays the same")
    page.locator("summary").filter(has_text="Count over many runs").click()
    page.get_by_role("button", name="Count", exact=True).click()
    expect(page.locator(".measured").get_by_role("row").nth(5)).to_contain_text("10.7 % of 637")
    step.expect_passed()
    step.expect_explained()
    axe(page)
    step.answer_last("Ask again, with the same payment number, until an answer comes")
