"""The lesson «Must they ever decide?», walked by hand."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.lesson_page import LessonPage, begin


def deliver_until(page: Page, rounds: str) -> None:
    """Deliver what leaves it bivalent, one message after another, until so many rounds are undecided."""
    panel = page.locator("valence-panel")
    while rounds not in panel.locator(".rounds").inner_text():
        first = panel.locator("[data-deliver][data-after=bivalent]").first
        message = first.get_attribute("data-deliver")
        first.press("Enter")
        expect(panel.locator(f"[data-deliver='{message}']")).to_have_count(0)
        expect(panel).to_contain_text("Bivalent")


def deliver_the_late_ones(step: LessonPage) -> None:
    """Deliver what changes nothing any more, if there is something."""
    late = step.button("Deliver the late ones")
    if late.count():
        late.click()
        expect(late).to_have_count(0)


def test_nobody_decides_as_long_as_one_likes(page: Page) -> None:
    step = begin(page, "flp")
    step.predict("For a few rounds: then every possible delivery settles it", hurry=False)
    after = page.locator("valence-panel .after").first
    expect(after).to_be_hidden()
    step.button("Show what each would leave possible").click()
    expect(after).to_be_visible()
    deliver_until(page, "2 rounds undecided")
    expect(page.locator("valence-panel .after").first).to_be_hidden()
    deliver_the_late_ones(step)
    expect(page.locator("valence-panel")).to_contain_text("Bivalent")
    step.expect_passed()
    step.expect_explained()

    step = step.next()
    step.predict("A few messages in a favourable order", hurry=False)
    step.play()
    step.expect_because("Twenty rounds", "19 of 20 rounds")
    step.pause()
    deliver_until(page, "20 rounds undecided")
    deliver_the_late_ones(step)
    step.expect_reached("Twenty rounds")
    page.locator("valence-panel .ending summary").first.click()
    step.button("Play this ending").first.click()
    step.expect_passed()
    step.expect_explained()
    step.answer_last("The proof must assume something about delays or the order of messages")
