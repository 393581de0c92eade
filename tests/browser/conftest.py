"""Visitors beyond the first, and labs to start from."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.lab_page import LabPage, open_lab
from tests.serving import ServerProcess

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
    browser: Browser, server: ServerProcess, watch_page: Callable[[Page], Page], page_problems: list[str]
) -> Iterator[Visit]:
    """Opens a page in a browser session of its own, with a screen of its own."""
    with ExitStack() as stack:

        def open_page(**options: Any) -> Page:
            context = stack.enter_context(browser.new_context(base_url=server.url, **options))
            page = watch_page(context.new_page())
            page.set_default_timeout(ACTION_MS_MAX)
            return page

        yield open_page
    assert not page_problems, "\n".join(page_problems)
