"""Shared moments: read-only pages of a run, or of several side by side, as they were when they were shared.

Nothing here belongs to a visitor, so there is nothing to authorise but the token. What is long to make is kept for a
while, since it never changes.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from asgiref.sync import sync_to_async
from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_GET, require_http_methods

from apps.live.access import visitor
from apps.live.earlier.runs import EARLIER, earlier_of_moment
from apps.live.lab.log import VersionGone, create_found_lab, lab_title
from apps.live.lab.moments import described, find_moment, fork_to_try, parts_of, stored_at
from apps.live.models import SharedMoment
from apps.live.pages.columns import Part, Shown, differences, load, names, shown
from apps.live.pages.compare_views import difference_context
from apps.live.pages.earlier_views import earlier_download, told
from apps.live.pages.file_views import FORMATS, as_file
from apps.live.pages.lattice import pictures
from apps.live.pages.run_address import MOMENT, RunAddress
from apps.live.public_address import public_address
from apps.live.serving.lanes import slow

KEPT_MAX = 32
EARLIER_COLUMNS = (
    "An earlier version of the simulation made these runs. You see them as they were recorded, without the list of"
    " their differences."
)

_kept: OrderedDict[str, dict[str, Any]] = OrderedDict()


@slow
@require_http_methods(["GET", "HEAD", "POST"])
async def moment(request: HttpRequest, token: str) -> HttpResponse:
    """The page of a moment; a POST opens the run, up to there, as a lab of the visitor's own."""
    found = await _found(token)
    if request.method == "POST":
        return await _fork(request, found)
    return await _page(request, found, "live/moment.html" if len(parts_of(found)) == 1 else "live/compare.html")


@slow
@require_GET
async def embed(request: HttpRequest, token: str) -> HttpResponseBase:
    """The same for pages elsewhere that frame it. Only here is that allowed."""
    page = await _page(request, await _found(token), "live/embed.html")
    return csp_replace({"frame-ancestors": ["*"]})(xframe_options_exempt(lambda _: page))(request)


@slow
@require_GET
async def moment_download(request: HttpRequest, token: str, ending: str) -> HttpResponse:
    """Its run, up to where it was shared, as a file."""
    found = await _found(token)
    if ending not in FORMATS:
        raise Http404
    try:
        stored = await stored_at(found, 0)
    except VersionGone:
        return await earlier_download(await sync_to_async(earlier_of_moment)(found), ending, parts_of(found)[0])
    if stored is None:
        raise Http404
    return await as_file(request, await sync_to_async(lab_title)(found.lab), stored, ending)


async def _found(token: str) -> SharedMoment:
    found = await sync_to_async(find_moment)(token)
    if found is None:
        raise Http404
    return found


async def _fork(request: HttpRequest, found: SharedMoment) -> HttpResponse:
    column = request.POST.get("column", "0")
    if not (column.isdecimal() and len(column) == 1):
        raise Http404
    owner = await sync_to_async(visitor)(request.session)
    try:
        lab_id = await fork_to_try(found, int(column), owner)
    except VersionGone:
        lab_id = await sync_to_async(_begin_again)(found, int(column), owner)
    if lab_id is None:
        raise Http404
    return redirect("lab", lab_id)


def _begin_again(found: SharedMoment, column: int, owner: str) -> str | None:
    """Return a new lab of a visitor with the scenario and seed of a run of an earlier version; None as `fork_to_try`.

    Raises VersionGone if its scenario cannot be read.
    """
    earlier = earlier_of_moment(found, column)
    if earlier is None:
        return None
    if earlier.scenario is None:
        raise VersionGone
    title = lab_title(found.lab)
    brief = f"“{title}” from its start. The run that was shared was made by an earlier version of the simulation."
    return str(create_found_lab(earlier.scenario, earlier.run.seed, owner=owner, title=title, brief=brief).pk)


async def _page(request: HttpRequest, found: SharedMoment, template: str) -> HttpResponse:
    try:
        context = await _context(found)
    except VersionGone:
        context = await sync_to_async(_kept_context)(found)
    title = await sync_to_async(lab_title)(found.lab)
    addresses = {name: reverse(name, args=[found.token]) for name in ("moment", "embed")}
    shared = {
        **described(found),
        "title": title,
        "seq": found.seq,
        "tick": found.tick,
        "seconds": f"{found.tick / 1000:.3f} s",
        "event": found.event,
        "model": found.model,
        "question": found.question,
        "url": public_address(request, addresses["moment"]),
    }
    context = {
        **context,
        "moment": shared,
        "tick": found.tick,
        "page_path": addresses["moment"],
        "lattices": pictures(),
    }
    if context["columns"] or template == "live/embed.html":
        return await sync_to_async(render)(request, template, context)
    return await sync_to_async(render)(request, "live/earlier_words.html", {**context, "title": title})


async def _context(found: SharedMoment) -> dict[str, Any]:
    """Return what the page shows beside the moment itself: made once, as long as it is remembered."""
    if found.token not in _kept:
        _kept[found.token] = await _made(found)
    _kept.move_to_end(found.token)
    while len(_kept) > KEPT_MAX:
        _kept.popitem(last=False)
    return _kept[found.token]


def _kept_context(found: SharedMoment) -> dict[str, Any]:
    """Return what the page shows of a moment of an earlier version: the columns that were recorded."""
    columns, parts = [], parts_of(found)
    for index, part in enumerate(parts):
        earlier = earlier_of_moment(found, index)
        if earlier is not None and earlier.recording is not None:
            kept = earlier.recording
            columns.append(_shown(found, index, Shown(part, kept.name, kept.title, tuple(kept.not_applied))))
    first = earlier_of_moment(found)
    address = reverse("moment", args=[found.token])
    said = None if first is None else {**told(first, parts[0]), "again": address, "base": address}
    problem = "" if len(columns) == len(parts) == 1 else EARLIER_COLUMNS if columns else EARLIER
    return {"columns": columns, "difference": None, "problem": problem, "earlier": said}


async def _made(found: SharedMoment) -> dict[str, Any]:
    parts = parts_of(found)
    columns = [await _column(found, part, alone=len(parts) == 1) for part in parts]
    listed = [_shown(found, index, column) for index, column in enumerate(columns)]
    return {"columns": listed, "problem": "", **difference_context(columns, await differences(columns))}


async def _column(found: SharedMoment, part: Part, *, alone: bool) -> Shown:
    """A column; one that stands alone is not replayed for the page, which needs its names only."""
    stored = await load(found.lab_id, part)
    if stored is None:
        raise Http404
    return Shown(part, *names(stored, part)) if alone else await shown(stored, part)


def _shown(found: SharedMoment, index: int, column: Shown) -> dict[str, Any]:
    return {
        "run": column.part.run,
        "mode": column.part.mode,
        "name": column.name,
        "title": column.title,
        "problem": column.problem,
        "not_applied": column.not_applied,
        "recording": f"{reverse('recording', args=[RunAddress(MOMENT, found.token)])}?column={index}",
    }
