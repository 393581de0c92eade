"""The catalogue: the whole card opens a lab, a dropped file is opened, labs are renamed and deleted."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.prepared_runs import prepared_file

DROP = """([text]) => {
  const data = new DataTransfer();
  data.items.add(new File([text], "run.json", { type: "application/json" }));
  document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
}"""


def test_a_lab_opens_by_a_click_on_its_picture(page: Page) -> None:
    page.goto("/labs/")
    page.locator(".lab-card", has_text="Siblings: keep both").click(position={"x": 60, "y": 60})
    expect(page.get_by_role("heading", name="Siblings: keep both")).to_be_visible()


def test_a_link_to_a_lesson_on_a_card_leads_to_the_lesson(page: Page) -> None:
    page.goto("/labs/")
    page.locator(".lab-card", has_text="Siblings: keep both").get_by_role("link", name="Vector clocks").click()
    expect(page).to_have_url(re.compile("/lessons/vector-clocks/$"))


def test_a_saved_run_that_is_dropped_on_the_page_opens(page: Page) -> None:
    page.goto("/labs/")
    page.evaluate(DROP, [prepared_file("everyone has heard of a write").decode()])
    expect(page.get_by_role("button", name="n5, up: x = 1, y = ∅")).to_be_visible(timeout=30_000)


def test_a_lab_of_ones_own_is_renamed_and_deleted(page: Page) -> None:
    page.goto("/labs/")
    page.get_by_role("button", name="Open the lab").first.click()
    page.goto("/labs/")
    mine = page.get_by_role("region", name="Your labs")
    mine.get_by_label("Rename or delete").click()
    mine.get_by_label("Name", exact=True).fill("My first cut")
    mine.get_by_role("button", name="Rename").click()
    expect(mine.get_by_role("link", name="My first cut")).to_be_visible()
    mine.get_by_label("Rename or delete").click()
    mine.get_by_role("button", name="Delete this lab").click()
    expect(mine).to_have_count(0)


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark"), (320, "light")])
def test_the_catalogue_fits_and_axe_finds_nothing(
    visit: Visit, axe: Callable[[Page], None], width: int, scheme: str
) -> None:
    page = visit(viewport={"width": width, "height": 844}, color_scheme=scheme)
    page.goto("/labs/")
    page.get_by_role("button", name="Open the lab").first.click()
    page.goto("/labs/")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    axe(page)
