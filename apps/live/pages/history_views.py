"""Addresses for pages that look back: a run from its start, and the tree of a lab's runs."""

import asyncio
import gzip
from typing import Any

from asgiref.sync import sync_to_async
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from apps.labs.looking_back.sketch import sketch
from apps.live.access import access_to, readable_lab
from apps.live.lab.branches import shown, tree
from apps.live.lab.hub import hub
from apps.live.lab.log import VersionGone
from apps.live.lab.recordings import history as recorded
from apps.live.models import Lab
from apps.live.serving.lanes import slow

GONE = "This run was made by an earlier version of the simulation, which is no longer here."


@slow
@require_GET
async def history(request: HttpRequest, number: int, lab_id: str = "", token: str = "") -> HttpResponse:
    """A run as it stands, or with `after` what came after that event."""
    access = await sync_to_async(access_to)(request.session, lab_id, token)
    asked = request.GET.get("after")
    if access is None or not (asked is None or (asked.isdecimal() and len(asked) < 12)):
        raise Http404
    try:
        packed = await recorded(access.lab_id, number, None if asked is None else int(asked))
    except VersionGone:
        return HttpResponse(GONE, status=410, content_type="text/plain; charset=utf-8")
    if packed is None:
        raise Http404
    return await packed_json(request, packed, "no-store")


async def packed_json(
    request: HttpRequest, packed: bytes, caching: str, content_type: str = "application/json"
) -> HttpResponse:
    """Packed JSON, or text of another type, unpacked for whoever does not take it packed."""
    takes = "gzip" in request.headers.get("Accept-Encoding", "")
    content = packed if takes else await asyncio.to_thread(gzip.decompress, packed)
    response = HttpResponse(content, content_type=content_type)
    response.headers["Cache-Control"] = caching
    response.headers["Vary"] = "Accept-Encoding"
    if takes:
        response.headers["Content-Encoding"] = "gzip"
    return response


@require_GET
async def branches(request: HttpRequest, lab_id: str) -> HttpResponse:
    """The tree of a lab's runs."""
    access = await sync_to_async(readable_lab)(lab_id, request.session)
    if access is None:
        raise Http404
    live = hub.labs.get(lab_id)
    seen = None if live is None else (live.stored.number, sketch(live.session))
    return await sync_to_async(_branches)(request, lab_id, seen)


def _branches(request: HttpRequest, lab_id: str, seen: tuple[int, dict[str, Any]] | None) -> HttpResponse:
    current, picture = seen or (Lab.objects.get(pk=lab_id).current_run, None)
    found = tree(lab_id, current, picture)
    context = {"lab": {"id": lab_id}, "branches": found, "count": shown(found)}
    return render(request, "live/fetched/_branches.html", context)
