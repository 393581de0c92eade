"""Time: play, pause, step, speed; two windows on one lab; earlier runs."""

import re

from playwright.sync_api import Page, WebSocketRoute, expect

from tests.browser.lab_page import LabPage, open_lab


def test_space_pauses_and_plays_and_a_dot_steps(lab: LabPage) -> None:
    lab.page.keyboard.press("Space")
    expect(lab.session).to_have_attribute("data-playing", "false")
    expect(lab.page.locator("lab-transport .paused")).to_be_visible()
    lab.page.keyboard.press("w")
    expect(lab.operation("alice#1")).to_contain_text("open")
    lab.page.keyboard.press(".")
    expect(lab.event("n1 receives")).to_have_count(1)
    lab.page.keyboard.press("Space")
    expect(lab.operation("alice#1")).to_contain_text("ok")


def test_the_speed_is_told_to_everyone(lab: LabPage, page: Page) -> None:
    second = page.context.new_page()
    second.goto(page.url)
    other = LabPage(second)
    lab.hurry()
    expect(second.locator("lab-transport output")).to_have_text("10×")
    other.pause()
    expect(lab.session).to_have_attribute("data-playing", "false")


def test_two_windows_on_one_lab_show_the_same(lab: LabPage, page: Page) -> None:
    second = page.context.new_page()
    second.goto(page.url)
    other = LabPage(second)
    lab.invoke("write", "n1", value="seen")
    for window in (lab, other):
        expect(window.operation("alice#1")).to_contain_text("write x = seen")
        expect(window.node("n1")).to_have_accessible_name(re.compile("x = seen"))


def test_earlier_runs_are_kept_and_can_be_returned_to(lab: LabPage) -> None:
    lab.hurry()
    lab.invoke("write", "n1")
    expect(lab.operation("alice#1")).to_contain_text("ok")
    lab.set_dials(R=2, W=4)
    lab.replay(2)
    runs = lab.page.get_by_role("navigation", name="Runs")
    expect(lab.runs).to_have_count(2)
    expect(runs.locator("[aria-current]")).to_contain_text("R=2")
    lab.invoke("write", "n2", client="bob")
    expect(lab.operation("bob#1")).to_have_count(1)
    runs.get_by_role("button", name="Run 1").click()
    expect(runs.locator("[aria-current]")).to_contain_text("R=1")
    expect(lab.operation("alice#1")).to_have_count(1)
    expect(lab.operation("bob#1")).to_have_count(0)
    expect(lab.page.get_by_role("slider", name="Read asks (R)")).to_have_value("1")


def test_the_same_writes_become_siblings_under_another_protocol(lab: LabPage) -> None:
    lab.pause()
    lab.invoke("write", "n1", value="left")
    lab.invoke("write", "n3", client="bob", value="right")
    page = lab.page
    page.get_by_role("combobox", name="Protocol").select_option("eventual")
    page.get_by_role("combobox", name="Conflict rule").select_option("siblings")
    lab.replay(2)
    lab.hurry()
    lab.play()
    both = re.compile("x = (left ∥ right|right ∥ left)")
    expect(lab.node("n2")).to_have_accessible_name(both)
    expect(page.locator(".badges[data-of=n2] .badge")).to_have_text("siblings: x")
    lab.invoke("read", "n2", client="carol")
    expect(lab.operation("carol#1")).to_contain_text(re.compile("→ (left ∥ right|right ∥ left)"))


def test_a_replay_that_takes_long_says_so(page: Page) -> None:
    held: list[tuple[WebSocketRoute, str | bytes]] = []

    def hold_replays(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        socket.on_message(
            lambda frame: held.append((server, frame)) if "change_scenario" in str(frame) else server.send(frame)
        )

    page.route_web_socket(re.compile("/ws/"), hold_replays)
    lab = open_lab(page)
    lab.button("Replay with these settings").click()
    expect(page.get_by_role("progressbar", name="Replaying")).to_be_visible()
    server, frame = held.pop()
    server.send(frame)
    expect(page.get_by_role("navigation", name="Runs").locator("[aria-current]")).to_contain_text("Run 2")
    expect(page.get_by_role("progressbar", name="Replaying")).to_be_hidden()
