"""The table "who crashed when": what a learner says comes of it, checked against every run with that crash."""

import asyncio
import json
from functools import lru_cache
from typing import Any

from asgiref.sync import sync_to_async
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from apps.agreement.commit_outcomes import ANSWERS, NEVER, Outcome, outcome, points, question
from apps.labs.find.found_path import SEED, play
from apps.labs.protocols import agreements
from apps.labs.run.scenario import Scenario
from apps.live.access import visitor
from apps.live.lab.deeds import note_outcomes
from apps.live.lab.log import create_found_lab
from apps.live.pages.job_views import current_scenario
from apps.live.serving.lanes import slow

FAMILY = "commit"


@slow
@require_http_methods(["GET", "POST"])
async def outcomes(request: HttpRequest, lab_id: str) -> HttpResponse:
    """The table to fill in; a POST checks what was filled in."""
    scenario = await sync_to_async(_commit_scenario)(request, lab_id)
    found = await asyncio.to_thread(_found, scenario.protocol, json.dumps(dict(scenario.dials), sort_keys=True))
    rows = [_row(number, each, request) for number, each in enumerate(found)]
    given = [row for row in rows if row["answer"]]
    answers = {row["number"]: row["is_right"] for row in given if row["answer"] in ANSWERS}
    setting = json.dumps(dict(scenario.dials), sort_keys=True)
    first = await sync_to_async(note_outcomes)(lab_id, scenario.protocol, setting, answers, len(rows))
    context = {
        "lab": {"id": lab_id},
        "protocol": scenario.spec.title,
        "answers": ANSWERS.items(),
        "rows": rows,
        "checked": request.method == "POST",
        "right": sum(row["is_right"] for row in given),
        "given": len(given),
        "first_right": sum(first.values()),
        "first_given": len(first),
    }
    return await sync_to_async(render)(request, "live/jobs/_outcomes.html", context)


@slow
@require_POST
async def watch_outcome(request: HttpRequest, lab_id: str, number: int) -> HttpResponse:
    """A lab that plays a run with the crash of one row."""
    owner = await sync_to_async(visitor)(request.session)
    scenario = await sync_to_async(_commit_scenario)(request, lab_id)
    dials = json.dumps(dict(scenario.dials), sort_keys=True)
    found = await asyncio.to_thread(_found, scenario.protocol, dials)
    if number >= len(found) or found[number].down == NEVER:
        raise Http404
    chosen = found[number]
    asked = question(agreements()[scenario.protocol], scenario.dials, chosen.point)
    played = play(asked, chosen.path).scenario
    title = f"{chosen.point.node} crashes {chosen.point.title}"
    brief = f"While {chosen.point.node} stays down: {ANSWERS[chosen.down].lower()}"
    lab = await sync_to_async(create_found_lab)(played, SEED, owner=owner, title=title, brief=brief)
    return HttpResponseRedirect(reverse("lab", args=[lab.pk]))


def _commit_scenario(request: HttpRequest, lab_id: str) -> Scenario:
    scenario = current_scenario(request, lab_id)
    if scenario.spec.family != FAMILY:
        raise Http404
    return scenario


@lru_cache(maxsize=64)
def _found(name: str, dials: str) -> tuple[Outcome, ...]:
    protocol, values = agreements()[name], json.loads(dials)
    return tuple(outcome(protocol, values, point) for point in points(protocol, values))


def _row(number: int, found: Outcome, request: HttpRequest) -> dict[str, Any]:
    answer = request.POST.get(f"answer-{number}", "")
    return {
        "number": number,
        "node": found.point.node,
        "title": found.point.title,
        "answer": answer,
        "is_right": answer == found.down,
        "down": ANSWERS[found.down],
        "back": "" if found.down == NEVER else ANSWERS[found.back],
    }
