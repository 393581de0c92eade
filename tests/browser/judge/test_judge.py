"""A history from elsewhere, judged in the browser: brought, seen, asked about, shared, saved."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.judge.judge_page import JUDGED_MS_MAX, MAELSTROM, History, JudgePage, example, fits, many
from tests.live.serving.test_jobs import long_history

PHONE = {"width": 360, "height": 740}
LAPTOP = {"width": 1280, "height": 720}
BROKEN = (
    '{"ops": [\n  {"process": 0, "f": "write", "value": 1, "start": 0},\n  {"process": 1, "f": "read", "value": 1}\n]}'
)


# Bringing


def test_a_pasted_maelstrom_history_opens_on_its_clash_and_each_edge_leads_to_its_operations(page: Page) -> None:
    history = JudgePage(page).bring(MAELSTROM)
    expect(page.locator(".read-as summary")).to_contain_text("a register with 2 keys, 5 operations of 3 sessions")
    expect(history.reason.get_by_role("heading", name="Why not linearizable?")).to_be_visible()
    expect(history.edges.first).to_be_visible()
    assert history.clash.count() >= 2
    history.edge(0).click()
    expect(history.edges.nth(0)).to_have_attribute("data-chosen", "")
    expect(history.diagram.locator(".clash-bar[data-in-edge]")).to_have_count(2)
    history.model("Sequential", "violated").click()
    expect(history.reason.get_by_role("heading", name="Why not sequential?")).to_be_visible()
    expect(history.reason.locator(".explanation")).to_contain_text("#2")
    history.reason.locator(".explanation .link").first.click()
    expect(history.sentence).to_contain_text("of session")
    page.goto("/check/")
    expect(page.locator(".your-histories li")).to_have_count(1)
    expect(page.get_by_role("textbox", name="Paste a history")).to_have_value("")


def test_a_two_megabyte_file_shows_its_progress_and_can_be_cancelled(page: Page) -> None:
    judge = JudgePage(page)
    text = many(17_000, note="x" * 20)
    assert 1_900_000 < len(text) < 2 * 1024 * 1024
    file = {"name": "big.json", "mimeType": "application/json", "buffer": text.encode()}
    page.get_by_label("or choose a file").set_input_files(file)
    judge.judge()
    expect(page.get_by_role("progressbar")).to_be_visible()
    page.reload()
    expect(page.get_by_role("progressbar")).to_be_visible()
    page.get_by_role("button", name="Cancel").click()
    expect(judge.note).to_contain_text("Cancelled.")


def test_a_broken_history_is_told_with_its_line_and_nothing_pasted_is_lost(page: Page) -> None:
    judge = JudgePage(page)
    judge.text.fill(BROKEN)
    judge.judge()
    expect(judge.note).to_contain_text("line 3", timeout=30_000)
    expect(page.locator(".mistake-lines [data-wrong] code")).to_have_text('  {"process": 1, "f": "read", "value": 1}')
    expect(judge.text).to_have_value(BROKEN)
    page.reload()
    expect(judge.text).to_have_value(BROKEN)
    expect(page.locator(".mistake-lines [data-wrong] code")).to_be_visible()


def test_a_long_text_is_pasted_at_once(page: Page) -> None:
    judge = JudgePage(page)
    judge.paste(many(2_000))
    expect(judge.text).to_have_value(re.compile('"k39"'))


def test_another_tab_takes_over_and_the_first_is_told(page: Page) -> None:
    first = JudgePage(page)
    first.text.fill(long_history(40))
    first.judge()
    expect(page.get_by_role("progressbar")).to_be_visible()
    other = page.context.new_page()
    JudgePage(other).bring(MAELSTROM)
    expect(first.note).to_contain_text("which replaced this one")
    other.close()


DROP = """(file) => {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([file.text], file.name));
  for (const kind of ["dragover", "drop"])
    document.body.dispatchEvent(new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true }));
}"""


def test_a_file_is_dropped_anywhere_and_examples_stay_at_hand_after_a_verdict(
    page: Page, axe: Callable[[Page], None]
) -> None:
    judge = JudgePage(page)
    page.evaluate(DROP, {"text": MAELSTROM, "name": "first.edn"})
    first = judge.opened()
    expect(page.get_by_role("heading", name="first.edn")).to_be_visible()
    page.get_by_role("button", name="Judge another").click()
    axe(page)
    page.get_by_role("link", name="A read misses a finished write").click()
    expect(page.get_by_role("heading", name="A read misses a finished write", level=1)).to_be_visible()
    page.evaluate(DROP, {"text": MAELSTROM, "name": "second.edn"})
    expect(page.get_by_role("heading", name="second.edn")).to_be_visible(timeout=JUDGED_MS_MAX)
    expect(first.model("Linearizable", "violated")).to_be_visible()


def test_an_empty_file_is_told_that_it_is_empty(page: Page) -> None:
    judge = JudgePage(page)
    page.evaluate(DROP, {"text": "", "name": "nothing.json"})
    expect(judge.note).to_contain_text("The file is empty.")


def test_a_clause_and_an_edge_of_a_reason_light_their_operations(page: Page) -> None:
    history = example(page, "stale-read")
    lit = history.diagram.locator(".lit-bar")
    expect(lit).to_have_count(0)
    history.reason.locator("[data-clause]").filter(has_text="finished before").first.hover(position={"x": 2, "y": 4})
    expect(lit).not_to_have_count(0)
    history.edge(0).focus()
    expect(lit).to_have_count(2)
    expect(history.diagram.locator(".edge[data-lit]")).to_have_count(1)
    page.get_by_role("button", name="Judge another").focus()
    expect(lit).to_have_count(0)


def test_an_empty_form_is_answered_in_words(page: Page) -> None:
    judge = JudgePage(page)
    judge.judge()
    expect(judge.note).to_contain_text("Choose a file, or paste a history.")


def test_a_choice_is_read_the_other_way_with_one_click(page: Page) -> None:
    history = example(page, "old-log")
    expect(history.model("Linearizable", "violated")).to_be_visible()
    page.get_by_text("1 choice to check").click()
    page.get_by_role("button", name="Judge again with --failed-cas failed").click()
    page.wait_for_url(re.compile(r"/check/[\w-]{20,}/"), timeout=60_000)
    expect(History(page).model("Linearizable", "holds")).to_be_visible()


# Kept, shared, deleted, saved


def test_a_history_is_kept_shared_revoked_and_deleted(page: Page, visit: Visit, page_problems: list[str]) -> None:
    history = JudgePage(page).bring(MAELSTROM)
    history.model("Sequential", "violated").click()
    address = page.url
    page.get_by_role("button", name="Share").click()
    page.get_by_role("button", name="Make a link").click()
    link = page.get_by_role("textbox", name="Link to this history").input_value()
    stranger = visit()
    assert stranger.goto(address.partition("#")[0]).status == 404  # type: ignore[union-attr]
    stranger.goto(f"{link}#model=sequential")
    shown = History(stranger)
    expect(shown.reason.get_by_role("heading", name="Why not sequential?")).to_be_visible()
    expect(stranger.get_by_role("button", name="Delete")).to_have_count(0)
    page.get_by_role("button", name="Revoke the link").click()
    expect(page.get_by_role("button", name="Make a link")).to_be_visible()
    assert stranger.goto(link).status == 404  # type: ignore[union-attr]
    page.get_by_role("dialog").get_by_role("button", name="Close").click()
    page.locator(".read-as summary").click()
    expect(page.locator(".read-as")).to_contain_text("If nobody opens it for 30 days, it is deleted")
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Delete it").click()
    expect(page.get_by_role("heading", name="Your histories")).to_be_visible()
    expect(page.locator(".your-histories li")).to_have_count(0)
    page_problems[:] = [each for each in page_problems if "status of 404" not in each]


def test_the_diagram_is_saved_as_a_picture_and_the_history_as_json_that_is_judged_the_same(
    page: Page, tmp_path: Path
) -> None:
    history = JudgePage(page).bring(MAELSTROM)
    saved = {}
    for ending, name in (
        ("svg", "SVG, what is shown"),
        ("png", "PNG, what is shown"),
        ("json", "JSON, the whole history"),
    ):
        history.press("Save")
        with page.expect_download() as download:
            page.get_by_text(name, exact=True).click()
        path = tmp_path / f"saved.{ending}"
        download.value.save_as(path)
        saved[ending] = path.read_bytes()
    assert saved["png"].startswith(b"\x89PNG")
    assert b"finished before" in saved["svg"]
    assert b"Why not linearizable?" in saved["svg"]
    assert b"var(--" not in saved["svg"]
    again = JudgePage(page).bring(saved["json"].decode())
    expect(again.model("Linearizable", "violated")).to_be_visible()
    expect(again.model("Sequential", "violated")).to_be_visible()


# For everybody


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_the_judge_have_no_accessibility_violations(
    visit: Visit, axe: Callable[[Page], None], scheme: str
) -> None:
    page = visit(color_scheme=scheme)
    page.goto("/check/")
    axe(page)
    history = example(page, "jepsen-edn")
    axe(page)
    history.press("Linearization points")
    expect(history.hand).to_be_visible()
    page.locator(".read-as summary").click()
    axe(page)
    history.press("Table")
    axe(page)
    example(page, "stale-read", "#model=sequential")
    axe(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_shows_the_diagram_and_what_is_below_it(visit: Visit, axe: Callable[[Page], None], scheme: str) -> None:
    page = visit(viewport=PHONE, has_touch=True, color_scheme=scheme, reduced_motion="reduce")
    history = example(page, "both-enter")
    assert fits(page)
    expect(history.clash.first).to_be_visible()
    history.edge(1).click()
    expect(history.edges.nth(1)).to_have_attribute("data-chosen", "")
    axe(page)
    page.goto("/check/")
    assert fits(page)
    axe(page)


def test_a_laptop_shows_all_of_it_without_scrolling_the_page(visit: Visit) -> None:
    page = visit(viewport=LAPTOP)
    example(page, "jepsen-edn")
    assert page.evaluate("document.documentElement.scrollHeight <= document.documentElement.clientHeight")
