"""Takes the pictures of docs/screenshots/ from a real run.

    .venv/bin/python manage.py shell -c "import tests.browser.screenshots as taken; taken.main()"

Each lab picture shows a partition, a stale read, and messages in flight; time stands still in it.
"""

import re
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.classroom.class_at_work import class_at_work
from tests.browser.judge.judge_page import example
from tests.browser.lab_page import LabPage, open_lab
from tests.browser.lesson_page import LessonPage, begin
from tests.browser.lessons.acting import be_refused_then_answered
from tests.browser_sessions import ALL_INSTRUMENTS
from tests.classroom.school import Teacher
from tests.conftest import CHROMIUM_ARGUMENTS, chromium_path
from tests.serving import ROOT, ServerProcess

FOLDER = ROOT / "docs" / "screenshots"
WIDE = {"width": 1440, "height": 900}
LAPTOP = {"width": 1280, "height": 720}
PHONE = {"width": 390, "height": 844}


def home(page: Page) -> None:
    """The recorded run, at its stale read."""
    page.goto("/")
    expect(page.locator("[data-caption][data-stale]")).to_be_visible(timeout=60_000)


def catalogue(page: Page) -> None:
    page.goto("/labs/")


def lab(page: Page) -> None:
    """A stale read in the part that is cut off, while a later write is on its way."""
    lab = open_lab(page)
    lab.button("Write x = 1 at n1").first.click()
    expect(lab.node("n4")).to_have_accessible_name("n4, up: x = 1, y = ∅")
    lab.button("Cut").click()
    page.locator("cluster-stage").scroll_into_view_if_needed()
    lab.drag(*lab.cut_line())
    expect(page.locator(".region")).to_have_count(1)
    lab.button("Select").click()
    lab.invoke("write", "n1")
    expect(lab.operation("alice#2")).to_contain_text("ok")
    lab.invoke("read", "n4", client="bob")
    expect(lab.operation("bob#1")).to_contain_text("→ 1")
    write_on(lab)
    lab.button("Close the inspector").click()
    lab.button(re.compile("^Linearizable: violated")).click()
    expect(page.locator("verdict-reason .entry")).to_be_visible()
    lab.show("Diagram")
    lab.button("Show on the diagram").click()
    page.locator("lab-toolbar").scroll_into_view_if_needed()


def past(page: Page) -> None:
    """An earlier moment, with the light cone of the event that has just happened."""
    lab(page)
    page.get_by_role("button", name=re.compile("^Linearizable: violated")).click()
    newest = page.locator("event-log li").first
    while "n2 receives store x=2" not in newest.inner_text():
        shown = newest.inner_text()
        page.keyboard.press(",")
        expect(newest).not_to_have_text(shown)
    page.get_by_role("button", name="Fit").click()
    page.locator("space-time").scroll_into_view_if_needed()


def shared(page: Page) -> str:
    """The address of a shared moment."""
    past(page)
    LabPage(page).in_header("Share").click()
    page.get_by_role("button", name="Share this moment").click()
    return page.get_by_label(re.compile("^Link: Run 1 at")).input_value()


def moment(page: Page) -> None:
    page.goto(shared(page))
    expect(page.locator("recorded-run[data-ready]")).to_be_attached()


def embed(page: Page) -> None:
    page.goto(shared(page).replace("/moments/", "/embed/"))
    expect(page.locator("recorded-run[data-ready]")).to_be_attached()


def paper(page: Page) -> None:
    page.goto(shared(page) + "print/")
    expect(page.locator("print-run figure").first).to_be_visible()


def branches(page: Page) -> None:
    """The tree of runs after two forks."""
    past(page)
    for number in (2, 3):
        page.get_by_role("button", name="Fork here").click()
        expect(page.locator("run-list [aria-current]")).to_contain_text(f"Run {number}")
        expect(page.locator("space-time")).to_have_attribute("data-complete", "true")
        for _ in range(5):
            page.get_by_role("button", name="Step", exact=True).click()
    page.get_by_role("button", name="Branches").click()
    expect(page.locator(".branch")).to_have_count(3)


def compare(page: Page) -> None:
    """One schedule under three modes, at the moment of the stale read."""
    past(page)
    page.goto(f"{page.url}compare/?run=1&mode=quorum:majorities&mode=quorum:ones&mode=eventual:hybrid-clock")
    expect(page.locator("compare-runs[data-ready]")).to_be_attached()


def write_on(lab: LabPage) -> None:
    """Stand still, and step until the first copy of another write is there: the others are on their way."""
    lab.choose("n4")
    lab.pause()
    lab.invoke("write", "n2", client="carol")
    arrived = lab.event(re.compile("receives (store x=3|query x\\?) from n2"))
    while not arrived.count():
        shown = lab.page.locator("event-log li").first.inner_text()
        lab.button("Step").click()
        expect(lab.page.locator("event-log li").first).not_to_have_text(shown)


def matrix(page: Page) -> None:
    """Which models each mode keeps under which fault."""
    page.goto("/matrix/")


