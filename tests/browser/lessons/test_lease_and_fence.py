"""The lesson «Does a lock exclude?», walked by hand."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from tests.browser.lesson_page import LessonPage, begin


def edit(step: LessonPage, client: str, node: str) -> None:
    """Ask for a change of the file, with the form."""
    form = step.page.locator("operation-form")
    form.get_by_role("combobox", name="Client").select_option(client)
    form.get_by_role("combobox", name="Node").select_option(node)
    form.locator("[name=value]").fill(client)
    with step.told():
        form.locator("[type=submit]").click()


def change_during_a_pause(step: LessonPage) -> None:
    """Let A load the file, pause it, let B change the file, and resume A."""
    edit(step, "alice", "A")
    step.step_until(step.event(re.compile("A receives loaded")))
    step.choose("A")
    step.button("Pause A").first.click()
    edit(step, "bob", "B")
    step.play()
    step.ended("bob#1")
    step.choose("A")
    step.button("Resume A").first.click()


@pytest.mark.sweep
def test_leases_and_fences_are_walked(page: Page) -> None:
    step = begin(page, "lease-and-fence")
    step.predict("It saves the file")
    change_during_a_pause(step)
    step.expect_passed()
    step.find("bob#1")
    step.expect_explained()

    step = step.next()
    step.predict("Only by a pause that is long enough")
    edit(step, "alice", "A")
    message = step.message("save")
    step.step_until(message)
    message.press("Enter")
    menu = page.locator("message-menu")
    menu.get_by_role("spinbutton", name="Delay by").fill("4000")
    with step.told():
        menu.get_by_role("button", name="Delay").click()
    edit(step, "bob", "B")
    step.play()
    step.expect_passed()
    step.find("bob#1")
    step.expect_explained()

    step = step.next()
    step.predict("Alice's: her save comes with an old number")
    change_during_a_pause(step)
    step.expect_reached("A change is lost")
    step.expect_because("In a replay", "Set Fencing on under Guarantee, and replay.")
    page.get_by_role("tab", name="Guarantee").click()
    page.get_by_role("checkbox", name="Fencing").check()
    step.replay(2)
    step.expect_passed()
    step.expect_explained()
    step.answer_last(
        "The database stores a number that grows with each run of the lock, and refuses writes with a smaller one"
    )
