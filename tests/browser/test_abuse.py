"""What impatient, curious and mischievous visitors do."""

import re

from playwright.sync_api import Page, expect

from tests.browser.lab_page import GOSSIP_LAB, LabPage, open_lab

MANY = "v" * 10_000
TOO_MANY = "v" * 70_000


def test_a_double_click_gives_one_command(lab: LabPage) -> None:
    lab.pause()
    lab.page.locator("operation-form [type=submit]").dblclick()
    lab.invoke("read", "n1")
    expect(lab.operation("alice#2")).to_contain_text("read x")
    lab.choose("n2")
    lab.button("Crash n2").dblclick()
    lab.button("Crash").click()
    lab.node("n3").dblclick()
    for name in ("n2", "n3"):
        expect(lab.node(name)).to_have_accessible_name(re.compile(f"^{name}, crashed"))
    expect(lab.event("restarts")).to_have_count(0)


def test_a_double_click_opens_one_lab(page: Page) -> None:
    page.goto("/labs/")
    page.get_by_role("button", name="Open the lab").first.dblclick()
    LabPage(page)
    page.goto("/labs/")
    expect(page.locator(".mine li")).to_have_count(1)


def test_a_double_click_replays_once(lab: LabPage) -> None:
    lab.set_dials(R=2)
    lab.button("Replay with these settings").dblclick()
    runs = lab.page.get_by_role("navigation", name="Runs")
    expect(runs.locator("[aria-current]")).to_contain_text("Run 2")
    lab.set_dials(R=3)
    lab.replay(3)
    expect(lab.runs).to_have_count(3)


def test_a_value_far_too_long_is_refused_in_words_and_nothing_typed_is_lost(lab: LabPage) -> None:
    lab.invoke("write", "n1", value=MANY)
    toasts = lab.page.locator("toast-stack")
    expect(toasts).to_contain_text("The value has 10,000 characters; at most 64 are allowed.")
    field = lab.page.get_by_role("textbox", name="Value")
    expect(field).to_have_value(MANY)
    field.fill("short")
    lab.page.keyboard.press("Enter")
    expect(lab.operation("alice#1")).to_contain_text("write x = short")


def test_more_than_a_frame_holds_is_not_even_sent(lab: LabPage) -> None:
    lab.invoke("write", "n1", value=TOO_MANY)
    expect(lab.page.locator("toast-stack")).to_contain_text("Nothing was sent.")
    lab.expect_state("live")
    lab.invoke("write", "n1", value="short")
    expect(lab.operation("alice#1")).to_contain_text("write x = short")


def test_an_empty_value_is_refused_in_words(lab: LabPage) -> None:
    lab.invoke("write", "n1", value="")
    expect(lab.page.locator("toast-stack")).to_contain_text("A write needs a value.")


def test_a_run_that_has_reached_its_bound_says_so_and_can_be_replayed(page: Page) -> None:
    lab = open_lab(page, GOSSIP_LAB)
    page.get_by_role("slider", name="Fan-out").fill("4")
    page.get_by_role("slider", name="Gossip interval").fill("50")
    lab.replay(2)
    lab.hurry()
    if lab.session.get_attribute("data-playing") == "false":
        lab.play()
    expect(page.locator("[data-ended]")).to_contain_text("20,000 events", timeout=40_000)
    lab.invoke("write", "n1", value="too late")
    expect(page.locator("toast-stack")).to_contain_text("Replay it")
    expect(lab.operations).to_have_count(0)
    page.get_by_role("navigation", name="Runs").get_by_role("button", name="Run 1").click()
    expect(page.locator("[data-ended]")).to_be_hidden()


def test_markup_in_a_value_stays_text(lab: LabPage) -> None:
    value = "<img src=x onerror=alert(1)>"
    lab.invoke("write", "n1", value=value)
    expect(lab.operation("alice#1")).to_contain_text(value)
    expect(lab.page.locator("lab-session img")).to_have_count(0)
