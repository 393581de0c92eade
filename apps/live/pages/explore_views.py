"""Exploring every run of a lab's protocol from one beginning, as a job."""

import json

from asgiref.sync import sync_to_async
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from apps.live.access import visitor
from apps.live.jobs.job import runs
from apps.live.lab.deeds import current_run
from apps.live.pages.job_views import current_scenario, start_and_show

EXPLORE = "explore_agreement"
EXPLORE_SECONDS_MAX = 300


@require_http_methods(["GET", "POST"])
async def explore_lab(request: HttpRequest, lab_id: str) -> HttpResponse:
    """The spaces that the protocol of the lab's current run offers; a POST explores one of them, under its dials."""
    owner = await sync_to_async(visitor)(request.session)
    scenario = await sync_to_async(current_scenario)(request, lab_id)
    protocol, wanted = scenario.spec, request.POST.get("exploration", "")
    if request.method == "GET":
        context = {"lab": {"id": lab_id}, "explorations": protocol.explorations}
        context |= {"invariants": protocol.invariants}
        return await sync_to_async(render)(request, "live/jobs/_explore.html", context)
    if wanted not in {each.name for each in protocol.explorations}:
        raise Http404
    options = {"protocol": protocol.name, "exploration": wanted, "owner": owner}
    options["dials"] = json.dumps(dict(scenario.dials))
    data = {"protocol": protocol.name, "dials": dict(scenario.dials), "exploration": wanted}
    deed = {"lab_id": lab_id, "kind": "explored", "run": await sync_to_async(current_run)(lab_id), "data": data}
    job = runs(EXPLORE, options, owner=owner, seconds_max=EXPLORE_SECONDS_MAX, deed=deed)
    return await start_and_show(request, job)
