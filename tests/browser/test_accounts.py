"""Instructors' accounts in the browser: logging in, being locked out, a new password, making accounts."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.serving import ServerProcess


def log_in(page: Page, name: str, password: str) -> None:
    page.goto("/login/?next=/account/")
    page.get_by_role("textbox", name="Name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()


def test_a_login_a_new_password_and_the_end_of_the_other_login(
    page: Page, visit: Visit, server: ServerProcess, axe: Callable[[Page], None]
) -> None:
    password = server.instructor("rosa")
    page.goto("/login/")
    axe(page)
    elsewhere = visit()
    for each in (page, elsewhere):
        log_in(each, "rosa", password)
        expect(each.get_by_role("heading", level=1)).to_have_text("rosa")
    expect(page.get_by_role("heading", name="Instructors")).to_have_count(0)
    page.get_by_label("Old password").fill(password)
    page.get_by_label("New password", exact=True).fill("a clock for each node")
    page.get_by_label("New password, again").fill("a clock for each node")
    page.get_by_role("button", name="Change it").click()
    expect(page.get_by_role("status")).to_contain_text("Changed.")
    elsewhere.reload()
    expect(elsewhere.get_by_role("heading", level=1)).to_have_text("Log in to teach")
    page.get_by_role("link", name="Account of rosa").click()
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("link", name="Account of rosa")).to_have_count(0)


def test_too_many_failures_are_told_with_how_long_to_wait(
    page: Page, server: ServerProcess, axe: Callable[[Page], None], page_problems: list[str]
) -> None:
    password = server.instructor("vera")
    for _ in range(10):
        log_in(page, "vera", "guessed")
        expect(page.get_by_role("alert")).to_contain_text("do not go together")
    log_in(page, "vera", password)
    expect(page.get_by_role("alert")).to_contain_text(re.compile(r"Wait \d+ seconds?, then try again\."))
    axe(page)
    page_problems[:] = [problem for problem in page_problems if "429" not in problem]


def test_an_administrator_makes_an_account_and_shuts_it_out(
    page: Page, visit: Visit, server: ServerProcess, axe: Callable[[Page], None]
) -> None:
    log_in(page, "head", server.instructor("head", "--administrator"))
    page.get_by_role("textbox", name="Name of another instructor").fill("karen")
    page.get_by_role("button", name="Make the account").click()
    given = page.get_by_role("region", name="karen logs in with this password")
    expect(given).to_contain_text("shown this once")
    axe(page)
    other = visit()
    log_in(other, "karen", given.locator("output").inner_text())
    expect(other.get_by_role("heading", level=1)).to_have_text("karen")
    page.get_by_role("button", name="Deactivate karen").click()
    expect(page.get_by_role("row", name=re.compile("karen"))).to_contain_text("deactivated")
    other.reload()
    expect(other.get_by_role("heading", level=1)).to_have_text("Log in to teach")
