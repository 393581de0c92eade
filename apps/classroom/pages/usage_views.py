"""The page for administrators that says what the server's disk is used for."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from apps.classroom.rights import for_instructors
from apps.classroom.usage import usage
from apps.live.upkeep.clock_watch import clock_notice


@require_GET
@for_instructors
def show_usage(request: HttpRequest, user: User) -> HttpResponse:
    """Show what is used. To everybody else who is logged in there is no such page."""
    if not user.is_superuser:
        raise Http404
    return render(request, "classroom/usage.html", {**usage(), "clock_notice": clock_notice()})
