"""Committing together, by hand: in doubt and blocked under two phases, not blocked and split under three."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.agreement.agreement_page import agreement_lab, crash_at, invariant, row, shared_moment
from tests.browser.conftest import ACTION_MS_MAX, Visit
from tests.browser.prepared_runs import open_run

IN_DOUBT = "In doubt, holding locks"
NOT_BLOCKED = "Not blocked, and wrong"


def test_a_coordinator_that_dies_with_all_votes_leaves_everyone_in_doubt_until_it_is_back(
    page: Page, visit: Visit, axe: Callable[[Page], None]
) -> None:
    lab = agreement_lab(page, IN_DOUBT)
    crash_at(lab, "having all votes, before the commit is logged")
    lab.hurry()
    lab.invoke("commit", "c")
    for node in ("p1", "p2", "p3"):
        expect(row(lab.page, node)).to_contain_text("in doubt about alice#1")
    expect(invariant(lab.page, "No lock is held for ever")).to_have_attribute("data-state", "open")
    expect(invariant(lab.page, "No lock is held for ever")).to_contain_text("may neither commit nor abort alone")
    lab.invoke("read", "p1", client="bob")
    expect(lab.operation("bob#1")).to_contain_text("open")
    lab.show("Diagram")
    expect(page.locator(".layer-conditions .condition")).to_have_count(3)
    lab.pause()
    axe(page)
    address = shared_moment(lab)
    watcher = visit()
    watcher.goto(address)
    expect(watcher.locator("invariant-board tr[data-node=p1]")).to_contain_text("in doubt about alice#1")
    lab.play()
    lab.choose("c")
    lab.button("Restart c").first.click()
    expect(invariant(lab.page, "No lock is held for ever")).to_have_attribute("data-state", "kept")
    expect(row(lab.page, "p1")).to_contain_text("alice#1 abort")
    expect(invariant(lab.page, "Agreement")).to_have_attribute("data-state", "kept")


def test_under_three_phases_the_same_crash_blocks_nobody(page: Page) -> None:
    lab = agreement_lab(page, NOT_BLOCKED)
    crash_at(lab, "having all votes, before it tells anybody")
    lab.hurry()
    lab.invoke("commit", "c")
    for node in ("p1", "p2", "p3"):
        expect(row(lab.page, node)).to_contain_text("alice#1 abort")
    expect(invariant(lab.page, "No lock is held for ever")).to_have_attribute("data-state", "kept")
    expect(row(lab.page, "c")).to_contain_text("crashed")


def test_under_three_phases_a_partition_splits_the_decision(page: Page) -> None:
    page.set_default_timeout(ACTION_MS_MAX)
    lab = open_run(page, "pre-commits are on their way")
    faults = lab.faults()
    for node, group in (("c", "A"), ("p1", "A"), ("p2", "B"), ("p3", "B")):
        faults.get_by_role("radiogroup", name=f"Group of {node}").get_by_role("radio", name=group).check(force=True)
    faults.get_by_role("button", name="Partition into these groups").click()
    lab.hurry()
    lab.play()
    expect(invariant(lab.page, "Agreement")).to_have_attribute("data-state", "broken")
    expect(invariant(lab.page, "Agreement")).to_contain_text("c, p1 committed, p2, p3 aborted")
    expect(row(lab.page, "p1")).to_contain_text("alice#1 commit")
    expect(row(lab.page, "p2")).to_contain_text("alice#1 abort")


def test_exploring_every_run_finds_the_block_and_gives_a_run_that_plays(page: Page) -> None:
    lab = agreement_lab(page, IN_DOUBT)
    lab.faults()
    page.locator("summary").filter(has_text="Explore every run").click()
    page.get_by_role("radio", name="Anyone may crash, and stays down").check()
    page.get_by_role("button", name="Explore", exact=True).click()
    outcome = page.locator("[data-explored] .job-note")
    expect(outcome).to_contain_text("states searched", timeout=4 * ACTION_MS_MAX)
    expect(outcome).to_contain_text("No lock is held for ever is broken")
    outcome.get_by_role("link", name="Watch that run").first.click()
    player = page.get_by_role("dialog", name="A run to watch")
    expect(player.locator("cluster-view")).to_contain_text("in doubt", timeout=60_000)


def test_who_crashed_when_is_filled_in_and_checked_against_every_run(page: Page, axe: Callable[[Page], None]) -> None:
    lab = agreement_lab(page, IN_DOUBT)
    lab.faults()
    lab.button("Fill in: who crashed when").click()
    dialog = page.get_by_role("dialog", name="Who crashed when, and what happened to the others?")
    dialog.get_by_label("c crashes having all votes, before the commit is logged").select_option("They abort.")
    dialog.get_by_label("c crashes having told p1:").select_option("They commit.")
    dialog.get_by_role("button", name="Check").click()
    expect(dialog.get_by_role("status")).to_contain_text("1 of 2 right")
    wrong = dialog.get_by_role("row").filter(has_text="having all votes")
    expect(wrong).to_have_attribute("data-right", "false")
    expect(wrong).to_contain_text("They are blocked, in doubt. Once it is back: they abort.")
    axe(page)
    wrong.get_by_role("button", name="Watch").click()
    player = page.get_by_role("dialog", name="A run to watch")
    expect(player.locator("cluster-view")).to_contain_text("in doubt", timeout=60_000)


def test_the_crash_points_and_the_board_fit_a_phone(visit: Visit, axe: Callable[[Page], None]) -> None:
    page = visit(viewport={"width": 390, "height": 844}, has_touch=True)
    lab = agreement_lab(page, IN_DOUBT)
    crash_at(lab, "having logged the commit, before it tells anybody")
    lab.invoke("commit", "c")
    expect(row(lab.page, "c")).to_contain_text("crashed")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    lab.pause()
    axe(page)
