"""What a newcomer does in the first two minutes."""

import re

from playwright.sync_api import Page, expect

from tests.browser.lab_page import LabPage, groups


def test_a_newcomer_makes_a_stale_read_and_then_cannot_under_majorities(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="Make a stale read").click()
    lab = LabPage(page)
    write_and_cut(lab)
    expect(page.locator("stale-callout")).to_be_visible()
    expect(page.locator("stale-callout")).to_contain_text("Stale read.")
    expect(page.locator("operations-list .stale-row")).to_contain_text("alice's write x = 2 had finished")
    expect(lab.node("n4")).to_have_accessible_name(re.compile("Served a stale read"))

    lab.set_dials(R=3, W=3)
    expect(page.locator("#consequence")).to_have_attribute("data-tone", "good")
    lab.replay(2)
    expect(page.locator(".toast")).to_contain_text("This time Bob's read of x")
    expect(page.locator("lab-session:not([data-past])[data-playing=true]")).to_be_attached()
    expect(page.locator("stale-callout")).to_be_hidden()
    expect(lab.operation("alice#2")).to_contain_text("write x = 2")
    lab.hurry()
    try_again_on_both_sides(lab)
    expect(page.locator("operations-list .count")).not_to_contain_text("stale")
    expect(page.locator("operations-list .stale-row")).to_have_count(0)


def write_and_cut(lab: LabPage) -> None:
    lab.button("Write x = 1 at n1").first.click()
    for node in ("n1", "n2", "n3", "n4", "n5"):
        expect(lab.node(node)).to_have_accessible_name(re.compile("x = 1"))
    lab.button("Cut").click()
    lab.drag(*lab.cut_line())
    expect(lab.event("the cluster is partitioned")).to_have_count(1)
    assert lab.partition == groups(("n1", "n2", "n3"), ("n4", "n5"))
    lab.invoke("write", "n1")
    expect(lab.operation("alice#2")).to_contain_text("ok")
    lab.invoke("read", "n4", client="bob")
    expect(lab.operation("bob#1")).to_contain_text("→ 1")


def try_again_on_both_sides(lab: LabPage) -> None:
    """The minority gets no answer, and is told so; the majority reads the newest write, time after time."""
    if lab.session.get_attribute("data-playing") == "false":
        lab.play()
    expect(lab.operation("bob#1")).to_contain_text("fail")
    for attempt, (minority, majority) in enumerate([("n4", "n1"), ("n5", "n3")]):
        refused, answered = f"bob#{attempt + 2}", f"carol#{attempt + 1}"
        lab.invoke("read", minority, client="bob")
        expect(lab.operation(refused)).to_contain_text("no answer within 1500 ms")
        lab.invoke("read", majority, client="carol")
        expect(lab.operation(answered)).to_contain_text("→ 2")


def test_a_term_is_defined_where_it_first_appears(lab: LabPage) -> None:
    definition = lab.page.get_by_role("tooltip")
    lab.page.locator(".column dfn").first.focus()
    expect(definition).to_be_visible()
    lab.page.keyboard.press("Escape")
    expect(definition).to_be_hidden()
    lab.invoke("write", "n1")
    lab.page.locator("dfn", has_text="Outcome").hover()
    expect(definition).to_contain_text("With info, nobody knows")
    lab.choose("n2")
    lab.page.locator("dfn", has_text="vector clock").hover()
    expect(definition).to_contain_text("they are concurrent")
    expect(lab.page.locator("dfn", has_text=re.compile("^write-back", re.IGNORECASE))).to_have_count(1)


def test_a_lab_opens_by_its_button_in_the_catalogue(page: Page) -> None:
    page.goto("/labs/")
    page.get_by_role("button", name="Open the lab: Gossip: how long is eventually?").click()
    lab = LabPage(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Gossip: how long is eventually?")
    lab.expect_state("live")
