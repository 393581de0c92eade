"""The lesson «It timed out: did it happen?», walked by hand."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.lesson_page import LessonPage, begin


def increment(step: LessonPage, client: str, node: str) -> None:
    """Ask for one more, with the form."""
    form = step.page.locator("operation-form")
    form.get_by_role("combobox", name="Client").select_option(client)
    form.get_by_role("combobox", name="Node").select_option(node)
    form.get_by_role("radio", name="Increment").check()
    form.locator("input[name=value]").fill("1")
    with step.told():
        form.locator("[type=submit]").click()


def drop(step: LessonPage, start: str) -> None:
    """Step until a message sets out, and drop it."""
    message = step.message(start)
    step.step_until(message)
    with step.told():
        message.press("Delete")


def lose_the_reply(step: LessonPage) -> None:
    """Let alice increment, and drop the reply to her."""
    increment(step, "alice", "n1")
    drop(step, "reply 1 from n1 to alice")


@pytest.mark.sweep
def test_unknown_outcomes_are_walked(page: Page) -> None:
    step = begin(page, "unknown-outcome")
    step.predict("They cannot")
    increment(step, "alice", "n1")
    drop(step, "request x=1 from alice to n1")
    increment(step, "bob", "n2")
    drop(step, "reply 1 from n2 to bob")
    step.play()
    step.expect_passed()
    step.find("bob#1")
    step.expect_explained()

    step = step.next()
    step.predict("1, because the first try failed")
    lose_the_reply(step)
    step.play()
    step.ended("alice#1", "no answer")
    increment(step, "alice", "n1")
    step.expect_passed()
    step.find("alice#2")
    step.expect_explained()

    step = step.next()
    step.predict("It sends the remembered answer, and does not count")
    increment(step, "alice", "n1")
    message = step.message("request x=1 from alice to n1")
    step.step_until(message)
    message.press("Enter")
    step.button("Duplicate").click()
    drop(step, "reply 1 from n1 to alice")
    step.play()
    step.expect_passed()
    step.find("alice#1")
    step.expect_explained()
    step.answer_last("The charge may have succeeded, and the button makes a new charge")
