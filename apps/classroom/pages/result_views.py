"""Afterwards: a class's results, its history as a heat map, files for gradebooks and for research, and its end."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from apps.accounts.logins import instructor
from apps.classroom import retention
from apps.classroom.exercises import lesson_of
from apps.classroom.live.heat_map import SHADES, SORTS, heat_map
from apps.classroom.live.hub import class_hub
from apps.classroom.models import Classroom, Exercise
from apps.classroom.pages.common import class_page
from apps.classroom.results import gradebook
from apps.classroom.results.anonymised import anonymised
from apps.classroom.results.details import details
from apps.classroom.results.results import ClassResults, published, results_of
from apps.classroom.rights import teacher_of
from apps.live.serving.lanes import slow
from apps.live.serving.streamed import json_file

ALL = "all"
UNCONFIRMED = "Nothing was deleted. Type the title of the class into the field, as it stands above."


@slow
@require_GET
@teacher_of
def results(request: HttpRequest, classroom: Classroom) -> HttpResponse:
    """Show what everybody came to in an exercise, or in all of them."""
    return _page(request, classroom)


def _page(request: HttpRequest, classroom: Classroom, **said: str) -> HttpResponse:
    offered = published(classroom)
    chosen = _chosen(classroom, offered, request.GET.get("exercise", ""))
    found = results_of(classroom, offered if chosen is None else [chosen])
    context = {
        "exercises": _titled(offered),
        "chosen": chosen.pk if chosen else ALL,
        "results": found,
        "tables": [
            {"exercise": exercise, "lesson": lesson, "totals": found.totals(nth), "rows": _rows(found, nth)}
            for nth, (exercise, lesson) in enumerate(found.exercises)
        ],
        "without_number": gradebook.without_number(found),
        "shared_numbers": gradebook.shared_numbers(found),
        "days_left": retention.days_left(classroom),
        "may_delete": may_delete(request, classroom),
        **said,
    }
    return class_page(request, "classroom/results.html", classroom, **context)


def _titled(exercises: list[Exercise]) -> list[tuple[int, str]]:
    return [(each.pk, lesson_of(each).title) for each in exercises]


def _rows(found: ClassResults, nth: int) -> list[dict[str, object]]:
    return [{"seat": learner.seat, "result": learner.exercises[nth]} for learner in found.learners]


def _chosen(classroom: Classroom, offered: list[Exercise], asked: str) -> Exercise | None:
    """The exercise that was asked for; else the one at which the class is, or the last; None for all of them."""
    if asked == ALL or not offered:
        return None
    wanted = asked or str(classroom.exercise_id)
    found = next((each for each in offered if str(each.pk) == wanted), None)
    if asked and found is None:
        raise Http404
    return found or offered[-1]


@require_GET
@teacher_of
def history(request: HttpRequest, classroom: Classroom) -> HttpResponse:
    """The heat map of steps by learners."""
    sort, shade = _among(request, "sort", SORTS), _among(request, "shade", SHADES)
    found = heat_map(results_of(classroom, published(classroom)), sort, shade)
    context = {"map": found, "sorts": SORTS.items(), "shades": SHADES.items(), "sort": sort, "shade": shade}
    return class_page(request, "classroom/history.html", classroom, **context)


def _among(request: HttpRequest, name: str, offered: dict[str, str]) -> str:
    asked = request.GET.get(name, "")
    return asked if asked in offered else next(iter(offered))


# Files


@slow
@require_GET
@teacher_of
def canvas(request: HttpRequest, classroom: Classroom) -> HttpResponse:
    """For Canvas."""
    return _csv(gradebook.canvas(_published(classroom), timezone.now()), "lightcone-canvas.csv")


@slow
@require_GET
@teacher_of
def moodle(request: HttpRequest, classroom: Classroom) -> HttpResponse:
    """For Moodle."""
    return _csv(gradebook.moodle(_published(classroom), timezone.now()), "lightcone-moodle.csv")


@slow
@require_GET
@teacher_of
def details_file(request: HttpRequest, classroom: Classroom) -> HttpResponse:
    """For a spreadsheet: what each did at each step."""
    return _csv(details(_published(classroom)), "lightcone-details.csv")


def _published(classroom: Classroom) -> ClassResults:
    return results_of(classroom, published(classroom))


def _csv(text: str, name: str) -> HttpResponse:
    return _file(text, "text/csv; charset=utf-8", name)


@slow
@require_GET
@teacher_of
def anonymous_export(request: HttpRequest, classroom: Classroom) -> StreamingHttpResponse:
    """Return everything that was done, without the people, as a JSON file."""
    return json_file(anonymised(classroom), "lightcone-class.json")


def _file(body: str, kind: str, name: str) -> HttpResponse:
    return HttpResponse(
        body,
        content_type=kind,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


# The end


@require_POST
@teacher_of
def delete_class(request: HttpRequest, classroom: Classroom) -> HttpResponse:
    """Delete the class with everything in it, if it is meant. That is for who made it, and administrators."""
    if not may_delete(request, classroom):
        raise Http404
    if " ".join(request.POST.get("title", "").split()) != " ".join(classroom.title.split()):
        return _page(request, classroom, delete_mistake=UNCONFIRMED)
    class_id = classroom.pk
    retention.delete_class(classroom)
    class_hub.changed(class_id)
    return redirect(f"{reverse('classes')}?deleted")


def may_delete(request: HttpRequest, classroom: Classroom) -> bool:
    """Return whether this teacher may delete the class."""
    user = instructor(request.session)
    return user is not None and (user.is_superuser or user == classroom.owner)
