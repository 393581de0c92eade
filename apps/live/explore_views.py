"""Exploring every run of a lab's protocol from one beginning, as a job."""

import json

from asgiref.sync import sync_to_async
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from apps.agreement.protocol import AgreementProtocol
from apps.live.access import visitor
from apps.live.job_views import current_scenario, start_and_show
from apps.live.jobs import runs

EXPLORE = "explore_agreement"
EXPLORE_SECONDS_MAX = 300


@require_POST
async def explore_lab(request: HttpRequest, lab_id: str) -> HttpResponse:
    """Explore one of the spaces that the lab's protocol offers, under the lab's dials."""
    owner = await sync_to_async(visitor)(request.session)
    scenario = await sync_to_async(current_scenario)(request, lab_id)
    protocol, wanted = scenario.store(), request.POST.get("exploration", "")
    if not isinstance(protocol, AgreementProtocol) or wanted not in {each.name for each in protocol.explorations}:
        raise Http404
    arguments = ["--protocol", protocol.name, "--exploration", wanted, "--owner", owner]
    arguments += ["--dials", json.dumps(dict(scenario.dials))]
    return await start_and_show(request, runs(EXPLORE, arguments, owner=owner, seconds_max=EXPLORE_SECONDS_MAX))
