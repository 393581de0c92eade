"""The lesson «What does a backup lack?», walked by hand."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.lesson_page import LessonPage, begin
from tests.browser.lessons.acting import crash, replay_with


def promote(step: LessonPage, node: str) -> None:
    """Make a backup the primary, in its inspector."""
    step.choose(node)
    step.button(f"Promote {node}").first.click()


@pytest.mark.sweep
def test_fail_over_is_walked(page: Page) -> None:
    step = begin(page, "fail-over")
    step.predict("The value from before her write")
    step.cut_off("n1")
    step.play()
    step.invoke("write", "n1")
    step.ended("alice#1")
    step.expect_because("An acknowledged write", "It is lost only if a backup without it takes over")
    crash(step, "n1")
    promote(step, "n2")
    step.invoke("read", "n2", client="bob")
    step.expect_passed()
    step.find("alice#1")
    step.expect_explained()

    step = step.next()
    step.predict("Clients on both sides")
    step.cut_off("n1", "n2")
    step.play()
    step.invoke("write", "n1")
    step.ended("alice#1")
    step.invoke("write", "n4", client="bob", value="2")
    step.expect_reached("A write on each side")
    step.heal()
    step.expect_passed()
    step.find("alice#1")
    step.expect_explained()

    step = step.next()
    step.predict("With one backup away no write is answered")
    step.cut_off("n1")
    step.play()
    step.invoke("write", "n1")
    step.ended("alice#1")
    promote(step, "n2")
    step.invoke("write", "n2", client="bob", value="2")
    step.ended("bob#1")
    step.heal()
    step.invoke("write", "n2", client="bob", value="3")
    step.ended("bob#2")
    step.invoke("read", "n2", client="bob")
    step.expect_reached("lost in a fail-over")
    replay_with(step, 2, Acknowledged_by="all")
    step.expect_passed()
    step.expect_explained()
    step.answer_last("Orders confirmed in the last second before the fire may be missing")
