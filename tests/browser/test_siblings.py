"""Siblings: made through a cut, read side by side with their clocks, resolved by hand and by a rule."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import ACTION_MS_MAX, Visit
from tests.browser.lab_page import LabPage, open_lab

SIBLING_LAB = "Siblings: keep both"
CUT = (("n1", "A"), ("n2", "B"), ("n3", "B"))


def sibling_lab(page: Page) -> LabPage:
    page.set_default_timeout(ACTION_MS_MAX)
    lab = open_lab(page, SIBLING_LAB)
    lab.hurry()
    return lab


def panel(lab: LabPage) -> Locator:
    return lab.page.locator("sibling-panel")


def wrote(lab: LabPage, client: str, node: str, value: str) -> None:
    """A write by the form, to its end."""
    lab.invoke("write", node, client=client, value=value)
    expect(lab.operations.first).to_contain_text(f"write x = {value}")
    expect(lab.operations.first).to_contain_text("ok")


def through_a_cut(lab: LabPage) -> None:
    """Alice's write at n1 and bob's at n2, neither having seen the other, read by carol at n3."""
    faults = lab.faults()
    for node, group in CUT:
        faults.get_by_role("radiogroup", name=f"Group of {node}").get_by_role("radio", name=group).check(force=True)
    faults.get_by_role("button", name="Partition into these groups").click()
    expect(lab.button("Heal all")).to_be_enabled()
    wrote(lab, "alice", "n1", "milk, eggs")
    wrote(lab, "bob", "n2", "bread")
    lab.button("Heal all").click()
    holds(lab, "milk, eggs ∥ bread")
    lab.invoke("read", "n3", client="carol")
    expect(panel(lab)).to_contain_text("carol#1 read x at n3: 2 versions, none of which has seen another.")


def holds(lab: LabPage, values: str) -> None:
    for node in ("n1", "n2", "n3"):
        expect(lab.node(node)).to_have_accessible_name(re.compile(f"x = {re.escape(values)}[,;]"))


def test_a_read_shows_both_siblings_with_their_clocks_and_why_they_are_concurrent(
    page: Page, axe: Callable[[Page], None]
) -> None:
    lab = sibling_lab(page)
    expect(panel(lab)).to_be_hidden()
    through_a_cut(lab)
    versions = panel(lab).get_by_role("list", name="The versions that were read").get_by_role("listitem")
    expect(versions).to_have_count(2)
    expect(versions.nth(0)).to_contain_text(re.compile(r"milk, eggs\[alice:1\]alice#1"))
    expect(versions.nth(1)).to_contain_text(re.compile(r"bread\[bob:1\]bob#1"))
    panel(lab).get_by_text("Why they are concurrent").click()
    expect(panel(lab).get_by_role("row", name="alice 1 0")).to_be_visible()
    expect(panel(lab).get_by_role("row", name="bob 0 1")).to_be_visible()
    expect(panel(lab)).to_contain_text("[alice:1] counts bob:0, less than the 1 of [bob:1]")
    lab.pause()
    axe(page)


def test_a_value_typed_by_hand_carries_the_clock_of_both_and_replaces_them(page: Page) -> None:
    lab = sibling_lab(page)
    through_a_cut(lab)
    expect(panel(lab)).to_contain_text("At n3 its clock will be [alice:1 bob:1 carol:1].")
    panel(lab).get_by_role("textbox", name="Merge into").fill("all of it")
    panel(lab).get_by_role("button", name="Write").click()
    expect(panel(lab)).to_contain_text("carol#2 wrote all of it with the clock [alice:1 bob:1 carol:1].")
    expect(panel(lab)).to_contain_text("It includes [alice:1] and [bob:1]")
    expect(panel(lab).get_by_role("textbox")).to_be_hidden()
    holds(lab, "all of it")
    panel(lab).get_by_role("button", name="Read x again at n3").click()
    expect(panel(lab)).to_be_hidden()


def test_what_another_wrote_meanwhile_stays_beside_a_resolution_by_rule(page: Page) -> None:
    lab = sibling_lab(page)
    through_a_cut(lab)
    wrote(lab, "bob", "n2", "meanwhile")
    holds(lab, "milk, eggs ∥ meanwhile")
    lab.invoke("read", "n1", client="alice")
    expect(panel(lab)).to_contain_text("alice#2 read x at n1")
    page.locator("operation-form").get_by_role("combobox", name="Client").select_option("carol")
    expect(panel(lab)).to_contain_text("carol#1 read x at n3")
    rule = panel(lab).get_by_role("listitem").filter(has=page.get_by_role("button", name="Latest wall clock"))
    expect(rule).to_contain_text("→ breadLoses milk, eggs.")
    panel(lab).get_by_role("button", name="Union").click()
    expect(panel(lab)).to_contain_text("carol#2 wrote milk, eggs, bread with the clock [alice:1 bob:1 carol:1].")
    holds(lab, "meanwhile ∥ milk, eggs, bread")
    panel(lab).get_by_role("button", name="Read x again at n3").click()
    expect(panel(lab)).to_contain_text("carol#3 read x at n3: 2 versions")
    panel(lab).get_by_role("button", name="Keep meanwhile").click()
    expect(panel(lab)).to_contain_text("carol#4 wrote meanwhile with the clock [alice:1 bob:2 carol:2].")
    holds(lab, "meanwhile")


def test_two_writes_through_one_node_are_both_kept_by_dotted_vectors_alone(page: Page) -> None:
    lab = sibling_lab(page)
    for run, (rule, values) in enumerate((("siblings_by_node", "B"), ("dotted", "A ∥ B")), start=2):
        page.get_by_role("tab", name="Guarantee").click()
        page.get_by_role("combobox", name="Conflict rule").select_option(rule)
        lab.replay(run)
        if run == 2:
            wrote(lab, "alice", "n1", "A")
            wrote(lab, "bob", "n1", "B")
        holds(lab, values)
    lab.invoke("read", "n1", client="carol")
    expect(panel(lab)).to_contain_text("(n1:2)[]")
    expect(panel(lab)).to_contain_text("At n1 its clock will be (n1:3)[n1:2].")
    panel(lab).get_by_role("button", name="Keep A").click()
    expect(panel(lab)).to_contain_text("with the clock (n1:3)[n1:2]. It includes (n1:1)[] and (n1:2)[]")


def test_an_earlier_moment_offers_nothing_to_write_and_a_phone_shows_all_of_it(
    visit: Visit, axe: Callable[[Page], None]
) -> None:
    page = visit(color_scheme="dark")
    lab = sibling_lab(page)
    through_a_cut(lab)
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    lab.pause()
    expect(panel(lab).get_by_role("button", name="Union")).to_be_visible()
    axe(page)
    lab.button("Step back").click()
    expect(panel(lab).get_by_role("button", name="Union")).to_be_hidden()
