"""The lesson «What does a reply depend on?», walked by hand."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.lesson_page import LessonPage, begin


def overtake(step: LessonPage) -> None:
    """Comment, reply, and read both at the far end of the slow link."""
    step.invoke("write", "n1", key="c", value="nice")
    step.play()
    expect(step.event("n2 receives store c=nice")).to_have_count(1)
    step.invoke("read", "n2", client="bob", key="c")
    step.ended("bob#1")
    step.invoke("write", "n2", client="bob", key="r", value="me-too")
    expect(step.event("n3 receives store r=me-too")).to_have_count(1)
    step.invoke("read", "n3", client="carol", key="r")
    step.invoke("read", "n3", client="carol", key="c")


@pytest.mark.sweep
def test_causal_is_walked(page: Page) -> None:
    step = begin(page, "causal")
    step.predict("Both, or neither", hurry=False)
    overtake(step)
    step.expect_passed()
    step.find("bob#1")
    step.find("carol#2")
    step.expect_explained()

    step = step.next()
    step.predict("It keeps it in a buffer until the comment has arrived", hurry=False)
    overtake(step)
    step.expect_reached("Not causal")
    step.choose_protocol("Causal memory")
    step.replay(2)
    step.hurry()
    step.expect_reached("the reply waits at n3")
    step.invoke("read", "n3", client="carol", key="r")
    step.expect_passed()
    step.expect_explained()
    step.answer_last("Causal consistency, because Ben had read of the removal before he wrote")
