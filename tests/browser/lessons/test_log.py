"""The lesson «When is an entry safe?», walked by hand."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.lesson_page import LessonPage, begin
from tests.browser.lessons.acting import crash, happens, restart, run_out


def let_the_cluster_act(step: LessonPage) -> None:
    """Play until the write of term 1 is on three of five nodes."""
    step.play()
    happens(step, "n3 receives append no-op +1 from n1")
    step.pause()


@pytest.mark.sweep
def test_the_log_is_walked(page: Page) -> None:
    step = begin(page, "log")
    step.predict("Yes", hurry=False)
    let_the_cluster_act(step)
    restart(step, "n5")
    run_out(step, "n5")
    step.play()
    happens(step, "n5 receives vote no in term 3")
    run_out(step, "n5")
    step.expect_passed()
    step.find("alice#1")
    step.expect_explained()

    step = step.next()
    step.predict("A majority has what n1 appended first in its own term 3, behind the write", hurry=False)
    let_the_cluster_act(step)
    step.heal()
    step.play()
    step.expect_passed()
    step.find("alice#1")
    step.expect_explained()

    step = step.next()
    step.predict("It depends on who is elected", hurry=False)
    step.play()
    happens(step, "n1 sends append no-op")
    step.cut_off("n1", "n2")
    step.invoke("write", "n1")
    happens(step, "n2 receives append x=1")
    crash(step, "n1")
    crash(step, "n5")
    step.heal()
    step.hurry()
    step.expect_passed()
    step.find("alice#1")
    step.expect_explained()
    step.answer_last("It is wrong for entries of earlier terms")
