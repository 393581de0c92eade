"""Counting over many runs of a lab's protocol, as a job."""

import json
from dataclasses import replace
from typing import Any

from asgiref.sync import sync_to_async
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from apps.labs.protocols import relatives
from apps.labs.run.scenario import Scenario
from apps.labs.trials import TRIALS
from apps.live.access import visitor
from apps.live.jobs.job import runs
from apps.live.lab.deeds import current_run
from apps.live.pages.job_views import current_scenario, start_and_show

MEASURE = "measure_agreement"
MEASURE_SECONDS_MAX = 600
RUNS = ("1000", "10000", "100000")
RUNS_OF = {"eventual": ("100", "300", "1000")}
"""By protocol whose runs take longer."""

LOSSES = ("10", "50", "100", "200", "300", "500")

HELP = {
    "two_generals": "How often exactly one attacks, for 1 to 8 messages, under the rule as it is set.",
    "ben_or": "In which round the first node decides, with the inputs as they are set.",
    "eventual": "How long one write takes to reach every replica, and how many messages that costs. The fan-out is "
    "1 to 4, and the gossip interval as it is set.",
}
"""By protocol what is counted. The others of a family have nothing to count."""

LOSSY = ("two_generals",)


@require_http_methods(["GET", "HEAD", "POST"])
async def measure_lab(request: HttpRequest, lab_id: str) -> HttpResponse:
    """The form, or: play many runs of the lab's protocol under its dials, and count."""
    owner = await sync_to_async(visitor)(request.session)
    scenario = await sync_to_async(current_scenario)(request, lab_id)
    if request.method != "POST":
        return await sync_to_async(render)(request, "live/jobs/_measure.html", _form(scenario, lab_id))
    wanted, loss = request.POST.get("runs", ""), request.POST.get("loss", "")
    if scenario.protocol not in TRIALS or wanted not in _sizes(scenario) or (loss and loss not in LOSSES):
        raise Http404
    if loss:
        scenario = replace(scenario, loss_per_mille=int(loss))
    data = {"protocol": scenario.protocol, "dials": dict(scenario.dials), "runs": int(wanted)}
    data["loss_per_mille"] = scenario.loss_per_mille
    deed = {"lab_id": lab_id, "kind": "measured", "run": await sync_to_async(current_run)(lab_id), "data": data}
    options = {"runs": wanted, "scenario": json.dumps(replace(scenario, script=()).to_json())}
    job = runs(MEASURE, options, owner=owner, seconds_max=MEASURE_SECONDS_MAX, deed=deed)
    return await start_and_show(request, job)


def _form(scenario: Scenario, lab_id: str) -> dict[str, Any]:
    lossy = scenario.protocol in LOSSY
    losses = [{"per_mille": int(each), "text": f"{int(each) / 10:g} %"} for each in LOSSES if lossy]
    sizes = [{"value": each, "text": f"{int(each):,}"} for each in _sizes(scenario)]
    counted = [each.title for name, each in relatives(scenario.protocol).items() if name in TRIALS]
    context = {"lab_id": lab_id, "help": HELP.get(scenario.protocol, ""), "losses": losses, "sizes": sizes}
    return context | {"counted": counted}


def _sizes(scenario: Scenario) -> tuple[str, ...]:
    return RUNS_OF.get(scenario.protocol, RUNS)
