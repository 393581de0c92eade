"""The lesson «Can it be made non-blocking?», walked by hand."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from tests.browser.agreement.agreement_page import crash_at
from tests.browser.lesson_page import begin


@pytest.mark.sweep
def test_three_phases_do_not_block_and_split(page: Page) -> None:
    step = begin(page, "three-phase")
    step.predict("They wait for c, in doubt, as in two-phase commit")
    crash_at(step, "having all votes, before it tells anybody")
    step.invoke("commit", "c")
    step.play()
    step.expect_passed()
    step.expect_explained()

    step = step.next()
    step.predict("One side commits, the other aborts")
    step.invoke("commit", "c")
    step.step_until(step.event(re.compile("c sends pre.?commit .*to p3")))
    step.cut_off("p2", "p3")
    step.play()
    step.expect_passed()
    step.expect_explained()
    step.answer_last("It never waits for somebody who is dead, and may do two things at once")
