"""The lesson «Before, after, or neither?», walked by hand."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.lesson_page import LessonPage, begin
from tests.browser.lessons.acting import hold

PAIRS = (
    ("n1 starts", "n1 receives request x=1", "before B"),
    ("n1 starts", "n2 starts", "concurrently with B"),
    ("n1 receives request x=1", "alice invokes write", "after B"),
)


def order_three_pairs(step: LessonPage) -> None:
    """Choose events in the log, two by two, and say how they are ordered."""
    step.page.get_by_role("tab", name="Clocks").click()
    panel, filter_ = step.page.locator("clock-panel"), step.page.locator("event-log input")
    for first, second, answer in PAIRS:
        panel.get_by_role("button", name="Clear").click()
        for words in (first, second):
            filter_.fill(words)
            step.event(words).last.get_by_role("button").click()
        panel.get_by_role("button", name=answer, exact=True).click()
        expect(panel.locator(".told")).to_contain_text("Right: ")


@pytest.mark.sweep
def test_vector_clocks_are_walked(page: Page) -> None:
    step = begin(page, "vector-clocks")
    step.predict("The earlier one happened before the other")
    step.play()
    step.ended("carol#1")
    step.pause()
    order_three_pairs(step)
    step.expect_passed()
    step.expect_explained()

    step = step.next()
    step.predict("[A:3], because its greatest entry is greater")
    step.play()
    step.invoke("write", "n1", client="A")
    step.ended("A#1")
    step.invoke("write", "n1", client="A", value="2")
    step.ended("A#2")
    step.invoke("read", "n1", client="B")
    step.ended("B#1")
    step.cut_off("n2", "n3")
    step.invoke("write", "n1", client="A", value="3")
    step.ended("A#3")
    step.invoke("write", "n2", client="B", value="4")
    step.ended("B#2")
    step.heal()
    hold(step, "3 ∥ 4")
    step.invoke("read", "n3", client="C")
    step.expect_passed()
    step.find("C#1")
    step.expect_explained()

    step = step.next()
    step.predict("By a write of a client that has read both")
    step.play()
    hold(step, "milk ∥ bread")
    step.invoke("read", "n3", client="C")
    page.locator("sibling-panel").get_by_role("button", name="Union").click()
    step.expect_passed()
    step.find("C#2")
    step.expect_explained()
    step.answer_last("Neither, until somebody merges them into a commit with both as parents")
