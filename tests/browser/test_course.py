"""The course around its lessons: the map, hints and demonstrations, reloads, another browser, the record."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.lab_page import LabPage
from tests.browser.lesson_page import LessonPage, begin

PHONE = {"width": 390, "height": 844}
FIRST = "Watch the copies travel"


def reach_first(step: LessonPage) -> None:
    """Predict, write and read: the first step of the course."""
    step.predict("All five")
    step.play()
    step.invoke("write", "n1")
    step.ended("alice#1")
    step.invoke("read", "n3", client="bob")
    step.expect_passed()


def test_what_was_done_is_on_the_map_and_goes_on_in_another_browser(
    page: Page, visit: Visit, axe: Callable[[Page], None]
) -> None:
    page.goto("/lessons/")
    expect(page.get_by_role("link", name="Begin with “Your first cluster”")).to_be_visible()
    axe(page)
    step = begin(page, "first-cluster")
    reach_first(step)
    step.next()
    page.get_by_role("radio", name="An error, because it notices").check()
    page.goto("/lessons/")
    first = page.get_by_role("listitem").filter(has=page.locator('a[href="/lessons/first-cluster/"]'))
    expect(first).to_contain_text("1 of 3 steps")
    page.get_by_role("link", name="Go on in another browser").click()
    code = page.locator("output").inner_text()
    axe(page)

    other = visit()
    other.goto("/progress/")
    field = other.get_by_role("textbox", name="A code from another browser")
    field.fill("ABCD-EFGH")
    other.get_by_role("button", name="Go on from there").click()
    expect(other.get_by_role("alert")).to_contain_text("There is no such code")
    field.fill(code.lower())
    other.get_by_role("button", name="Go on from there").click()
    other.get_by_role("link", name="Go on with “Your first cluster”").click()
    there = LessonPage(other)
    expect(there.panel.get_by_role("heading", level=1)).to_have_text("Lose one message")
    expect(there.panel.get_by_role("radio", name="An error, because it notices")).to_be_checked()


def test_a_step_survives_a_reload_and_going_offline(page: Page) -> None:
    step = begin(page, "first-cluster")
    step.predict("All five")
    step.play()
    step.invoke("write", "n1")
    step.ended("alice#1")
    page.reload()
    step = LessonPage(page)
    expect(step.panel.locator(".predicted")).to_have_text("All five")
    expect(step.operation("alice#1")).to_have_count(1)
    page.context.set_offline(True)
    step.expect_state("offline")
    LabPage.invoke(step, "read", "n3", client="bob")  # nothing is told of it yet
    page.context.set_offline(False)
    step.expect_state("live")
    step.expect_passed()


def test_until_the_prediction_is_locked_in_nothing_can_be_done(page: Page) -> None:
    step = begin(page, "first-cluster")
    expect(page.locator("operation-form")).to_be_attached()
    assert page.locator("operation-form").evaluate("element => element.closest('[inert]') !== null")
    page.keyboard.press("w")
    expect(page.locator("toast-stack")).to_contain_text("Predict first")
    step.predict("All five")
    assert not page.locator("operation-form").evaluate("element => element.closest('[inert]') !== null")


def test_an_undone_command_is_gone_and_the_run_before_stays(page: Page) -> None:
    step = begin(page, "first-cluster")
    step.predict("All five")
    step.play()
    step.invoke("write", "n1")
    step.ended("alice#1")
    step.button("Undo").click()
    expect(step.runs).to_have_count(2)
    expect(step.operations).to_have_count(0)


def test_hints_lead_to_a_demonstration_and_then_to_a_fresh_seed(page: Page, axe: Callable[[Page], None]) -> None:
    step = begin(page, "first-cluster")
    step.predict("All five")
    step.button("Hint 1 of 3").click()
    expect(step.panel).to_contain_text("Where:")
    step.button("Hint 2 of 3").click()
    expect(step.panel).to_contain_text("Think:")
    step.button("Do it for me").click()
    expect(step.panel.get_by_role("heading", name="Watch it done")).to_be_visible()
    step = LessonPage(page)
    step.hurry()
    step.ended("bob#1")
    axe(page)
    step.button("Now you, on a new cluster").click()
    step = LessonPage(page)
    expect(step.panel.locator(".predicted")).to_have_text("All five")
    expect(step.operations).to_have_count(0)
    expect(step.panel.locator("[data-goal][data-reached]")).to_have_count(0)


def test_what_was_found_is_shown_in_the_run(page: Page) -> None:
    step = begin(page, "first-cluster")
    reach_first(step)
    step.panel.get_by_role("button", name="Show it in my run").click()
    expect(page.get_by_role("tab", name="Diagram")).to_have_attribute("aria-selected", "true")
    step.show("Operations")
    expect(step.operation("bob#1")).to_have_attribute("data-chosen", "")


def test_a_run_that_backs_a_claim_plays_in_place_and_leads_back(page: Page) -> None:
    step = begin(page, "first-cluster")
    reach_first(step)
    step.panel.get_by_role("link", name="the replicas differ").click()
    player = page.get_by_role("dialog", name="A run to watch")
    expect(player.get_by_role("heading", level=2)).to_have_text("Acknowledged, but not yet everywhere")
    expect(player.locator("promise-line")).to_have_attribute("data-state", "broken", timeout=60_000)
    player.get_by_role("button", name="Close").click()
    expect(player).to_be_hidden()
    expect(step.operation("bob#1")).to_have_count(1)


def test_the_record_is_printed_taken_away_and_deleted(page: Page, axe: Callable[[Page], None]) -> None:
    step = begin(page, "first-cluster")
    reach_first(step)
    page.goto("/progress/print/")
    expect(page.get_by_role("heading", name=FIRST)).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("2 clients"))).to_be_visible()
    axe(page)
    page.goto("/progress/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Everything, as a file").click()
    assert download.value.suggested_filename == "lightcone-record.json"
    page.get_by_role("textbox", name="Type “delete”").fill("delet")
    page.get_by_role("button", name="Delete everything").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing was deleted")
    page.get_by_role("textbox", name="Type “delete”").fill("delete")
    page.get_by_role("button", name="Delete everything").click()
    expect(page.get_by_role("link", name="Begin with “Your first cluster”")).to_be_visible()


@pytest.mark.parametrize("address", ["/lessons/", "/lessons/first-cluster/", "/progress/", "/glossary/"])
def test_no_page_of_the_course_scrolls_sideways_on_a_phone(visit: Visit, address: str) -> None:
    page = visit(viewport=PHONE)
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_lesson_is_taken_on_a_phone(visit: Visit, axe: Callable[[Page], None]) -> None:
    page = visit(viewport=PHONE, color_scheme="dark")
    step = begin(page, "first-cluster")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    reach_first(step)
    step.expect_explained()
    axe(page)
