"""Time in the learner's hands: back, forward, from any moment on otherwise, side by side, shared."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.conftest import ACTION_MS_MAX, Visit
from tests.browser.lab_page import LabPage, open_lab
from tests.browser.prepared_runs import open_run

STEPS_MAX = 60


@pytest.fixture
def lab(page: Page) -> LabPage:
    """Alice writes beside a cut, bob reads beyond it; the run is paused."""
    page.set_default_timeout(ACTION_MS_MAX)
    return open_run(page, "a read misses the second of two writes")


@contextmanager
def serving(*bodies: str) -> Iterator[list[str]]:
    """A site of its own, another than Lightcone's: the address of a page for each body."""

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(bodies[int(self.path[1:])].encode() if self.path[1:].isdecimal() else b"")

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    site = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    Thread(target=site.serve_forever, daemon=True).start()
    yield [f"http://127.0.0.1:{site.server_port}/{place}" for place in range(len(bodies))]
    site.shutdown()
    site.server_close()


def shown(lab: LabPage) -> tuple[str, str]:
    """What is shown of a node and of the time."""
    return lab.node("n4").get_attribute("aria-label") or "", lab.page.locator("lab-transport time").inner_text()


def back_to(lab: LabPage, text: str) -> None:
    """Step back, event by event, until the last event shown has these words."""
    newest = lab.page.locator("event-log li").first
    for _ in range(STEPS_MAX):
        if text in newest.inner_text():
            return
        before = newest.inner_text()
        lab.page.keyboard.press(",")
        expect(newest).not_to_have_text(before)
    raise AssertionError(f"no event says {text!r}")


def test_from_a_stale_read_to_what_would_have_prevented_it_and_on_to_whoever_has_the_link(
    lab: LabPage, visit: Visit
) -> None:
    """The whole way: verdict, cycle, the lost message, a fork in which it arrives, both branches, and the link."""
    page = lab.page
    lab.show("Diagram")
    lab.button("Linearizable: violated").click()
    lab.button("Show on the diagram").click()
    expect(page.locator("space-time .layer-verdict")).to_contain_text("finished before")

    page.get_by_role("combobox", name="Step by").select_option("fault")
    lab.show("Operations")
    back_to(lab, "store x=7 from n1 to n4 is blocked by the partition")
    page.get_by_role("combobox", name="Step by").select_option("event")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press(",")
    expect(lab.message("store x=7 from n1 to n4")).to_have_count(1)
    expect(page.locator("lab-session")).to_have_attribute("data-past", "")

    lab.button("Fork here").click()
    expect(lab.runs).to_have_count(2)
    expect(lab.runs.nth(1)).to_have_attribute("aria-current", "true")
    expect(lab.runs.nth(1)).to_contain_text("forked from run 1 at")
    lab.message("store x=7 from n1 to n4").press("Enter")
    lab.button("Deliver now").click()
    lab.play()
    expect(lab.node("n4")).to_have_accessible_name(re.compile("x = 7"))
    lab.invoke("read", "n4", client="bob")
    expect(lab.operation("bob#1")).to_contain_text("→ 7")
    lab.pause()
    expect(lab.button("Linearizable: kept so far")).to_be_visible()

    lab.button("Branches").click()
    for number in (1, 2):
        expect(page.get_by_role("checkbox", name=f"Compare run {number}")).to_be_checked()
    page.get_by_role("checkbox", name="Compare run 2").uncheck()
    expect(lab.button("Compare")).to_be_disabled()
    page.get_by_role("checkbox", name="Compare run 2").check()
    lab.button("Compare").click()
    expect(page.locator("compare-runs[data-ready]")).to_be_attached()
    expect(page.locator(".difference-headline")).to_contain_text("linearizable")
    expect(page.locator("[data-operation='bob#1'][data-differs]")).to_have_count(2)
    expect(page.get_by_role("row").filter(has_text="bob#1")).to_contain_text("stale")
    columns = page.locator(".compare-column")
    expect(columns.nth(0).locator("[data-model=linearizable][data-question=replicated]")).to_have_attribute(
        "data-state", "violated"
    )
    expect(columns.nth(1).locator("[data-model=linearizable][data-question=replicated]")).to_have_attribute(
        "data-state", "holds"
    )
    lab.button("Share").click()
    lab.button("Share this moment").click()
    link = page.get_by_label(re.compile("^Link: 2 side by side")).input_value()

    other = visit()
    other.goto(link)
    expect(other.locator("compare-runs[data-ready]")).to_be_attached()
    assert other.locator(".difference-headline").inner_text() == page.locator(".difference-headline").inner_text()
    for column in (0, 1):
        for part in ("verdict-chips", "h2"):
            assert (
                other.locator(f".compare-column {part}").nth(column).inner_text()
                == page.locator(f".compare-column {part}").nth(column).inner_text()
            )