def judge(page: Page) -> None:
    """A history from elsewhere, judged: its clash, edge by edge."""
    history = example(page, "jepsen-edn")
    history.edge(0).click()


def predict(page: Page) -> None:
    """A step of a lesson, before anything moves."""
    step = begin(page, "quorums")
    step.show("Diagram")
    page.get_by_role("radio", name="6").check()


def lesson(page: Page) -> None:
    """A step of a lesson: reached, found in the learner's own run, and explained."""
    page.goto("/lessons/linearizable/what-if-it-answered/")
    step = LessonPage(page)
    step.predict("Yes: nobody reads a wrong value, only an older one")
    be_refused_then_answered(step)
    step.show("Diagram")
    page.locator("lesson-panel .explanation").scroll_into_view_if_needed()


def course(page: Page) -> None:
    """The map of the course, with a lesson begun."""
    lesson(page)
    page.goto("/lessons/")


def projector(page: Page) -> None:
    lab(page)
    page.get_by_role("button", name="Projector").click()


PICTURES: dict[str, tuple[Callable[[Page], None], dict[str, Any]]] = {
    "home": (home, {"viewport": WIDE}),
    "home-phone": (home, {"viewport": PHONE}),
    "matrix": (matrix, {"viewport": WIDE}),
    "judge": (judge, {"viewport": WIDE}),
    "judge-phone": (judge, {"viewport": PHONE, "has_touch": True}),
    "labs": (catalogue, {"viewport": WIDE}),
    "lab-wide": (lab, {"viewport": WIDE}),
    "lab-dark": (lab, {"viewport": WIDE, "color_scheme": "dark"}),
    "lab-laptop": (lab, {"viewport": LAPTOP}),
    "lab-phone": (lab, {"viewport": PHONE, "has_touch": True}),
    "lab-phone-dark": (lab, {"viewport": PHONE, "has_touch": True, "color_scheme": "dark"}),
    "lab-projector": (projector, {"viewport": WIDE}),
    "past": (past, {"viewport": WIDE}),
    "past-laptop-dark": (past, {"viewport": LAPTOP, "color_scheme": "dark"}),
    "past-phone": (past, {"viewport": PHONE, "has_touch": True}),
    "branches": (branches, {"viewport": WIDE}),
    "compare": (compare, {"viewport": WIDE}),
    "compare-dark": (compare, {"viewport": LAPTOP, "color_scheme": "dark"}),
    "compare-phone": (compare, {"viewport": PHONE, "has_touch": True}),
    "moment": (moment, {"viewport": LAPTOP}),
    "moment-phone": (moment, {"viewport": PHONE, "has_touch": True}),
    "embed": (embed, {"viewport": {"width": 900, "height": 640}}),
    "embed-phone": (embed, {"viewport": {"width": 360, "height": 640}, "has_touch": True}),
    "paper": (paper, {"viewport": LAPTOP}),
    "course": (course, {"viewport": WIDE}),
    "predict": (predict, {"viewport": WIDE}),
    "predict-phone": (predict, {"viewport": PHONE, "has_touch": True}),
    "lesson": (lesson, {"viewport": WIDE}),
    "lesson-dark": (lesson, {"viewport": LAPTOP, "color_scheme": "dark"}),
}


def main() -> None:
    """Take them all."""
    with TemporaryDirectory() as data, sync_playwright() as playwright:
        server = ServerProcess(Path(data))
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_ARGUMENTS)
        try:
            for name, (prepare, screen) in PICTURES.items():
                with browser.new_context(base_url=server.url, **screen) as context:
                    context.add_init_script(ALL_INSTRUMENTS)
                    page = context.new_page()
                    prepare(page)
                    _take(page, name)
            _take_dashboards(browser, server)
        finally:
            browser.close()
            server.end()


def _take(page: Page, name: str) -> None:
    page.mouse.move(2, 2)
    page.screenshot(path=FOLDER / f"{name}.png", animations="disabled")


def _take_dashboards(browser: Browser, server: ServerProcess) -> None:
    """A class at work: its dashboard, and what is on the wall."""
    teacher = Teacher(server, "ada")
    session = {"name": "lightcone_session", "value": teacher.cookie("lightcone_session"), "url": server.url}
    with class_at_work(server, teacher), browser.new_context(base_url=server.url, viewport=WIDE) as context:
        context.add_cookies([session])  # type: ignore[list-item]
        page = context.new_page()
        for name, scheme in (("dashboard", "light"), ("dashboard-dark", "dark")):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            page.goto(f"/classes/{teacher.class_id}/")
            expect(page.locator("[data-needs] li")).to_have_count(4)
            expect(page.locator("[data-broke] li").first).to_be_visible()
            _take(page, name)
        page.goto(f"/classes/{teacher.class_id}/projector/")
        expect(page.locator("[data-asked]")).to_be_visible()
        _take(page, "projector")


if __name__ == "__main__":
    main()
