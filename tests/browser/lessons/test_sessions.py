"""The lesson «What must one client be able to rely on?», walked by hand."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.lesson_page import begin


@pytest.mark.sweep
def test_session_guarantees_are_walked(page: Page) -> None:
    step = begin(page, "sessions")
    step.predict("1, because she wrote it herself")
    step.play()
    step.invoke("write", "n1")
    step.ended("alice#1")
    step.invoke("read", "n2", client="bob")
    step.expect_because("Read your writes", "another session")
    step.invoke("read", "n2")
    step.expect_passed()
    step.find("alice#2")
    step.expect_explained()

    step = step.next()
    step.predict("No, because he has written nothing, so it promises him nothing")
    step.play()
    step.invoke("write", "n1")
    step.ended("alice#1")
    step.invoke("read", "n1", client="bob")
    step.ended("bob#1")
    step.invoke("read", "n3", client="bob")
    step.expect_passed()
    step.find("bob#2")
    step.expect_explained()

    step = step.next()
    step.predict("Bob's, because his write took effect where the question that he had read was missing")
    step.play()
    step.invoke("write", "n1", key="q", value="when")
    step.ended("alice#1")
    step.invoke("read", "n1", client="bob", key="q")
    step.ended("bob#1")
    step.invoke("write", "n2", client="bob", key="a", value="noon")
    step.ended("bob#2")
    step.invoke("read", "n2", client="carol", key="a")
    step.invoke("read", "n2", client="carol", key="q")
    step.expect_reached("Writes follow reads")
    step.invoke("write", "n3", key="a", value="never")
    step.ended("alice#2")
    step.invoke("read", "n3", client="dave", key="a")
    step.invoke("read", "n3", client="dave", key="q")
    step.expect_passed()
    step.expect_explained()

    step = step.next()
    step.predict("It waits until the server has caught up")
    step.play()
    step.invoke("write", "n1")
    step.ended("alice#1")
    step.invoke("read", "n2")
    step.invoke("read", "n1", client="bob")
    step.ended("bob#1")
    step.invoke("read", "n3", client="bob")
    step.heal()
    step.expect_passed()
    step.find("bob#2")
    step.expect_explained()
    step.answer_last("Read your writes")
