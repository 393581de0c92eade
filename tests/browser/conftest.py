"""Visitors beyond the first, and labs to start from."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.lab_page import LabPage, open_lab
from tests.browser_sessions import BrowserSessions

ACTION_MS_MAX = 10_000
expect.set_options(timeout=ACTION_MS_MAX)

Visit = Callable[..., Page]


@pytest.fixture
def lab(page: Page) -> LabPage:
    """The first lab of the catalogue: five nodes, R = W = 1."""
    page.set_default_timeout(ACTION_MS_MAX)
    return open_lab(page)


@pytest.fixture
def visit(
    browser_sessions: BrowserSessions, watch_page: Callable[[Page], Page], page_problems: list[str]
) -> Iterator[Visit]:
    """Opens a page in a browser session of its own, with a screen of its own."""
    with ExitStack() as stack:

        def open_page(**options: Any) -> Page:
            page = watch_page(stack.enter_context(browser_sessions.page(**options)))
            page.set_default_timeout(ACTION_MS_MAX)
            return page

        yield open_page
    assert not page_problems, "\n".join(page_problems)
