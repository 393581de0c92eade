"""The lesson «How can you undo what others have seen?», walked by hand."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.agreement.agreement_page import crash_at
from tests.browser.lesson_page import LessonPage, begin
from tests.browser.lessons.acting import restart_once_crashed


def refuse(step: LessonPage, service: str, run: int) -> None:
    """Replay with another service that refuses."""
    step.page.get_by_role("tab", name="Guarantee").click()
    step.page.get_by_role("combobox", name="Who refuses").select_option(service)
    step.replay(run)


@pytest.mark.sweep
def test_a_saga_is_undone_resumed_and_seen_in_between(page: Page) -> None:
    step = begin(page, "saga")
    step.predict("All at once, because nothing was final yet")
    step.invoke("order", "order")
    step.play()
    step.expect_reached("Delivery refuses")
    refuse(step, "stock", 2)
    step.expect_reached("Stock refuses")
    refuse(step, "payment", 3)
    step.expect_passed()
    step.runs.first.click()
    page.get_by_role("searchbox", name="Filter events").fill("undo")
    step.find_event("payment receives undo")
    step.find_event("stock receives undo")
    step.expect_explained()

    step = step.next()
    step.predict("It reads its log, and repeats its last request")
    crash_at(step, "having asked stock", "order")
    step.invoke("order", "order")
    step.play()
    restart_once_crashed(step, "order")
    step.expect_passed()
    step.expect_explained()

    step = step.next()
    step.predict("That a book is reserved")
    step.invoke("order", "order")
    step.step_until(step.event("stock sends outcome done"))
    step.invoke("read", "stock", client="bob")
    step.play()
    step.expect_passed()
    step.find("bob#1")
    step.expect_explained()
    step.answer_last("They saw seats taken by an order that was undone later")
