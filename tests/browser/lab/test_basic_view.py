"""The lab as it opens: few controls, few words, and a guide from the first write to the replay that cures it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.in_sight import COUNTS
from tests.browser.lab_page import FIRST_LAB, open_catalogue_lab

SIZES = {"desktop": (1440, 900), "laptop": (1280, 720), "phone": (390, 844)}
CONTROLS_MAX, WORDS_MAX, KEYS_MAX, CLICKS_MAX = 20, 120, 25, 6


def step(page: Page, label: str) -> None:
    """Press the guide's button once it says this."""
    page.locator("lab-guide").get_by_role("button", name=re.compile(f"^{label}")).click()


def make_a_stale_read(page: Page) -> None:
    for label in ("Write x = 1", "Cut", "Write x = 2", "Read x"):
        step(page, label)
    expect(page.locator("promise-line")).to_have_attribute("data-state", "broken")


def quiet(page: Page) -> None:
    """Wait until nothing is on its way."""
    expect(page.locator("lab-session[data-quiet]")).to_be_attached()


@pytest.mark.parametrize("size", SIZES)
def test_the_basic_view_has_few_controls_and_words_before_and_after_a_stale_read(
    visit: Visit, size: str, axe: Callable[[Page], None]
) -> None:
    width, height = SIZES[size]
    page = visit(basic=True, viewport={"width": width, "height": height})
    open_catalogue_lab(page, FIRST_LAB)
    expect(page.locator("lab-guide button")).to_be_visible()
    few(page)
    axe(page)
    make_a_stale_read(page)
    expect(page.locator("promise-line")).to_contain_text("after Alice's write of 2 had completed")
    quiet(page)
    few(page)
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def few(page: Page) -> None:
    controls, words = page.evaluate(COUNTS)
    assert controls <= CONTROLS_MAX
    assert words <= WORDS_MAX


@pytest.mark.parametrize("size", SIZES)
def test_a_visitor_makes_a_stale_read_on_the_home_page_in_six_clicks(visit: Visit, size: str) -> None:
    width, height = SIZES[size]
    page = visit(basic=True, viewport={"width": width, "height": height})
    page.goto("/")
    page.evaluate(
        "window.clicks = 0; addEventListener('click', ({ isTrusted }) => isTrusted && (window.clicks += 1), true)"
    )
    page.get_by_role("button", name="Your turn").click()
    make_a_stale_read(page)
    assert page.evaluate("window.clicks") <= CLICKS_MAX


def test_a_stale_read_takes_few_keys_from_the_home_page(visit: Visit) -> None:
    page = visit(basic=True)
    page.goto("/")
    keys = 0

    def press(key: str) -> None:
        nonlocal keys
        keys += 1
        page.keyboard.press(key)

    while page.evaluate("document.activeElement.textContent.trim()") != "Make a stale read (2 minutes)":
        press("Tab")
    press("Enter")
    guide = page.locator("lab-guide button")
    for label in ("Write x = 1", "Cut", "Write x = 2", "Read x"):
        expect(guide).to_have_text(re.compile(f"^{label}"))
        press("g")
    expect(page.locator("promise-line")).to_have_attribute("data-state", "broken")
    assert keys <= KEYS_MAX


def test_the_guide_previews_the_replay_and_the_replay_plays_up_to_the_read(visit: Visit) -> None:
    page = visit(basic=True)
    open_catalogue_lab(page, FIRST_LAB)
    make_a_stale_read(page)
    expect(page.locator(".guide-preview")).to_have_text("Preview: Bob's read would get no answer.")
    step(page, "Replay with R = W = 3")
    expect(page.locator(".toast")).to_contain_text("This time Bob's read of x still waits for an answer. Before: → ")
    expect(page.locator("lab-session[data-past]")).to_be_attached()
    expect(page.locator("lab-session:not([data-past])")).to_be_attached()
    expect(page.locator("lab-guide")).to_contain_text("Bob's read got no answer: n4 reaches too few replicas")


