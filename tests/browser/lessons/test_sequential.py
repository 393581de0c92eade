"""The lesson «Same order for all, but when?», walked by hand."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.lesson_page import begin


@pytest.mark.sweep
def test_sequential_is_walked(page: Page) -> None:
    step = begin(page, "sequential")
    step.predict("Neither, because the answer is simply wrong")
    step.cut_off("n3")
    step.play()
    step.invoke("write", "n1")
    step.ended("alice#1")
    step.invoke("read", "n3", client="bob")
    step.expect_passed()
    step.find("alice#1")
    step.find("bob#1")
    step.expect_explained()

    step = step.next()
    step.predict("No, because one of the two writes is first")
    step.invoke("write", "n2", key="x")
    step.invoke("read", "n2", key="y")
    step.invoke("write", "n3", client="bob", key="y", value="1")
    step.invoke("read", "n3", client="bob", key="x")
    step.play()
    step.ended("bob#2")
    step.ended("alice#2")
    step.invoke("read", "n2", key="y")
    step.expect_reached("Under the sequencer")
    step.choose_protocol("Causal memory")
    step.replay(2)
    step.expect_passed()
    step.expect_explained()
    step.answer_last("The memory of the laptop is not sequentially consistent")
