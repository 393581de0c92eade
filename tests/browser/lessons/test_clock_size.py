"""The lesson «What if the vector is cut short?», walked by hand."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.lesson_page import LessonPage, begin
from tests.browser.lessons.acting import hold, replay_with


def read_and_write(step: LessonPage, client: str, value: str) -> None:
    """Read x at n3, then write it there."""
    step.invoke("read", "n3", client=client)
    step.ended(f"{client}#1")
    step.invoke("write", "n3", client=client, value=value)
    step.ended(f"{client}#2")


def make_the_false_conflict(step: LessonPage) -> None:
    """Once the three have written, dave and erin read and write, too."""
    step.play()
    hold(step, "3")
    read_and_write(step, "dave", "4")
    read_and_write(step, "erin", "5")


@pytest.mark.sweep
def test_clock_size_is_walked(page: Page) -> None:
    step = begin(page, "clock-size")
    step.predict("It is lost, because its vector is too short to win")
    make_the_false_conflict(step)
    step.expect_passed()
    step.find("dave#2")
    step.expect_explained()

    step = step.next()
    step.predict("A false conflict, because three entries are too few for five writers")
    make_the_false_conflict(step)
    step.expect_reached("A false conflict with three entries")
    for run, (rule, goal) in enumerate((("cut_5", "with five entries"), ("dotted", "dotted vectors")), start=2):
        replay_with(step, run, Conflict_rule=rule)
        hold(step, "5")
        step.invoke("read", "n1")
        step.expect_reached(goal)
    step.expect_passed()
    step.expect_explained()
    step.answer_last("They are asked to choose, although no two edits were concurrent")
