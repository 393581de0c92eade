"""The lesson «Why is a counter not a number?», walked by hand."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.lesson_page import LessonPage, begin
from tests.browser.lessons.acting import change, hold


def decrement_on_both_sides(step: LessonPage) -> None:
    """Cut, count down by one on each side, heal."""
    step.cut_off("n3")
    change(step, "Decrement", "1", "n1")
    change(step, "Decrement", "1", "n3", "bob")
    step.heal()
    step.expect_passed()
    step.expect_explained()


@pytest.mark.sweep
def test_counters_are_walked(page: Page) -> None:
    step = begin(page, "counters")
    step.predict("5")
    step.cut_off("n3")
    step.play()
    change(step, "Increment", "2", "n1")
    change(step, "Increment", "3", "n3", "bob")
    step.heal()
    step.expect_passed()
    step.expect_explained()

    step = step.next()
    step.predict("n1: 3, so the decrement is undone")
    step.play()
    change(step, "Increment", "3", "n1")
    hold(step, "3")
    decrement_on_both_sides(step)

    step = step.next()
    step.predict("0, because there cannot be fewer than no tickets")
    step.play()
    hold(step, "1")
    decrement_on_both_sides(step)
    step.answer_last("“So many views in my region so far”; keep the greatest for each region and add them up")
