"""A learner's pages: their seat, and the step pages of the course, mounted under it.

A step page under a seat is the course's own view with another learner (`tutorials.learner`): `in_class` decides who
that is, whether the exercise is open, and where a class that is paced has to be.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from inspect import iscoroutinefunction
from typing import Any

from asgiref.sync import sync_to_async
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from apps.classroom import polls
from apps.classroom.exercises import extensions, lesson_of, open_to, taught, worker
from apps.classroom.live.hub import class_hub
from apps.classroom.live.learner_bar import bar_for_seat
from apps.classroom.models import Exercise, Seat, later
from apps.classroom.pushed import labs_elsewhere, last_pushed
from apps.classroom.rights import client_in, invitation, leave_seat, seat_of
from apps.classroom.whereabouts import note_place, place_of_class
from apps.live.access import end_links
from apps.live.models import Lab
from apps.tutorials.learner import Learner
from apps.tutorials.models import Attempt
from apps.tutorials.progress import progress_in
from apps.tutorials.step_views import step_page

View = Callable[..., Any]

NEWCOMER = "welcome"
"""In the query of the first page of whoever has just sat down: it shows the personal code."""


def seat_or_404(request: HttpRequest, seat_id: str) -> Seat:
    """A seat of this browser."""
    found = seat_of(request.session, seat_id)
    if found is None:
        raise Http404
    return found


@require_GET
def seat(request: HttpRequest, seat: str) -> HttpResponse:
    """The learner's place in the class: its exercises, and the code to come back by. Or the door, until admitted."""
    mine = seat_or_404(request, seat)
    now, told = timezone.now(), bar_for_seat(mine)
    if not mine.is_in:
        return render(request, "classroom/waiting.html", {"seat": mine, "told": told})
    place = "" if mine.at_step else place_of_class(mine)
    if place:
        return redirect(f"{place}?{NEWCOMER}")
    offered = [each for each in taught(mine.classroom) if each.published]
    open_now, extended = open_to(mine, offered, now), extensions([mine])
    exercises = [
        {
            "exercise": each,
            "lesson": lesson_of(each),
            "progress": progress_in(worker(mine, each), lesson_of(each)),
            "is_open": each in open_now,
            "closes": later(each.closes, extended.get((mine.pk, each.pk))),
            "clusters": [] if each in open_now else _clusters(mine, each),
        }
        for each in offered
    ]
    closed = next((lesson_of(each).title for each in offered if each.slug == request.GET.get("closed")), "")
    context = {"seat": mine, "told": told, "exercises": exercises, "now": now, "closed": closed}
    return render(request, "classroom/seat.html", context)


def _clusters(seat: Seat, exercise: Exercise) -> list[tuple[str, str]]:
    """Return the latest cluster of each step of an exercise that a learner has begun: its id, and the step's title."""
    made = Attempt.objects.filter(visitor=worker(seat, exercise), lesson=exercise.slug).exclude(lab=None)
    latest = dict(made.order_by("pk").values_list("step", "lab"))
    return [(latest[step.slug], step.title) for step in lesson_of(exercise).steps if step.slug in latest]


# The step pages, mounted


class _Elsewhere(Exception):
    """The learner belongs on another page."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__()
        self.response = response


def in_class(view: View) -> View:
    """A view of the course as a view of a seat: its learner is the seat's, in an exercise that is open.

    With the page of a step, the learner is at that step.
    """
    if iscoroutinefunction(view):

        @wraps(view)
        async def seated(request: HttpRequest, seat: str, slug: str, **named: Any) -> HttpResponse:
            try:
                await sync_to_async(_enter)(request, seat, slug, named.get("name", ""))
            except _Elsewhere as elsewhere:
                return elsewhere.response
            answer: HttpResponse = await view(request, slug=slug, **named)
            await sync_to_async(_leave)(request, seat)
            return answer

        return seated

    @wraps(view)
    def seated_sync(request: HttpRequest, seat: str, slug: str, **named: Any) -> HttpResponse:
        try:
            _enter(request, seat, slug, named.get("name", ""), opens=view is step_page)
        except _Elsewhere as elsewhere:
            return elsewhere.response
        answer: HttpResponse = view(request, slug=slug, **named)
        _leave(request, seat)
        return answer

    return seated_sync


def _enter(request: HttpRequest, seat_id: str, slug: str, name: str, *, opens: bool = False) -> None:
    """Make the seat's learner the one of this request, who `opens` a step or not; raises Http404, or _Elsewhere."""
    mine = seat_or_404(request, seat_id)
    if not mine.is_in:
        raise _Elsewhere(_to(request, "seat", mine.pk))
    open_now = open_to(mine, taught(mine.classroom), timezone.now())
    exercise = next((each for each in open_now if each.slug == slug), None)
    if exercise is None:
        query = f"?closed={slug}" if _has_closed(mine, slug) else ""
        raise _Elsewhere(_to(request, "seat", mine.pk, query=query))
    _keep_pace(request, mine, exercise, name)
    shares = exercise.in_groups and mine.group is not None
    step = lesson_of(exercise).step(name)
    if opens and step is not None and note_place(mine, exercise, name):
        class_hub.changed(mine.classroom_id, mine.pk)
    pushed = last_pushed(mine.classroom)
    phase = None if mine.preview else polls.phase_of(exercise, name)
    request.learner = Learner(  # type: ignore[attr-defined]
        visitor=worker(mine, exercise),
        lessons={slug: lesson_of(exercise)},
        place={"seat": mine.pk},
        classroom=bar_for_seat(mine),
        client=client_in(mine, step.scenario.clients) if shares and step else None,
        votes=phase not in (None, polls.REVEALED),
        told=phase == polls.REVEALED,
        elsewhere=dict.fromkeys(labs_elsewhere(pushed), (pushed.title, pushed.brief)) if pushed else {},
        is_paced=mine.classroom.paced and not mine.preview,
    )


