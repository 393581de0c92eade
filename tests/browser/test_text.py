"""Two learners and one line of text: typing at two replicas, through a partition, a reload and a lost connection."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import ACTION_MS_MAX, Visit
from tests.browser.lab_page import LabPage, open_lab

TEXT_LAB = "Two people, one line"


def text_lab(page: Page) -> LabPage:
    page.set_default_timeout(ACTION_MS_MAX)
    lab = open_lab(page, TEXT_LAB)
    lab.hurry()
    return lab


def line(lab: LabPage) -> Locator:
    return lab.page.get_by_role("textbox", name=re.compile("^The line at"))


def at(lab: LabPage, node: str) -> Locator:
    """What a replica holds, as the page shows it, without the marks of who typed."""
    rows = lab.page.locator(".text-replicas li")
    return rows.filter(has=lab.page.locator("b", has_text=re.compile(f"^{node}$"))).locator(".text-runs")


def reads(text: str) -> re.Pattern[str]:
    """The characters of a line with the marks of who typed them between."""
    return re.compile("^" + r"(n\d)?".join(map(re.escape, text)) + r"(n\d)?$")


def everywhere(lab: LabPage, text: str) -> None:
    expect(line(lab)).to_have_value(text)
    for node in ("n1", "n2", "n3"):
        expect(at(lab, node)).to_have_text(reads(text))


def write(lab: LabPage, text: str) -> None:
    line(lab).click()
    lab.page.keyboard.type(text)


def partition(lab: LabPage) -> None:
    """n1 alone, by the form."""
    panel = lab.faults()
    for node, group in (("n1", "A"), ("n2", "B"), ("n3", "B")):
        panel.get_by_role("radiogroup", name=f"Group of {node}").get_by_role("radio", name=group).check(force=True)
    panel.get_by_role("button", name="Partition into these groups").click()
    expect(lab.button("Heal all")).to_be_enabled()


def invite(lab: LabPage) -> str:
    """The address for a guest, by the button that the line offers."""
    lab.button("Invite somebody to type at n2 as bob").click()
    expect(lab.page.get_by_role("combobox", name="Whoever has the link may")).to_have_value("bob")
    lab.button("Make a link").click()
    address = lab.page.get_by_role("textbox", name="Link: act as bob").input_value()
    lab.page.keyboard.press("Escape")
    return address


def test_two_browsers_edit_one_line_through_a_partition(page: Page, visit: Visit, axe: Callable[[Page], None]) -> None:
    lab = text_lab(page)
    write(lab, "Hello world")
    everywhere(lab, "Hello world")
    guest_page = visit()
    guest_page.goto(invite(lab))
    guest = LabPage(guest_page)
    expect(line(guest)).to_have_value("Hello world")
    expect(guest_page.get_by_role("combobox", name="At replica")).to_have_value("n2")
    partition(lab)
    for window, typed in ((lab, " big"), (guest, " wide")):
        line(window).focus()
        for key in ("Home", *["ArrowRight"] * 5):
            window.page.keyboard.press(key)
        window.page.keyboard.type(typed)
    expect(at(lab, "n1")).to_have_text(reads("Hello big world"))
    expect(at(guest, "n3")).to_have_text(reads("Hello wide world"))
    expect(line(lab)).to_have_value("Hello big world")
    expect(line(guest)).to_have_value("Hello wide world")
    lab.button("Heal all").click()
    expect(line(guest)).to_have_value(re.compile(r"^Hello( big wide| wide big) world$"))
    merged = line(guest).input_value()
    for window in (lab, guest):
        everywhere(window, merged)
    guest_page.keyboard.type("r")
    everywhere(lab, merged.replace("wide", "wider"))
    lab.pause()
    axe(page)
    axe(guest_page)


def test_a_chosen_character_says_where_it_hangs_and_a_deleted_one_keeps_its_place(page: Page) -> None:
    lab = text_lab(page)
    write(lab, "abc")
    everywhere(lab, "abc")
    page.keyboard.press("Backspace")
    page.keyboard.press("Backspace")
    everywhere(lab, "a")
    write(lab, "d")
    everywhere(lab, "ad")
    tree = page.get_by_role("listbox", name="Characters of the line")
    expect(tree.get_by_role("option")).to_have_count(4)
    expect(tree.get_by_role("option", name=re.compile(", deleted$"))).to_have_count(2)
    tree.get_by_role("option", name=re.compile("^b, ")).click()
    chosen = page.locator("text-tree .vertex")
    expect(chosen).to_contain_text(re.compile(r"“b”, 2\.n1: typed after “a” \(1\.n1\) at n1 by alice#\d"))
    expect(chosen).to_contain_text(re.compile(r"Deleted at n1 by alice#\d"))
    expect(chosen).to_contain_text("Typed at one place, the latest first: 4.n1, 2.n1.")
    page.keyboard.press("End")
    expect(chosen).to_contain_text("“c”, 3.n1")
    page.get_by_text("As a list").click()
    expect(page.locator(".text-list li")).to_have_count(4)
    expect(page.locator(".text-list li").nth(1)).to_contain_text("“d”, 4.n1")


def test_typing_over_a_selection_pasting_and_composing_work_as_in_any_field(page: Page) -> None:
    lab = text_lab(page)
    write(lab, "one two three")
    everywhere(lab, "one two three")
    line(lab).dblclick(position={"x": 60, "y": 20})
    page.keyboard.type("2")
    everywhere(lab, "one 2 three")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.press("Delete")
    everywhere(lab, "")
    input_method = page.context.new_cdp_session(page)
    input_method.send("Input.imeSetComposition", {"text": "に", "selectionStart": 1, "selectionEnd": 1})
    input_method.send("Input.imeSetComposition", {"text": "にほ", "selectionStart": 2, "selectionEnd": 2})
    expect(at(lab, "n1")).to_have_text("")
    input_method.send("Input.insertText", {"text": "日本"})
    everywhere(lab, "日本")
    pasted = ", and a paste longer than the sixty-four characters of one value"
    page.keyboard.insert_text(pasted)
    everywhere(lab, f"日本{pasted}")


def test_a_reload_in_the_middle_of_typing_loses_and_repeats_nothing(page: Page) -> None:
    lab = text_lab(page)
    lab.pause()
    write(lab, "keep")
    expect(page.locator("#text-state")).to_contain_text("The run is paused: 4 changes of yours wait")
    expect(lab.operation("alice#1")).to_contain_text("insert x: “k”")
    page.reload()
    lab = LabPage(page)
    expect(line(lab)).to_have_value("keep")
    lab.button("Play the run").click()
    everywhere(lab, "keep")
    expect(lab.operations).to_have_count(2)


def test_what_is_typed_at_a_crashed_replica_waits_for_it_or_goes_to_another(page: Page) -> None:
    lab = text_lab(page)
    lab.choose("n1")
    lab.button("Crash n1").click()
    expect(lab.node("n1")).to_have_accessible_name(re.compile("crashed"))
    write(lab, "on")
    expect(page.locator("#text-state")).to_contain_text("n1 is crashed: what you type waits")
    page.get_by_role("combobox", name="At replica").select_option("n2")
    expect(at(lab, "n3")).to_have_text(reads("on"))
    expect(at(lab, "n1")).to_have_text("")


def test_what_is_typed_without_a_connection_is_sent_once_it_is_back(page: Page) -> None:
    lab = text_lab(page)
    write(lab, "a")
    everywhere(lab, "a")
    page.context.set_offline(True)
    lab.expect_state("offline")
    write(lab, "bcd")
    expect(page.locator("#text-state")).to_contain_text("Not connected")
    expect(line(lab)).to_have_value("abcd")
    page.context.set_offline(False)
    lab.expect_state("live")
    everywhere(lab, "abcd")


def test_an_earlier_moment_is_shown_and_cannot_be_typed_into(page: Page) -> None:
    lab = text_lab(page)
    write(lab, "now")
    everywhere(lab, "now")
    page.get_by_role("slider", name="Moment").focus()
    page.keyboard.press("Home")
    expect(line(lab)).to_have_value("")
    expect(line(lab)).not_to_be_editable()
    expect(page.locator("#text-state")).to_contain_text("An earlier moment: the line is read-only.")
    page.get_by_role("slider", name="Moment").focus()
    page.keyboard.press("n")
    expect(line(lab)).to_have_value("now")
    expect(line(lab)).to_be_editable()


def test_a_shared_moment_shows_the_line_and_who_typed_it_to_whoever_has_the_link(page: Page, visit: Visit) -> None:
    lab = text_lab(page)
    write(lab, "shared")
    everywhere(lab, "shared")
    lab.pause()
    lab.button("Share").click()
    lab.button("Share this moment").click()
    address = page.locator(".share-moments input").first.input_value()
    reader = visit()
    reader.goto(address)
    field = reader.get_by_role("textbox", name="The line at n1")
    expect(field).to_have_value("shared")
    expect(field).not_to_be_editable()
    reader.get_by_role("option", name=re.compile("^s, ")).click()
    expect(reader.locator("text-tree .vertex")).to_contain_text("typed at the beginning at n1 by alice#1")


def test_under_fugue_a_character_typed_before_another_hangs_left(page: Page, axe: Callable[[Page], None]) -> None:
    lab = text_lab(page)
    page.get_by_role("tab", name="Guarantee").click()
    page.locator("dials-form").get_by_role("combobox", name=re.compile("^Type")).select_option("fugue")
    lab.replay(2)
    write(lab, "bc")
    everywhere(lab, "bc")
    page.keyboard.press("Home")
    page.keyboard.type("a")
    everywhere(lab, "abc")
    tree = page.get_by_role("listbox", name="Characters of the line")
    tree.get_by_role("option", name=re.compile("^a, ")).click()
    expect(page.locator("text-tree .vertex")).to_contain_text("typed before “b” (1.n1) at n1 by alice#")
    axe(page)


def test_the_line_is_for_texts_and_the_form_for_everything_else(page: Page) -> None:
    page.set_default_timeout(ACTION_MS_MAX)
    lab = open_lab(page)
    expect(line(lab)).to_have_count(0)
    expect(page.locator("operation-form")).to_be_visible()
    text_lab(page)
    expect(page.locator("operation-form")).to_be_hidden()


def test_a_phone_has_room_for_the_line_and_its_tree(visit: Visit, axe: Callable[[Page], None]) -> None:
    page = visit(viewport={"width": 390, "height": 844}, color_scheme="dark")
    lab = text_lab(page)
    write(lab, "a line that is wider than a phone's screen is")
    everywhere(lab, "a line that is wider than a phone's screen is")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    lab.pause()
    axe(page)
