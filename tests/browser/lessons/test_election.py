"""The lesson «Who leads, and how often?», walked by hand."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.lesson_page import begin
from tests.browser.lessons.acting import crash, happens, run_out


@pytest.mark.sweep
def test_election_is_walked(page: Page) -> None:
    step = begin(page, "election")
    step.predict("When a timer has run out and a majority has voted")
    step.play()
    step.invoke("write", "n2")
    step.ended("alice#1")
    step.expect_because("Another node leads", "Crash the leader")
    crash(step, "n1")
    step.invoke("write", "n3", client="bob")
    step.expect_passed()
    page.get_by_role("searchbox", name="Filter events").fill("append no-op")
    step.find_event(re.compile(r"n[2-5] sends append no-op"))
    expect(step.panel.get_by_text("Look for the timer of the new leader")).to_be_visible()
    step.button("Show me").first.click()
    step.expect_explained()

    step = step.next()
    step.predict("Nobody does", hurry=False)
    step.play()
    happens(step, "n1 sends append no-op")
    step.pause()
    crash(step, "n1")
    run_out(step, "n2")
    run_out(step, "n3")
    step.hurry()
    step.play()
    step.expect_passed()
    page.get_by_role("searchbox", name="Filter events").fill("n3's timer election")
    step.event("n3's timer election runs out").last.get_by_role("button").first.click()
    step.panel.get_by_role("button", name="This one").click()
    step.expect_explained()

    step = step.next()
    step.predict("Some node does, but n1 has to step down first")
    step.play()
    happens(step, "n1 sends append no-op")
    step.cut_off("n5")
    step.invoke("write", "n2")
    happens(step, "n5's timer election runs out")
    step.heal()
    step.expect_reached("deposes a healthy leader")
    page.get_by_role("tab", name="Guarantee").click()
    page.get_by_role("checkbox", name="Pre-vote").check()
    step.replay(2)
    step.expect_passed()
    step.expect_explained()
    step.answer_last("The two servers come back with a higher term")
