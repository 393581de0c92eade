"""What the lessons on Raft have in common, done as someone at a screen does it."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.lesson_page import REACHED_MS_MAX, LessonPage


def crash(step: LessonPage, node: str) -> None:
    """Crash a node, in the inspector."""
    step.choose(node)
    step.button(f"Crash {node}").first.click()


def restart(step: LessonPage, node: str) -> None:
    """Restart a node, in the inspector."""
    step.choose(node)
    step.button(f"Restart {node}").first.click()


def run_out(step: LessonPage, node: str, timer: str = "election") -> None:
    """Let a timer of a node run out, in the inspector."""
    step.choose(node)
    controls = step.page.locator("node-controls:visible").first
    controls.get_by_role("combobox", name="Which timer").select_option(timer)
    with step.told():
        controls.get_by_role("button", name="Let it run out").click()


def happens(step: LessonPage, text: str | re.Pattern[str]) -> None:
    """Wait until the log tells of something."""
    step.page.get_by_role("searchbox", name="Filter events").fill(text if isinstance(text, str) else "")
    expect(step.event(text).first).to_be_visible(timeout=REACHED_MS_MAX)
    step.page.get_by_role("searchbox", name="Filter events").fill("")
