"""The lesson «What does a smaller number mean?», walked by hand."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.lesson_page import LessonPage, begin


def choose(step: LessonPage, words: str) -> None:
    """Choose the first event that the log has with these words."""
    step.page.locator("event-log input").fill(words)
    step.event(words).last.get_by_role("button").click()


def number_of(step: LessonPage, words: str) -> int:
    """Return the Lamport number of an event that is not the first of its process, as Clocks shows it."""
    shown = step.page.locator("clock-panel .stamps div").filter(has_text="Lamport clock").locator("dd")
    choose(step, "n1 starts")
    expect(shown).to_have_text("1")
    choose(step, words)
    expect(shown).not_to_have_text("1")
    return int(shown.inner_text())


def stamp(step: LessonPage, words: str, number: int) -> None:
    """Give an event its number, and see that it is right."""
    with step.page.expect_response(lambda answer: "/clocks/number/" in answer.url):
        choose(step, words)
    panel = step.page.locator("clock-panel")
    event = step.event(words).last.get_by_role("button").get_attribute("data-seq")
    asked = panel.locator(f"form[data-number='{event}']")
    asked.get_by_role("spinbutton", name="Its Lamport number").fill(str(number))
    asked.get_by_role("button", name="Check").click()
    expect(panel.locator(".numbered")).to_contain_text(f"Right: the Lamport number is {number}.")


@pytest.mark.sweep
def test_lamport_clocks_are_walked(page: Page) -> None:
    step = begin(page, "lamport-clocks")
    panel = page.locator("clock-panel")
    step.predict("8")
    step.play()
    step.ended("bob#1")
    step.pause()
    step.show("Clocks")
    receipt = "n1 receives request x=1"
    number = number_of(step, receipt)
    panel.get_by_role("button", name="Stamp it yourself").click()
    for words, right in (("alice invokes write", 1), ("n2 starts", 1), (receipt, number)):
        stamp(step, words, right)
    step.expect_passed()
    step.expect_explained()

    step = step.next()
    step.predict("A happened before B")
    step.cut_off("n1")
    step.invoke("write", "n1")
    step.invoke("write", "n3", client="bob", value="2")
    step.invoke("write", "n1", value="3")
    step.play()
    step.expect_reached("neither happened before the other")
    step.pause()
    step.show("Clocks")
    alice, bob = (number_of(step, words) for words in ("alice's write x = 1", "bob's write x = 2"))
    panel.get_by_role("button", name="Clear").click()
    choose(step, "alice invokes write x = 3")
    choose(step, "bob invokes write x = 2")
    panel.get_by_role("button", name="concurrently with B", exact=True).click()
    expect(panel.locator(".told")).to_contain_text("Right: ")
    step.expect_passed()
    step.find("alice#1" if alice < bob else "bob#1")
    step.expect_explained()

    step = step.next()
    step.predict("It depends on how many events each counter has counted", hurry=False)
    step.cut_off("n1")
    step.play()
    for value in "1234":
        step.invoke("write", "n1", value=value)
    step.ended("alice#4")
    step.invoke("write", "n3", client="bob", value="5")
    step.expect_passed()
    step.find("bob#1")
    step.expect_explained()
    step.answer_last("The transfer has the smaller number, so all servers apply it before the closing")
