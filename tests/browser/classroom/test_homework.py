"""Homework in a browser: four lessons at once, and learners who see when they close, by their own clocks."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.classroom.test_closed_exercise import sit_down
from tests.browser.classroom.test_dashboard import opened
from tests.browser.conftest import Visit
from tests.classroom.school import LESSON, STEP, Learner, Teacher
from tests.serving import ServerProcess

CLICKS_MAX = 8
FOUR = ("Causal", "Eventual", "Sequential", "Saga")


@pytest.fixture(scope="module")
def teacher(server: ServerProcess) -> Teacher:
    return Teacher(server, "yuri")


def closes_in(teacher: Teacher, minutes: int) -> datetime:
    """Set when the first exercise closes."""
    at = (datetime.now(UTC) + timedelta(minutes=minutes)).replace(second=0, microsecond=0)
    path = f"/classes/{teacher.class_id}/exercises/{teacher.exercises[0]}/set/"
    teacher.post(path, opens="", closes=at.strftime("%Y-%m-%dT%H:%M"))
    return at


def test_four_lessons_with_dates_are_set_up_in_eight_clicks(
    page: Page, teacher: Teacher, axe: Callable[[Page], None]
) -> None:
    opened(page, teacher, "exercises/")
    adding = page.get_by_role("region", name="Add an exercise")
    for title in FOUR:
        adding.get_by_role("checkbox", name=title).check()
    adding.get_by_label("Opens").fill("2031-10-13T08:00")
    adding.get_by_label("Closes").fill("2031-10-19T23:59")
    axe(page)
    adding.get_by_role("button", name="Add the lessons").click()
    assert len(FOUR) + 3 <= CLICKS_MAX
    rows = page.get_by_role("list", name="Exercises of this class")
    opens = rows.get_by_role("listitem").filter(has_text=re.compile("opens Mon"))
    for nth, day in enumerate(("13 Oct", "20 Oct", "27 Oct", "3 Nov")):
        expect(opens.nth(nth)).to_contain_text(f"opens Mon {day}, 08:00 UTC")


def test_a_learner_sees_by_their_own_clocks_when_an_exercise_closes(
    visit: Visit, teacher: Teacher, server: ServerProcess, axe: Callable[[Page], None]
) -> None:
    learner = Learner(server, teacher.code, "otter")
    at = closes_in(teacher, 26 * 60)
    page = visit(timezone_id="Asia/Tokyo")
    sit_down(page, learner)
    page.goto(f"/seats/{learner.seat}/in/{LESSON}/{STEP}/")
    there = (at + timedelta(hours=9)).strftime("%H:%M")
    expect(page.locator("[data-closing]")).to_contain_text(f"{there} GMT+9")
    closes_in(teacher, 12)
    teacher.teach("announce", text="Hurry")
    expect(page.locator("[data-closing]")).to_contain_text("Quorums closes in 1")
    expect(page.locator("class-bar [data-status]")).to_contain_text("Hurry")
    axe(page)
    closes_in(teacher, 26 * 60)
    expect(page.locator("[data-closing]")).to_contain_text("GMT+9")
