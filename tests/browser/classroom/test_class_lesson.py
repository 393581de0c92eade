"""A lesson in class, from the code on the wall to the export: one teacher and several learners, a browser each."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import ACTION_MS_MAX, Visit
from tests.browser.lab_page import LabPage
from tests.browser.lesson_page import SLOW_DISPLAY, LessonPage
from tests.browser.test_accounts import log_in
from tests.serving import ServerProcess

SIGHT_MS_MAX = 20_000
"""A dashboard hears of some things every two seconds."""


class Desk:
    """A teacher with a class, at its dashboard."""

    def __init__(self, page: Page, name: str, password: str) -> None:
        self.page = page
        page.set_default_timeout(ACTION_MS_MAX)
        log_in(page, name, password)
        expect(page.get_by_role("heading", level=1)).to_have_text(name)
        page.goto("/classes/")
        page.get_by_role("textbox", name="Title").fill("Distributed systems")
        page.get_by_role("button", name="Create class").click()
        page.get_by_role("checkbox", name=re.compile("^Quorums ")).check()
        page.get_by_role("button", name="Add the lessons").click()
        expect(page.get_by_role("heading", name="Quorums")).to_be_visible()
        self.open()
        self.code = page.locator(".join-code").inner_text()

    def open(self) -> None:
        """The dashboard, connected."""
        self.page.get_by_role("navigation", name="This class").get_by_role("link", name="Dashboard").click()
        self.expect_live()

    def expect_live(self) -> None:
        expect(self.page.locator("[data-here]")).to_have_attribute("data-state", "live")

    def press(self, name: str) -> None:
        """One of its buttons."""
        self.page.get_by_role("button", name=name, exact=True).click()

    def tile(self, nickname: str) -> Locator:
        """A learner's tile."""
        return self.page.locator(".tile").filter(has_text=nickname)

    def expect_status(self, nickname: str, words: str | re.Pattern[str]) -> None:
        """Wait until a tile says how its learner does."""
        expect(self.tile(nickname).locator(".state")).to_have_text(words, timeout=SIGHT_MS_MAX)


class Desktop(LessonPage):
    """A learner in class: joins, then goes where the class goes."""

    def __init__(self, page: Page, code: str, nickname: str) -> None:
        page.set_default_timeout(ACTION_MS_MAX)
        page.add_init_script(SLOW_DISPLAY)
        page.goto("/join/")
        page.get_by_role("textbox", name="The code on the wall").fill(code.lower())
        page.get_by_role("button", name="Join").click()
        page.get_by_role("textbox", name="Your nickname").fill(nickname)
        page.get_by_role("button", name="Sit down").click()
        expect(page.locator("class-bar")).to_contain_text(nickname)
        self.page = page
        self.bar = page.locator("class-bar")

    def follow(self) -> None:
        """Wait until the class's step is open here."""
        super().__init__(self.page)

    def vote(self, answer: str) -> None:
        """Vote, and wait until the vote is in."""
        votes = self.page.get_by_role("group", name="Your vote")
        votes.get_by_role("button", name=re.compile(f"^{answer}")).click()
        expect(self.bar.locator(".vote-phase")).to_contain_text("vote is in")

    def expect_voted(self, answer: str) -> None:
        """Wait until the page shows this as the learner's vote."""
        chosen = self.page.get_by_role("group", name="Your vote").locator("[aria-pressed=true]")
        expect(chosen).to_contain_text(answer)

    def lose_network(self) -> None:
        """Offline, then back."""
        self.page.context.set_offline(True)
        expect(self.page.locator("connection-state")).to_have_attribute("data-state", "offline")
        self.page.context.set_offline(False)
        expect(self.page.locator("connection-state")).to_have_attribute("data-state", "live")

    def reload(self) -> None:
        """The same page anew."""
        self.page.reload()
        self.follow()


def test_a_lesson_is_taught_from_the_code_on_the_wall_to_the_export(
    page: Page, visit: Visit, server: ServerProcess, axe: Callable[[Page], None], page_problems: list[str]
) -> None:
    desk = Desk(page, "maria", server.instructor("maria"))
    otter, lynx, heron = [Desktop(visit(), desk.code, name) for name in ("otter", "lynx", "heron")]
    for nickname in ("otter", "lynx", "heron"):
        expect(desk.tile(nickname)).to_be_visible(timeout=SIGHT_MS_MAX)
    vote_twice(desk, otter, lynx, heron, axe)
    work_and_get_stuck(desk, otter, lynx, heron)
    watch_and_act(desk, heron)
    project(desk, visit(), axe)
    export(page, axe)
    page_problems[:] = [each for each in page_problems if "ERR_INTERNET_DISCONNECTED" not in each]


