"""The run that a page asks about, as far as its address may show it: a lab, a share link or a moment."""

from __future__ import annotations

from asgiref.sync import sync_to_async
from django.http import Http404, HttpRequest

from apps.live.access import access_to
from apps.live.lab.log import StoredRun, VersionGone
from apps.live.lab.moments import find_moment, stored_at
from apps.live.lab.recordings import present
from apps.live.models import Lab


async def asked_run(request: HttpRequest, run: int | None, lab_id: str, token: str, moment: str) -> StoredRun:
    """The run of this number, or (None) the current one; raises Http404."""
    try:
        if moment:
            stored = await _shared(moment, run)
        else:
            access = await sync_to_async(access_to)(request.session, lab_id, token)
            stored = await _present(access.lab_id, run) if access else None
    except VersionGone:
        stored = None
    if stored is None:
        raise Http404
    return stored


async def _shared(moment: str, run: int | None) -> StoredRun | None:
    found = await sync_to_async(find_moment)(moment)
    stored = await stored_at(found, 0) if found else None
    return stored if stored and run in (None, stored.number) else None


async def _present(lab_id: str, run: int | None) -> StoredRun | None:
    if run is None:
        run = (await Lab.objects.aget(pk=lab_id)).current_run
    return await present(lab_id, run)
