"""The run that a view on a page asks about: that of a lab or a share link, a column of a comparison, or of a moment."""

from __future__ import annotations

from asgiref.sync import sync_to_async
from django.http import Http404, HttpRequest

from apps.live.access import readable_lab
from apps.live.lab.log import StoredRun, VersionGone
from apps.live.lab.moments import find_moment, stored_at, stored_part
from apps.live.pages.asked_run import asked_run
from apps.live.pages.columns import find_mode, part_at, present_part

DIGITS_MAX = 9


def number(request: HttpRequest, name: str, default: int | None = None) -> int:
    """A whole number of the address; raises Http404."""
    text = request.GET.get(name, "" if default is None else str(default))
    if not (text.isascii() and text.isdecimal() and len(text) <= DIGITS_MAX):
        raise Http404
    return int(text)


async def asked_column(
    request: HttpRequest, lab_id: str = "", token: str = "", moment: str = "", *, compared: bool = False
) -> StoredRun:
    """The run, as far as the address may show it, its commands carried over if it is under a mode; raises Http404."""
    try:
        if moment:
            stored = await _of_moment(moment, number(request, "column", 0))
        elif compared:
            stored = await _of_comparison(request, lab_id)
        else:
            return await asked_run(request, number(request, "run"), lab_id, token, "")
    except VersionGone:
        stored = None
    if stored is None:
        raise Http404
    return stored


async def _of_moment(token: str, column: int) -> StoredRun | None:
    found = await sync_to_async(find_moment)(token)
    return await stored_at(found, column) if found else None


async def _of_comparison(request: HttpRequest, lab_id: str) -> StoredRun | None:
    mode = request.GET.get("mode", "")
    if await sync_to_async(readable_lab)(lab_id, request.session) is None or (mode and find_mode(mode) is None):
        return None
    here = await present_part(lab_id, number(request, "run"), mode)
    part = here and part_at(here, request.GET.get("at"))
    return await stored_part(lab_id, part) if part else None
