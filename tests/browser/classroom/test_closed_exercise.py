"""An exercise that closes while a learner works in it: the page says so, and they look back."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from playwright.sync_api import Page, expect

from tests.browser.lab_page import LabPage
from tests.browser.lesson_page import LessonPage
from tests.classroom.school import STEP, Learner, Teacher
from tests.client import LabClient
from tests.serving import ServerProcess

NOTICED_MS_MAX = 15_000
TICKS = 2_000


def test_when_an_exercise_closes_the_page_goes_to_the_seat_and_its_cluster_can_be_looked_back_at(
    page: Page, server: ServerProcess, axe: Callable[[Page], None], page_problems: list[str]
) -> None:
    ada = Teacher(server, "closing-early")
    learner = Learner(server, ada.code, "otter")
    path = learner.open()
    learner.post(f"/seats/{learner.seat}/in/quorums/{STEP}/predict/", option="1")
    with ThreadPoolExecutor(1) as beside:  # Playwright has an event loop of its own here
        beside.submit(asyncio.run, run_for_a_while(server, path, learner)).result()
    sit_down(page, learner)
    page.goto(f"/seats/{learner.seat}/in/quorums/{STEP}/")
    LessonPage(page)
    publish = f"/classes/{ada.class_id}/exercises/{ada.exercises[0]}/set/"
    ada.post(publish, closes="2026-11-30T10:00")
    expect(page).to_have_url(re.compile(rf"/seats/{learner.seat}/\?closed=quorums$"), timeout=NOTICED_MS_MAX)
    expect(page.get_by_text("“Quorums” has closed. Your work until then counts")).to_be_visible()
    page.get_by_role("link", name="Change R and W").click()
    expect(page.get_by_text("This exercise has closed.")).to_be_visible()
    lab = LabPage(page)
    expect(page.get_by_role("toolbar", name="Tools")).to_have_count(0)
    expect(lab.button("Play")).to_be_disabled()
    axe(page)
    before = lab.seconds
    page.keyboard.press(",")
    expect(page.locator("lab-session[data-past]")).to_be_attached()
    assert lab.seconds < before
    page.locator(".save-run summary").click()
    with page.expect_download() as saved:
        page.locator(".save-run").get_by_role("link", name="Run").click()
    assert saved.value.suggested_filename == "lightcone-run-1.json"
    ada.post(publish, closes="")
    expect(page.get_by_role("toolbar", name="Tools")).to_be_visible(timeout=NOTICED_MS_MAX)
    assert page_problems == []


async def run_for_a_while(server: ServerProcess, path: str, learner: Learner) -> None:
    """Let a write happen, and time go on for two seconds; then pause."""
    async with LabClient(server.url, path, learner.headers()) as lab:
        await lab.submit("set_speed", per_mille=10_000)
        await lab.submit("play")
        await lab.submit("set_drift", node="n1", per_mille=1)
        await lab.submit("invoke", client="alice", node="n1", operation="write", key="x", value="1")
        await lab.until(lambda _: lab.head["tick"] > TICKS)
        await lab.submit("pause")


def sit_down(page: Page, learner: Learner) -> None:
    """Give a page the cookies of a learner."""
    cookies = {name: learner.cookie(name) for name in ("lightcone_session", "lightcone_csrf")}
    page.context.add_cookies([{"name": name, "value": value, "url": learner.url} for name, value in cookies.items()])
