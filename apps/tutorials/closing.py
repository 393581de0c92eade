"""Lessons that are closed in the open course, because a class has them as a graded exercise.

Who says so lies above this package: `add_closer` is told what to ask. A class's own pages stay open.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from inspect import iscoroutinefunction
from typing import Any

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from apps.tutorials.course import lessons

View = Callable[..., Any]

_closers: list[Callable[[], frozenset[str]]] = []


def add_closer(closed: Callable[[], frozenset[str]]) -> None:
    """Ask this, too, which lessons are closed; it returns their slugs."""
    _closers.append(closed)


def closed_lessons() -> frozenset[str]:
    """Return the slugs of the lessons that the open course does not offer now."""
    return frozenset().union(*(closed() for closed in _closers))


def unless_closed(view: View) -> View:
    """Return a view of a lesson in the open course: while the lesson is closed it says so, and nothing else."""
    if iscoroutinefunction(view):

        @wraps(view)
        async def open_view(request: HttpRequest, slug: str, **named: Any) -> HttpResponse:
            said = await sync_to_async(_said)(request, slug)
            return said or await view(request, slug=slug, **named)

        return open_view

    @wraps(view)
    def open_view_sync(request: HttpRequest, slug: str, **named: Any) -> HttpResponse:
        return _said(request, slug) or view(request, slug=slug, **named)

    return open_view_sync


def _said(request: HttpRequest, slug: str) -> HttpResponse | None:
    if slug not in lessons() or slug not in closed_lessons():
        return None
    return render(request, "tutorials/closed.html", {"lesson": lessons()[slug]}, status=403)
