"""An administrator makes accounts, gives passwords, shuts out and lets in again.

A password is shown in the answer to the form that made it, and nowhere else: neither stored nor cached.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from apps.accounts import instructors
from apps.accounts.views import account_page

NAME_CHARS_MAX = 200

P = ParamSpec("P")


def for_administrators(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A form of administrators: to everybody else who is logged in there is no such thing."""

    @wraps(view)
    def checked(request: HttpRequest, *args: P.args, **named: P.kwargs) -> HttpResponse:
        if not (isinstance(request.user, User) and request.user.is_superuser):
            raise Http404
        return view(request, *args, **named)

    return require_POST(never_cache(login_required(checked)))  # type: ignore[return-value]


@for_administrators
def make_instructor(request: HttpRequest) -> HttpResponse:
    """A new account, and its password."""
    name = request.POST.get("username", "")[:NAME_CHARS_MAX]
    try:
        given = instructors.make_instructor(name, administrator="administrator" in request.POST)
    except instructors.NameRefused as refused:
        return account_page(request, name_mistake=str(refused), name=name)
    return account_page(request, given=given)


@for_administrators
def give_password(request: HttpRequest, user_id: int) -> HttpResponse:
    """Another password for someone else; one's own is changed by who knows the old one."""
    user = _someone_else(request, user_id)
    return account_page(request, given=(user, instructors.give_password(user)))


@for_administrators
def set_active(request: HttpRequest, user_id: int) -> HttpResponse:
    """Shut someone else's account out, or let it in again."""
    instructors.set_active(_someone_else(request, user_id), "activate" in request.POST)
    return redirect("account")


def _someone_else(request: HttpRequest, user_id: int) -> User:
    if user_id == request.user.pk:
        raise Http404
    return get_object_or_404(User, pk=user_id)
