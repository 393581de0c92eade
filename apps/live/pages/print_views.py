"""A run on paper: the page that its recording is drawn on."""

from __future__ import annotations

from typing import Any

from asgiref.sync import sync_to_async
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from apps.live.access import readable_lab
from apps.live.lab import log
from apps.live.lab.moments import find_moment, stored_at
from apps.live.lab.recordings import present
from apps.live.models import Lab
from apps.live.pages.history_views import GONE
from apps.live.pages.lattice import pictures
from apps.live.pages.run_address import LAB, MOMENT, RunAddress
from apps.live.serving.lanes import slow


@require_GET
async def print_run(request: HttpRequest, lab_id: str, number: int) -> HttpResponse:
    """A run of one's own lab, as it stands."""
    if not await sync_to_async(readable_lab)(lab_id, request.session):
        raise Http404
    title = await sync_to_async(lambda: log.lab_title(Lab.objects.get(pk=lab_id)))()
    about = {"recording": f"{reverse('recording', args=[RunAddress(LAB, lab_id)])}?run={number}"}
    try:
        return await _page(request, title, await present(lab_id, number), about)
    except log.VersionGone:
        return HttpResponse(GONE, status=410, content_type="text/plain; charset=utf-8")


@slow
@require_GET
async def print_moment(request: HttpRequest, token: str) -> HttpResponse:
    """The run of a shared moment, up to where it was shared, with what was chosen."""
    moment = await sync_to_async(find_moment)(token)
    if moment is None:
        raise Http404
    about = {
        "recording": reverse("recording", args=[RunAddress(MOMENT, token)]),
        "event": moment.event,
        "model": moment.model,
        "question": moment.question,
    }
    try:
        stored = await stored_at(moment, 0)
        return await _page(request, await sync_to_async(log.lab_title)(moment.lab), stored, about)
    except log.VersionGone:
        return HttpResponse(GONE, status=410, content_type="text/plain; charset=utf-8")


async def _page(request: HttpRequest, title: str, stored: log.StoredRun | None, about: dict[str, Any]) -> HttpResponse:
    if stored is None:
        raise Http404
    run = {
        "title": title,
        "mode": stored.scenario.title(),
        "number": stored.number,
        "seed": stored.seed,
        "until": f"{stored.horizon.tick / 1000:.3f} s",
        **about,
    }
    return await sync_to_async(render)(request, "live/print.html", {"run": run, "lattices": pictures()})
