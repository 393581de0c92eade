"""Two generals and consensus, by hand: a split, the argument, counting; bivalent kept bivalent; two leaders at once."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.agreement.agreement_page import agreement_lab, invariant, shared_moment
from tests.browser.conftest import Visit

GENERALS = "How many confirmations are enough?"
FLP = "Undecided for ever"
LEADER = "Slow, or dead?"


def test_the_last_messenger_captured_leaves_one_attacking_alone(
    page: Page, visit: Visit, axe: Callable[[Page], None]
) -> None:
    lab = agreement_lab(page, GENERALS)
    page.locator("lab-guide button").click()
    last = lab.message("messenger got 2: 3")
    for arrived in ("A receives request", "king receives", "B receives messenger", "A receives messenger"):
        lab.button("Step").click()
        expect(lab.event(arrived).first).to_be_visible()
    last.focus()
    page.keyboard.press("Delete")
    expect(last).to_have_count(0)
    lab.hurry()
    lab.play()
    expect(invariant(lab.page, "Agreement: both or none")).to_contain_text("Exactly one attacks: A; B stays")
    lab.pause()
    lab.show("Diagram")
    expect(page.locator(".condition[data-kind=attack]")).to_have_count(1)
    expect(page.locator(".condition[data-kind=stay]")).to_have_count(1)
    axe(page)
    watcher = visit()
    watcher.goto(shared_moment(lab))
    expect(watcher.locator("invariant-board tr[data-node=A]")).to_contain_text("attack")


def test_the_argument_is_stepped_through_and_its_split_can_be_watched(page: Page, axe: Callable[[Page], None]) -> None:
    lab = agreement_lab(page, GENERALS)
    lab.faults()
    page.locator("summary").filter(has_text="Why no number is enough").click()
    argument = page.locator(".argument")
    for number in (3, 2, 1):
        argument.get_by_role("button", name=f"Capture message {number}").click()
        expect(argument.locator("li").filter(has_text=f"Message {number}, from")).to_contain_text("sees exactly what")
    expect(argument).to_contain_text("it may not attack")
    axe(page)
    argument.locator("li[data-split] button").click()
    player = page.get_by_role("dialog", name="A run to watch")
    expect(player.locator("promise-line")).to_have_attribute("data-state", "broken", timeout=60_000)


def test_many_runs_are_counted_beside_the_formula(page: Page, axe: Callable[[Page], None]) -> None:
    lab = agreement_lab(page, GENERALS)
    lab.faults()
    page.locator("summary").filter(has_text="Count over many runs").click()
    page.get_by_role("button", name="Count", exact=True).click()
    measured = page.locator(".measured")
    expect(measured.get_by_role("img")).to_be_visible()
    expect(measured.get_by_role("row")).to_have_count(9)
    expect(measured.get_by_role("row").nth(1)).to_contain_text("10.00 %")
    expect(measured).not_to_contain_text("outside")
    axe(page)


def test_a_scheduler_keeps_it_bivalent_by_hand_and_then_plays_an_ending(
    page: Page, axe: Callable[[Page], None]
) -> None:
    lab = agreement_lab(page, FLP)
    panel = page.locator("valence-panel")
    expect(panel).to_contain_text("Bivalent")
    while "1 round undecided" not in panel.locator(".rounds").inner_text():
        first = panel.locator("[data-deliver][data-after=bivalent]").first
        message = first.get_attribute("data-deliver")
        first.press("Enter")
        expect(panel.locator(f"[data-deliver='{message}']")).to_have_count(0)
        expect(panel).to_contain_text("Bivalent")
    axe(page)
    panel.locator(".ending summary").last.click()
    panel.get_by_role("button", name="Play this ending").click()
    expect(lab.runs).to_have_count(2)
    expect(panel).to_contain_text("1-valent: nothing else can be decided")
    expect(page.locator("invariant-board tr[data-condition=decided]").first).to_be_visible()


def test_a_paused_leader_is_declared_dead_and_two_lead(page: Page) -> None:
    lab = agreement_lab(page, LEADER)
    lab.hurry()
    lab.choose("n1")
    lab.button("Pause n1").first.click()
    expect(invariant(lab.page, "At most one leader")).to_contain_text(
        "Two leaders at once: n1 (term 1) and n2 (term 2)"
    )
    expect(invariant(lab.page, "Nobody alive is declared dead")).to_have_attribute("data-state", "broken")
    lab.button("Resume n1").first.click()
    expect(invariant(lab.page, "At most one leader")).to_have_attribute("data-state", "kept")
