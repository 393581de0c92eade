"""Logging in and out: who gets in, who has to wait how long, and what a browser keeps."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import F
from django.test import Client
from django.utils import timezone

from apps.accounts.instructors import give_password, make_instructor
from apps.accounts.models import LoginCount
from apps.accounts.throttle import COOKIE, forget
from apps.live.access import VISITOR
from apps.live.jobs.job import Job
from apps.live.jobs.queues import jobs

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> tuple[User, str]:
    return make_instructor("ada", administrator=False)


def pass_seconds(seconds: int) -> None:
    """Let time pass since the last failures."""
    LoginCount.objects.update(failed=F("failed") - timedelta(seconds=seconds))


def log_in(client: Client, password: str, name: str = "ada", **more: str) -> tuple[int, str]:
    answer = client.post("/login/", {"username": name, "password": password, **more})
    return answer.status_code, answer.get("Location") or unescape(answer.content.decode())


def test_a_login_leads_to_the_classes_or_where_one_was_going(client: Client, ada: tuple[User, str]) -> None:
    assert log_in(client, ada[1]) == (302, "/classes/")
    assert log_in(Client(), ada[1], next="/account/") == (302, "/account/")
    assert log_in(Client(), ada[1], next="https://evil.example/") == (302, "/classes/")


def test_who_is_logged_in_and_going_to_log_in_is_led_on(client: Client, ada: tuple[User, str]) -> None:
    assert log_in(client, ada[1], next="/login/") == (302, "/classes/")
    for address in ("/login/", "/login/?next=/login/"):
        assert client.get(address)["Location"] == "/classes/"


def test_a_page_for_instructors_asks_to_log_in_and_comes_back(client: Client, ada: tuple[User, str]) -> None:
    assert client.get("/classes/")["Location"] == "/login/?next=/classes/"
    assert 'value="/classes/"' in client.get("/login/?next=/classes/").content.decode()


def test_a_wrong_password_and_an_unknown_name_are_answered_alike(client: Client, ada: tuple[User, str]) -> None:
    status, page = log_in(client, "wrong")
    assert status == 200
    assert "do not go together" in page
    assert "do not go together" in log_in(client, "wrong", name="nobody")[1]


def fail(count: int, name: str = "ada", **client: str) -> None:
    """Wrong passwords, each from a browser that is new, and all of them heard."""
    for _ in range(count):
        assert log_in(Client(**client), "wrong", name=name)[0] == 200


def test_ten_failures_at_an_address_make_the_next_wait_and_say_how_long(ada: tuple[User, str]) -> None:
    fail(10)
    status, page = log_in(Client(), ada[1])
    assert status == 429
    assert "Too many failed logins. Wait 10 seconds, then try again." in page
    assert Client().post("/login/", {"username": "ada", "password": "x"})["Retry-After"] == "10"


def test_whoever_has_waited_is_heard(ada: tuple[User, str]) -> None:
    fail(10)
    pass_seconds(11)
    assert log_in(Client(), ada[1]) == (302, "/classes/")


def test_each_failure_doubles_the_wait_up_to_a_minute(ada: tuple[User, str]) -> None:
    fail(10)
    waits = []
    for _ in range(5):
        waits.append(int(Client().post("/login/", {"username": "ada", "password": "x"})["Retry-After"]))
        pass_seconds(waits[-1])
        fail(1)
    assert waits == [10, 20, 40, 60, 60]


def test_trying_too_early_does_not_make_the_wait_longer(ada: tuple[User, str]) -> None:
    fail(10)
    pass_seconds(8)
    for _ in range(5):
        assert "Wait 2 seconds" in log_in(Client(), "wrong")[1]
    pass_seconds(2)
    assert log_in(Client(), ada[1])[0] == 302


def test_a_browser_that_has_logged_in_under_the_name_waits_for_nobody_else(
    client: Client, ada: tuple[User, str]
) -> None:
    log_in(client, ada[1])
    client.post("/logout/")
    fail(10)
    assert log_in(Client(), ada[1])[0] == 429
    assert log_in(client, ada[1])[0] == 302


def test_such_a_browser_waits_for_its_own_failures(client: Client, ada: tuple[User, str]) -> None:
    log_in(client, ada[1])
    client.post("/logout/")
    for _ in range(5):
        assert log_in(client, "wrong")[0] == 200
    assert log_in(client, ada[1])[0] == 429
    assert log_in(Client(), ada[1])[0] == 302


def test_having_logged_in_under_one_name_says_nothing_of_another(client: Client, ada: tuple[User, str]) -> None:
    _, password = make_instructor("bob", administrator=False)
    log_in(client, password, name="bob")
    client.post("/logout/")
    fail(10)
    assert log_in(client, "wrong")[0] == 429


def test_a_browser_remembers_each_name_that_it_has_logged_in_under(client: Client, ada: tuple[User, str]) -> None:
    _, password = make_instructor("bob", administrator=False)
    for name, right in (("ada", ada[1]), ("bob", password)):
        log_in(client, right, name=name)
        client.post("/logout/")
    fail(10)
    fail(10, name="bob")
    assert log_in(client, ada[1])[0] == 302
    client.post("/logout/")
    assert log_in(client, password, name="bob")[0] == 302


def test_a_cookie_that_this_server_did_not_sign_is_as_good_as_none(ada: tuple[User, str]) -> None:
    fail(10)
    for value in ("", "x", "a:b:c", "{}"):
        browser = Client()
        browser.cookies[COOKIE] = value
        assert log_in(browser, ada[1])[0] == 429


def test_other_names_and_other_addresses_do_not_wait(ada: tuple[User, str]) -> None:
    _, password = make_instructor("bob", administrator=False)
    fail(10)
    assert log_in(Client(), password, name="bob")[0] == 302
    assert log_in(Client(REMOTE_ADDR="192.0.2.7"), ada[1])[0] == 302


def test_many_addresses_together_make_few_guesses_at_one_name(ada: tuple[User, str]) -> None:
    for number in range(50):
        fail(1, REMOTE_ADDR=f"192.0.2.{number}")
    status, page = log_in(Client(REMOTE_ADDR="198.51.100.1"), "wrong")
    assert status == 429
    assert "A browser that you have logged in with before does not have to wait." in page


def test_an_address_from_which_the_name_has_logged_in_does_not_wait_for_others(ada: tuple[User, str]) -> None:
    log_in(Client(REMOTE_ADDR="203.0.113.5"), ada[1])
    for number in range(50):
        fail(1, REMOTE_ADDR=f"192.0.2.{number}")
    assert log_in(Client(REMOTE_ADDR="198.51.100.1"), ada[1])[0] == 429
    assert log_in(Client(REMOTE_ADDR="203.0.113.5"), ada[1])[0] == 302


def test_the_addresses_of_one_network_of_the_internet_protocol_6_count_together(ada: tuple[User, str]) -> None:
    for number in range(10):
        fail(1, REMOTE_ADDR=f"2001:db8::{number}")
    assert log_in(Client(REMOTE_ADDR="2001:db8::ffff"), ada[1])[0] == 429
    assert log_in(Client(REMOTE_ADDR="2001:db8:1::1"), ada[1])[0] == 302


@pytest.mark.parametrize("written", ["ADA", "Ada", "\uff41da", " ada "])
def test_another_way_to_write_the_name_counts_with_it(ada: tuple[User, str], written: str) -> None:
    fail(10, name=written)
    assert log_in(Client(), ada[1])[0] == 429


def test_a_header_that_claims_another_address_changes_nothing(ada: tuple[User, str]) -> None:
    for number in range(10):
        fail(1, HTTP_X_FORWARDED_FOR=f"192.0.2.{number}")
    assert log_in(Client(HTTP_X_FORWARDED_FOR="192.0.2.99"), ada[1])[0] == 429


def test_a_name_that_nobody_has_waits_like_one_that_somebody_has(ada: tuple[User, str]) -> None:
    fail(10, name="nobody")
    assert log_in(Client(), "wrong", name="nobody")[0] == 429


def test_a_success_forgets_the_failures_before_it(client: Client, ada: tuple[User, str]) -> None:
    fail(9)
    log_in(client, ada[1])
    fail(9)
    assert log_in(Client(), ada[1])[0] == 302


def test_a_day_without_failures_forgets_them(ada: tuple[User, str]) -> None:
    fail(10)
    pass_seconds(24 * 60 * 60 + 1)
    fail(9)


def test_a_clock_that_is_set_back_makes_nobody_wait(ada: tuple[User, str]) -> None:
    fail(10)
    pass_seconds(-3_600)
    assert log_in(Client(), ada[1])[0] == 302


def test_what_is_kept_of_failures_holds_neither_names_nor_addresses_nor_passwords(ada: tuple[User, str]) -> None:
    fail(1, name="my-password-by-mistake", REMOTE_ADDR="192.0.2.7")
    kept = str(list(LoginCount.objects.values()))
    assert LoginCount.objects.count() == 2
    assert not any(word in kept for word in ("my-password", "192.0.2.7", "wrong"))


def test_counts_that_say_nothing_any_more_are_deleted(client: Client, ada: tuple[User, str]) -> None:
    fail(1, name="nobody")
    log_in(client, ada[1])
    now = timezone.now()
    assert forget(now) == 1  # of all addresses together: a success left nothing to count
    assert forget(now + timedelta(days=2)) == 2
    assert LoginCount.objects.get().succeeded is not None
    assert forget(now + timedelta(days=366)) == 1


def test_logging_in_and_out_keeps_what_the_browser_did_besides(client: Client, ada: tuple[User, str]) -> None:
    lab = new_lab(client)
    before = client.session.session_key
    log_in(client, ada[1])
    within = client.session.session_key
    assert client.get("/account/").status_code == 200
    assert client.get(lab).status_code == 200
    own = new_lab(client)
    assert client.post("/logout/")["Location"] == "/"
    assert client.get("/account/").status_code == 302
    assert [client.get(each).status_code for each in (lab, own)] == [200, 200]
    assert len({before, within, client.session.session_key}) == 3


def test_whoever_planted_the_session_or_knows_its_return_code_has_no_part_in_what_follows_a_login(
    client: Client, ada: tuple[User, str]
) -> None:
    lab, code = new_lab(client), code_of(client)
    planter = Client()
    planter.post("/progress/return/", {"code": code})
    copy = Client()
    copy.cookies[settings.SESSION_COOKIE_NAME] = client.session.session_key
    assert [each.get(lab).status_code for each in (planter, copy)] == [200, 200]
    log_in(client, ada[1])
    own = new_lab(client)
    assert [client.get(each).status_code for each in (lab, own)] == [200, 200]
    for each in (planter, copy):
        assert [each.get(path).status_code for path in (lab, own)] == [404, 404]
    assert "There is no such code" in Client().post("/progress/return/", {"code": code}).content.decode()
    assert code_of(client) != code


def test_two_browsers_that_share_a_record_since_a_login_go_on_sharing_it_at_the_next(
    client: Client, ada: tuple[User, str]
) -> None:
    log_in(client, ada[1])
    lab, other = new_lab(client), Client()
    other.post("/progress/return/", {"code": code_of(client)})
    log_in(other, ada[1])
    client.post("/logout/")
    log_in(client, ada[1])
    assert [each.get(lab).status_code for each in (client, other)] == [200, 200]


def test_another_teacher_who_logs_in_later_in_the_same_browser_takes_nothing_along(
    client: Client, ada: tuple[User, str]
) -> None:
    log_in(client, ada[1])
    lab, code = new_lab(client), code_of(client)
    client.post("/logout/")
    log_in(client, make_instructor("bob", administrator=False)[1], name="bob")
    assert client.get(lab).status_code == 404
    home = Client()
    home.post("/progress/return/", {"code": code})
    assert home.get(lab).status_code == 200


def test_a_job_that_is_over_goes_with_a_login(client: Client, ada: tuple[User, str]) -> None:
    client.get("/labs/")
    done = Job(client.session[VISITOR], "check_history", (), 1, state="failed")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(jobs.jobs, done.id, done)
        log_in(client, ada[1])
        assert client.get(f"/jobs/{done.id}/").status_code == 200


def new_lab(client: Client) -> str:
    """The address of a new lab of a browser."""
    return str(client.post("/labs/", {"lab": "stale-read"})["Location"])


def code_of(client: Client) -> str:
    """The return code that a browser's page of progress shows."""
    return re.findall(r"<output[^>]*>\s*([\w-]{14})\s*</output>", client.get("/progress/").content.decode())[0]


def test_a_link_cannot_log_anybody_out(client: Client, ada: tuple[User, str]) -> None:
    log_in(client, ada[1])
    assert client.get("/logout/").status_code == 405
    assert client.get("/account/").status_code == 200


def test_a_deactivated_account_and_an_old_password_open_nothing(client: Client, ada: tuple[User, str]) -> None:
    user, old = ada
    log_in(client, old)
    new = give_password(user)
    assert client.get("/account/").status_code == 302
    assert log_in(client, old)[0] == 200
    log_in(client, new)
    User.objects.update(is_active=False)
    assert client.get("/account/").status_code == 302
    assert log_in(client, new)[0] == 200


def test_the_header_names_whoever_is_logged_in(client: Client, ada: tuple[User, str]) -> None:
    assert "Account of" not in client.get("/").content.decode()
    log_in(client, ada[1])
    assert "Account of ada" in client.get("/").content.decode()


def test_a_login_form_without_its_token_is_refused(ada: tuple[User, str]) -> None:
    assert log_in(Client(enforce_csrf_checks=True), ada[1])[0] == 403
