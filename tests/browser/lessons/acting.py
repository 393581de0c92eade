"""What several lessons have in common, done as someone at a screen does it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from playwright.sync_api import expect

from tests.browser.agreement.agreement_page import row
from tests.browser.lesson_page import REACHED_MS_MAX, LessonPage

THREE = ("n1", "n2", "n3")


def hold(step: LessonPage, value: str, nodes: Iterable[str] = THREE, key: str = "x") -> None:
    """Wait until each of these nodes shows that it holds this value."""
    for node in nodes:
        pattern = re.compile(rf"{key} = {re.escape(value)}([,;]|$)")
        expect(step.node(node)).to_have_accessible_name(pattern, timeout=REACHED_MS_MAX)


def be_refused_then_answered(step: LessonPage) -> None:
    """Be refused on the smaller side of a cut, and replay with R = W = 1: then everybody answers."""
    step.cut_off("n4", "n5")
    step.play()
    step.invoke("write", "n1")
    step.ended("alice#1")
    step.invoke("read", "n4", client="bob")
    step.expect_reached("gets no answer")
    step.set_dials(R=1, W=1)
    step.replay(2)
    step.expect_passed()
    step.find("bob#1")
    step.expect_explained()


def restart_once_crashed(step: LessonPage, node: str) -> None:
    """Wait until the board says that a node has crashed, and restart it."""
    expect(row(step.page, node)).to_contain_text("crashed", timeout=REACHED_MS_MAX)
    step.choose(node)
    step.button(f"Restart {node}").first.click()


def skew(step: LessonPage, node: str, ms: int) -> None:
    """Set a node's clock off true time, in the inspector."""
    step.choose(node)
    step.page.get_by_role("spinbutton", name="Clock skew").fill(str(ms))
    step.button("Set clock skew").click()
    expect(step.event(f"{node} has its clock set").first).to_be_visible()


def replay_with(step: LessonPage, run: int, **choices: str) -> None:
    """Choose in the lists under Guarantee, named as here with blanks for underscores, and replay."""
    step.page.get_by_role("tab", name="Guarantee").click()
    for name, choice in choices.items():
        step.page.get_by_role("combobox", name=name.replace("_", " ")).select_option(choice)
    step.replay(run)


def change(step: LessonPage, operation: str, value: str, node: str, client: str = "alice") -> None:
    """Ask for an operation of a replicated type, and wait until it has ended ok."""
    form = step.page.locator("operation-form")
    form.get_by_role("combobox", name="Client").select_option(client)
    form.get_by_role("combobox", name="Node").select_option(node)
    form.get_by_role("radio", name=operation).check()
    form.locator("input[name=value]").fill(value)
    before = step.operations.count()
    form.locator("[type=submit]").click()
    expect(step.operations).to_have_count(before + 1)
    expect(step.operations.first).to_contain_text("ok")


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


def happens(step: LessonPage, text: str, *, nodes: str = "") -> None:
    """Wait until the log tells of something; with `nodes` (`[2-5]`), until one of these nodes does it."""
    field = step.page.get_by_role("searchbox", name="Filter events")
    field.fill(text)
    told = re.compile(rf"n{nodes} {re.escape(text)}") if nodes else text
    expect(step.event(told).first).to_be_visible(timeout=REACHED_MS_MAX)
    field.fill("")
