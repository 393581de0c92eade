"""The lesson «How long is eventually?», walked by hand."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.lesson_page import REACHED_MS_MAX, LessonPage, begin
from tests.browser.lessons.acting import hold

FIVE = ("n1", "n2", "n3", "n4", "n5")


def count(step: LessonPage) -> None:
    """Have the runs counted, and wait for the table."""
    step.faults()
    if not step.button("Count").is_visible():
        step.page.locator("summary").filter(has_text="Count over many runs").click()
    step.button("Count").click()
    expect(step.page.locator(".measured").get_by_role("row").nth(4)).to_be_attached(timeout=REACHED_MS_MAX)


@pytest.mark.sweep
def test_eventual_is_walked(page: Page) -> None:
    step = begin(page, "eventual")
    step.predict("About half a second: one interval")
    count(step)
    step.expect_reached("at an interval of 500 ms")
    step.set_dials(Gossip=50)
    step.replay(2)
    count(step)
    step.expect_passed()
    step.expect_explained()

    step = step.next()
    step.predict("About equally soon")
    step.play()
    step.invoke("write", "n1")
    step.expect_because("Replicas equal within 1.8 s", "1800 ms are allowed")
    step.set_dials(Gossip=250, **{"Fan-out": 4})
    step.replay(2)
    step.expect_because("Replicas equal within 1.8 s", "32 are allowed")
    step.set_dials(Gossip=400, **{"Fan-out": 2})
    step.replay(3)
    step.expect_passed()
    step.find("alice#1")
    step.expect_explained()

    step = step.next()
    step.predict("A minute after the heal, because they have to catch up")
    step.cut_off("n4", "n5")
    step.play()
    step.invoke("write", "n1")
    step.invoke("write", "n4", client="bob", value="2")
    hold(step, "1", FIVE[:3])
    hold(step, "2", FIVE[3:])
    step.heal()
    step.expect_passed()
    page.locator("event-log input").fill("healed")
    step.find_event("every cut is healed")
    step.expect_explained()
    step.answer_last("About a second longer")
