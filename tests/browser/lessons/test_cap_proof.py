"""The lesson «Can G1 and G2 answer both correctly and always?», walked by hand."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.lesson_page import LessonPage, begin


def write_and_read_across_a_cut(step: LessonPage) -> None:
    """Cut G2 off, write at G1 and read at G2."""
    step.cut_off("G2")
    step.invoke("write", "G1")
    step.play()


def test_the_proof_is_done_by_hand_and_something_is_given_up(page: Page) -> None:
    step = begin(page, "cap-proof")
    step.predict("Its value, if G2 asks G1 before it answers")
    write_and_read_across_a_cut(step)
    step.ended("alice#1")
    step.invoke("read", "G2", client="bob")
    step.expect_passed()
    step.find("alice#1")
    step.find("bob#1")
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
    step.predict("No")
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
