"""Consensus by Paxos, by hand: proposers that duel, and a leader that is taken for dead."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.agreement.agreement_page import agreement_lab, invariant, row
from tests.browser.lab_page import LabPage


def propose(lab: LabPage, client: str, node: str, value: str) -> None:
    form = lab.page.locator("operation-form")
    form.get_by_role("combobox", name="Client").select_option(client)
    form.get_by_role("combobox", name="Node").select_option(node)
    form.locator("[name=value]").fill(value)
    form.locator("[type=submit]").click()


def test_two_proposers_duel_until_an_overtaken_one_waits(page: Page, axe: Callable[[Page], None]) -> None:
    lab = agreement_lab(page, "Duelling proposers")
    lab.pause()
    propose(lab, "alice", "p1", "1")
    expect(lab.operation("alice#1")).to_be_visible()
    propose(lab, "bob", "p2", "2")
    expect(lab.operation("bob#1")).to_be_visible()
    lab.hurry()
    lab.play()
    expect(row(lab.page, "p1")).to_contain_text(re.compile(r"ballot \d\d+\.p1"))
    expect(invariant(lab.page, "Something is chosen")).to_have_attribute("data-state", "open")
    lab.pause()
    axe(page)
    page.get_by_role("tab", name="Guarantee").click()
    page.get_by_label("After a higher ballot, a proposer").select_option("waits a random time")
    lab.replay(2)
    expect(invariant(lab.page, "Something is chosen")).to_have_attribute("data-state", "kept")
    expect(invariant(lab.page, "One value")).to_have_attribute("data-state", "kept")


def test_a_paused_leader_is_overtaken_and_finds_that_out(page: Page) -> None:
    lab = agreement_lab(page, "A log with a stable leader")
    lab.hurry()
    expect(row(lab.page, "n1")).to_contain_text("leads with ballot 1.n1")
    propose(lab, "alice", "n1", "a")
    expect(lab.operation("alice#1")).to_contain_text("ok")
    lab.choose("n1")
    lab.button("Pause n1").first.click()
    expect(row(lab.page, "n2")).to_contain_text("leads with ballot 2.n2")
    propose(lab, "bob", "n2", "b")
    expect(lab.operation("bob#1")).to_contain_text("ok")
    lab.button("Resume n1").first.click()
    expect(row(lab.page, "n1")).to_contain_text("follows n2")
    for node in ("n1", "n2", "n3"):
        expect(row(lab.page, node)).to_contain_text("a b")
    expect(invariant(lab.page, "One value a slot")).to_have_attribute("data-state", "kept")
