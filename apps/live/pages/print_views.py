"""A run on paper: the page that its recording is drawn on."""

from __future__ import annotations

from typing import Any

from asgiref.sync import sync_to_async
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from apps.live.access import readable_lab
from apps.live.earlier.runs import EarlierRun, earlier_of_moment, find_earlier
from apps.live.lab import log
from apps.live.lab.moments import find_moment, stored_at
from apps.live.lab.recordings import present
from apps.live.models import Lab
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
        stored = await present(lab_id, number)
    except log.VersionGone:
        return await _kept_page(request, title, await sync_to_async(find_earlier)(lab_id, number), about)
    return await _page(request, title, stored, about)


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
    title = await sync_to_async(log.lab_title)(moment.lab)
    try:
        stored = await stored_at(moment, 0)
    except log.VersionGone:
        return await _kept_page(request, title, await sync_to_async(earlier_of_moment)(moment), about)
    return await _page(request, title, stored, about)


async def _kept_page(request: HttpRequest, title: str, found: EarlierRun | None, about: dict[str, Any]) -> HttpResponse:
    """Return the page of a run of an earlier version; raises VersionGone if it was not recorded."""
    if found is None:
        raise Http404
    if found.recording is None:
        raise log.VersionGone
    run = {
        "title": title,
        "mode": found.title,
        "number": found.run.number,
        "seed": found.run.seed,
        "until": f"{found.recording.tick / 1000:.3f} s",
        **about,
    }
    return await sync_to_async(render)(request, "live/print.html", {"run": run, "lattices": pictures()})


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
