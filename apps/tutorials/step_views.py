"""The page of a step, and what a learner does beside its cluster: predict, take a hint, point at what was found, go on.

Each answers with the panel afresh, or leads to the page where the learner goes on.
"""

from __future__ import annotations

from typing import Any

from asgiref.sync import sync_to_async
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from apps.live.access import Access
from apps.live.earlier.runs import find_earlier
from apps.live.lab.hub import hub
from apps.live.pages.earlier_views import earlier_page
from apps.live.pages.lab_page import lab_context
from apps.tutorials import attempts
from apps.tutorials.explaining import ExplanationError, read_explanation
from apps.tutorials.learner import Learner, learner_of
from apps.tutorials.lesson import Lesson, Question, Step
from apps.tutorials.models import Attempt
from apps.tutorials.panel import panel

CHOSEN_CHARS_MAX = 64


def lesson_or_404(learner: Learner, slug: str) -> Lesson:
    """The lesson of that name, if the learner may take it."""
    if slug not in learner.lessons:
        raise Http404
    return learner.lessons[slug]


def _step_or_404(learner: Learner, slug: str, name: str) -> tuple[Lesson, Step]:
    lesson = lesson_or_404(learner, slug)
    step = lesson.step(name)
    if step is None:
        raise Http404
    return lesson, step


def _asked(request: HttpRequest, slug: str, name: str) -> tuple[Lesson, Step, Attempt]:
    lesson, step = _step_or_404(learner_of(request), slug, name)
    return lesson, step, _attempt(request, lesson, step)


def _attempt(request: HttpRequest, lesson: Lesson, step: Step) -> Attempt:
    """The latest attempt, or a first one; so what is sent is checked before this."""
    learner = learner_of(request)
    return attempts.current_attempt(learner.visitor, lesson, step, told=learner.told)


def _passed_or_404(request: HttpRequest, slug: str, name: str) -> tuple[Lesson, Step, Attempt]:
    """The latest attempt at a step that asks for something to be found, if it is passed."""
    learner = learner_of(request)
    lesson, step = _step_or_404(learner, slug, name)
    latest = attempts.attempts_at(learner.visitor, lesson, step.slug)[-1:]
    if step.see is None or not latest or latest[0].passed is None:
        raise Http404
    return lesson, step, latest[0]


def _panel(request: HttpRequest, lesson: Lesson, step: Step, attempt: Attempt, mistake: str = "") -> HttpResponse:
    context = {**panel(learner_of(request), lesson, step, attempt), "mistake": mistake}
    return render(request, "tutorials/_panel.html", context)


