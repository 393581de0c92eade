"""Browser sessions that tests take and give back.

Chromium keeps what it has loaded, and compiled, for one session only. A new session a test would load every module of
the page again, which takes longer than most tests. So a session given back is emptied of cookies and of all that pages
stored, and is then as new to the server as to the next test; its cache stays.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from tests.serving import ServerProcess

ALL_INSTRUMENTS = """
if (!localStorage.getItem("lightcone.instruments")) localStorage.setItem("lightcone.instruments", "all");
"""
"""A visitor who has chosen to see every instrument of a lab, as most tests need; the others ask for the basic view."""

ON_THE_PAGE = {"viewport", "color_scheme", "reduced_motion", "basic"}
"""What can be set on a page; the other options make sessions of another kind."""


class BrowserSessions:
    """The sessions of one browser with one server."""

    def __init__(self, browser: Browser, server: ServerProcess) -> None:
        self.browser = browser
        self.server = server
        self.idle: dict[str, list[BrowserContext]] = {}

    @contextmanager
    def page(self, **options: Any) -> Iterator[Page]:
        """A page in a session that nothing is known of; its addresses are relative to the server's."""
        kind = {name: value for name, value in options.items() if name not in ON_THE_PAGE}
        idle = self.idle.setdefault(json.dumps(kind, sort_keys=True), [])
        context = idle.pop() if idle else self.browser.new_context(base_url=self.server.url, **kind)
        yield self._new_page(context, options)
        for page in context.pages:
            page.close()
        context.set_offline(False)
        idle.append(context)

    def _new_page(self, context: BrowserContext, options: dict[str, Any]) -> Page:
        page = context.new_page()
        devtools = context.new_cdp_session(page)
        devtools.send("Storage.clearDataForOrigin", {"origin": self.server.url, "storageTypes": "all"})
        devtools.detach()
        context.clear_cookies()
        if not options.get("basic"):
            page.add_init_script(ALL_INSTRUMENTS)
        if "viewport" in options:
            page.set_viewport_size(options["viewport"])
        page.emulate_media(**{name: options[name] for name in ("color_scheme", "reduced_motion") if name in options})
        return page
