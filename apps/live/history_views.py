"""Addresses that answer with a run from its start: for pages that look back."""

import asyncio
import gzip

from asgiref.sync import sync_to_async
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from apps.live.access import access_to
from apps.live.log import VersionGone
from apps.live.recordings import history as recorded

GONE = "This run was made by an earlier version of the simulation, which is no longer here."


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


async def packed_json(request: HttpRequest, packed: bytes, caching: str) -> HttpResponse:
    """Packed JSON, unpacked for whoever does not take it packed."""
    takes = "gzip" in request.headers.get("Accept-Encoding", "")
    content = packed if takes else await asyncio.to_thread(gzip.decompress, packed)
    response = HttpResponse(content, content_type="application/json")
    response.headers["Cache-Control"] = caching
    response.headers["Vary"] = "Accept-Encoding"
    if takes:
        response.headers["Content-Encoding"] = "gzip"
    return response
