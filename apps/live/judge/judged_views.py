"""The page of a judged history: a lab for it. It is one's own, or open by a link, or an example of ours.

What a page shows comes in two parts: headings with the page itself, operations and reasons as JSON.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from apps.consistency import HOLDS, UNDECIDED, VIOLATED
from apps.consistency.formats import DATA
from apps.consistency.models import MODELS, OBSERVED, implied
from apps.live.access import visitor
from apps.live.examples import GROUPS
from apps.live.judge.judge_form import Submission, Unjudgeable, options_from
from apps.live.judge.judge_views import start_judging
from apps.live.judge.judged import (
    KEPT_DAYS,
    note_opened,
    revoke,
    share,
    text_of,
)
from apps.live.judge.judged_address import LINKED, OWNER, JudgedAddress
from apps.live.judge.judged_export import exported
from apps.live.judge.judging import read
from apps.live.judge.read_as import choices, read_as_line
from apps.live.models import JudgedHistory
from apps.live.pages.lattice import Chip, pictures
from apps.live.public_address import public_address

MARKS = {HOLDS: "✓", VIOLATED: "✕", UNDECIDED: "?"}


@require_GET
def show(request: HttpRequest, address: JudgedAddress) -> HttpResponse:
    """Show a judged history."""
    found = address.find(request)
    if found.kept is not None:
        note_opened(found.kept)
    judged = found.judged
    read_as = judged.summary["read_as"]
    lattice = next(each for each in pictures() if each.question == OBSERVED)
    context: dict[str, Any] = {
        "found": found,
        "judged": judged,
        "read_as": read_as,
        "read_as_line": read_as_line(read_as),
        "choices": choices(read_as),
        "options": asdict(judged.options),
        "options_words": judged.options.words(),
        "kinds": DATA,
        "lattice": lattice,
        "chips": [_chip(chip, judged.summary["models"][chip.model]) for chip in lattice.chips],
        "models": [_model(name, state) for name, state in judged.summary["models"].items()],
        "kept_days": KEPT_DAYS,
        "groups": GROUPS,
        "link": _link(request, found.kept),
    }
    return render(request, "live/judged.html", context)


def _chip(chip: Chip, state: str) -> dict[str, Any]:
    return {**asdict(chip), "left": chip.left, "top": chip.top, "state": state, "mark": MARKS[state]}


def _model(name: str, state: str) -> dict[str, Any]:
    model = MODELS[name]
    stronger = [other for other in MODELS if name in implied(other, OBSERVED)]
    return {
        "name": name,
        "title": model.title,
        "state": state,
        "definition": model.observed.text,
        "source": model.source,
        "stronger": " ".join(stronger),
    }


def _link(request: HttpRequest, kept: JudgedHistory | None) -> str:
    return public_address(request, JudgedAddress(LINKED, kept.link).path) if kept and kept.link else ""


@require_GET
def result(request: HttpRequest, address: JudgedAddress) -> HttpResponse:
    """Give what the judge said, with every operation, as JSON."""
    response = HttpResponse(address.find(request).judged.result, content_type="application/json")
    response.headers["Content-Encoding"] = "gzip"
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@require_GET
def export(request: HttpRequest, address: JudgedAddress) -> HttpResponse:
    """Give the history as our own JSON, to keep and to judge elsewhere."""
    judged = address.find(request).judged
    response = HttpResponse(exported(read(text_of(judged), judged.options)), content_type="application/json")
    response.headers["Content-Disposition"] = 'attachment; filename="lightcone-history.json"'
    response.headers["Cache-Control"] = "no-store"
    return response


@require_POST
async def judge_again(request: HttpRequest, address: JudgedAddress) -> HttpResponse:
    """Judge the same history read another way; it becomes one of the visitor's own."""
    judged = (await sync_to_async(address.find)(request)).judged
    try:
        options = options_from({**asdict(judged.options), **request.POST.dict()})
    except Unjudgeable as mistake:
        return await sync_to_async(render)(request, "live/jobs/_job.html", {"mistake": str(mistake)})
    owner = await sync_to_async(visitor)(request.session)
    sent = Submission(text_of(judged).encode(), judged.title, options)
    return await start_judging(request, sent, owner)


# What only its owner does


@require_POST
def share_history(request: HttpRequest, history_id: str) -> HttpResponse:
    """Make the link that opens a history to others; the panel with it."""
    kept = _own(request, history_id)
    share(kept)
    return _share_panel(request, kept)


@require_POST
def revoke_history(request: HttpRequest, history_id: str) -> HttpResponse:
    """Take the link back: it opens nothing from now on."""
    kept = _own(request, history_id)
    revoke(kept)
    return _share_panel(request, kept)


@require_POST
def delete_history(request: HttpRequest, history_id: str) -> HttpResponse:
    """Delete a history with all that is kept of it."""
    _own(request, history_id).delete()
    return redirect("check")


def _own(request: HttpRequest, history_id: str) -> JudgedHistory:
    kept = JudgedAddress(OWNER, history_id).find(request).kept
    assert kept is not None
    return kept


def _share_panel(request: HttpRequest, kept: JudgedHistory) -> HttpResponse:
    return render(request, "live/fetched/_judged_share.html", {"kept": kept, "link": _link(request, kept)})
