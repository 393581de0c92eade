"""The lesson «Who wrote last?», walked by hand."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.lesson_page import LessonPage, begin
from tests.browser.lessons.acting import hold, replay_with, skew


def lose_a_write(step: LessonPage) -> None:
    """Alice's write through the clock that is ahead; once everybody has it, Bob's through a right one."""
    skew(step, "n1", 60_000)
    step.play()
    step.invoke("write", "n1")
    step.ended("alice#1")
    hold(step, "1")
    step.invoke("write", "n3", client="bob", value="2")
    step.ended("bob#1")


@pytest.mark.sweep
def test_wall_clocks_is_walked(page: Page) -> None:
    step = begin(page, "wall-clocks")
    step.predict("x = 2, because it was written last")
    lose_a_write(step)
    step.expect_passed()
    step.find("bob#1")
    step.expect_explained()

    step = step.next()
    step.predict("Yes, if the second write comes within the skew")
    skew(step, "n1", 100)
    step.invoke("write", "n1")
    step.step_until(step.operation("alice#1").filter(has_text="ok"))
    step.invoke("write", "n3", client="bob", value="2")
    step.play()
    step.expect_passed()
    step.find("bob#1")
    step.expect_explained()

    step = step.next()
    step.predict("Always, because hybrid clocks are correct")
    lose_a_write(step)
    step.expect_reached("Lost under the wall clock")
    replay_with(step, 2, Conflict_rule="hybrid")
    hold(step, "2")
    step.invoke("read", "n2", client="carol")
    step.expect_passed()
    step.expect_explained()
    step.answer_last("It disappears, and both devices show the laptop's version")
