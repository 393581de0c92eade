"""Links for others: to watch, to act as one client; and everybody else's labs."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.lab_page import LabPage


def share(lab: LabPage, grant: str) -> str:
    """A new link's address; the dialog is closed again."""
    lab.button("Share").click()
    lab.page.get_by_role("combobox", name="Whoever has the link may").select_option(grant)
    lab.button("Make a link").click()
    name = "Link: watch only" if grant == "watch" else f"Link: act as {grant}"
    address = lab.page.get_by_role("textbox", name=name).input_value()
    lab.page.keyboard.press("Escape")
    return address


def enter(page: Page, address: str) -> LabPage:
    page.goto(address)
    return LabPage(page)


def test_a_watcher_sees_everything_and_can_change_nothing(lab: LabPage, visit: Visit) -> None:
    watcher = enter(visit(), share(lab, "watch"))
    expect(watcher.session).to_have_attribute("data-role", "watcher")
    lab.invoke("write", "n1", value="shown")
    expect(watcher.operation("alice#1")).to_contain_text("write x = shown")
    expect(watcher.button("Pause")).to_be_disabled()
    for name in ("Cut", "Share", "Replay with these settings"):
        expect(watcher.button(name)).to_have_count(0)
    expect(watcher.page.locator("operation-form")).to_have_count(0)
    watcher.page.keyboard.press("Space")
    watcher.choose("n1")
    expect(watcher.page.locator("node-inspector h3")).to_have_text("n1")
    expect(watcher.button("Crash n1")).to_have_count(0)
    expect(lab.session).to_have_attribute("data-playing", "true")


def test_a_guest_acts_as_the_client_that_the_link_names(lab: LabPage, visit: Visit) -> None:
    guest = enter(visit(), share(lab, "bob"))
    expect(guest.session).to_have_attribute("data-role", "client")
    expect(guest.page.get_by_role("combobox", name="Client")).to_have_text("bob")
    guest.invoke("write", "n2", client="bob", value="guest")
    for window in (lab, guest):
        expect(window.operation("bob#1")).to_contain_text("write x = guest")
    expect(guest.button("Pause")).to_be_disabled()


def test_a_guest_who_has_labs_of_their_own_is_still_a_guest_here(lab: LabPage, visit: Visit) -> None:
    address = share(lab, "carol")
    page = visit()
    page.goto("/labs/")
    page.get_by_role("button", name="Open the lab").first.click()
    LabPage(page)
    guest = enter(page, address)
    expect(guest.session).to_have_attribute("data-role", "client")
    guest.invoke("read", "n3", client="carol")
    expect(lab.operation("carol#1")).to_contain_text("ok")


def test_a_revoked_link_shows_its_guests_out(lab: LabPage, visit: Visit, page_problems: list[str]) -> None:
    address = share(lab, "watch")
    watcher = enter(visit(), address)
    lab.button("Share").click()
    lab.button("Revoke").click()
    expect(lab.page.get_by_text("Nobody else can see this lab yet.")).to_be_visible()
    watcher.expect_state("gone")
    expect(watcher.page.get_by_role("alert")).to_contain_text("its link was revoked")
    response = watcher.page.goto(address)
    assert response
    assert response.status == 404
    expect(watcher.page.get_by_role("heading", name="There is nothing here")).to_be_visible()
    page_problems.clear()


def test_another_visitors_lab_is_not_there(lab: LabPage, visit: Visit, page_problems: list[str]) -> None:
    stranger = visit()
    response = stranger.goto(lab.page.url)
    missing = stranger.goto("/labs/no-such-lab/")
    assert response
    assert missing
    assert response.status == missing.status == 404
    expect(stranger.get_by_role("heading", name="There is nothing here")).to_be_visible()
    page_problems.clear()
