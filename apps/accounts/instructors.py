"""Instructors: made with a password that is shown once, given another one, shut out and let in again.

There is no e-mail, so nobody gets a password by themselves: an administrator gives it, or whoever has the server's
command line. A password that was given is random: 16 letters and digits, 78 bits.
"""

from __future__ import annotations

from secrets import choice

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"
"""Without those that are taken for one another."""

PASSWORD_CHARS = 16
GROUP_CHARS = 4
FIRST_NAME = "teacher"

NAME_MISTAKE = "A name has at most 150 letters, digits and @ . + - _, and no spaces."
NAME_TAKEN = "There is an instructor of that name already."


class NameRefused(Exception):
    """A name that an instructor cannot have; the message says why."""


def new_password() -> str:
    """A random password, in groups that can be read aloud."""
    letters = "".join(choice(ALPHABET) for _ in range(PASSWORD_CHARS))
    return "-".join(letters[at : at + GROUP_CHARS] for at in range(0, PASSWORD_CHARS, GROUP_CHARS))


def make_instructor(name: str, *, administrator: bool) -> tuple[User, str]:
    """A new account and its password, which nothing keeps. Raises NameRefused."""
    name = User.normalize_username(name.strip())
    user = User(username=name, is_superuser=administrator)
    try:
        user.clean_fields(exclude=["password"])
    except ValidationError:
        raise NameRefused(NAME_MISTAKE) from None
    if User.objects.filter(username__iexact=name).exists():
        raise NameRefused(NAME_TAKEN)
    return user, give_password(user)


def give_password(user: User) -> str:
    """Another password. Whoever is logged in with the old one no longer is."""
    password = new_password()
    user.set_password(password)
    user.save()
    return password


def set_active(user: User, active: bool) -> None:
    """Shut an account out, or let it in again. Nothing that belongs to it is touched."""
    user.is_active = active
    user.save(update_fields=["is_active"])


def first_instructor() -> tuple[User, str] | None:
    """An administrator, made because there is no account yet, and the password; None if there is one."""
    return None if User.objects.exists() else make_instructor(FIRST_NAME, administrator=True)
