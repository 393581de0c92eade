"""Pages of runs of earlier versions of the simulation: as they were recorded, or in words; and beginning again."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from typing import Any

from asgiref.sync import sync_to_async
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from apps.labs.export.shiviz import shiviz_log
from apps.live.access import Access, own_lab, readable_lab
from apps.live.earlier.runs import UNREADABLE, EarlierRun, begin_again, find_earlier
from apps.live.lab import log
from apps.live.lab.run_files import earlier_run_file
from apps.live.models import Lab
from apps.live.pages.columns import Part
from apps.live.pages.lattice import pictures
from apps.live.pictures.labs import run_picture
from apps.protocols.dials import DialError
from apps.simulation import CommandError

Link = Mapping[str, str]
"""A link back: its `url` and `label`."""


def earlier_page(
    request: HttpRequest,
    found: EarlierRun,
    access: Access,
    path: str,
    *,
    back: Link | None = None,
    again: str = "",
    then: str = "",
) -> HttpResponse:
    """Return the page of a lab's run of an earlier version, for somebody with this access.

    `path` is the lab's address for them; `back` leads to where they came from, if that is elsewhere; `again` is where
    the button to begin again posts to, for those who do not own the lab. Who has begun again goes to `then`, by default
    the lab's page.
    """
    run, lab = found.run, found.run.lab
    owns = access.role == "owner"
    base = reverse("earlier_run", args=[lab.pk, run.number])
    if owns and not access.closed:
        again = reverse("begin_again", args=[lab.pk, run.number])
    earlier = {**told(found), "again": again, "base": base if owns else "", "back": back, "then": then}
    title = log.lab_title(lab)
    if found.recording is None:
        return render(request, "live/earlier_words.html", {"title": title, "earlier": earlier})
    context = {
        "earlier": earlier,
        "moment": {"title": title, "text": found.recording.title, "seq": "", "tick": "", "question": "", "model": ""},
        "columns": [{"title": found.recording.title, "recording": f"{path}recording/?run={run.number}"}],
        "lattices": pictures(),
    }
    return render(request, "live/moment.html", context)


def told(found: EarlierRun, part: Part | None = None) -> dict[str, Any]:
    """Return what pages say of a run of an earlier version: of all of it, or of what a shared part shows."""
    scenario, run = found.run.scenario, found.run
    end = part or found.recording or run
    commands = found.commands()[: part.commands if part else None]
    return {
        "title": found.title,
        "unreadable": "" if found.scenario else UNREADABLE,
        "nodes": ", ".join(scenario.get("nodes", ())),
        "clients": ", ".join(scenario.get("clients", ())),
        "seed": run.seed,
        "until": f"{end.tick / 1000:.3f} s",
        "picture": "" if part else run_picture(run),
        "commands": [{"seconds": f"{tick / 1000:.3f}", "text": text} for tick, text in commands],
    }


@require_GET
def earlier_run(request: HttpRequest, lab_id: str, number: int) -> HttpResponse:
    """Show a run of an earlier version in one's own lab, whichever is the current one there; others are in the lab."""
    access = readable_lab(lab_id, request.session)
    if access is None:
        raise Http404
    found, path = find_earlier(lab_id, number), reverse("lab", args=[lab_id])
    if found is None:
        return redirect(path)
    back = None if Lab.objects.get(pk=lab_id).current_run == number else {"url": path, "label": "Back to the lab"}
    return earlier_page(request, found, access, path, back=back)


@require_POST
async def begin_lab_again(request: HttpRequest, lab_id: str, number: int) -> HttpResponse:
    """Begin again in one's own lab from the scenario of an earlier version's run, and lead to where its page says.

    Without such a run it changes nothing.
    """
    if await sync_to_async(own_lab)(lab_id, request.session) is None:
        raise Http404
    try:
        await begin_again(lab_id, number)
    except LookupError:
        return redirect("lab", lab_id)
    except (DialError, CommandError) as refused:
        return HttpResponse(refused.message, status=409, content_type="text/plain; charset=utf-8")
    then = request.POST.get("then", "")
    is_ours = url_has_allowed_host_and_scheme(then, allowed_hosts=None)
    return redirect(then if is_ours else reverse("lab", args=[lab_id]))


async def earlier_download(found: EarlierRun | None, ending: str, part: Part | None = None) -> HttpResponse:
    """Return a file of a run of an earlier version that needs no replay: its events, or its scenario and commands.

    Of a shared `part` it has no more than that shows. Raises VersionGone for other files, and for events that were not
    recorded.
    """
    if found is None:
        raise Http404
    if ending == "json":
        text = await sync_to_async(_run_text)(found, part)
    elif ending == "log" and found.recording is not None:
        text = await sync_to_async(_events_text)(found)
    else:
        raise log.VersionGone
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Disposition"] = f'attachment; filename="lightcone-run-{found.run.number}.{ending}"'
    return response


def _run_text(found: EarlierRun, part: Part | None) -> str:
    members = earlier_run_file(log.lab_title(found.run.lab), found.run)
    if part is not None:
        members["commands"] = members["commands"][: part.commands]
        members["until"] = {"tick": part.tick, "steps": part.steps}
    return json.dumps(members, ensure_ascii=False, indent=1)


def _events_text(found: EarlierRun) -> str:
    assert found.recording is not None
    recording = json.loads(gzip.decompress(bytes(found.recording.packed)))
    processes = (*found.run.scenario["nodes"], *found.run.scenario["clients"])
    return shiviz_log([*recording["log"], *recording["events"]], processes)
