"""Forms for a lesson that is going on. Each answers with a sentence to be shown, or with nothing (204)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from asgiref.sync import sync_to_async
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from apps.classroom import polls, teaching
from apps.classroom.exercises import exercise_or_404, lesson_of
from apps.classroom.live.hub import class_hub
from apps.classroom.models import Classroom
from apps.classroom.pushed import last_pushed
from apps.classroom.rights import async_teacher_of, teacher_of
from apps.labs.catalogue import catalogue
from apps.labs.run.scenario import Scenario
from apps.live.access import own_lab
from apps.live.earlier.runs import EARLIER
from apps.live.lab.hub import hub
from apps.live.lab.log import VersionGone, lab_title, load_run
from apps.live.models import Lab

ANNOUNCEMENT_CHARS_MAX = 280
NOTHING_PUSHED = "There is nothing to take back: it was taken back already, or the class has gone on."


def _done(classroom: Classroom, *changed: str) -> HttpResponse:
    if changed:
        classroom.save(update_fields=changed)
    class_hub.changed(classroom.pk)
    return HttpResponse(status=204)


@require_POST
@teacher_of
def step(request: HttpRequest, classroom: Classroom) -> HttpResponse:
    """Send everybody to a step, `paced`: to stay there. Without an exercise only the pace is set."""
    classroom.paced = request.POST.get("paced") == "1"
    if "exercise" in request.POST:
        exercise, name = exercise_or_404(classroom, request.POST["exercise"]), request.POST.get("step", "")
        if lesson_of(exercise).step(name) is None:
            raise Http404
        if exercise.published is None:
            exercise.published = timezone.now()
            exercise.save(update_fields=["published"])
        classroom.exercise, classroom.step, classroom.sent = exercise, name, timezone.now()
    return _done(classroom, "paced", "exercise", "step", "sent")


@require_POST
@async_teacher_of
async def pause(request: HttpRequest, classroom: Classroom) -> HttpResponse:
    """Let time stand in every cluster of the class, or go on."""
    classroom.paused = request.POST.get("paused") == "1"
    await sync_to_async(classroom.save)(update_fields=["paused"])
    await hub.freeze(await sync_to_async(teaching.owners)(classroom), frozen=classroom.paused)
    return await sync_to_async(_done)(classroom)


@require_POST
@async_teacher_of
async def fault(request: HttpRequest, classroom: Classroom) -> HttpResponse:
    """Push a fault to every cluster; says how many it reached."""
    pushed = teaching.pushes().get(request.POST.get("fault", ""))
    if pushed is None:
        raise Http404
    said = await teaching.push_fault(classroom, pushed)
    class_hub.changed(classroom.pk)
    return HttpResponse(said, content_type="text/plain")


@require_POST
@async_teacher_of
async def scenario(request: HttpRequest, classroom: Classroom) -> HttpResponse:
    """Push a whole scenario: a lab of the catalogue, or one of the teacher's own with all that was done in it."""
    try:
        start, title, brief = await sync_to_async(_scenario)(request)
    except VersionGone:
        return HttpResponse(EARLIER, status=409, content_type="text/plain; charset=utf-8")
    said = await teaching.push_scenario(classroom, start, title, brief)
    class_hub.changed(classroom.pk)
    return HttpResponse(said, content_type="text/plain")


@require_POST
@async_teacher_of
async def take_back(request: HttpRequest, classroom: Classroom) -> HttpResponse:
    """Take back what was pushed last; says how many clusters it reached."""
    pushed = await sync_to_async(last_pushed)(classroom)
    if pushed is None or not pushed.may_be_taken_back:
        return HttpResponse(NOTHING_PUSHED, status=409, content_type="text/plain; charset=utf-8")
    said = await teaching.take_back(classroom, pushed)
    class_hub.changed(classroom.pk)
    return HttpResponse(said, content_type="text/plain")


def _scenario(request: HttpRequest) -> tuple[Scenario, str, str]:
    """Return the start that is asked for, its title, and what there is to do in it."""
    asked = request.POST.get("lab", "")
    if asked in catalogue():
        entry = catalogue()[asked]
        return entry.scenario, entry.title, entry.brief
    if own_lab(asked, request.session) is None:
        raise Http404
    lab = Lab.objects.get(pk=asked)
    return scenario_so_far(lab), lab_title(lab), ""


def scenario_so_far(lab: Lab) -> Scenario:
    """The current run of a lab as a start: its own, with every command given so far as its script."""
    stored = load_run(lab.pk)
    assert stored is not None
    given = tuple((each.position.tick, each.command) for each in stored.log)
    return replace(stored.scenario, script=(*stored.scenario.script, *given), goals=())


@require_POST
@async_teacher_of
async def poll(request: HttpRequest, classroom: Classroom) -> HttpResponse:
    """Bring the vote on the class's step into its next phase. A question takes the place of a run on the projector."""
    phase = request.POST.get("phase", "")
    if phase not in polls.PHASES:
        raise Http404
    concerned = await sync_to_async(polls.enter)(classroom, phase)
    if concerned is None:
        raise Http404
    labs, locked = concerned
    await hub.lock(labs, locked=locked)
    if phase in polls.OPEN:
        await Classroom.objects.filter(pk=classroom.pk).aupdate(projected=None)
    class_hub.changed(classroom.pk)
    return HttpResponse(status=204)


@require_POST
@teacher_of
def announce(request: HttpRequest, classroom: Classroom) -> HttpResponse:
    """Say something to everybody; nothing takes it back."""
    classroom.announcement = " ".join(request.POST.get("text", "").split())[:ANNOUNCEMENT_CHARS_MAX]
    return _done(classroom, "announcement")


@require_POST
@teacher_of
def anonymous(request: HttpRequest, classroom: Classroom) -> HttpResponse:
    """Show learners by number, or by nickname."""
    classroom.anonymous = request.POST.get("anonymous") == "1"
    return _done(classroom, "anonymous")


@require_POST
@teacher_of
def lower_hand(request: HttpRequest, classroom: Classroom) -> HttpResponse:
    """Lower a learner's hand, or all of them."""
    seats: Any = classroom.seats.filter(removed=None)
    if request.POST.get("seat"):
        seats = seats.filter(pk=request.POST["seat"])
    seats.update(hand=None)
    return _done(classroom)
