"""A merge of a run, opened, or the effect of operations: for whoever may see the run."""

from __future__ import annotations

import asyncio

from asgiref.sync import sync_to_async
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from apps.labs.looking_back.merges import OpenedMerge, opened_merge
from apps.live.lab.log import StoredRun
from apps.live.pages.run_address import RunAddress, number
from apps.live.serving.lanes import slow


@slow
@require_GET
async def merge(request: HttpRequest, address: RunAddress) -> HttpResponse:
    """Show what the delivery of event `seq` in a run did to the node that received it."""
    seq = number(request, "seq")
    stored = await address.run(request)
    found = await asyncio.to_thread(_opened, stored, seq)
    if found is None:
        raise Http404
    context = {"opened": found, "at": f"{found.tick / 1000:.3f} s"}
    return await sync_to_async(render)(request, "live/fetched/_merge.html", context)


def _opened(stored: StoredRun, seq: int) -> OpenedMerge | None:
    return opened_merge(stored.scenario, stored.seed, stored.log, stored.horizon, seq)
