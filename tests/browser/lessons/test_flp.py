"""The lesson «Why can't it be told slow from dead?», walked by hand."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.lesson_page import begin


def deliver_until(page: Page, rounds: str) -> None:
    """Deliver what leaves it bivalent, one message after another, until so many rounds are undecided."""
    panel = page.locator("valence-panel")
    while rounds not in panel.locator(".rounds").inner_text():
        first = panel.locator("[data-deliver][data-after=bivalent]").first
        message = first.get_attribute("data-deliver")
        first.press("Enter")
        expect(panel.locator(f"[data-deliver='{message}']")).to_have_count(0)
        expect(panel).to_contain_text("Bivalent")


def test_nobody_decides_as_long_as_one_likes_and_two_lead(page: Page) -> None:
    step = begin(page, "flp")
    step.predict("For a few rounds: then any message settles it", hurry=False)
    deliver_until(page, "2 rounds undecided")
    step.expect_passed()
    step.expect_explained()

    step = step.next()
    step.predict("A handful of messages in a friendlier order", hurry=False)
    step.play()
    step.expect_because("Twenty rounds", "19 of 20 rounds")
    step.pause()
    deliver_until(page, "20 rounds undecided")
    step.expect_reached("Twenty rounds")
    page.locator("valence-panel .ending summary").first.click()
    step.button("Play this ending").first.click()
    step.expect_passed()
    step.expect_explained()

    step = step.next()
    step.predict("No length is enough")
    step.play()
    expect(step.event("n1 sends heartbeat").first).to_be_visible()
    step.choose("n1")
    step.button("Pause n1").first.click()
    step.expect_passed()
    page.get_by_role("searchbox", name="Filter events").fill("silence runs out")
    step.find_event("timer silence runs out")
    step.expect_explained()
    step.answer_last("Two of them run at once, and a payment is made twice")