def test_a_turned_dial_says_at_once_which_reads_would_end_otherwise(visit: Visit) -> None:
    page = visit(basic=True)
    open_catalogue_lab(page, FIRST_LAB)
    make_a_stale_read(page)
    page.get_by_role("button", name=re.compile("Quorum register")).click()
    page.get_by_role("slider", name=re.compile("^R|Read asks")).fill("3")
    expect(page.locator("[data-preview]")).to_contain_text("Bob's read would")


def test_time_waits_while_nothing_can_happen(visit: Visit) -> None:
    page = visit(basic=True)
    open_catalogue_lab(page, FIRST_LAB)
    note = page.locator("lab-transport").get_by_text("waiting", exact=True)
    expect(note).to_be_visible()
    step(page, "Write x = 1")
    expect(note).to_be_hidden()
    expect(note).to_be_visible()


def test_an_instrument_unfolds_at_its_chip_and_all_of_them_by_a_toggle_that_is_remembered(visit: Visit) -> None:
    page = visit(basic=True)
    open_catalogue_lab(page, FIRST_LAB)
    diagram = page.locator("space-time .diagram").first
    expect(diagram).to_be_hidden()
    chip = page.get_by_role("button", name=re.compile("^Diagram"))
    chip.click()
    expect(diagram).to_be_visible()
    expect(chip).to_have_attribute("aria-expanded", "true")
    chip.click()
    expect(diagram).to_be_hidden()
    page.get_by_role("button", name="All instruments").click()
    for part in ("space-time", "operation-form", "dials-form", "event-log", "verdict-lattice"):
        expect(page.locator(part)).to_be_visible()
    page.reload()
    expect(page.locator("event-log")).to_be_visible()
    page.get_by_role("button", name="All instruments").click()
    expect(page.locator("event-log")).to_be_hidden()


def test_why_shows_the_broken_promise_among_all_of_them(visit: Visit) -> None:
    page = visit(basic=True)
    open_catalogue_lab(page, FIRST_LAB)
    make_a_stale_read(page)
    page.get_by_role("button", name="Why?").click()
    expect(page.get_by_role("heading", name="Why not linearizable?")).to_be_visible()


def test_the_guide_tells_the_past_and_leads_back(visit: Visit) -> None:
    page = visit(basic=True)
    open_catalogue_lab(page, FIRST_LAB)
    step(page, "Write x = 1")
    expect(page.locator("lab-guide button")).to_have_text("Cut n4 and n5 off")
    quiet(page)
    page.get_by_role("slider", name="Moment of the run").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("lab-guide")).to_contain_text("the past")
    step(page, "Back to now")
    expect(page.locator("lab-guide")).to_contain_text("Cut n4 and n5 off")


def test_the_guide_stops_where_the_learner_leaves_its_path(visit: Visit) -> None:
    page = visit(basic=True)
    open_catalogue_lab(page, FIRST_LAB)
    page.get_by_role("button", name=re.compile("^n2, ")).focus()
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name=re.compile("^n2, crashed"))).to_be_visible()
    expect(page.locator("lab-guide")).to_be_hidden()
    expect(page.locator(".brief-text")).to_be_visible()


def test_on_a_phone_play_client_and_cut_are_in_a_dock_that_stays_in_sight(visit: Visit) -> None:
    page = visit(basic=True, viewport={"width": 390, "height": 700})
    open_catalogue_lab(page, FIRST_LAB)
    for top in (0, 400):
        page.evaluate(f"scrollTo(0, {top})")
        for control in (
            page.get_by_role("button", name="Pause"),
            page.get_by_role("combobox", name="Act as"),
            page.locator("lab-dock").get_by_role("button", name="Cut"),
        ):
            expect(control).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("width", [320, 360, 640, 700, 768, 900, 1000, 1280])
def test_every_link_of_the_header_can_be_reached_at_every_width(visit: Visit, width: int) -> None:
    page = visit(basic=True, viewport={"width": width, "height": 700})
    open_catalogue_lab(page, FIRST_LAB)
    page.get_by_role("button", name="Menu").click()
    for name in ("Tutorials", "Labs", "Classroom", "Models", "Judge"):
        expect(page.get_by_role("link", name=name, exact=True)).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
