"""Every fault, by pointer, by form and from the keyboard."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.lab_page import LabPage, beyond, groups

SPLIT = groups(("n1", "n2", "n3"), ("n4", "n5"))


def test_a_partition_is_drawn_across_the_cluster(lab: LabPage) -> None:
    lab.button("Cut").click()
    lab.drag(*lab.cut_line())
    expect(lab.page.locator(".region")).to_have_count(1)
    assert lab.partition == SPLIT
    lab.button("Heal all").click()
    expect(lab.page.locator(".region")).to_have_count(0)


def test_the_same_partition_is_made_by_form(lab: LabPage) -> None:
    panel = lab.faults()
    for node in ("n4", "n5"):
        panel.get_by_role("radiogroup", name=f"Group of {node}").get_by_role("radio", name="B").check(force=True)
    lab.button("Partition into these groups").click()
    expect(lab.page.locator(".region")).to_have_count(1)
    assert lab.partition == SPLIT


def test_the_same_partition_is_made_with_the_keyboard_alone(lab: LabPage) -> None:
    press = lab.page.keyboard.press
    press("c")
    for node in ("n4", "n5"):
        lab.tab_to(lab.node(node))
        press("Enter")
    lab.tab_to(lab.button("Cut off n4, n5"))
    press("Enter")
    expect(lab.page.locator("cluster-view svg")).to_be_focused()
    expect(lab.page.locator(".region")).to_have_count(1)
    assert lab.partition == SPLIT
    press("h")
    expect(lab.event("every cut is healed")).to_have_count(1)


def test_a_line_beside_all_nodes_cuts_nothing_and_says_so(lab: LabPage) -> None:
    lab.button("Cut").click()
    x, y = lab.centre(lab.node("n1"))
    lab.drag((x - 60, y - 36), (x + 60, y - 38))
    expect(lab.page.locator("toast-stack")).to_contain_text("all nodes on one side")
    expect(lab.page.locator(".region")).to_have_count(0)


def test_a_one_way_cut_is_dragged_and_mended_by_form(lab: LabPage) -> None:
    lab.button("One-way cut").click()
    lab.drag(lab.centre(lab.node("n1")), lab.centre(lab.node("n2")))
    expect(lab.event("nothing passes from n1 to n2 any more")).to_have_count(1)
    panel = lab.faults("One-way cut")
    panel.get_by_role("combobox", name="From").select_option("n3")
    panel.get_by_role("combobox", name="To").select_option("n5")
    panel.get_by_role("button", name="Cut", exact=True).click()
    expect(lab.event("nothing passes from n3 to n5 any more")).to_have_count(1)
    lab.button("Mend n1 to n2").click()
    expect(lab.event("messages pass from n1 to n2 again")).to_have_count(1)
    lab.button("Heal all").click()
    expect(lab.event("every cut is healed")).to_have_count(1)


def test_a_node_is_crashed_restarted_paused_and_resumed(lab: LabPage) -> None:
    lab.choose("n4")
    for button, state in [("Crash", "crashed"), ("Restart", "up"), ("Pause", "paused"), ("Resume", "up")]:
        lab.button(f"{button} n4").click()
        expect(lab.node("n4")).to_have_accessible_name(re.compile(f"^n4, {state}"))


def test_a_node_that_loses_its_disk_crashes_and_that_is_announced(lab: LabPage) -> None:
    lab.choose("n2")
    lab.button("Lose disk of n2").click()
    expect(lab.node("n2")).to_have_accessible_name(re.compile("crashed"))
    expect(lab.event("n2 loses its disk and all that was durable on it")).to_have_count(1)
    expect(lab.page.locator("lab-announcer")).to_contain_text("n2 loses its disk")
    lab.button("Restart n2").click()
    expect(lab.node("n2")).to_have_accessible_name(re.compile("up"))


def test_the_crash_tool_takes_one_press(lab: LabPage) -> None:
    lab.button("Crash").click()
    lab.node("n2").click()
    expect(lab.node("n2")).to_have_accessible_name(re.compile("^n2, crashed"))


@pytest.mark.parametrize(
    ("field", "value", "button", "badge"),
    [
        ("Clock skew", "2000", "Set clock skew", re.compile(r"clock \+2 s")),
        ("Clock drift", "-500", "Set clock drift", re.compile("clock −")),
        ("Slow", "300", "Set processing time", "slow 300 ms"),
    ],
)
def test_a_clock_or_a_pace_is_set_by_form(lab: LabPage, field: str, value: str, button: str, badge: str) -> None:
    lab.choose("n3")
    lab.page.get_by_role("spinbutton", name=field).fill(value)
    lab.button(button).click()
    expect(lab.page.locator(".badges[data-of=n3] .badge")).to_have_text(badge)


def test_links_are_made_slow_lossy_and_doubling_by_form(lab: LabPage) -> None:
    panel = lab.faults("Latency", "Loss and duplication")
    latency = panel.locator("[data-form=latency]")
    latency.get_by_role("combobox", name="Link").select_option("n1>n2")
    latency.get_by_role("combobox", name="Distribution").select_option("constant")
    latency.get_by_role("spinbutton", name="Low").fill("400")
    latency.get_by_role("spinbutton", name="High").fill("400")
    lab.button("Set latency").click()
    expect(lab.event("latency of n1 to n2 is now 400 ms")).to_have_count(1)
    panel.get_by_role("spinbutton", name="Lost").fill("12.5")
    lab.button("Set loss").click()
    expect(lab.event("every link now loses 125 of 1000 messages")).to_have_count(1)
    panel.get_by_role("spinbutton", name="Duplicated").fill("100")
    lab.button("Set duplication").click()
    expect(lab.event("every link now doubles 1000 of 1000 messages")).to_have_count(1)


def test_clients_act_by_themselves_when_told_to(lab: LabPage) -> None:
    panel = lab.faults("Workload")
    panel.get_by_role("combobox", name="Each client").select_option("200")
    lab.button("Set workload").click()
    lab.hurry()
    expect(lab.operation("carol#2")).to_have_count(1)


def queries(lab: LabPage) -> None:
    """Time stands still while n1 asks the others. The store to n2 lies on top, clear of the reply."""
    lab.pause()
    lab.invoke("write", "n1")
    lab.button("Step").click()
    expect(lab.message("query x? from n1")).to_have_count(4)


def test_a_message_is_grabbed_and_dropped_into_the_bin(lab: LabPage) -> None:
    queries(lab)
    mark = lab.centre(lab.message("store x=1 from n1 to n2"))
    lab.page.mouse.move(*mark)
    lab.page.mouse.down()
    lab.page.mouse.move(mark[0] - 30, mark[1] + 30, steps=4)
    lab.page.mouse.move(*lab.centre(lab.page.get_by_text("Let go here to drop it")), steps=6)
    lab.page.mouse.up()
    expect(lab.event("store x=1 from n1 to n2 is dropped manually")).to_have_count(1)
    expect(lab.message("store x=1 from n1")).to_have_count(3)


def test_a_message_let_go_elsewhere_travels_on(lab: LabPage) -> None:
    queries(lab)
    mark = lab.centre(lab.message("store x=1 from n1 to n2"))
    lab.drag(mark, beyond(lab.centre(lab.node("n1")), mark, 2))
    expect(lab.message("store x=1 from n1")).to_have_count(4)


def test_a_message_is_delivered_delayed_duplicated_and_dropped_from_the_keyboard(lab: LabPage) -> None:
    queries(lab)
    press = lab.page.keyboard.press
    lab.tab_to(lab.message("query x? from n1 to n2"))
    press("Enter")
    expect(lab.button("Deliver now")).to_be_focused()
    press("Enter")
    expect(lab.event("n2 receives query x? from n1")).to_have_count(1)

    lab.tab_to(lab.message("query x? from n1 to n3"))
    press("Enter")
    lab.tab_to(lab.button("Duplicate"))
    press("Enter")
    expect(lab.message("query x? from n1 to n3")).to_have_count(2)

    lab.tab_to(lab.message("query x? from n1 to n4"))
    press("Enter")
    lab.tab_to(lab.page.get_by_role("spinbutton", name="Delay by"))
    press("ControlOrMeta+a")
    lab.page.keyboard.type("5000")
    press("Enter")
    expect(lab.event("query x? from n1 to n4 is delayed")).to_have_count(1)
    expect(lab.message("query x? from n1 to n4, arrives at 5.")).to_have_count(1)

    lab.tab_to(lab.message("query x? from n1 to n5"))
    press("Delete")
    expect(lab.event("query x? from n1 to n5 is dropped manually")).to_have_count(1)


def test_the_card_of_a_message_says_it_in_words_and_its_names_on_demand(lab: LabPage) -> None:
    lab.pause()
    lab.invoke("write", "n1")
    lab.button("Step").click()
    lab.message("store x=1 from n1 to n2").press("Enter")
    card = lab.page.locator("message-menu")
    expect(card.get_by_role("heading")).to_have_text("store x=1")
    expect(card).to_contain_text("from n1 to n2, for alice's write x = 1")
    names = card.locator(".names")
    expect(names).not_to_be_visible()
    card.get_by_text("Its names in the log").click()
    expect(names).to_contain_text(re.compile(r"^n1>n2#\d+:store · alice#1$"))
