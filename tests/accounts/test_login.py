"""Logging in and out: who gets in, who is locked out for how long, and what a browser keeps."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from apps.accounts.instructors import give_password, make_instructor
from apps.live.access import VISITOR
from apps.live.jobs import Job, jobs

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> tuple[User, str]:
    return make_instructor("ada", administrator=False)


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


def test_five_failures_lock_the_name_from_that_address_and_say_for_how_long(
    client: Client, ada: tuple[User, str]
) -> None:
    for _ in range(4):
        assert log_in(client, "wrong")[0] == 200
    status, page = log_in(client, "wrong")
    assert status == 429
    assert "Too many failed logins as ada from here. Wait 5 minutes, then try again." in page
    assert log_in(client, ada[1])[0] == 429
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    assert log_in(elsewhere, ada[1]) == (302, "/classes/")


def test_another_browser_at_the_same_address_is_locked_too_and_another_name_is_not(
    client: Client, ada: tuple[User, str]
) -> None:
    for number in range(5):
        log_in(Client(HTTP_USER_AGENT=f"browser {number}"), "wrong")
    assert log_in(client, ada[1])[0] == 429
    _, password = make_instructor("bob", administrator=False)
    assert log_in(client, password, name="bob")[0] == 302


def test_a_header_that_claims_another_address_changes_nothing(ada: tuple[User, str]) -> None:
    for number in range(5):
        log_in(Client(HTTP_X_FORWARDED_FOR=f"192.0.2.{number}"), "wrong")
    assert log_in(Client(HTTP_X_FORWARDED_FOR="192.0.2.99"), ada[1])[0] == 429


def test_trying_while_locked_does_not_make_it_longer(client: Client, ada: tuple[User, str]) -> None:
    for _ in range(5):
        log_in(client, "wrong")
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=4, seconds=30))
    assert "Wait one minute, then try again." in log_in(client, "wrong")[1]
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=5, seconds=1))
    assert log_in(client, ada[1])[0] == 302


def test_a_success_forgets_the_failures_before_it(client: Client, ada: tuple[User, str]) -> None:
    for _ in range(4):
        log_in(client, "wrong")
    log_in(client, ada[1])
    assert log_in(Client(), "wrong")[0] == 200


def test_what_failed_is_kept_without_the_password(client: Client, ada: tuple[User, str]) -> None:
    log_in(client, "wrong-but-nearly-right")
    assert "wrong-but" not in AccessAttempt.objects.get().post_data


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
    done = Job(client.session[VISITOR], "check_history", ("check_history",), 1, state="failed")
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
