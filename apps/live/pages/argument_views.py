"""The argument of the last messenger, stepped through on real runs; each step can be opened as a lab."""

from __future__ import annotations

import asyncio
from typing import Any

from asgiref.sync import sync_to_async
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from apps.labs.find.last_messenger import SEED, Step, argument, run_with, without_order
from apps.labs.run.scenario import Scenario
from apps.live.access import visitor
from apps.live.lab.log import create_found_lab
from apps.live.pages.job_views import current_scenario
from apps.live.serving.lanes import slow

PROTOCOL = "two_generals"


@slow
@require_http_methods(["GET", "HEAD", "POST"])
async def argument_of(request: HttpRequest, lab_id: str) -> HttpResponse:
    """The steps as far as they have been gone through; a POST opens the run of one as a lab."""
    scenario = await sync_to_async(current_scenario)(request, lab_id)
    if scenario.protocol != PROTOCOL:
        raise Http404
    count = int(scenario.dials["messages"])
    asked = request.POST if request.method == "POST" else request.GET
    step = _number(asked.get("step", "0"), count)
    if request.method == "POST":
        return await sync_to_async(_open)(request, scenario, count - step)
    steps = await asyncio.to_thread(argument, scenario)
    context: dict[str, Any] = {
        "lab_id": lab_id,
        "count": count,
        "steps": [{"number": number, **_told(each)} for number, each in enumerate(steps[: step + 1])],
        "next": step + 1 if step < count else None,
        "captured_next": count - step,
        "split": next((each for each in steps if each.is_split), None),
        "idle": " and ".join(await asyncio.to_thread(without_order, scenario)),
    }
    return await sync_to_async(render)(request, "live/jobs/_argument.html", context)


def _number(text: str, most: int) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 3 and int(text) <= most):
        raise Http404
    return int(text)


def _told(step: Step) -> dict[str, Any]:
    words = {0: "neither attacks", 1: "exactly one attacks", 2: "both attack"}[len(step.attackers)]
    return {
        "arrived": step.arrived,
        "captured": step.captured,
        "sender": step.sender,
        "receiver": step.receiver,
        "unaware": " and ".join(step.unaware),
        "attackers": " and ".join(step.attackers),
        "outcome": words,
        "is_split": step.is_split,
    }


def _open(request: HttpRequest, scenario: Scenario, arrived: int) -> HttpResponse:
    owner, count = visitor(request.session), int(scenario.dials["messages"])
    words = f"{arrived} of {count} messages arrive" if arrived < count else "Every message arrives"
    brief = f"{words}. Compare what each general has in its past with the step before."
    lab = create_found_lab(
        run_with(scenario, arrived), SEED, owner=owner, title=f"Two generals: {words}", brief=brief, playing=True
    )
    return redirect("lab", lab.pk)
