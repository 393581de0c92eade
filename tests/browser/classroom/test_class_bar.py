"""What a learner hears of their teacher, wherever on the page they are, and at the end."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.conftest import Visit
from tests.browser.test_screens import PHONE
from tests.classroom.school import LESSON, STEP, Learner, Teacher
from tests.serving import ServerProcess


@pytest.fixture(scope="module")
def teacher(server: ServerProcess) -> Teacher:
    found = Teacher(server, "bea")
    found.send_to()
    return found


def learner_page(
    visit: Visit, teacher: Teacher, server: ServerProcess, name: str, viewport: ViewportSize = PHONE
) -> tuple[Learner, Page]:
    """A learner's step, on a phone unless said otherwise."""
    learner = Learner(server, teacher.code, name)
    learner.open()
    page = visit(viewport=viewport)
    session = {"name": "lightcone_session", "value": learner.cookie("lightcone_session"), "url": server.url}
    page.context.add_cookies([session])
    page.goto(f"/seats/{learner.seat}/in/{LESSON}/{STEP}/")
    expect(page.locator("lab-session[data-connection=live]")).to_be_visible()
    return learner, page


def test_news_reaches_a_learner_who_has_scrolled_the_bar_out_of_sight(
    visit: Visit, teacher: Teacher, server: ServerProcess, axe: Callable[[Page], None]
) -> None:
    _, page = learner_page(visit, teacher, server, "otter")
    news = page.locator(".bar-news")
    teacher.teach("announce", text="Two more minutes")
    expect(page.locator(".bar-announcement")).to_contain_text("Two more minutes")
    expect(news).to_be_hidden()
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    teacher.teach("announce", text="Now stop")
    expect(news).to_contain_text("Your teacher: Now stop")
    axe(page)
    teacher.teach("pause", paused="1")
    expect(news).to_contain_text("Paused by your teacher")
    news.click()
    expect(page.locator(".bar-announcement")).to_be_in_viewport()
    expect(news).to_be_hidden()
    teacher.teach("pause", paused="0")
    teacher.teach("announce", text="")


def test_a_learner_who_is_removed_is_told_so(visit: Visit, teacher: Teacher, server: ServerProcess) -> None:
    learner, page = learner_page(visit, teacher, server, "heron")
    teacher.post(f"/classes/{teacher.class_id}/learners/{learner.seat}/remove/")
    page.wait_for_url(re.compile("/join/"))
    expect(page.get_by_role("status").filter(has_text="You are no longer in this class")).to_be_visible()
    page.get_by_role("textbox", name="The code on the wall").fill(teacher.code)


def test_the_whole_cluster_is_in_sight_at_the_usual_size_of_a_laptop(
    visit: Visit, teacher: Teacher, server: ServerProcess
) -> None:
    learner, page = learner_page(visit, teacher, server, "lynx", viewport={"width": 1280, "height": 720})
    learner.post(f"/seats/{learner.seat}/in/{LESSON}/{STEP}/predict/", option="0")
    teacher.teach("fault", fault="cut")
    expect(page.locator(".bar-pushed")).to_be_visible()
    teacher.teach("scenario", lab="gossip")
    expect(page.locator("run-list [aria-current]")).to_contain_text("Run 2")
    stage = page.locator("cluster-stage").bounding_box()
    nodes = [each.bounding_box() for each in page.locator("cluster-view .node").all()]
    assert stage is not None
    assert all(each is not None and each["y"] + each["height"] <= stage["y"] + stage["height"] for each in nodes)
    assert stage["y"] + stage["height"] < 720
    teacher.teach("back")


def test_a_vote_that_does_not_reach_the_server_is_said_to_be_as_it_was(
    visit: Visit, teacher: Teacher, server: ServerProcess, page_problems: list[str]
) -> None:
    _, page = learner_page(visit, teacher, server, "quail")
    teacher.teach("poll", phase="first")
    options = page.locator(".vote-options button")
    options.first.click()
    expect(page.locator(".vote-phase")).to_contain_text("Your vote is in")
    page.context.set_offline(True)
    options.last.click()
    expect(page.locator(".bar-failed")).to_contain_text("Your vote is as it was before")
    expect(options.first).to_have_attribute("aria-pressed", "true")
    page.context.set_offline(False)
    options.last.click()
    expect(options.last).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".bar-failed")).to_be_hidden()
    teacher.teach("poll", phase="withdrawn")
    page_problems.clear()
