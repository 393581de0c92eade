"""What every page of a class has in common."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from apps.classroom.models import Classroom

TABS = (
    ("dashboard", "Dashboard"),
    ("exercises", "Exercises"),
    ("learners", "Learners"),
    ("class_history", "History"),
    ("snapshots", "Snapshots"),
    ("results", "Results"),
    ("class_settings", "Settings"),
)


def class_page(request: HttpRequest, template: str, classroom: Classroom, **context: Any) -> HttpResponse:
    """A teacher's page of a class; its template extends `classroom/class.html`."""
    door_open = classroom.code_expires > timezone.now()
    return render(request, template, {"classroom": classroom, "class_tabs": TABS, "door_open": door_open, **context})