def test_a_shared_moment_shows_a_stranger_the_same_event_at_the_same_moment(lab: LabPage, visit: Visit) -> None:
    lab.show("Diagram")
    back_to(lab, "bob invokes read x at n4")
    page = lab.page
    sentence = page.locator("space-time .sentence").inner_text()
    here = shown(lab)
    lab.button("Share").click()
    lab.button("Share this moment").click()
    link = page.get_by_label(re.compile("^Link: Run 1 at")).input_value()

    other = visit()
    other.goto(link)
    expect(other.locator("recorded-run[data-ready]")).to_be_attached()
    expect(other.locator("space-time .sentence")).to_have_text(sentence)
    assert other.get_by_role("button", name=re.compile("^n4, ")).get_attribute("aria-label") == here[0]
    expect(other.locator("lab-transport time")).to_have_text(here[1])
    other.get_by_role("button", name="End", exact=True).click()
    expect(other.get_by_role("button", name="Linearizable: violated")).to_be_visible()
    other.get_by_role("button", name="Fork to try").click()
    forked = LabPage(other)
    expect(forked.operation("alice#2")).to_contain_text("ok")
    expect(other.locator("lab-transport time")).to_have_text(here[1])
    forked.play()
    expect(forked.operation("bob#1")).to_contain_text("→ 4")


def test_every_way_back_shows_what_was_there_and_now_leads_back(lab: LabPage) -> None:
    page = lab.page
    present = shown(lab)
    scrub = page.get_by_role("slider", name="Moment of the run")
    scrub.fill("0")
    expect(lab.node("n1")).to_have_accessible_name(re.compile("x = ∅"))
    expect(lab.operations).to_have_count(0)
    expect(page.locator("event-log li")).to_have_count(5)
    page.get_by_role("combobox", name="Step by").select_option("operation")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press(".")
    expect(lab.operation("alice#1")).to_contain_text("open")
    page.keyboard.press(".")
    expect(lab.operation("alice#1")).to_contain_text("ok")
    page.get_by_role("combobox", name="Step by").select_option("violation")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press(".")
    expect(lab.operation("bob#1")).to_contain_text("→ 4")
    page.keyboard.press(",")
    expect(lab.operation("bob#1")).to_contain_text("→ 4")
    scrub.press("Home")
    scrub.press("PageUp")
    expect(page.locator("lab-transport time")).to_have_text("1.000 s")
    scrub.press("ArrowRight")
    lab.button("Now").click()
    assert shown(lab) == present


def test_the_past_is_looked_at_and_not_changed(lab: LabPage) -> None:
    lab.page.keyboard.press(",")
    lab.invoke("write", "n1", value="9")
    expect(lab.page.locator("toast-stack")).to_contain_text("You are looking at an earlier moment.")
    lab.page.keyboard.press("n")
    expect(lab.operations).to_have_count(3)


def test_the_past_plays_again_up_to_the_present(lab: LabPage) -> None:
    lab.hurry()
    lab.page.get_by_role("slider", name="Moment of the run").fill("10")
    lab.page.evaluate("document.activeElement.blur()")
    lab.page.keyboard.press("Space")
    expect(lab.operation("bob#1")).to_contain_text("→ 4")
    expect(lab.page.locator("lab-session[data-past]")).to_have_count(0)
    expect(lab.page.locator("lab-transport .paused")).to_have_text("paused")


def test_what_the_last_event_changed_is_marked_at_every_moment(lab: LabPage) -> None:
    lab.node("n1").press("Enter")
    inspector = lab.page.locator("node-inspector")
    back_to(lab, "n1 receives request x=7 from alice")
    expect(inspector.locator(".last")).to_contain_text("n1 receives request x=7 from alice")
    expect(inspector.locator("[data-changed]")).not_to_have_count(0)
    changed = inspector.locator("[data-changed] dt").all_inner_texts()
    lab.page.keyboard.press(".")
    lab.page.keyboard.press(",")
    assert inspector.locator("[data-changed] dt").all_inner_texts() == changed


