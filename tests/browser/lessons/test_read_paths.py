"""The lesson «Why is reading hard?», walked by hand."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.lesson_page import REACHED_MS_MAX, LessonPage, begin
from tests.browser.lessons.acting import happens


def drift(step: LessonPage, node: str, per_mille: int) -> None:
    """Let the clock of a node run too fast or too slow, in the inspector."""
    step.choose(node)
    step.page.get_by_role("spinbutton", name="Clock drift").fill(str(per_mille))
    step.button("Set clock drift").click()


@pytest.mark.sweep
def test_read_paths_are_walked(page: Page) -> None:
    step = begin(page, "read-paths")
    step.predict("Any node, n1 as well")
    step.play()
    happens(step, "n1 sends append no-op")
    step.cut_off("n1", "n2")
    happens(step, "sends append no-op", nodes="[3-5]")
    step.invoke("write", "n3")
    step.ended("alice#1")
    step.invoke("read", "n2", client="bob")
    step.expect_passed()
    step.find("bob#1")
    step.expect_explained()

    step = step.next()
    step.predict("The old value", hurry=False)
    page.get_by_role("slider", name="Speed").fill("20")
    step.play()
    happens(step, "sends append no-op", nodes="[2-5]")
    step.pause()
    step.invoke("write", "n3")
    step.show("Operations")
    step.play()
    expect(step.operation("alice#1")).to_contain_text("ok", timeout=REACHED_MS_MAX)
    step.pause()
    step.invoke("read", "n1", client="bob")
    step.play()
    step.expect_passed()
    step.find("bob#1")
    step.expect_explained()

    step = step.next()
    step.predict("Nothing, as long as it is alone")
    step.page.get_by_role("tab", name="Guarantee").click()
    step.page.get_by_role("combobox", name="Reads by").select_option("read_index")
    step.replay(2)
    step.play()
    drift(step, "n1", -500)
    step.cut_off("n1")
    happens(step, "sends append no-op", nodes="[2-5]")
    step.invoke("write", "n3")
    step.ended("alice#1")
    for number, node in enumerate(("n4", "n5"), 1):
        step.invoke("read", node, client="carol")
        step.ended(f"carol#{number}")
    step.invoke("write", "n3")
    step.invoke("read", "n1", client="bob")
    step.expect_passed()
    step.expect_explained()
    step.answer_last("Clocks may be wrong, but they must run about equally fast")
