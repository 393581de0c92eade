"""The goals of an exercise in the making: chosen from the named predicates, with their terms as a form."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any, get_type_hints

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from apps.classroom.exercise_file import ExerciseError
from apps.classroom.exercises import keep_made, made_or_404
from apps.classroom.models import Classroom, Exercise
from apps.classroom.rights import teacher_of
from apps.labs.goals import PREDICATES
from apps.labs.goals.goal import Predicate


def goals_shown(made: Mapping[str, Any], mistake: str = "") -> dict[str, Any]:
    """Return what the goals' part of the maker shows."""
    offered = [(name, title_of(name), help_of(each)) for name, each in PREDICATES.items()]
    return {"goals": made["goals"], "predicates": sorted(offered, key=lambda each: each[1]), "goal_mistake": mistake}


def title_of(name: str) -> str:
    """A predicate's name as words."""
    return name.replace("_", " ").capitalize()


def help_of(predicate: Predicate) -> str:
    """Return what it asks for."""
    return " ".join((inspect.getdoc(predicate) or "").replace("`", "").split())


def _terms(predicate: Predicate) -> list[dict[str, Any]]:
    """Its terms, as fields of a form."""
    hints = get_type_hints(predicate)
    kinds = {int: "number", bool: "truth", str: "text"}
    return [
        {
            "name": each.name,
            "label": each.name.replace("_", " "),
            "kind": kinds.get(hints[each.name], "texts"),
            "default": _shown(each.default),
            "required": each.default is inspect.Parameter.empty,
        }
        for each in list(inspect.signature(predicate).parameters.values())[1:]
    ]


def _shown(default: Any) -> Any:
    if default is inspect.Parameter.empty:
        return ""
    return ", ".join(default) if isinstance(default, tuple) else default


@require_GET
@teacher_of
def goal_terms(request: HttpRequest, classroom: Classroom) -> HttpResponse:
    """The fields of a predicate's terms."""
    predicate = PREDICATES.get(request.GET.get("predicate", ""))
    if predicate is None:
        raise Http404
    context = {"terms": _terms(predicate), "help": help_of(predicate), "title": title_of(predicate.__name__)}
    return render(request, "classroom/parts/_goal_terms.html", context)


@require_POST
@teacher_of
def add_goal(request: HttpRequest, classroom: Classroom, exercise_id: int) -> HttpResponse:
    """One more goal."""
    found, made = made_or_404(classroom, exercise_id)
    name = request.POST.get("predicate", "")
    if name not in PREDICATES:
        raise Http404
    title = request.POST.get("goal_title", "").strip() or title_of(name)
    mistake = ""
    try:
        goal = {"title": title, "predicate": name, "terms": _read_terms(request, PREDICATES[name])}
        keep_made(found, {**made, "goals": [*made["goals"], goal]})
    except ExerciseError as error:
        mistake = str(error)
    return _goals_part(request, classroom, found, mistake)


def _read_terms(request: HttpRequest, predicate: Predicate) -> dict[str, Any]:
    """The terms that were filled in; raises ExerciseError."""
    read: dict[str, Any] = {}
    for term in _terms(predicate):
        given = request.POST.get(f"term-{term['name']}", "").strip()
        if term["kind"] == "truth":
            read[term["name"]] = given == "on"
        elif given and term["kind"] == "number":
            if not given.lstrip("-").isdecimal() or len(given) > 9:
                raise ExerciseError(f"“{term['label']}” has to be a whole number.")
            read[term["name"]] = int(given)
        elif given:
            read[term["name"]] = [word.strip() for word in given.split(",")] if term["kind"] == "texts" else given
    return read


@require_POST
@teacher_of
def remove_goal(request: HttpRequest, classroom: Classroom, exercise_id: int, number: int) -> HttpResponse:
    """One goal less."""
    found, made = made_or_404(classroom, exercise_id)
    keep_made(found, {**made, "goals": [goal for at, goal in enumerate(made["goals"], 1) if at != number]})
    return _goals_part(request, classroom, found)


def _goals_part(request: HttpRequest, classroom: Classroom, found: Exercise, mistake: str = "") -> HttpResponse:
    context = {"classroom": classroom, "exercise": found, **goals_shown(found.made or {}, mistake)}
    return render(request, "classroom/parts/_goals.html", context)
