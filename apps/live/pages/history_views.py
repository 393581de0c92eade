"""Recordings, by which pages look back, and the tree of a lab's runs."""

import asyncio
import gzip
from typing import Any

from asgiref.sync import sync_to_async
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from apps.live.access import readable_lab
from apps.live.earlier.runs import kept_of_moment
from apps.live.lab.branches import shown, tree
from apps.live.lab.log import VersionGone
from apps.live.lab.moments import find_moment
from apps.live.lab.recordings import history as recorded
from apps.live.models import Lab
from apps.live.pages.columns import load
from apps.live.pages.columns import recording as column_recorded
from apps.live.pages.run_address import LAB, LINK, MOMENT, RunAddress, number, optional_number
from apps.live.serving.lanes import slow
from apps.live.workers.looks import look

FOREVER = "private, max-age=31536000, immutable"


@slow
@require_GET
async def recording(request: HttpRequest, address: RunAddress) -> HttpResponse:
    """Give a run from its start as far as its address shows it, or (of a lab or a link) what came after event `after`.

    A moment's never changes. Of a run of an earlier version it is what was kept of it.
    """
    packed = await (_of_lab if address.kind in (LAB, LINK) else _of_column)(request, address)
    if packed is None:
        raise Http404
    return await packed_json(request, packed, FOREVER if address.kind == MOMENT else "no-store")


async def _of_lab(request: HttpRequest, address: RunAddress) -> bytes | None:
    run, after = number(request, "run"), optional_number(request, "after")
    return await recorded((await address.access(request)).lab_id, run, after)


async def _of_column(request: HttpRequest, address: RunAddress) -> bytes | None:
    lab_id, part = await address.part(request)
    try:
        stored = await load(lab_id, part)
    except VersionGone:
        kept = await sync_to_async(_kept_column)(request, address)
        if kept is None:
            raise
        return kept
    return await column_recorded(stored, part) if stored else None


def _kept_column(request: HttpRequest, address: RunAddress) -> bytes | None:
    moment = find_moment(address.name) if address.kind == MOMENT else None
    return None if moment is None else kept_of_moment(moment, optional_number(request, "column") or 0)


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
    live = await look(lab_id)
    seen = None if live is None else (live.run, live.picture)
    return await sync_to_async(_branches)(request, lab_id, seen)


def _branches(request: HttpRequest, lab_id: str, seen: tuple[int, dict[str, Any]] | None) -> HttpResponse:
    current, picture = seen or (Lab.objects.get(pk=lab_id).current_run, None)
    found = tree(lab_id, current, picture)
    context = {"lab": {"id": lab_id}, "branches": found, "count": shown(found)}
    return render(request, "live/fetched/_branches.html", context)
