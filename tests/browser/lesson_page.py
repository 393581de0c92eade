"""A lesson as someone at a screen takes it: predict, act in the cluster, find, understand, go on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import ACTION_MS_MAX
from tests.browser.lab_page import LabPage

REACHED_MS_MAX = 30_000

SLOW_DISPLAY = """
window.requestAnimationFrame = (draw) => setTimeout(() => draw(performance.now()), 100);
window.cancelAnimationFrame = (timer) => clearTimeout(timer);
"""
"""Ten frames a second: a walk asks what is shown, not how smoothly."""


class LessonPage(LabPage):
    """A step of a lesson; `begin` opens the first."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.panel = page.locator("lesson-panel")

    # The beats of a step

    def predict(self, answer: str, *, hurry: bool = True) -> None:
        """Commit to an answer; then the cluster may be used, ten times as fast unless told not to hurry."""
        self.panel.get_by_role("radio", name=answer).check()
        self.panel.get_by_role("button", name="Lock in my prediction").click()
        expect(self.panel.locator(".predicted")).to_have_text(answer)
        if hurry:
            self.hurry()

    def goal(self, title: str) -> Locator:
        """A goal of the step."""
        return self.panel.locator(".goals li").filter(has_text=title)

    def expect_reached(self, title: str) -> None:
        """Wait until a goal is reached."""
        expect(self.goal(title)).to_have_attribute("data-reached", "", timeout=REACHED_MS_MAX)

    def expect_because(self, title: str, words: str | re.Pattern[str]) -> None:
        """Wait until the panel says why a goal is not reached yet."""
        expect(self.goal(title).locator(".goal-text")).to_contain_text(words)

    def expect_passed(self) -> None:
        """Wait until every goal is reached."""
        expect(self.panel.locator(".lesson[data-passed]")).to_be_attached(timeout=REACHED_MS_MAX)

    def find(self, operation: str) -> None:
        """Point at an operation as what is to be found."""
        self.show("Operations")
        self.page.locator("operations-list").get_by_role("button", name=operation, exact=True).click()
        self.panel.get_by_role("button", name="This one").click()

    def find_event(self, text: str | re.Pattern[str]) -> None:
        """Point at an event as what is to be found."""
        self.event(text).first.get_by_role("button").first.click()
        self.panel.get_by_role("button", name="This one").click()

    def expect_explained(self) -> None:
        """Wait for what happened to be explained, after an explanation of one's own where one is asked for."""
        understood = self.panel.locator(".explaining, .explanation")
        expect(understood).to_be_visible()
        if self.panel.locator(".explaining").count():
            self.explain()
        expect(self.panel.get_by_role("heading", name="What happened")).to_be_visible()

    def explain(self) -> None:
        """Explain what was seen: some sentence, the first two reasons, or the order as it stands."""
        form = self.panel.locator(".explaining")
        for text in form.get_by_role("textbox").all():
            text.fill("It knows only what it has received.")
        for reason in form.get_by_role("checkbox").all()[:2]:
            reason.check()
        form.get_by_role("button", name="Compare with ours").click()

    def next(self) -> LessonPage:
        """Go on to the next step."""
        self.panel.get_by_role("link", name=re.compile("^Next: ")).click()
        return LessonPage(self.page)

    def answer_last(self, answer: str) -> None:
        """Go on to the question in another system, and answer it."""
        self.panel.get_by_role("link", name=re.compile("^Last: ")).click()
        self.page.get_by_role("radio", name=answer).check()
        self.page.get_by_role("button", name="Answer").click()
        expect(self.page.locator(".told").first).to_be_visible()

    # Acting in the cluster

    @contextmanager
    def told(self) -> Iterator[None]:
        """Wait until the log tells of what is done here: what follows then is told by later events."""
        newest = self.page.locator("event-log [data-seq]").first
        before = newest.get_attribute("data-seq") if newest.count() else ""
        yield
        expect(newest).not_to_have_attribute("data-seq", before or "")

    def invoke(
        self, operation: str, node: str, *, client: str = "alice", key: str = "", value: str | None = None
    ) -> None:
        """Issue an operation with the form, and wait until it is told of."""
        with self.told():
            super().invoke(operation, node, client=client, key=key, value=value)

    def cut_off(self, *nodes: str) -> None:
        """Cut these nodes off from the others, with the form."""
        panel = self.faults()
        for node in nodes:
            group = panel.get_by_role("radiogroup", name=f"Group of {node}")
            group.get_by_role("radio", name="B").check(force=True)
        self.button("Partition into these groups").click()

    def step_until(self, what: Locator, *, steps_max: int = 40) -> None:
        """Press “Step” until the page shows this."""
        for _ in range(steps_max):
            if what.count():
                return
            with self.told():
                self.button("Step").click()
        expect(what).to_be_attached()

    def act_by_themselves(self) -> None:
        """Let every client act by itself, as often as can be."""
        panel = self.faults("Workload")
        panel.get_by_role("combobox", name="Each client").select_option("200")
        self.button("Set workload").click()

    def choose_protocol(self, title: str) -> None:
        """Choose another protocol under Guarantee; it is not replayed yet."""
        self.page.get_by_role("tab", name="Guarantee").click()
        with self.page.expect_response(re.compile("/dials/")):
            self.page.get_by_role("combobox", name="Protocol").select_option(label=title)

    def heal(self) -> None:
        """Mend every cut, once there is one."""
        self.button("Heal all").click()
        expect(self.button("Heal all")).to_be_disabled()

    def ended(self, operation: str, outcome: str = "ok") -> None:
        """Wait until an operation has ended so."""
        self.show("Operations")
        expect(self.operation(operation)).to_contain_text(outcome, timeout=REACHED_MS_MAX)


def begin(page: Page, slug: str) -> LessonPage:
    """Open a lesson's front page and begin."""
    page.set_default_timeout(ACTION_MS_MAX)
    page.add_init_script(SLOW_DISPLAY)
    page.goto(f"/lessons/{slug}/")
    page.get_by_role("link", name="Begin", exact=True).click()
    return LessonPage(page)