def vote_twice(desk: Desk, otter: Desktop, lynx: Desktop, heron: Desktop, axe: Callable[[Page], None]) -> None:
    """Everybody is at the first step; they predict, discuss, vote again, and see the answer."""
    page, learners = desk.page, (otter, lynx, heron)
    page.get_by_role("checkbox", name="Everyone at my step").check()
    page.get_by_role("group", name="Send everyone to a step").get_by_role("button").first.click()
    for learner in learners:
        learner.follow()
        expect(learner.panel.get_by_role("heading", level=1)).to_have_text("Change R and W")
    desk.press("Ask the class")
    otter.vote("4")
    lynx.vote("6")
    heron.vote("5")
    axe(otter.page)
    otter.reload()
    otter.expect_voted("4")
    lynx.lose_network()
    lynx.expect_voted("6")
    expect(page.locator("[data-voted]")).to_contain_text("3 of 3 voted")
    expect(page.locator("[data-advice]")).to_contain_text("neighbours")
    axe(page)
    desk.press("Discuss, then vote again")
    expect(otter.bar).to_contain_text("Convince your neighbour")
    desk.press("Vote again")
    otter.vote("5")
    lynx.vote("5")
    page.reload()
    desk.expect_live()
    desk.press("Reveal")
    for learner in learners:
        expect(learner.bar.locator("details.bar-vote")).to_contain_text("Right is “5”.")
        expect(learner.panel.locator(".predicted")).to_have_text("5")


def work_and_get_stuck(desk: Desk, otter: Desktop, lynx: Desktop, heron: Desktop) -> None:
    """One cuts the cluster, one makes the same mistake again and again, one asks for help."""
    otter.cut_off("n4", "n5")
    expect(otter.button("Heal all")).to_be_enabled()
    otter.reload()
    expect(otter.button("Heal all")).to_be_enabled()
    otter.lose_network()
    expect(otter.button("Heal all")).to_be_enabled()
    for _ in range(3):
        lynx.panel.get_by_role("button", name="Undo").click()
        expect(lynx.page.locator("toast-stack")).to_contain_text("nothing to undo")
    desk.expect_status("lynx", re.compile("same mistake|undone"))
    heron.button("Raise hand").click()
    expect(heron.button("Hand is up")).to_be_visible()
    heron.reload()
    expect(heron.button("Hand is up")).to_be_visible()
    desk.expect_status("heron", "hand up")
    needs = desk.page.locator("[data-needs]")
    expect(needs).to_contain_text("heron")
    expect(needs).to_contain_text("lynx")


def watch_and_act(desk: Desk, heron: Desktop) -> None:
    """The teacher looks, and acts once invited; the learner is told."""
    page = desk.page
    desk.tile("heron").get_by_role("link").click()
    watched = LabPage(page)
    expect(watched.session).to_have_attribute("data-role", "watcher")
    expect(heron.bar).to_contain_text("Your teacher is watching your cluster")
    heron.button("Let my teacher act").click()
    expect(page.locator(".bar-note")).to_contain_text("You are invited", timeout=SIGHT_MS_MAX)
    invited = LabPage(page)
    invited.choose("n1")
    invited.button("Crash n1").click()
    expect(heron.node("n1")).to_have_accessible_name(re.compile("crashed"))
    page.get_by_role("link", name="Distributed systems").click()
    desk.expect_live()
    expect(heron.bar).not_to_contain_text("is watching")


def project(desk: Desk, projector: Page, axe: Callable[[Page], None]) -> None:
    """A run is on the projector, without a name."""
    projector.context.add_cookies(desk.page.context.cookies())  # type: ignore[arg-type]
    projector.goto(desk.page.url + "projector/")
    desk.tile("otter").hover()
    desk.page.get_by_role("button", name="Project otter's run").click()
    expect(projector.locator("iframe[data-run]")).to_be_visible(timeout=SIGHT_MS_MAX)
    expect(projector.frame_locator("iframe[data-run]").locator("cluster-view svg").first).to_be_visible()
    expect(projector.locator("main")).not_to_contain_text("otter")
    axe(projector)


def export(page: Page, axe: Callable[[Page], None]) -> None:
    """What is left of it: results, and a file for the gradebook."""
    page.get_by_role("navigation", name="This class").get_by_role("link", name="Results").click()
    axe(page)
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("Canvas")).click()
    file = download.value.path().read_text()
    assert {"otter", "lynx", "heron"} <= set(re.findall(r"[a-z]+", file))


def test_a_learner_who_is_removed_is_shown_out_within_seconds(page: Page, visit: Visit, server: ServerProcess) -> None:
    desk = Desk(page, "nora", server.instructor("nora"))
    otter = Desktop(visit(), desk.code, "otter")
    page.get_by_role("navigation", name="This class").get_by_role("link", name="Learners").click()
    page.get_by_role("button", name="Remove otter").click()
    expect(otter.page.get_by_role("heading", name="Join a class")).to_be_visible()
    page.get_by_role("button", name="Let otter back in").click()
    expect(page.get_by_role("textbox", name="Nickname of otter")).to_be_visible()


def test_who_waits_at_the_door_comes_in_without_doing_anything(page: Page, visit: Visit, server: ServerProcess) -> None:
    desk = Desk(page, "olga", server.instructor("olga"))
    tabs = page.get_by_role("navigation", name="This class")
    tabs.get_by_role("link", name="Settings").click()
    page.get_by_role("checkbox", name=re.compile("by hand")).check()
    page.get_by_role("button", name="Save").click()
    otter = Desktop(visit(viewport={"width": 390, "height": 844}), desk.code, "otter")
    expect(otter.page.get_by_role("heading", name="At the door")).to_be_visible()
    tabs.get_by_role("link", name="Learners").click()
    page.get_by_role("button", name="Let otter in").click()
    expect(otter.page.get_by_role("heading", name="Distributed systems")).to_be_visible()
    expect(otter.page.get_by_role("link", name="Quorums")).to_be_visible()