def test_a_reload_in_the_past_comes_back_to_the_present_with_nothing_lost(lab: LabPage) -> None:
    lab.page.keyboard.press(",")
    lab.page.reload()
    again = LabPage(lab.page)
    expect(again.operation("bob#1")).to_contain_text("→ 4")
    expect(lab.page.locator("space-time")).to_have_attribute("data-complete", "true")
    lab.page.keyboard.press(",")
    expect(lab.page.locator("lab-session")).to_have_attribute("data-past", "")


def test_offline_the_past_can_still_be_looked_at(lab: LabPage, page_problems: list[str]) -> None:
    lab.page.context.set_offline(True)
    lab.expect_state("offline")
    back_to(lab, "bob invokes read x at n4")
    expect(lab.operation("bob#1")).to_contain_text("open")
    lab.page.context.set_offline(False)
    lab.expect_state("live")
    expect(lab.page.locator("lab-session")).to_have_attribute("data-past", "")
    page_problems.clear()


def test_a_double_click_forks_once(lab: LabPage) -> None:
    lab.page.keyboard.press(",")
    lab.button("Fork here").dblclick()
    expect(lab.runs).to_have_count(2)
    lab.page.reload()
    LabPage(lab.page)
    expect(lab.runs).to_have_count(2)


def test_a_watcher_goes_back_alone_and_cannot_fork(lab: LabPage, visit: Visit) -> None:
    lab.button("Share").click()
    lab.button("Make a link").click()
    link = lab.page.get_by_label("Link: watch only").input_value()
    other = visit()
    other.goto(link)
    watcher = LabPage(other)
    expect(other.locator("space-time")).to_have_attribute("data-complete", "true")
    expect(watcher.button("Fork here")).to_have_count(0)
    back_to(watcher, "bob invokes read x at n4")
    expect(watcher.operation("bob#1")).to_contain_text("open")
    expect(lab.operation("bob#1")).to_contain_text("→ 4")


def test_the_same_schedule_is_shown_under_other_modes_on_one_clock(lab: LabPage, axe: Callable[[Page], None]) -> None:
    page = lab.page
    lab.button("Change or compare protocols…").click()
    page.get_by_role("link", name="Replay this run under other protocols, side by side").click()
    for mode in ("Majorities", "The first answer wins", "Last writer wins, hybrid clock"):
        page.get_by_role("checkbox", name=mode, exact=True).check()
    lab.button("Compare").click()
    expect(page.locator("compare-runs[data-ready]")).to_be_attached()
    expect(page.locator("recorded-run")).to_have_count(3)
    expect(page.locator(".difference-headline")).to_contain_text("With the same commands, ")
    page.get_by_role("slider", name="Moment of the run").fill("0")
    expect(page.locator("recorded-run[data-past]")).to_have_count(3)
    for node in page.locator("recorded-run").get_by_role("img", name=re.compile("^n1, ")).all():
        expect(node).to_have_accessible_name(re.compile("x = ∅"))
    axe(page)


def test_a_run_is_saved_and_opened_again(lab: LabPage, visit: Visit) -> None:
    page = lab.page
    here = shown(lab)
    lab.button("Share").click()
    with page.expect_download() as saved:
        page.get_by_role("link", name="Run", exact=True).click()
    file = saved.value.path()
    assert json.loads(file.read_text())["format"] == "lightcone-run"
    other = visit()
    other.goto("/labs/")
    other.get_by_label("Open a run that was saved").set_input_files(file)
    other.get_by_role("button", name="Open", exact=True).click()
    opened = LabPage(other)
    expect(opened.operation("bob#1")).to_contain_text("→ 4")
    assert shown(opened) == here


def test_a_moment_can_be_framed_and_a_lab_cannot(lab: LabPage, visit: Visit, page_problems: list[str]) -> None:
    page = lab.page
    lab.button("Share").click()
    lab.button("Share this moment").click()
    page.get_by_text("Embed it in a page").click()
    code = page.get_by_label(re.compile("^Embed code")).input_value()
    host = visit()
    with serving(code, f'<iframe src="{page.url}"></iframe>') as (address, other_address):
        _frame(host, address, other_address)
    page_problems.clear()


