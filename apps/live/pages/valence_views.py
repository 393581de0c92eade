"""The valence of a consensus at a moment of its run, for whoever may see the run."""

from __future__ import annotations

import asyncio

from asgiref.sync import sync_to_async
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from apps.labs.looking_back.moment import simulation_at
from apps.labs.looking_back.valences import PROTOCOL, Survey, ending, survey
from apps.live.lab.log import StoredRun
from apps.live.pages.run_address import RunAddress, number
from apps.live.serving.lanes import slow

BITS = ("0", "1")


@slow
@require_GET
async def show_valence(request: HttpRequest, address: RunAddress) -> HttpResponse:
    """Show which decisions can still come after event `seq` of a run."""
    seq = number(request, "seq")
    stored = await address.run(request)
    if stored.scenario.protocol != PROTOCOL:
        raise Http404
    found = await asyncio.to_thread(_surveyed, stored, seq)
    endings = [{"value": value, "moves": found.valence.witnesses[value]} for value in sorted(found.valence.witnesses)]
    return await sync_to_async(render)(
        request, "live/fetched/_valence_told.html", {"survey": found, "endings": endings}
    )


@slow
@require_GET
async def show_ending(request: HttpRequest, address: RunAddress) -> HttpResponse:
    """The messages whose delivery, one after the other, takes the run from after event `seq` to a decision."""
    seq, value = number(request, "seq"), request.GET.get("value", "")
    stored = await address.run(request)
    if stored.scenario.protocol != PROTOCOL or value not in BITS:
        raise Http404
    return JsonResponse({"messages": await asyncio.to_thread(_ending, stored, seq, value)})


def _surveyed(stored: StoredRun, seq: int) -> Survey:
    simulation = simulation_at(stored.scenario, stored.seed, stored.log, stored.horizon, seq)
    return survey(simulation, stored.scenario)


def _ending(stored: StoredRun, seq: int, value: str) -> list[str]:
    simulation = simulation_at(stored.scenario, stored.seed, stored.log, stored.horizon, seq)
    return ending(simulation, stored.scenario, value)
