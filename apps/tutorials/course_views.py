"""The course map, a lesson's own page, its last question, the runs that back its claims, and the glossary."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from typing import Any

from asgiref.sync import sync_to_async
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from apps.live.access import visitor
from apps.live.lab.log import create_found_lab
from apps.live.pages.history_views import packed_json
from apps.live.pictures.labs import lab_picture, run_picture
from apps.live.serving.lanes import slow
from apps.live.watching.watched_runs import watched_recording
from apps.live.watching.watched_views import KEPT, player, told
from apps.tutorials.attempts import TRANSFER, attempts_at
from apps.tutorials.closing import closed_lessons
from apps.tutorials.course import UNITS, lesson_after, lessons, sources
from apps.tutorials.course_map import lines, size
from apps.tutorials.learner import learner_of
from apps.tutorials.lesson import Lesson, ShownRun
from apps.tutorials.models import Attempt
from apps.tutorials.panel import question
from apps.tutorials.progress import LessonProgress, next_lesson, progress_in, progress_of
from apps.tutorials.prose import rendered
from apps.tutorials.step_views import lesson_or_404, option_or_404


@require_GET
def course(request: HttpRequest) -> HttpResponse:
    """Show every lesson on a map, with what is done, what is due for another look, and where to go next."""
    progress = progress_of(visitor(request.session))
    now = timezone.now()
    closed = closed_lessons()
    units = [
        {"number": number, "title": UNITS[number], "lessons": [_on_map(each, now, closed) for each in of_unit]}
        for number, of_unit in groupby(progress, key=lambda each: each.lesson.unit)
    ]
    width, height = size(lessons())
    context = {
        "units": units,
        "map": {"width": width, "height": height, "lines": lines(lessons())},
        "next": next_lesson(progress),
        "has_begun": any(each.state != "new" for each in progress),
        "due": [each for each in progress if each.is_due(now)],
        "passed": sum(each.passed for each in progress),
        "total": sum(len(each.steps) for each in progress),
    }
    return render(request, "tutorials/course.html", context)


def _on_map(progress: LessonProgress, now: datetime, closed: frozenset[str]) -> dict[str, Any]:
    return {
        "progress": progress,
        "due": progress.is_due(now),
        "closed": progress.lesson.slug in closed,
        "picture": lab_picture(progress.lesson.lab),
        "needs": [lessons()[slug].title for slug in progress.lesson.needs],
    }


@require_GET
def lesson_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what a lesson asks, its steps, and how far the visitor has come in it."""
    learner = learner_of(request)
    lesson = lesson_or_404(learner, slug)
    context = {
        "learner": learner,
        "lesson": lesson,
        "unit": UNITS.get(lesson.unit),
        "introduction": rendered(lesson, lesson.introduction),
        "progress": progress_in(learner.visitor, lesson),
        "now": timezone.now(),
        "found": _found_in(learner.visitor, lesson),
        "following": None if learner.classroom else lesson_after(lesson),
        "sources": [sources()[name] for name in lesson.sources],
    }
    return render(request, "tutorials/lesson.html", context)


def _found_in(visitor_name: str, lesson: Lesson) -> list[dict[str, Any]]:
    """Return what the learner has found in each step that they passed: its title, the evidence, and their own run."""
    passed = Attempt.objects.filter(visitor=visitor_name, lesson=lesson.slug, passed__isnull=False, lab__isnull=False)
    with_runs = passed.order_by("number").prefetch_related("lab__runs", "lab__reached_goals")
    latest = {each.step: each for each in with_runs}
    found = []
    for step in lesson.steps:
        lab = latest[step.slug].lab if step.slug in latest else None
        reached = max(lab.reached_goals.all(), key=lambda goal: goal.seq, default=None) if lab else None
        run = next((each for each in lab.runs.all() if reached and each.number == reached.run), None) if lab else None
        if reached and run:
            found.append({"title": step.title, "slug": step.slug, "text": reached.text, "picture": run_picture(run)})
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def transfer(request: HttpRequest, slug: str) -> HttpResponse:
    """The lesson's last question, set in another system; answered once, and then explained."""
    learner = learner_of(request)
    lesson = lesson_or_404(learner, slug)
    if lesson.transfer is None:
        raise Http404
    made = attempts_at(learner.visitor, lesson, TRANSFER)
    if request.method == "POST" and not made:
        option, now = option_or_404(request, lesson.transfer), timezone.now()
        answer = {"prediction": option, "draft": option, "predicted": now, "passed": now}
        Attempt.objects.get_or_create(visitor=learner.visitor, lesson=slug, step=TRANSFER, number=1, defaults=answer)
        return redirect(learner.address("transfer", slug))
    context = {
        "learner": learner,
        "lesson": lesson,
        "text": rendered(lesson, lesson.transfer.text),
        "question": question(lesson.transfer, made[0] if made else None, learner.visitor),
        "following": None if learner.classroom else lesson_after(lesson),
    }
    return render(request, "tutorials/transfer.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def lesson_run(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """Show a run that backs a claim of the text; a POST opens it as a lab that plays it."""
    lesson, run = lesson_or_404(learner_of(request), slug), _run_or_404(request, slug, name)
    if request.method == "POST":
        brief = " ".join(f"{fact.title}." for fact in run.shows)
        owner = visitor(request.session)
        lab = create_found_lab(run.scenario, run.seed, owner=owner, title=run.title, brief=brief, playing=True)
        return redirect("lab", lab.pk)
    recording = reverse("lesson_recording", args=[slug, name])
    context = {"lesson": lesson, "run": run, **told(run.title, run.scenario, recording)}
    return player(request, "tutorials/run.html", context)


@slow
@require_GET
async def lesson_recording(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """Give the recording of a run that backs a claim."""
    run = await sync_to_async(_run_or_404)(request, slug, name)
    packed = await watched_recording(f"{slug}/{name}", run.scenario, run.seed, run.until_tick)
    return await packed_json(request, packed, KEPT)


def _run_or_404(request: HttpRequest, slug: str, name: str) -> ShownRun:
    run = lesson_or_404(learner_of(request), slug).runs.get(name)
    if run is None:
        raise Http404
    return run
