"""Lessons of the unit on one log, walked on a page as wide as a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.lessons.test_election import test_election_is_walked as walk_election
from tests.browser.lessons.test_fail_over import test_fail_over_is_walked as walk_fail_over
from tests.browser.lessons.test_paxos import test_paxos_is_walked as walk_paxos

PHONE = {"width": 390, "height": 844}


@pytest.mark.parametrize(
    "walk",
    [
        walk_election,
        pytest.param(walk_fail_over, marks=pytest.mark.sweep),
        pytest.param(walk_paxos, marks=pytest.mark.sweep),
    ],
    ids=["election", "fail-over", "paxos"],
)
def test_a_lesson_is_walked_on_a_phone(page: Page, walk: Callable[[Page], None]) -> None:
    page.set_viewport_size(PHONE)
    walk(page)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
