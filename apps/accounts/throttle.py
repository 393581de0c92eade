"""What someone is told who has failed to log in too often. django-axes counts, by name and address.

Only this name from this address is locked: neither can a stranger elsewhere lock a teacher out, nor does a room behind
one address lose its teachers to one learner who tries names.
"""

from __future__ import annotations

from datetime import timedelta
from math import ceil

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

SECONDS_A_MINUTE = 60


def locked_out(request: HttpRequest, *_: object) -> HttpResponse:
    """The login page with how long to wait, in place of whatever the view would have answered."""
    name, seconds = request.POST.get("username", ""), _seconds_left(request)
    context = {
        "form": AuthenticationForm(request, initial={"username": name}),
        "next": request.POST.get("next", ""),
        "mistake": f"Too many failed logins as {name} from here. Wait {_words(seconds)}, then try again.",
    }
    answer = render(request, "accounts/login.html", context, status=429)
    answer["Retry-After"] = str(seconds)
    return answer


def _words(seconds: int) -> str:
    minutes = ceil(seconds / SECONDS_A_MINUTE)
    return "one minute" if minutes == 1 else f"{minutes} minutes"


def _seconds_left(request: HttpRequest) -> int:
    """Until the latest failure that counts is forgotten."""
    failures = AccessAttempt.objects.filter(
        username=request.POST.get("username", ""), ip_address=request.META.get("REMOTE_ADDR")
    )
    latest = failures.aggregate(latest=Max("attempt_time"))["latest"] or timezone.now()
    wait: timedelta = latest + settings.AXES_COOLOFF_TIME - timezone.now()
    return max(1, ceil(wait.total_seconds()))
