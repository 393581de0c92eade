"""The lesson «Can G1 and G2 answer both correctly and always?», walked by hand."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.lesson_page import LessonPage, begin

STEPS_BACK_MAX = 60


def write_and_read_across_a_cut(step: LessonPage) -> None:
    """Cut G2 off, and write at G1."""
    step.cut_off("G2")
    step.invoke("write", "G1")
    step.play()


def write_then_read(step: LessonPage) -> None:
    """Write at G1, and when that has completed read at G2."""
    step.invoke("write", "G1")
    step.play()
    step.ended("alice#1")
    step.invoke("read", "G2", client="bob")
    step.ended("bob#1")


def go_back_to_the_start(step: LessonPage) -> None:
    """Step back until nothing has been asked for."""
    step.pause()
    step.page.evaluate("document.activeElement.blur()")
    for _ in range(STEPS_BACK_MAX):
        if not step.operations.count():
            return
        step.page.keyboard.press(",")
        step.page.wait_for_timeout(50)
    expect(step.operations).to_have_count(0)


def test_the_proof_is_done_by_hand_and_something_is_given_up(page: Page) -> None:
    step = begin(page, "cap-proof")
    step.predict("In the first: it notices that there was a write, but not its value")
    write_then_read(step)
    step.expect_reached("First run")
    go_back_to_the_start(step)
    step.button("Fork here").click()
    expect(step.runs).to_have_count(2)
    step.invoke("read", "G2", client="bob")
    step.play()
    step.expect_reached("Second run")
    address = page.url
    step.button("Branches").click()
    step.button("Compare").click()
    expect(page.locator("compare-runs[data-ready]")).to_be_attached()
    page.goto(address)
    step.expect_passed()
    step.find("bob#1")
    step.expect_explained()

    step = step.next()
    step.predict("1, if the protocol is clever enough")
    write_then_read(step)
    for run, protocol in enumerate(("Eventual, by gossip", "Causal memory"), start=2):
        step.choose_protocol(protocol)
        step.replay(run)
    step.expect_passed()
    step.expect_explained()

    step = step.next()
    step.predict("Neither")
    write_and_read_across_a_cut(step)
    step.invoke("read", "G2", client="bob")
    step.expect_reached("Unavailable")
    step.ended("bob#1", "fail")
    step.heal()
    step.invoke("write", "G1", value="2")
    step.ended("alice#2")
    step.invoke("read", "G2", client="bob")
    step.expect_passed()
    step.find("alice#1")
    step.expect_explained()

    step = step.next()
    step.predict("Alice, and the read at G1")
    write_and_read_across_a_cut(step)
    step.invoke("read", "G2", client="bob")
    step.expect_reached("With R = 1 and W = 2")
    step.expect_because("The same commands", "Set R = 2 and W = 1 under Guarantee")
    step.set_dials(R=2, W=1)
    step.replay(2)
    step.expect_passed()
    step.find("alice#1")
    step.expect_explained()
    step.answer_last("No: one side has to turn customers away, or a seat may be sold twice")
