"""The lesson «Database first, or event first?», walked by hand."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.agreement.agreement_page import crash_at, row
from tests.browser.lesson_page import LessonPage, begin


def crash_and_order(step: LessonPage) -> None:
    """Have the service crash between its two writes, and order a book."""
    crash_at(step, "between its two writes")
    step.invoke("order", "service")
    step.play()
    expect(row(step.page, "service")).to_contain_text("crashed")


def restart(step: LessonPage) -> None:
    """Restart the service."""
    step.choose("service")
    step.button("Restart service").first.click()


@pytest.mark.sweep
def test_a_dual_write_breaks_either_way_and_is_cured(page: Page) -> None:
    step = begin(page, "dual-write")
    step.predict("As soon as the service is up again, because it continues where it was")
    crash_and_order(step)
    restart(step)
    step.expect_passed()
    step.expect_explained()

    step = step.next()
    step.predict("An event, but no order")
    crash_and_order(step)
    step.expect_passed()
    step.find("alice#1")
    step.expect_explained()

    step = step.next()
    step.predict("One transaction must write the order and a note that its event is missing")
    crash_and_order(step)
    step.expect_reached("An order without an event")
    restart(step)
    page.get_by_role("tab", name="Guarantee").click()
    page.get_by_role("combobox", name="Method").select_option("Transactional outbox")
    step.replay(2)
    step.expect_passed()
    step.expect_explained()
    step.answer_last("Letting the index follow the database's own log of changes")
