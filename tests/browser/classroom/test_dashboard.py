"""The dashboard, the projector and snapshots by themselves: finding learners, walking the tiles, losing the network."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import ACTION_MS_MAX, Visit
from tests.classroom.school import LESSON, STEP, Learner, Teacher
from tests.serving import ServerProcess

SIGHT_MS_MAX = 20_000
SECOND = "a-write-under-way"
NAMES = ("otter", "heron", "lynx", "gecko")


@pytest.fixture(scope="module")
def teacher(server: ServerProcess) -> Teacher:
    """A class at its first step, where four have joined, and one has predicted and has a cluster."""
    found = Teacher(server, "wilma")
    found.send_to()
    learners = [Learner(server, found.code, name) for name in NAMES]
    learners[0].open()
    learners[0].post(f"/seats/{learners[0].seat}/in/{LESSON}/{STEP}/predict/", option="0")
    return found


@pytest.fixture
def desk(page: Page, teacher: Teacher) -> Page:
    """The dashboard, open and connected."""
    return opened(page, teacher, "")


def opened(page: Page, teacher: Teacher, path: str) -> Page:
    """A page of the class, in a browser in which the teacher is logged in."""
    page.set_default_timeout(ACTION_MS_MAX)
    session = {"name": "lightcone_session", "value": teacher.cookie("lightcone_session")}
    page.context.add_cookies([{**session, "url": teacher.url}])
    page.goto(f"/classes/{teacher.class_id}/{path}")
    return page


def tiles(page: Page) -> Locator:
    return page.locator(".tile")


def test_learners_are_found_by_name_status_and_number(desk: Page, axe: Callable[[Page], None]) -> None:
    expect(tiles(desk)).to_have_count(4)
    expect(tiles(desk).first).to_contain_text("away")
    axe(desk)
    desk.get_by_role("searchbox", name="Name").fill("ly")
    expect(tiles(desk)).to_have_count(1)
    expect(tiles(desk)).to_contain_text("lynx")
    desk.get_by_role("searchbox", name="Name").fill("")
    desk.get_by_role("checkbox", name=re.compile("working")).check(force=True)
    expect(tiles(desk)).to_have_count(0)
    desk.get_by_role("checkbox", name=re.compile("working")).uncheck(force=True)
    desk.get_by_role("button", name="Hide names on this screen").click()
    expect(tiles(desk).first).to_contain_text("learner 1")
    expect(desk.locator("[data-tiles]")).not_to_contain_text("otter")
    desk.get_by_role("searchbox", name="Name").fill("otter")
    expect(tiles(desk)).to_have_count(0)
    desk.get_by_role("searchbox", name="Name").fill("")
    desk.get_by_role("button", name="Hide names on this screen").click()
    expect(desk.locator("[data-tiles]")).to_contain_text("otter")


def test_tiles_are_walked_by_arrow_keys_and_enter_opens_one(desk: Page) -> None:
    desk.get_by_role("combobox", name="Sort").select_option("name")
    links = desk.locator(".tile-link")
    expect(links.first).to_have_accessible_name(re.compile("^gecko"))
    links.first.focus()
    desk.keyboard.press("ArrowRight")
    expect(links.nth(1)).to_be_focused()
    desk.keyboard.press("End")
    expect(links.nth(3)).to_be_focused()
    desk.keyboard.press("Tab")
    expect(desk.get_by_role("button", name="Keep a snapshot of otter's run")).to_be_focused()
    links.nth(3).focus()
    desk.keyboard.press("Enter")
    desk.wait_for_url(re.compile(r"/seats/"))


def test_a_dashboard_that_lost_the_network_comes_back_and_knows_what_happened_meanwhile(
    desk: Page, teacher: Teacher, page_problems: list[str]
) -> None:
    here = desk.locator("[data-here]")
    expect(here).to_have_attribute("data-state", "live")
    desk.context.set_offline(True)
    expect(here).to_have_attribute("data-state", "offline")
    teacher.teach("announce", text="Ten more minutes")
    desk.context.set_offline(False)
    expect(here).to_have_attribute("data-state", "live")
    expect(desk.locator("[data-announcement]")).to_have_value("Ten more minutes")
    teacher.teach("announce", text="")
    page_problems[:] = [each for each in page_problems if "ERR_INTERNET_DISCONNECTED" not in each]


def test_the_projector_shows_how_to_join_then_the_question_and_last_the_votes(
    page: Page, teacher: Teacher, axe: Callable[[Page], None]
) -> None:
    opened(page, teacher, "projector/")
    expect(page.locator(".big-code")).to_have_text(teacher.code)
    expect(page.get_by_role("img", name="A QR code that leads to the class")).to_be_visible()
    expect(page.get_by_text("4 have joined")).to_be_visible()
    axe(page)
    teacher.teach("announce", text="Choose a neighbour")
    expect(page.get_by_text("Choose a neighbour")).to_be_visible()
    teacher.teach("poll", phase="first")
    expect(page.get_by_role("heading", level=2)).to_contain_text("What is the largest R + W")
    expect(page.locator(".bar")).to_have_count(0)
    teacher.teach("poll", phase="revealed")
    expect(page.locator("[data-right]")).to_contain_text("5 ✓")
    expect(page.locator("main")).not_to_contain_text("otter")
    axe(page)


LIE_APART = """() => {
  const parts = document.querySelectorAll(".asking h2, .answer, .asking .phase");
  const boxes = Array.from(parts, (part) => part.getBoundingClientRect());
  const down = boxes.every((box, i) => i === 0 || boxes[i - 1].bottom <= box.top);
  return down && boxes.at(-1).bottom <= innerHeight;
}"""


def test_nothing_on_the_projector_overlaps_at_the_usual_sizes(visit: Visit, server: ServerProcess) -> None:
    teacher = Teacher(server, "beamer")
    learner = Learner(server, teacher.code, "otter")
    teacher.send_to(SECOND)
    teacher.teach("announce", text="Choose a neighbour, and convince each other")
    for phase in ("first", "second"):
        teacher.teach("poll", phase=phase)
        learner.post(f"/seats/{learner.seat}/vote/", option="0")
    teacher.teach("poll", phase="revealed")
    wall = opened(visit(), teacher, "projector/")
    for width, height in ((1280, 720), (1024, 768), (1920, 1080), (1366, 768)):
        wall.set_viewport_size({"width": width, "height": height})
        expect(wall.locator(".asking .bar")).to_have_count(6)
        wall.wait_for_function(LIE_APART)


def test_a_snapshot_is_kept_renamed_projected_and_deleted(
    desk: Page, teacher: Teacher, axe: Callable[[Page], None]
) -> None:
    desk.get_by_role("searchbox", name="Name").fill("otter")
    tiles(desk).hover()
    desk.get_by_role("button", name="Keep a snapshot of otter's run").click()
    expect(desk.locator("[data-said]")).to_have_text("Kept under Snapshots.")
    desk.get_by_role("link", name="Snapshots").click()
    title = desk.get_by_role("textbox", name="Title")
    expect(title).to_have_value(re.compile("Change R and W"))
    expect(desk.locator("main")).not_to_contain_text("otter")
    axe(desk)
    title.fill("Nothing broken yet")
    desk.get_by_role("button", name="Rename").click()
    expect(title).to_have_value("Nothing broken yet")
    desk.get_by_role("button", name="Project", exact=True).click()
    expect(desk.get_by_text("on the projector")).to_be_visible()
    desk.get_by_role("button", name="Stop projecting").click()
    desk.get_by_role("button", name="Delete").click()
    expect(desk.get_by_text("None yet.")).to_be_visible()


def test_the_dashboard_says_what_everybody_sees_and_a_question_takes_a_run_off_the_wall(
    desk: Page, visit: Visit, teacher: Teacher, axe: Callable[[Page], None]
) -> None:
    wall, going_on = opened(visit(), teacher, "projector/"), desk.get_by_label("What everybody sees now")
    teacher.send_to(SECOND)
    teacher.teach("announce", text="")
    desk.get_by_role("searchbox", name="Name").fill("otter")
    tiles(desk).hover()
    desk.get_by_role("button", name="Project otter's run").click()
    expect(going_on).to_contain_text("On the wall: Change R and W")
    expect(wall.get_by_role("region", name="A run of the class")).to_be_visible()
    axe(desk)
    going_on.get_by_role("button", name="Stop").click()
    expect(going_on).to_be_hidden()
    expect(wall.get_by_role("region", name="A run of the class")).to_be_hidden()
    tiles(desk).hover()
    desk.get_by_role("button", name="Project otter's run").click()
    expect(going_on).to_be_visible()
    desk.get_by_role("button", name="Ask the class").click()
    expect(wall.locator(".asking")).to_be_visible()
    expect(going_on).to_be_hidden()
    teacher.teach("announce", text="Two more minutes")
    expect(going_on).to_contain_text("Announced: Two more minutes")
    going_on.get_by_role("button", name="Take back").click()
    expect(going_on).to_be_hidden()
    expect(wall.locator("[data-announcement]")).to_be_hidden()
    teacher.teach("poll", phase="withdrawn")
    teacher.send_to(STEP)


def test_who_has_no_cluster_yet_has_nothing_to_keep(
    page: Page, server: ServerProcess, page_problems: list[str]
) -> None:
    teacher = Teacher(server, "xenia")
    Learner(server, teacher.code, "lynx")
    desk = opened(page, teacher, "")
    desk.get_by_role("searchbox", name="Name").fill("lynx")
    tiles(desk).hover()
    desk.get_by_role("button", name="Keep a snapshot of lynx's run").click()
    expect(desk.locator("[data-said]")).to_have_text("This learner has no cluster yet.")
    page_problems[:] = [each for each in page_problems if "409" not in each]


def test_the_dashboard_fits_a_phone(visit: Visit, teacher: Teacher, axe: Callable[[Page], None]) -> None:
    page = opened(visit(viewport={"width": 360, "height": 740}, color_scheme="dark"), teacher, "")
    expect(tiles(page)).to_have_count(4, timeout=SIGHT_MS_MAX)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    axe(page)
