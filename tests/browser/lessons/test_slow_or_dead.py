"""The lesson «Why can't you tell slow from dead?», walked by hand."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.lesson_page import LessonPage, begin


def pause_n1(step: LessonPage) -> None:
    """Let n1 lead for a moment, and pause it."""
    step.play()
    expect(step.event("n1 sends heartbeat").first).to_be_visible()
    step.choose("n1")
    step.button("Pause n1").first.click()


def go_back_to_before_the_pause(step: LessonPage) -> None:
    """Go back in the run to a moment at which n1 has not been paused."""
    step.pause()
    step.page.get_by_role("slider", name="Moment of the run").fill("8")
    expect(step.event("n1 is paused")).to_have_count(0)


@pytest.mark.sweep
def test_a_pause_and_a_crash_are_the_same_silence(page: Page) -> None:
    step = begin(page, "slow-or-dead")
    step.predict("In the run with the crash n2 receives an error from n1")
    pause_n1(step)
    step.expect_reached("First run")
    page.get_by_role("searchbox", name="Filter events").fill("silence runs out")
    chosen = step.event("timer silence runs out").first
    expect(chosen).to_be_visible()
    page.get_by_role("searchbox", name="Filter events").fill("")
    go_back_to_before_the_pause(step)
    step.button("Fork here").click()
    expect(step.runs).to_have_count(2)
    step.choose("n1")
    step.button("Crash n1").first.click()
    step.play()
    step.expect_reached("Second run")
    address = page.url
    step.button("Branches").click()
    step.button("Compare").click()
    expect(page.locator("compare-runs[data-ready]")).to_be_attached()
    page.goto(address)
    step.expect_passed()
    step.runs.first.click()
    expect(step.runs.first).to_have_attribute("aria-current", "true")
    page.get_by_role("searchbox", name="Filter events").fill("silence runs out")
    step.find_event("timer silence runs out")
    step.expect_explained()

    step = step.next()
    step.predict("No length is enough")
    pause_n1(step)
    step.expect_passed()
    step.expect_explained()

    step = step.next()
    step.predict("Fewer mistakes, and a crashed leader is missed for longer")
    step.play()
    step.expect_because("The pause is survived", "Choose a longer timeout")
    step.set_dials(Timeout=2200)
    step.replay(2)
    step.expect_passed()
    step.expect_explained()
    step.answer_last("Two of them run at once, and a payment is made twice")
