"""Every page of a class, for teachers and learners: accessible, no wider than the screen; an exercise made by hand."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.classroom.test_class_lesson import Desk, Desktop
from tests.browser.conftest import Visit
from tests.browser.test_screens import PHONE, WIDE
from tests.serving import ServerProcess


def fits(page: Page) -> None:
    """Nothing is wider than the screen, but what scrolls by itself."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


@pytest.mark.parametrize(("viewport", "scheme"), [(WIDE, "light"), (PHONE, "dark")], ids=["wide-light", "phone-dark"])
def test_axe_finds_nothing_on_the_pages_of_a_class(
    visit: Visit, axe: Callable[[Page], None], server: ServerProcess, viewport: dict[str, int], scheme: str
) -> None:
    page = visit(viewport=viewport, color_scheme=scheme, reduced_motion="reduce")
    name = f"paula-{scheme}"
    desk = Desk(page, name, server.instructor(name))
    learner = Desktop(visit(viewport=viewport, color_scheme=scheme), desk.code, "otter").page
    root = page.url
    for part in ("", "exercises/", "learners/", "history/", "results/", "snapshots/", "settings/"):
        page.goto(root + part)
        axe(page)
        fits(page)
    page.goto("/classes/")
    axe(page)
    seat = learner.url
    for address in (seat, seat + "data/", seat + "in/quorums/", "/join/"):
        learner.goto(address)
        axe(learner)
        fits(learner)


def test_an_exercise_is_made_from_a_lab_previewed_and_published(
    page: Page, visit: Visit, axe: Callable[[Page], None], server: ServerProcess
) -> None:
    desk = Desk(page, "rita", server.instructor("rita"))
    page.get_by_role("link", name="Exercises").click()
    page.get_by_role("combobox", name="New exercise, starting from a lab").select_option("stale-read")
    page.get_by_role("button", name="Make an exercise of it").click()
    page.get_by_role("combobox", name="A goal, judged by the server in every run").select_option("stale_read")
    page.get_by_role("textbox", name="In the learner's words").fill("Read an old value")
    axe(page)
    page.get_by_role("button", name="Add the goal").click()
    expect(page.get_by_role("button", name="Remove the goal Read an old value")).to_be_visible()
    page.get_by_role("textbox", name="Title").fill("Who reads what?")
    page.get_by_role("textbox", name="To be predicted first").fill("What will bob read?")
    page.get_by_role("textbox", name="Answer 1", exact=True).fill("the new value")
    page.get_by_role("textbox", name="Answer 2", exact=True).fill("the old value")
    page.get_by_role("radio", name="Answer 2 is right").check()
    page.get_by_role("button", name="Save the texts").click()
    expect(page.get_by_role("link", name="Export as a file")).to_be_visible()
    maker = page.url
    page.get_by_role("button", name="Preview as a learner").click()
    expect(page.get_by_role("heading", level=1, name="Who reads what?")).to_be_visible()
    expect(page.locator("class-bar")).to_contain_text("this is what a learner sees")
    page.goto(maker)
    page.get_by_role("button", name="Publish").click()
    otter = Desktop(visit(), desk.code, "otter")
    otter.page.get_by_role("link", name="Who reads what?").click()
    otter.page.get_by_role("link", name="Begin").click()
    otter.follow()
    otter.predict("the old value")
    otter.cut_off("n4", "n5")
    otter.invoke("write", "n1", value="7")
    otter.ended("alice#1")
    otter.invoke("read", "n4", client="bob")
    otter.expect_reached("Read an old value")
    otter.expect_explained()
    otter.panel.get_by_role("link", name=re.compile("back to the exercise")).click()
    expect(otter.page.get_by_text("mastered")).to_be_visible()