@require_GET
def step_page(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """The step's latest cluster, with the lesson beside it."""
    lesson, step, attempt = _asked(request, slug, name)
    assert attempt.lab is not None
    learner = learner_of(request)
    access = Access(attempt.lab.pk, "owner", learner.client)
    path = f"/labs/{attempt.lab.pk}/"
    earlier = find_earlier(attempt.lab.pk)
    if earlier is not None:
        back = {"url": learner.address("lesson", lesson.slug), "label": f"Back to {lesson.title}"}
        return earlier_page(request, earlier, access, path, back=back, then=request.path)
    context: dict[str, Any] = lab_context(attempt.lab, access, socket_path=f"/ws{path}", page_path=path)
    return render(request, "tutorials/step.html", {**context, **panel(learner, lesson, step, attempt)})


@require_GET
def step_panel(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """The lesson's part of the page."""
    return _panel(request, *_asked(request, slug, name))


@require_GET
def reached(request: HttpRequest, slug: str, name: str) -> JsonResponse:
    """The goals that are reached, for a page that waits for a deed: it is noted elsewhere, and shows in no run."""
    _, step, attempt = _asked(request, slug, name)
    states = attempts.goal_states(attempt, step)
    return JsonResponse({"reached": [state.name for state in states if state.reached]})


def option_or_404(request: HttpRequest, question: Question | None) -> int:
    """The option of a question that was sent."""
    given = request.POST.get("option", "")
    count = len(question.options) if question else 0
    if not given.isdecimal() or len(given) > 2 or int(given) >= count:
        raise Http404
    return int(given)


@require_POST
def draft(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """Remember what is chosen but not locked in, so that it is there after a reload, or in another browser."""
    lesson, step = _step_or_404(learner_of(request), slug, name)
    option = option_or_404(request, step.prediction)
    attempt = _attempt(request, lesson, step)
    attempt.draft = option
    attempt.save(update_fields=["draft"])
    return HttpResponse(status=204)


@require_POST
async def predict(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """Lock a prediction in; the cluster is the learner's from now on."""
    learner = await sync_to_async(learner_of)(request)
    lesson, step = _step_or_404(learner, slug, name)
    option = None if learner.votes or learner.told else option_or_404(request, step.prediction)
    attempt = await sync_to_async(_attempt)(request, lesson, step)
    if option is None:
        return await sync_to_async(_panel)(request, lesson, step, attempt)
    await sync_to_async(attempts.predict)(attempt, option)
    await hub.lock([str(attempt.lab_id)], locked=False)
    return await sync_to_async(_panel)(request, lesson, step, attempt)


@require_POST
def hint(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """The next rung; the third is a demonstration, on a page of its own cluster."""
    lesson, step, attempt = _asked(request, slug, name)
    shown = panel(learner_of(request), lesson, step, attempt)
    told, question = shown["hints"], shown["question"]
    must_predict = question is not None and question["chosen"] is None
    if told is None or told["wait_seconds"] or must_predict or attempt.passed is not None or attempt.shown:
        return _panel(request, lesson, step, attempt)
    attempts.take_hint(attempt, step)
    if attempt.hints <= len(step.hints):
        return _panel(request, lesson, step, attempt)
    return _begin(request, lesson, step, shown=True)


@require_POST
def again(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """Begin the step again, on a fresh seed."""
    lesson, step = _step_or_404(learner_of(request), slug, name)
    return _begin(request, lesson, step, shown=False)


def _begin(request: HttpRequest, lesson: Lesson, step: Step, *, shown: bool) -> HttpResponse:
    learner = learner_of(request)
    before = attempts.attempts_at(learner.visitor, lesson, step.slug)
    attempts.begin(learner.visitor, lesson, step, before, shown=shown, told=learner.told)
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return redirect(learner.address("step", lesson.slug, step.slug))


@require_POST
def found(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """Point at what the step asks to be found."""
    lesson, step, attempt = _passed_or_404(request, slug, name)
    chosen, run = (request.POST.get(name, "")[:CHOSEN_CHARS_MAX] for name in ("chosen", "run"))
    attempts.find(attempt, step, chosen, run)
    return _panel(request, lesson, step, attempt)


@require_POST
def explain(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """Keep how the learner explains what they saw, once, or that they went on without."""
    learner = learner_of(request)
    lesson, step = _step_or_404(learner, slug, name)
    latest = attempts.attempts_at(learner.visitor, lesson, step.slug)[-1:]
    if step.explain is None or not latest or not attempts.is_understood(latest[0], step):
        raise Http404
    attempt = latest[0]
    if attempt.explained is None:
        try:
            attempt.explained = (
                {"skipped": True}
                if "skip" in request.POST
                else read_explanation(step.explain, request.POST.getlist("reason"), request.POST.get("text", ""))
            )
        except ExplanationError as error:
            return _panel(request, lesson, step, attempt, mistake=str(error))
        attempt.save(update_fields=["explained"])
    return _panel(request, lesson, step, attempt)


@require_POST
def reveal(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """Be shown what the step asks to be found."""
    lesson, step, attempt = _passed_or_404(request, slug, name)
    attempt.revealed = True
    attempt.save(update_fields=["revealed"])
    return _panel(request, lesson, step, attempt)
