"""Operations on the cluster itself, offered in the form beside reads and writes: leadership and members of Raft."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.lab_page import LabPage, open_lab

LAB = "Two leaders change the members"


def ask(lab: LabPage, operation: str, field: str, value: str) -> None:
    """Ask for an operation on the cluster, and see that the form names no key."""
    form = lab.page.locator("operation-form")
    form.get_by_role("radio", name=operation).check()
    expect(form.get_by_role("combobox", name="Key")).to_have_count(0)
    # A field with suggestions is a combobox to assistive software.
    form.get_by_role("combobox", name=field).fill(value)
    form.locator("[type=submit]").click()


def test_leadership_is_handed_over_and_the_members_are_changed_with_the_form(page: Page) -> None:
    lab = open_lab(page, LAB)
    page.get_by_role("searchbox", name="Filter events").fill("n1 sends append no-op")
    expect(lab.event("n1 sends append no-op").first).to_be_visible()
    lab.hurry()
    ask(lab, "Transfer", "To node", "n3")
    lab.show("Operations")
    expect(lab.operation("alice#1")).to_contain_text("hand over to n3")
    expect(lab.operation("alice#1")).to_contain_text("ok")
    ask(lab, "Reconfigure", "Members", "n1,n2")
    expect(lab.operation("alice#2")).to_contain_text("adds or removes one member")
    ask(lab, "Reconfigure", "Members", "n1,n2,n3,n4,n5")
    expect(lab.operation("alice#3")).to_contain_text("ok")
    lab.invoke("write", "n5", value="7")
    expect(lab.operation("alice#4")).to_contain_text("ok")


def test_a_lab_whose_protocol_has_no_leader_offers_neither(page: Page) -> None:
    lab = open_lab(page)
    form = lab.page.locator("operation-form")
    expect(form.get_by_role("radio", name="Write")).to_be_visible()
    expect(form.get_by_role("radio", name="Transfer")).to_have_count(0)
