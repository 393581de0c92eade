"""The lesson «How do replicas stay equal?», walked by hand."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.lesson_page import REACHED_MS_MAX, LessonPage, begin
from tests.browser.lessons.acting import crash, replay_with, restart, skew


def bid_with_a_clock_ahead(step: LessonPage) -> None:
    """Set the clock of n3 ahead, and let Alice bid at n1."""
    skew(step, "n3", 3_000)
    step.invoke("write", "n1", value="10")
    step.play()


@pytest.mark.sweep
def test_state_machines_are_walked(page: Page) -> None:
    step = begin(page, "state-machine")
    step.predict("n1, n2 and n3")
    bid_with_a_clock_ahead(step)
    step.expect_passed()
    step.find("alice#1")
    step.expect_explained()

    step = step.next()
    step.predict("Yes: one replica can apply the same bid long after another")
    crash(step, "n3")
    step.invoke("write", "n1", value="10")
    step.play()
    step.ended("alice#1")
    time = page.locator("lab-transport time")
    expect(time).to_have_text(re.compile(r"^([4-9]|\d\d+)\."), timeout=REACHED_MS_MAX)
    restart(step, "n3")
    step.expect_passed()
    step.find("alice#1")
    step.expect_explained()

    step = step.next()
    step.predict("None")
    bid_with_a_clock_ahead(step)
    step.expect_reached("Two replicas have applied the same entries")
    step.expect_because("In a replay", "n1 and n3 hold different values")
    replay_with(step, 2, Time_of_a_write="leader")
    step.expect_passed()
    step.expect_explained()
    step.answer_last("The row that it has stored, with the number in it")
