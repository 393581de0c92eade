"""The dare of the day: its page, the lab in which it is tried, and the score to share."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from apps.labs.find.dares import GOAL, Dare, dare_of
from apps.labs.looking_back.score import Score, score
from apps.live.access import visitor
from apps.live.lab.log import create_found_lab, load_run
from apps.live.models import Lab, new_seed

OPERATION, FAULT = "✍️", "✂️"


@require_http_methods(["GET", "HEAD", "POST"])
def dare(request: HttpRequest) -> HttpResponse:
    """Show the dare of the day with the visitor's best so far; a POST opens the lab for it, or the one there is."""
    owner, day = visitor(request.session), timezone.localdate()
    asked, lab = dare_of(day.toordinal()), Lab.objects.filter(owner=owner, slug=_slug(day)).first()
    if request.method == "POST":
        return redirect("lab", (lab or _opened(asked, day, owner)).pk)
    return render(request, "live/dare.html", {"day": day, "dare": asked, "lab": lab, **_best(asked, lab, day)})


def _slug(day: date) -> str:
    return f"dare-{day.isoformat()}"


def _opened(asked: Dare, day: date, owner: str) -> Lab:
    brief = (
        f"{asked.title}. The shrinker needed {asked.par.operations} operations and {asked.par.faults} faults"
        f" ({asked.fault}): that is par. Fork and replay as often as you like; your best run counts."
    )
    title = f"Dare of {day.isoformat()}"
    return create_found_lab(
        asked.scenario, new_seed(), owner=owner, title=title, brief=brief, slug=_slug(day), playing=True
    )


def _best(asked: Dare, lab: Lab | None, day: date) -> dict[str, Any]:
    scores = [] if lab is None else [_score(lab, each.run, each.tick) for each in lab.reached_goals.filter(name=GOAL)]
    best = min(filter(None, scores), default=None)
    if best is None:
        return {"best": None, "told": ""}
    signs = OPERATION * best.operations + FAULT * best.faults
    return {"best": best, "told": f"Lightcone dare {day.isoformat()}: {signs} {best.total}, par {asked.par.total}"}


def _score(lab: Lab, run: int, tick: int) -> Score | None:
    stored = load_run(lab.pk, run)
    if stored is None:
        return None
    return score(logged.command for logged in stored.log if logged.position.tick <= tick)
