"""Runs of earlier versions of the simulation: looked at as they were recorded, and begun again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from apps.labs.run.scenario import SIMULATION_VERSION
from tests.browser.conftest import ACTION_MS_MAX
from tests.browser.lab_page import LabPage
from tests.browser_sessions import ALL_INSTRUMENTS
from tests.fixtures.old_folders import OldFolder

AGAIN = "Begin again from the same scenario"


@pytest.fixture
def old(tmp_path: Path) -> OldFolder:
    """A data folder of this version, as the next version finds it."""
    folder = OldFolder(tmp_path / "data", SIMULATION_VERSION)
    folder.outlive()
    return folder


@pytest.fixture
def owner(old: OldFolder, browser: Browser) -> Iterator[Page]:
    """The page of whoever made the labs in it; what it complains of fails the test."""
    problems: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            problems.append(message.text)

    with old.served() as visitor:
        context = browser.new_context(base_url=visitor.url)
        session = visitor.cookie("lightcone_session")
        context.add_cookies([{"name": "lightcone_session", "value": session, "url": visitor.url}])
        page = context.new_page()
        page.add_init_script(ALL_INSTRUMENTS)
        page.set_default_timeout(ACTION_MS_MAX)
        page.on("console", note)
        page.on("pageerror", lambda error: problems.append(str(error)))
        yield page
        context.close()
    assert not problems, "\n".join(problems)


def lab_of(old: OldFolder, slug: str) -> str:
    (lab,) = old.column(f"SELECT id FROM live_lab WHERE slug = '{slug}'")
    return f"/labs/{lab}/"


def test_an_earlier_run_is_gone_through_and_begun_again(
    old: OldFolder, owner: Page, axe: Callable[[Page], None]
) -> None:
    owner.goto(lab_of(old, "stale-read"))
    expect(owner.locator("recorded-run[data-ready]")).to_be_attached()
    expect(owner.get_by_text("An earlier version of the simulation made this run.")).to_be_visible()
    expect(owner.get_by_role("button", name="n4, up: x = 1")).to_be_visible()
    owner.get_by_role("slider", name="Moment of the run").fill("0")
    expect(owner.locator("recorded-run[data-past]")).to_be_attached()
    expect(owner.get_by_role("button", name="n4, up: x = ∅")).to_be_visible()
    owner.get_by_role("button", name="End", exact=True).click()
    expect(owner.locator("recorded-run[data-past]")).to_have_count(0)
    axe(owner)
    owner.get_by_role("button", name=AGAIN).click()
    lab = LabPage(owner)
    expect(lab.session).to_have_attribute("data-role", "owner")
    lab.invoke("write", "n1", value="anew")
    expect(lab.operation("alice#1")).to_contain_text("write x = anew")
    lab.button("Branches").click()
    owner.get_by_role("link", name="Run 1").click()
    expect(owner.locator("recorded-run[data-ready]")).to_be_attached()
    owner.get_by_role("link", name="Back to the lab").click()
    LabPage(owner)


def test_an_earlier_run_without_a_recording_is_said_in_words(
    old: OldFolder, owner: Page, axe: Callable[[Page], None]
) -> None:
    owner.goto(lab_of(old, "gossip"))
    expect(owner.get_by_role("listitem").filter(has_text="bob at n4: read x")).to_be_visible()
    axe(owner)
    owner.get_by_role("button", name=AGAIN).click()
    expect(LabPage(owner).session).to_have_attribute("data-role", "owner")
