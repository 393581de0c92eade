"""A lab of an agreement protocol as someone at a screen uses it: board, crash points, and a link to a moment."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import ACTION_MS_MAX
from tests.browser.lab_page import LabPage, open_lab


def agreement_lab(page: Page, title: str) -> LabPage:
    """A new lab from the catalogue, ready."""
    page.set_default_timeout(ACTION_MS_MAX)
    return open_lab(page, title)


def invariant(page: Page, title: str) -> Locator:
    """What the board says of an invariant."""
    return page.locator("invariant-board li").filter(has=page.get_by_text(title, exact=True))


def row(page: Page, node: str) -> Locator:
    """What the board shows of a node."""
    return page.locator(f"invariant-board tr[data-node={node}]")


def crash_at(lab: LabPage, point: str, node: str = "") -> None:
    """Arm a crash between two steps."""
    lab.faults()
    of_node = f"[data-node={node}]" if node else ""
    lab.page.locator(f"crash-points button{of_node}").filter(has_text=point).first.click()
    expect(lab.page.locator("crash-points [role=status]")).to_contain_text(point)


def shared_moment(lab: LabPage) -> str:
    """A link to the moment that is shown."""
    lab.button("Share").click()
    lab.button("Share this moment").click()
    address = lab.page.get_by_label(re.compile("^Link: Run 1 at")).input_value()
    lab.page.keyboard.press("Escape")
    return address
