"""Accounts: one's own password, and what administrators do for others."""

from __future__ import annotations

import re
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client

from apps.accounts.instructors import first_instructor, make_instructor
from apps.live.management.commands.serve import Command as Serve

pytestmark = pytest.mark.django_db

PASSWORD = re.compile(r"[2-9a-z]{4}(?:-[2-9a-z]{4}){3}")


@pytest.fixture
def ada(client: Client) -> User:
    """An instructor, logged in."""
    user, _ = make_instructor("ada", administrator=False)
    client.force_login(user)
    return user


@pytest.fixture
def head(client: Client) -> User:
    """An administrator, logged in."""
    user, _ = make_instructor("head", administrator=True)
    client.force_login(user)
    return user


def change(client: Client, old: str, new: str, again: str | None = None) -> str:
    fields = {"old_password": old, "new_password1": new, "new_password2": new if again is None else again}
    return client.post("/account/password/", fields).content.decode()


def shown_password(page: str) -> str:
    return PASSWORD.search(page.split("<output>")[1])[0]  # type: ignore[index]


def test_a_new_password_ends_every_other_login_and_not_this_one(client: Client) -> None:
    user, old = make_instructor("ada", administrator=False)
    elsewhere = Client()
    for each in (client, elsewhere):
        each.force_login(user)
    assert "Changed." in change(client, old, "a clock for each node")
    assert client.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302
    user.refresh_from_db()
    assert user.check_password("a clock for each node")


@pytest.mark.parametrize(
    ("new", "again", "says"),
    [
        ("short", None, "at least 10 characters"),
        ("password123", None, "too common"),
        ("8273645190", None, "entirely numeric"),
        ("a clock for each node", "another one", "match"),
    ],
)
def test_a_password_that_will_not_do_is_refused_in_words(client: Client, new: str, again: str, says: str) -> None:
    user, old = make_instructor("ada", administrator=False)
    client.force_login(user)
    assert says in change(client, old, new, again)
    user.refresh_from_db()
    assert user.check_password(old)


def test_without_the_old_password_there_is_no_new_one(client: Client, ada: User) -> None:
    assert "incorrect" in change(client, "guessed", "a clock for each node")


def test_an_administrator_makes_an_account_whose_password_is_shown_once(client: Client, head: User) -> None:
    answer = client.post("/account/instructors/", {"username": " grace "})
    password = shown_password(answer.content.decode())
    assert "no-store" in answer["Cache-Control"]
    assert password not in client.get("/account/").content.decode()
    grace = User.objects.get(username="grace")
    assert grace.check_password(password)
    assert not grace.is_superuser
    client.post("/account/instructors/", {"username": "linus", "administrator": "on"})
    assert User.objects.get(username="linus").is_superuser


@pytest.mark.parametrize(
    ("name", "says"),
    [("", "at most 150"), ("two words", "no spaces"), ("x" * 151, "at most 150"), ("HEAD", "already")],
)
def test_a_name_that_cannot_be_is_refused_in_words(client: Client, head: User, name: str, says: str) -> None:
    assert says in client.post("/account/instructors/", {"username": name}).content.decode()
    assert User.objects.count() == 1


def test_an_administrator_gives_another_password_and_shuts_out_and_lets_in_again(client: Client, head: User) -> None:
    grace, _ = make_instructor("grace", administrator=False)
    address = f"/account/instructors/{grace.pk}/"
    password = shown_password(client.post(address + "password/").content.decode())
    grace.refresh_from_db()
    assert grace.check_password(password)
    client.post(address + "active/")
    grace.refresh_from_db()
    assert not grace.is_active
    client.post(address + "active/", {"activate": ""})
    grace.refresh_from_db()
    assert grace.is_active


def test_an_administrator_cannot_shut_themselves_out(client: Client, head: User) -> None:
    for what in ("password/", "active/"):
        assert client.post(f"/account/instructors/{head.pk}/{what}").status_code == 404
    assert client.get("/account/").status_code == 200


def test_to_other_instructors_the_accounts_of_others_do_not_exist(client: Client, ada: User) -> None:
    grace, _ = make_instructor("grace", administrator=False)
    assert "grace" not in client.get("/account/").content.decode()
    for path in ("", f"{grace.pk}/password/", f"{grace.pk}/active/"):
        assert client.post(f"/account/instructors/{path}", {"username": "new"}).status_code == 404
        assert Client().post(f"/account/instructors/{path}").status_code == 302
    assert User.objects.count() == 2


def test_the_command_makes_an_account_and_prints_its_password() -> None:
    said = StringIO()
    call_command("create_instructor", "grace", "--administrator", stdout=said)
    grace = User.objects.get()
    assert grace.is_superuser
    assert grace.check_password(PASSWORD.search(said.getvalue())[0])  # type: ignore[index]
    with pytest.raises(CommandError, match="already"):
        call_command("create_instructor", "grace")


def test_the_first_account_is_made_only_where_there_is_none() -> None:
    made = first_instructor()
    assert made is not None
    assert (made[0].username, made[0].is_superuser) == ("teacher", True)
    assert first_instructor() is None


def test_the_server_says_after_its_address_how_to_log_in_at_first_and_never_again() -> None:
    said = StringIO()
    server = Serve(stdout=said)
    server.first = first_instructor()
    server.announce(8000)
    address, *_, told = said.getvalue().splitlines()
    assert address == "Lightcone is running at http://127.0.0.1:8000"
    name, password = re.findall(r"/login/ as (\S+) with (\S+) \(shown this once", told)[0]
    assert User.objects.get(username=name).check_password(password)
    said.truncate(0)
    server.first = first_instructor()
    server.announce(8000)
    assert "To teach" not in said.getvalue()
