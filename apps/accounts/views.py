"""Logging in and out, and one's own account."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.contrib.auth.models import User
from django.contrib.auth.views import LoginView
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from apps.accounts import throttle

LOGIN_PREFIX = "_auth_user_"
WRONG = "This name and password do not go together, or the account was deactivated. Capitals matter in both."


class LoginForm(AuthenticationForm):
    """Name and password. The password is looked at only if the attempt does not have to `wait`."""

    error_messages = {"invalid_login": WRONG, "inactive": WRONG}
    wait: throttle.Wait | None = None

    def clean(self) -> dict[str, Any]:
        """Return the fields; raises ValidationError if they do not go together, or come too early."""
        name = self.cleaned_data.get("username")
        if name and self.cleaned_data.get("password") and self.request is not None:
            self.wait = throttle.start_attempt(self.request, name)
            if self.wait is not None:
                raise ValidationError(str(self.wait))
        return super().clean()


class LogIn(LoginView):
    """The login page."""

    template_name = "accounts/login.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True

    def get_redirect_url(self, request: HttpRequest | None = None) -> str:
        """Return where they were going, unless that is here."""
        address = super().get_redirect_url()
        return "" if address == self.request.path else address

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Log in, and know this browser from now on."""
        answer = super().form_valid(form)
        throttle.attempt_succeeded(self.request, answer, form.cleaned_data["username"])
        return answer

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """Say what is wrong; 429 to an attempt that comes too early."""
        answer = super().form_invalid(form)
        if isinstance(form, LoginForm) and form.wait is not None:
            answer.status_code = 429
            answer["Retry-After"] = str(form.wait.seconds)
        return answer


log_in = LogIn.as_view()


@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    """End the login. What the browser remembers besides stays: labs, progress and seats are not the account's."""
    kept = {name: value for name, value in request.session.items() if not name.startswith(LOGIN_PREFIX)}
    logout(request)
    request.session.update(kept)
    return redirect("home")


@require_GET
@never_cache
@login_required
def account(request: HttpRequest) -> HttpResponse:
    """One's own account, and for an administrator everybody's."""
    return account_page(request)


def account_page(request: HttpRequest, **said: Any) -> HttpResponse:
    """The account page, with what was just done or could not be: `saved`, `given`, mistakes."""
    user = request.user
    assert isinstance(user, User)
    context: dict[str, Any] = {"password_form": PasswordChangeForm(user), **said}
    if user.is_superuser:
        context["instructors"] = User.objects.order_by("username")
    return render(request, "accounts/account.html", context)


@sensitive_post_parameters()
@require_POST
@never_cache
@login_required
def change_password(request: HttpRequest) -> HttpResponse:
    """Another password of one's own. Every other login with the old one ends."""
    user = request.user
    assert isinstance(user, User)
    form = PasswordChangeForm(user, request.POST)
    if not form.is_valid():
        return account_page(request, password_form=form)
    update_session_auth_hash(request, form.save())
    return account_page(request, saved=True)