def _frame(host: Page, address: str, other_address: str) -> None:
    host.goto(address)
    framed = host.frame_locator("iframe")
    expect(framed.locator("recorded-run[data-ready]")).to_be_attached()
    expect(framed.get_by_role("img", name=re.compile("^n4, "))).to_be_visible()
    expect(framed.get_by_role("link", name="Open in Lightcone")).to_be_visible()
    host.goto(other_address)
    expect(host.locator("iframe")).to_be_visible()
    expect(host.frame_locator("iframe").locator("body")).not_to_contain_text("Lightcone")


def test_the_printed_page_has_the_diagram_the_verdicts_and_the_operations(
    lab: LabPage, axe: Callable[[Page], None]
) -> None:
    page = lab.page
    page.goto(f"{page.url}runs/1/print/")
    diagram = page.get_by_role("img", name=re.compile("^Space-time diagram from 0.000 s"))
    expect(diagram).to_be_visible()
    for label in ("x=4", "x=7", "x→4"):
        expect(diagram.get_by_text(re.compile(f"^(read |write )?{'.?'.join(label)}")).first).to_be_visible()
    rules = "[...document.styleSheets].flatMap(({ cssRules }) => [...cssRules]).map(({ cssText }) => cssText)"
    assert any("@page" in rule and "margin: 15mm" in rule for rule in page.evaluate(rules))
    expect(page.get_by_role("row", name=re.compile("^Linearizable")).first).to_contain_text("violated")
    expect(page.get_by_role("row", name=re.compile("^bob#1"))).to_contain_text("read x → 4")
    expect(page.get_by_role("listitem").filter(has_text="partition")).to_have_count(1)
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Print")).to_be_hidden()
    page.emulate_media(media="screen")
    axe(page)


@pytest.mark.parametrize(
    ("viewport", "scheme"), [({"width": 360, "height": 740}, "light"), ({"width": 1280, "height": 720}, "dark")]
)
def test_every_page_of_a_recorded_run_is_accessible_and_fits_the_screen(
    visit: Visit, axe: Callable[[Page], None], viewport: ViewportSize, scheme: str
) -> None:
    page = visit(viewport=viewport, color_scheme=scheme, reduced_motion="reduce")
    lab = open_lab(page)
    lab.hurry()
    lab.invoke("write", "n1", value="4")
    expect(lab.operation("alice#1")).to_contain_text("ok")
    lab.pause()
    address = page.url
    page.keyboard.press(",")
    surface = page.evaluate("getComputedStyle(document.querySelector('.card')).backgroundColor")
    expect(lab.button("Fork here")).not_to_have_css("background-color", surface)
    for view in ("Diagram", "Table"):
        lab.show(view)
        axe(page)
    lab.in_header("Share").click()
    lab.button("Share this moment").click()
    link = page.get_by_label(re.compile("^Link: Run 1 at")).input_value()
    axe(page)
    for place in (link, link.replace("/moments/", "/embed/"), f"{link}print/"):
        page.goto(place)
        expect(page.locator("recorded-run[data-ready]")).to_be_attached()
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    page.goto(f"{address}compare/?run=1&mode=raft:log&mode=causal:lamport&mode=session:all")
    expect(page.locator("compare-runs[data-ready]")).to_be_attached()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def test_two_windows_look_at_different_moments_of_one_lab(lab: LabPage) -> None:
    second = lab.page.context.new_page()
    second.goto(lab.page.url)
    other = LabPage(second)
    expect(second.locator("space-time")).to_have_attribute("data-complete", "true")
    back_to(other, "bob invokes read x at n4")
    expect(other.operation("bob#1")).to_contain_text("open")
    expect(lab.operation("bob#1")).to_contain_text("→ 4")
    lab.button("Fork here").click()
    expect(lab.runs).to_have_count(2)
    expect(other.runs.nth(1)).to_have_attribute("aria-current", "true")
    expect(second.locator("lab-session[data-past]")).to_have_count(0)
    expect(other.operation("bob#1")).to_contain_text("→ 4")


def test_what_is_not_a_saved_run_is_refused_in_words(page: Page, page_problems: list[str], tmp_path: Path) -> None:
    page.goto("/labs/")
    file = tmp_path / "notes.json"
    file.write_text("not a run")
    page.get_by_label("Open a run that was saved").set_input_files(file)
    page.get_by_role("button", name="Open", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("This is not a JSON file.")
    page_problems.clear()
