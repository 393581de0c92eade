"""The lesson «What does “prepared” promise?», walked by hand."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.agreement.agreement_page import crash_at, row
from tests.browser.lesson_page import REACHED_MS_MAX, begin

ANSWERS = {
    "before it has asked anybody": "They never learn about the transaction.",
    "having asked p1": "They abort.",
    "having asked p2": "They abort.",
    "having asked p3": "They are blocked, in doubt.",
    "having all votes, before the commit is logged": "They are blocked, in doubt.",
    "having logged the commit, before it tells anybody": "They are blocked, in doubt.",
    "having told p1": "They commit.",
    "having told p2": "They commit.",
    "having told p3": "They commit.",
}


@pytest.mark.sweep
def test_two_phases_commit_abort_and_block(page: Page) -> None:
    step = begin(page, "two-phase-commit")
    step.predict("p1 and p3 commit, because two of three are a majority")
    step.invoke("commit", "c")
    step.play()
    step.expect_reached("All vote yes")
    page.get_by_role("tab", name="Guarantee").click()
    page.get_by_role("combobox", name="Which participant votes no").select_option("p2")
    step.replay(2)
    step.expect_passed()
    step.expect_explained()

    step = step.next()
    step.predict("No: it must wait, and keep its lock")
    crash_at(step, "having all votes, before the commit is logged")
    step.invoke("commit", "c")
    step.play()
    step.expect_reached("Three participants in doubt")
    step.invoke("read", "p1", client="bob")
    expect(step.operation("bob#1")).to_contain_text("open")
    step.choose("c")
    step.button("Restart c").first.click()
    step.expect_passed()
    page.get_by_role("searchbox", name="Filter events").fill("c crashes")
    step.find_event("c crashes")
    step.expect_explained()

    step = step.next()
    step.predict("They stay in doubt until c is back")
    crash_at(step, "having told p1", "c")
    step.invoke("commit", "c")
    step.play()
    expect(row(page, "c")).to_contain_text("crashed")
    step.expect_reached("All participants commit")
    step.faults()
    step.button("Fill in: who crashed when").click()
    dialog = page.get_by_role("dialog", name="Who crashed when, and what happened to the others?")
    for point, answer in ANSWERS.items():
        dialog.get_by_label(f"c crashes {point}:").select_option(answer)
    dialog.get_by_role("button", name="Check").click()
    expect(dialog.get_by_role("status")).to_contain_text("9 of 9 right", timeout=REACHED_MS_MAX)
    page.keyboard.press("Escape")
    step.expect_passed()
    step.expect_explained()
    step.answer_last("The room can neither be booked nor freed for an hour")