def _keep_pace(request: HttpRequest, seat: Seat, exercise: Exercise, name: str) -> None:
    """In a class that is paced, everybody is at its step."""
    classroom = seat.classroom
    if not classroom.paced or seat.preview or classroom.exercise is None:
        return
    if (exercise.pk, name) != (classroom.exercise_id, classroom.step):
        there = {"seat": seat.pk, "slug": classroom.exercise.slug, "name": classroom.step}
        raise _Elsewhere(_to(request, "step", **there))


def _to(request: HttpRequest, page: str, *names: str, query: str = "", **named: str) -> HttpResponse:
    """Another page, also for a part of one that htmx asked for."""
    address = reverse(page, args=names, kwargs=named) + query
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def _has_closed(seat: Seat, slug: str) -> bool:
    """Return whether an exercise of the class has closed for a seat that may not work in it."""
    now, found = timezone.now(), next((each for each in taught(seat.classroom) if each.slug == slug), None)
    return found is not None and found.published is not None and found.closes is not None and found.closes <= now


def _leave(request: HttpRequest, seat_id: str) -> None:
    """A cluster begun while the class is paused stands too. What was done shows on the dashboard."""
    still = Seat.objects.filter(pk=seat_id, removed=None).values_list("classroom_id", "classroom__paused").first()
    if still is None:
        raise Http404
    class_id, paused = still
    if paused:
        Lab.objects.filter(owner=request.learner.visitor, frozen=False).update(frozen=True)  # type: ignore[attr-defined]
    if request.method == "POST":
        class_hub.changed(class_id, seat_id)


# What a learner does beside the cluster


def _bar(request: HttpRequest, seat: Seat) -> HttpResponse:
    class_hub.changed(seat.classroom_id, seat.pk)
    return render(request, "classroom/parts/_bar_inside.html", {"told": bar_for_seat(seat)})


@require_POST
def hand(request: HttpRequest, seat: str) -> HttpResponse:
    """Put one's hand up, or down."""
    mine = seat_or_404(request, seat)
    mine.hand = timezone.now() if request.POST.get("up") == "1" and mine.is_in else None
    mine.save(update_fields=["hand"])
    return _bar(request, mine)


@require_POST
def invite(request: HttpRequest, seat: str) -> HttpResponse:
    """Let the teacher act in one's cluster, or no longer."""
    mine = seat_or_404(request, seat)
    mine.invited = timezone.now() if request.POST.get("invited") == "1" and mine.is_in else None
    mine.save(update_fields=["invited"])
    if mine.invited is None:
        end_links(invitation(mine.pk))
    return _bar(request, mine)


@require_POST
def leave(request: HttpRequest, seat: str) -> HttpResponse:
    """Leave a seat in this browser: whoever sits at this computer next is not taken for the learner."""
    mine = seat_or_404(request, seat)
    leave_seat(request.session, mine.pk)
    class_hub.changed(mine.classroom_id, mine.pk)
    return redirect("join")


@require_POST
def vote(request: HttpRequest, seat: str) -> HttpResponse:
    """Vote on the class's question, or vote otherwise, while the vote is open."""
    mine = seat_or_404(request, seat)
    poll, option = polls.current_poll(mine.classroom), request.POST.get("option", "")
    if poll is not None and mine.is_in and not mine.preview and option.isdecimal() and len(option) < 3:
        polls.vote(mine, poll, int(option))
    return _bar(request, mine)
