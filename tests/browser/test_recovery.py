"""What survives: a killed server, a lost connection, a reload."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.lab_page import LabPage, open_lab
from tests.browser_sessions import ALL_INSTRUMENTS
from tests.serving import ServerProcess


@pytest.fixture
def own_server(data_folder: Path) -> Iterator[ServerProcess]:
    server = ServerProcess(data_folder)
    yield server
    server.end()


def test_a_killed_server_loses_no_acknowledged_command_and_the_page_goes_on(
    browser: Browser, own_server: ServerProcess
) -> None:
    with browser.new_context(base_url=own_server.url) as context:
        page = context.new_page()
        page.add_init_script(ALL_INSTRUMENTS)
        lab = open_lab(page)
        lab.hurry()
        lab.invoke("write", "n1", value="kept")
        expect(lab.operation("alice#1")).to_contain_text("ok")
        lab.choose("n5")
        lab.button("Crash n5").click()
        expect(lab.button("Restart n5")).to_be_visible()
        own_server.kill()
        lab.expect_state("reconnecting")
        before = lab.seconds
        own_server.start()
        lab.expect_state("live")
        expect(lab.operation("alice#1")).to_contain_text("write x = kept")
        expect(lab.button("Restart n5")).to_be_visible()
        assert lab.seconds >= before
        lab.invoke("read", "n2")
        expect(lab.operation("alice#2")).to_contain_text("→ kept")


def test_a_reload_in_the_middle_of_a_run_keeps_everything(lab: LabPage) -> None:
    lab.hurry()
    lab.invoke("write", "n1")
    expect(lab.operation("alice#1")).to_contain_text("ok")
    before = lab.seconds
    lab.page.reload()
    again = LabPage(lab.page)
    expect(again.operation("alice#1")).to_contain_text("ok")
    expect(again.event("alice invokes write x = 1 at n1")).to_have_count(1)
    assert again.seconds >= before
    again.invoke("read", "n1")
    expect(again.operation("alice#2")).to_contain_text("→ 1")


def test_a_command_given_offline_is_sent_once_when_the_connection_is_back(
    lab: LabPage, page: Page, page_problems: list[str]
) -> None:
    lab.hurry()
    page.context.set_offline(True)
    lab.expect_state("offline")
    lab.invoke("write", "n1", value="later")
    expect(page.get_by_role("status").filter(has_text="will be sent as soon as")).to_be_visible()
    page.context.set_offline(False)
    lab.expect_state("live")
    expect(lab.operation("alice#1")).to_contain_text("write x = later")
    lab.invoke("read", "n1")
    expect(lab.operation("alice#2")).to_contain_text("read x → later")
    page_problems.clear()
