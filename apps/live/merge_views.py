"""A merge of a run, opened, for whoever may see the run."""

from __future__ import annotations

import asyncio

from asgiref.sync import sync_to_async
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from apps.labs.merges import OpenedMerge, opened_merge
from apps.live.access import access_to
from apps.live.log import StoredRun, VersionGone
from apps.live.recordings import present


@require_GET
async def merge(request: HttpRequest, lab_id: str = "", token: str = "") -> HttpResponse:
    """What the delivery of event `seq` in a run did to the node that received it."""
    run, seq = request.GET.get("run", ""), request.GET.get("seq", "")
    if not all(each.isdecimal() and each.isascii() and len(each) < 10 for each in (run, seq)):
        raise Http404
    access = await sync_to_async(access_to)(request.session, lab_id, token)
    try:
        stored = await present(access.lab_id, int(run)) if access else None
    except VersionGone:
        stored = None
    found = await asyncio.to_thread(_opened, stored, int(seq)) if stored else None
    if found is None:
        raise Http404
    context = {"opened": found, "at": f"{found.tick / 1000:.3f} s"}
    return await sync_to_async(render)(request, "live/_merge.html", context)


def _opened(stored: StoredRun, seq: int) -> OpenedMerge | None:
    return opened_merge(stored.scenario, stored.seed, stored.log, stored.horizon, seq)
