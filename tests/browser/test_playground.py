"""The playground beyond merges: operations that need their delivery, the laws of a merge, and what metadata costs."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, Route, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from tests.browser.conftest import Visit
from tests.browser.lab_page import LabPage
from tests.browser.test_crdts import COUNTER_LAB, SET_LAB, cut, do, everywhere, inside, playground

OPERATIONS_LAB = "What does an operation need?"
DRAWN_MS = 700


def submit(page: Page, operation: str, value: str, *, node: str, client: str) -> None:
    """Issue an operation with the form."""
    form = page.locator("operation-form")
    form.get_by_role("combobox", name="Client").select_option(client)
    form.get_by_role("combobox", name="Node").select_option(node)
    form.get_by_role("radio", name=operation).check()
    form.locator("input[name=value]").fill(value)
    form.locator("[type=submit]").click()


def open_menu(page: Page, message: Locator) -> None:
    """Open the menu of a message from the keyboard: at their source all lie on one another."""
    message.focus()
    page.keyboard.press("Enter")


def step_until(lab: LabPage, there: Locator) -> None:
    """Step on by events until something is there. While the run is paused nothing moves: drawing may take its time."""
    for _ in range(20):
        try:
            there.first.wait_for(state="attached", timeout=DRAWN_MS)
        except PlaywrightTimeoutError:
            newest = lab.page.locator("event-log li").first.inner_text()
            lab.page.keyboard.press(".")
            expect(lab.page.locator("event-log li").first).not_to_have_text(newest)
        else:
            return
    expect(there).not_to_have_count(0)


def open_first(page: Page, search: str, button: str) -> Locator:
    """Choose the newest event that matches, and open what it did."""
    log = page.locator("event-log")
    log.get_by_role("searchbox").fill(search)
    log.locator("li button").first.click()
    page.get_by_role("button", name=button).click()
    return page.get_by_role("dialog")


def test_a_doubled_operation_leaves_replicas_different_and_causal_delivery_cures_the_same_schedule(
    page: Page, axe: Callable[[Page], None]
) -> None:
    lab = playground(page, OPERATIONS_LAB)
    page.get_by_role("tab", name="Guarantee").click()
    page.locator("dials-form").get_by_role("combobox", name=re.compile("^Type")).select_option("op_counter")
    lab.replay(2)
    lab.pause()
    submit(page, "Increment", "1", node="n1", client="alice")
    step_until(lab, lab.message("operation x: +1"))
    open_menu(page, lab.message("operation x: +1").first)
    page.get_by_role("button", name="Duplicate").click()
    page.keyboard.press("Escape")
    lab.play()
    expect(page.locator(".convergence")).to_contain_text("Replicas differ")
    expect(page.get_by_role("button", name=re.compile("^n., up: x = 2"))).to_have_count(1)
    page.locator("dials-form").get_by_role("combobox", name=re.compile("^Delivery")).select_option("causal")
    lab.replay(3)
    everywhere(lab, "x = 1")
    lab.pause()
    dialog = open_first(page, "receives operation", "Open what this operation did")
    expect(dialog.locator("section.merge")).to_contain_text(re.compile("applied|dropped"))
    axe(page)


def test_an_operation_that_came_too_early_waits_in_the_inspector_and_says_for_which(page: Page) -> None:
    lab = playground(page, OPERATIONS_LAB)
    page.get_by_role("tab", name="Guarantee").click()
    page.locator("dials-form").get_by_role("combobox", name=re.compile("^Delivery")).select_option("causal")
    lab.replay(2)
    form = lab.faults("One-way cut").locator("[data-form=cut_link]")
    form.get_by_role("combobox", name="From").select_option("n1")
    form.get_by_role("combobox", name="To").select_option("n2")
    form.get_by_role("button", name="Cut").click()
    expect(lab.event("nothing passes from n1 to n2")).not_to_have_count(0)
    do(lab, "Add", "milk", node="n1", client="alice", outcome="ok")
    expect(lab.node("n3")).to_have_accessible_name(re.compile("milk"))
    do(lab, "Remove", "milk", node="n3", client="bob", outcome="ok")
    lab.choose("n2")
    waits = inside(lab, "x · waits n3#1")
    expect(waits).to_contain_text("remove milk")
    expect(waits).to_contain_text("n3#1 waits for n1#1, which its sender had delivered before it")
    lab.button("Heal all").click()
    expect(waits).to_have_count(0)
    lab.pause()
    dialog = open_first(page, "n2 receives operation x: add", "Open what this operation did")
    released = dialog.locator("section.merge").last
    expect(released).to_contain_text("It had waited for n1#1. n1:1 of milk goes out.")


def test_the_laws_are_tried_on_the_states_at_hand_and_a_wrong_merge_is_refuted_with_both_sides(
    page: Page, axe: Callable[[Page], None]
) -> None:
    lab = playground(page, COUNTER_LAB)
    everywhere(lab, "x = 0")
    page.get_by_role("tab", name="Laws").click()
    laws = page.locator("law-panel")
    expect(laws.locator("[data-law][data-holds=yes]")).to_have_count(5)
    laws.get_by_label("Merge by").select_option("greater_total")
    expect(laws.get_by_role("status")).to_contain_text("too similar to show what is wrong with this merge")
    laws.get_by_role("combobox", name="States").select_option("generated")
    expect(laws.get_by_role("status")).to_contain_text("Generated states break the law")
    laws.get_by_role("combobox", name="States").select_option("current")
    cut(lab)
    do(lab, "Increment", "2", node="n1", client="alice", outcome="ok")
    do(lab, "Increment", "3", node="n4", client="bob", outcome="ok")
    lab.pause()
    page.get_by_role("tab", name="Laws").click()
    expect(laws.locator(".when")).to_contain_text("Another moment is shown now")
    laws.get_by_role("button", name="Try the laws").click()
    broken = laws.locator("[data-law='least upper bound'][data-holds=no]")
    expect(broken).to_contain_text("The result lacks something that")
    expect(broken.get_by_role("row", name=re.compile("count n1"))).to_contain_text("differs")
    expect(laws.locator(".when")).to_be_hidden()
    axe(page)


def test_only_a_type_whose_states_merge_has_laws_and_registers_have_neither_laws_nor_growth(page: Page) -> None:
    playground(page, OPERATIONS_LAB)
    expect(page.get_by_role("tab", name="Growth")).to_be_visible()
    expect(page.get_by_role("tab", name="Laws")).to_be_hidden()
    playground(page, "Quorums: make a stale read")
    expect(page.get_by_role("tab", name="Growth")).to_be_hidden()


def test_metadata_is_plotted_over_the_run_and_read_as_a_table(page: Page, axe: Callable[[Page], None]) -> None:
    lab = playground(page, SET_LAB)
    do(lab, "Add", "milk", node="n1", client="alice", outcome="ok")
    everywhere(lab, "x = {milk}")
    do(lab, "Remove", "milk", node="n1", client="alice", outcome="ok")
    everywhere(lab, "x = {}")
    lab.pause()
    page.get_by_role("tab", name="Growth").click()
    chart = page.locator("growth-chart")
    expect(chart.locator(".lines path")).to_have_count(5)
    chart.get_by_label("Show").select_option("tombstones")
    expect(chart.get_by_role("img")).to_have_accessible_name(re.compile("each node keeps 1 tombstones under x"))
    chart.get_by_text("As a table").click()
    expect(chart.get_by_role("row", name=re.compile("^n4 ")).get_by_role("cell").last).to_have_text("1")
    axe(page)


def test_two_runs_side_by_side_show_what_tombstones_cost_on_one_scale(page: Page, axe: Callable[[Page], None]) -> None:
    lab = playground(page, SET_LAB)
    do(lab, "Add", "milk", node="n1", client="alice", outcome="ok")
    do(lab, "Remove", "milk", node="n1", client="alice", outcome="ok")
    do(lab, "Add", "milk", node="n1", client="alice", outcome="ok")
    lab.pause()
    page.get_by_role("tab", name="Guarantee").click()
    page.locator("dials-form").get_by_role("combobox", name=re.compile("^Type")).select_option("or_set_dots")
    lab.replay(2)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(re.compile(r"recording/\?run=2"), hold)
    page.goto(f"{page.url.split('?')[0]}compare/?run=1&run=2")
    charts = page.locator("growth-chart")
    charts.first.get_by_label("Show").select_option("tombstones")
    expect(charts.first.locator(".said")).to_contain_text("most so far was 1.")
    held.pop().continue_()
    expect(charts.nth(1).get_by_label("Show")).to_have_value("tombstones")
    expect(charts.first.locator(".said")).to_contain_text("most so far was 1.")
    expect(charts.nth(1).locator(".said")).to_contain_text("most so far was 0.")
    expect(charts.nth(1).locator(".axis")).to_contain_text("1")
    axe(page)


def test_what_a_message_did_and_the_laws_open_on_a_shared_moment_and_in_its_frame(page: Page, visit: Visit) -> None:
    lab = playground(page, COUNTER_LAB)
    do(lab, "Increment", "2", node="n1", client="alice", outcome="ok")
    everywhere(lab, "x = 2")
    lab.pause()
    log = page.locator("event-log")
    log.get_by_role("searchbox").fill("receives states")
    log.locator("li button").first.click()
    page.get_by_role("button", name="Share", exact=True).click()
    page.get_by_role("button", name="Share this moment").click()
    address = page.get_by_label(re.compile("^Link: Run 1 at")).input_value()
    guest = visit()
    for place in (address, address.replace("/moments/", "/embed/")):
        guest.goto(place)
        guest.get_by_role("button", name="Open this merge").click()
        dialog = guest.get_by_role("dialog", name="One merge")
        expect(dialog.locator("section.merge").first.locator(".merge-values")).to_contain_text("result 2")
        guest.keyboard.press("Escape")
    guest.get_by_text("Laws of the merge").click()
    expect(guest.locator("[data-law][data-holds=yes]")).to_have_count(5)
    guest.get_by_text("Growth of metadata").click()
    expect(guest.locator("growth-chart .said")).to_contain_text("each node holds 8 bytes under x")
    guest.goto(address)
    guest.get_by_role("tab", name="Laws").click()
    expect(guest.locator("[data-law][data-holds=yes]")).to_have_count(5)
