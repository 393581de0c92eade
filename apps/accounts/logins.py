"""Who is logged in, by a browser session: for pages and sockets alike."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

from django.contrib.auth import get_user
from django.contrib.auth.models import User
from django.http import HttpRequest


def instructor(session: Any) -> User | None:
    """The instructor whose login this session is, if it still is one: no other password since, not deactivated."""
    user = get_user(cast(HttpRequest, SimpleNamespace(session=session)))
    return user if isinstance(user, User) and user.is_active else None
