"""The lesson «Can two proposers block each other?», walked by hand."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from tests.browser.agreement.test_paxos import propose
from tests.browser.lesson_page import begin
from tests.browser.lessons.acting import crash, replay_with


@pytest.mark.sweep
def test_paxos_is_walked(page: Page) -> None:
    step = begin(page, "paxos")
    step.predict("It is chosen, because two of three are a majority")
    crash(step, "a3")
    step.play()
    propose(step, "alice", "p1", "1")
    step.expect_passed()
    step.find_event(re.compile("a3 crashes"))
    step.expect_explained()

    step = step.next()
    step.predict("1")
    step.play()
    propose(step, "alice", "p1", "1")
    step.ended("alice#1")
    step.expect_because("A value goes over", "p1 is up. Crash it once acceptors have voted for its value.")
    crash(step, "p1")
    propose(step, "bob", "p2", "2")
    step.expect_passed()
    step.find_event(re.compile(r"p2 sends accept 1 in .* to a1"))
    step.expect_explained()

    step = step.next()
    step.predict("Only progress: nothing is chosen, and nothing wrong either")
    propose(step, "alice", "p1", "1")
    propose(step, "bob", "p2", "2")
    step.play()
    step.expect_reached("Ten ballots, and nothing is chosen")
    replay_with(step, 2, After_a_higher_ballot="random")
    step.expect_passed()
    step.expect_explained()
    step.answer_last("Each program waits for a random time before it tries again")
