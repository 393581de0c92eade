"""The lesson «When do two quorums meet?», walked by hand."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.lesson_page import begin


def test_quorums_are_walked(page: Page) -> None:
    step = begin(page, "quorums")
    step.predict("5")
    step.cut_off("n4", "n5")
    step.play()
    step.invoke("write", "n1")
    step.ended("alice#1")
    step.invoke("read", "n4", client="bob")
    step.ended("bob#1", "no answer")
    step.expect_because("A stale read", "Set R = 2")
    step.set_dials(R=2)
    step.replay(2)
    step.expect_passed()
    step.find("bob#1")
    step.expect_explained()

    step = step.next()
    step.predict("No: with R + W > N every read meets every write")
    step.play()
    expect(step.event("n1 restarts").first).to_be_visible()
    step.invoke("read", "n1", client="bob")
    step.ended("bob#1")
    step.cut_off("n1")
    step.invoke("read", "n2", client="bob")
    step.expect_passed()
    step.find("bob#2")
    step.expect_explained()

    step = step.next()
    step.predict("The new value, because his first read has brought it to a quorum")
    step.play()
    step.ended("bob#2")
    step.set_dials()
    page.get_by_role("checkbox", name="Write-back").check()
    step.replay(2)
    step.act_by_themselves()
    step.expect_passed()
    step.expect_explained()
    step.answer_last("Not by the sum alone: it also depends on what reads do")
