"""The lesson «What does an operation need?», walked by hand."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.lesson_page import LessonPage, begin
from tests.browser.lessons.acting import hold, replay_with


def ask(step: LessonPage, operation: str, value: str, node: str, client: str = "alice") -> None:
    """Ask for an operation with the form."""
    form = step.page.locator("operation-form")
    form.get_by_role("combobox", name="Client").select_option(client)
    form.get_by_role("combobox", name="Node").select_option(node)
    form.get_by_role("radio", name=operation).check()
    form.locator("input[name=value]").fill(value)
    with step.told():
        form.locator("[type=submit]").click()


def open_message(step: LessonPage, start: str) -> None:
    """Step until a message sets out, and open its menu."""
    message = step.message(start)
    step.step_until(message)
    message.press("Enter")


def count_twice(step: LessonPage) -> None:
    """Increment, and have the message to n2 come twice."""
    ask(step, "Increment", "1", "n1")
    open_message(step, "operation x: +1 from n1 to n2")
    step.button("Duplicate").click()
    step.play()


@pytest.mark.sweep
def test_operations_are_walked(page: Page) -> None:
    step = begin(page, "operations")
    step.predict("1 everywhere, because a network delivers each message once")
    count_twice(step)
    step.expect_passed()
    step.expect_explained()

    step = step.next()
    step.predict("By what it says: “increment x by 1”")
    count_twice(step)
    step.expect_reached("Wrong, where every arriving message takes effect")
    replay_with(step, 2, Delivery="causal")
    step.expect_passed()
    step.find_event("is duplicated")
    step.expect_explained()

    step = step.next()
    step.predict("Milk, while the others have none, for good")
    ask(step, "Add", "milk", "n1")
    open_message(step, "operation x: add milk from n1 to n2")
    page.locator("message-menu").get_by_role("spinbutton").fill("6000")
    with step.told():
        page.locator("message-menu").get_by_role("button", name="Delay").click()
    step.step_until(step.event("n3 receives operation"))
    hold(step, "{milk}", ["n3"])
    ask(step, "Remove", "milk", "n3", "bob")
    step.play()
    step.expect_reached("the removal first")
    replay_with(step, 2, Delivery="causal")
    step.expect_passed()
    step.find_event("n2 receives operation x: remove milk")
    step.expect_explained()
    expect(step.panel).to_contain_text("causal delivery")
    step.answer_last("A command that arrives twice toggles twice")
