"""Pages of runs to watch: a player with what the run shows, and a button that opens a copy as a lab."""

from __future__ import annotations

from typing import Any

from asgiref.sync import sync_to_async
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from apps.labs.run.narration import command_text
from apps.labs.run.scenario import SIMULATION_VERSION, Scenario
from apps.live.access import Access, visitor
from apps.live.earlier.runs import find_earlier
from apps.live.lab.log import FOUND, VersionGone, copy_found_lab, lab_title
from apps.live.models import Lab
from apps.live.pages.earlier_views import earlier_page
from apps.live.pages.history_views import packed_json
from apps.live.serving.lanes import slow
from apps.live.watching.watched_runs import watched_recording

KEPT = "private, max-age=3600"


@require_http_methods(["GET", "HEAD", "POST"])
def found_run(request: HttpRequest, lab_id: str) -> HttpResponse:
    """Show a run that was found, to whoever has its link or is its owner; a POST opens a copy of it.

    A request of htmx is answered with the player alone.
    """
    owner = visitor(request.session)
    lab = _found(lab_id, owner)
    if request.method == "POST":
        copy = copy_found_lab(lab_id, owner) if lab.owner == "" else lab
        assert copy is not None
        return redirect("lab", copy.pk)
    earlier = find_earlier(lab_id, 1)
    if earlier is not None:
        return earlier_page(request, earlier, Access(lab_id, "watcher"), request.path, again=request.path)
    scenario = Scenario.from_json(lab.runs.get(number=1).scenario)
    recording = reverse("found_recording", args=[lab_id])
    return player(request, "live/found_run.html", told(lab_title(lab), scenario, recording, brief=lab.brief))


@slow
@require_GET
async def found_recording(request: HttpRequest, lab_id: str) -> HttpResponse:
    """Give the recording of a found run, played to its end."""
    scenario, seed = await sync_to_async(_script_of)(lab_id, visitor(request.session))
    return await packed_json(request, await watched_recording(lab_id, scenario, seed), KEPT)


def player(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """Render the page of a run to watch, or for htmx its player alone."""
    is_part = request.headers.get("HX-Request") == "true"
    return render(request, "live/fetched/_player.html" if is_part else template, context)


def told(title: str, scenario: Scenario, recording: str, *, brief: str = "") -> dict[str, Any]:
    """Return what the page of a run tells: its title, its recording, what happens in it, and under which mode."""
    script = [{"seconds": f"{tick / 1000:.2f}", "text": command_text(command)} for tick, command in scenario.script]
    return {
        "lab": {"title": title, "brief": brief, "mode": scenario.title()},
        "script": script,
        "recording": recording,
    }


def _found(lab_id: str, owner: str) -> Lab:
    lab = Lab.objects.filter(pk=lab_id, owner__in=["", owner], slug=FOUND).first()
    if lab is None:
        raise Http404
    return lab


def _script_of(lab_id: str, owner: str) -> tuple[Scenario, int]:
    run = _found(lab_id, owner).runs.get(number=1)
    if run.simulation_version != SIMULATION_VERSION:
        raise VersionGone
    return Scenario.from_json(run.scenario), run.seed
