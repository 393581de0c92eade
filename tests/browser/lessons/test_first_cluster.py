"""The lesson «What does a replica know?», walked by hand."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser.lesson_page import begin


def test_the_first_cluster_is_walked(page: Page, axe: Callable[[Page], None]) -> None:
    step = begin(page, "first-cluster")
    step.predict("Perhaps only n1")
    step.play()
    step.invoke("write", "n1")
    step.ended("alice#1")
    step.expect_because("Write at one node", "1 of 2 operations")
    step.invoke("read", "n3", client="bob")
    step.expect_passed()
    step.expect_explained()
    axe(page)

    step = step.next()
    step.predict("An error, because it notices that a message is missing")
    step.invoke("write", "n1")
    step.step_until(step.message("store x=1 from n1 to n3"))
    step.message("store x=1 from n1 to n3").press("Delete")
    step.expect_reached("Drop a copy")
    step.play()
    step.ended("alice#1")
    step.invoke("read", "n3", client="bob")
    step.expect_passed()
    step.find("alice#1")
    step.find("bob#1")
    step.expect_explained()

    step = step.next()
    step.predict("All store the same value, one of the two")
    step.cut_off("n4", "n5")
    step.play()
    step.invoke("write", "n1")
    step.invoke("write", "n4", client="bob", value="2")
    step.expect_reached("a write of x in each part")
    step.heal()
    step.expect_passed()
    step.find("bob#1")
    step.expect_explained()
    step.answer_last("Your friend was answered by a server that had not received the new title yet")
