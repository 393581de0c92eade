"""The lesson «What does “as if one copy” cost?», walked by hand."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.lesson_page import LessonPage, begin
from tests.browser.lessons.acting import be_refused_then_answered


def place_points(step: LessonPage) -> None:
    """Put the points into an order that explains the run, with the list from the keyboard."""
    step.show("Diagram")
    step.button("Linearization points").click()
    step.button("Place by hand").click()
    order = step.page.locator("space-time .order")
    expect(order).to_have_attribute("data-legal", re.compile("true|false"))
    if order.get_attribute("data-legal") == "false":
        step.button("Order").click()
        menu = step.page.get_by_role("dialog", name="Order of the points")
        menu.get_by_role("listitem").first.get_by_role("button", name=re.compile("^Later")).click()
        expect(order).to_have_attribute("data-legal", "true")
        step.page.keyboard.press("Escape")


@pytest.mark.sweep
def test_linearizable_is_walked(page: Page) -> None:
    step = begin(page, "linearizable")
    step.predict("Only the new value, because the write has begun")
    step.invoke("write", "n1")
    step.invoke("read", "n3", client="bob")
    step.play()
    step.expect_reached("A read that overlaps a write")
    step.pause()
    place_points(step)
    step.expect_passed()
    step.find("bob#1")
    step.expect_explained()

    step = step.next()
    step.predict("It gets no answer")
    step.cut_off("n4", "n5")
    step.play()
    step.invoke("write", "n1")
    step.ended("alice#1")
    step.invoke("read", "n2")
    step.ended("alice#2")
    step.invoke("read", "n4", client="bob")
    step.expect_passed()
    step.find("bob#1")
    step.expect_explained()

    step = step.next()
    step.predict("Not if a read misses a write that had completed")
    be_refused_then_answered(step)
    step.answer_last("Refuse, although everything in that city works")
