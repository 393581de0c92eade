"""The matrix: which models each mode keeps under each fault, and a run to play for each cell."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from apps.consistency.models import MODELS
from apps.labs.find.matrix import OPERATIONS, Cell, columns, find_cell, is_claimed, matrix
from apps.labs.protocols import stores
from apps.live.access import visitor
from apps.live.lab.log import create_found_lab
from apps.protocols.spec import Preset, ProtocolSpec

ALL, SOME, BROKEN, NOTHING, OPEN = "all", "some", "broken", "nothing", "open"
GLYPHS = {ALL: "●", SOME: "◐", BROKEN: "✕", NOTHING: "○", OPEN: "?"}
"""How a cell looks: its claim kept with all models, or with some; its claim broken; nothing claimed; undecided."""


@require_http_methods(["GET", "HEAD", "POST"])
def matrix_page(request: HttpRequest) -> HttpResponse:
    """Show which models each mode keeps under each fault, or, with `model`, where this one is kept.

    A POST opens a cell's run as a lab of the visitor's own.
    """
    if request.method == "POST":
        return _open_cell(request)
    model = request.GET.get("model", "")
    if model and model not in MODELS:
        raise Http404
    context = {
        "groups": [
            {"title": protocol.title, "rows": [_row(protocol, preset, model) for preset in protocol.presets]}
            for protocol in stores().values()
            if protocol.presets
        ],
        "faults": [{"title": title, "is_claimed": is_claimed(name)} for name, title in columns().items()],
        "runs": matrix()[0].runs if matrix() else 0,
        "operations": OPERATIONS,
        "models": [{"name": name, "title": each.title} for name, each in MODELS.items()],
        "model": model,
        "model_title": MODELS[model].title if model else "",
    }
    return render(request, "live/matrix.html", context)


def _open_cell(request: HttpRequest) -> HttpResponse:
    names = [request.POST.get(name, "") for name in ("protocol", "preset", "fault")]
    cell = find_cell(*names)
    if cell is None:
        raise Http404
    breaks = f" breaks {MODELS[cell.shows].title}" if cell.shows else ""
    title = f"{cell.scenario.spec.title} under {columns()[cell.fault].lower()}{breaks}"
    brief = f"{cell.scenario.title()}. Operations and faults come by themselves." + (
        f" This is as little as it takes to break {MODELS[cell.shows].title}." if cell.shows else ""
    )
    lab = create_found_lab(
        cell.scenario, cell.seed, owner=visitor(request.session), title=title, brief=brief, playing=True
    )
    return redirect("lab", lab.pk)


def _row(protocol: ProtocolSpec, preset: Preset, model: str) -> dict[str, Any]:
    claims = protocol.claims(preset.dials)
    weaker = frozenset().union(*(MODELS[claim].observed.implies for claim in claims if claim in MODELS))
    strongest = [each.title for each in MODELS.values() if each.name in claims and each.name not in weaker]
    cells = [find_cell(protocol.name, preset.name, fault) for fault in columns()]
    return {
        "title": preset.title,
        "claims": ", ".join(strongest),
        "cells": [cell and {**_cell(cell), **(_about(cell, model) if model else _whole(cell))} for cell in cells],
    }


def _cell(cell: Cell) -> dict[str, Any]:
    kept = [MODELS[model].title for model in cell.strongest_kept]
    breaks = MODELS[cell.shows].title if cell.shows else ""
    return {
        "protocol": cell.protocol,
        "preset": cell.preset,
        "fault": cell.fault,
        "fault_title": columns()[cell.fault],
        "kept": ", ".join(kept) or "None",
        "breaks": breaks,
        "times": cell.broken.get(cell.shows, 0),
        "runs": cell.runs,
    }


def _whole(cell: Cell) -> dict[str, Any]:
    """Return how a cell looks: its glyph by what is claimed and broken, and the strongest model that it keeps."""
    claims = cell.scenario.spec.claims(cell.scenario.dials)
    if claims & set(cell.broken):
        state = BROKEN
    elif not claims or not is_claimed(cell.fault):
        state = NOTHING
    else:
        state = SOME if cell.broken else ALL
    kept = [MODELS[model].title for model in cell.strongest_kept]
    more = f" +{len(kept) - 1}" if len(kept) > 1 else ""
    count = f"{cell.broken[cell.shows]}/{cell.runs}" if cell.shows else ""
    return {"state": state, "glyph": GLYPHS[state], "text": f"{kept[0]}{more}" if kept else "none", "count": count}


def _about(cell: Cell, model: str) -> dict[str, Any]:
    """Return how a cell looks to somebody who asks about one model."""
    claims = cell.scenario.spec.claims(cell.scenario.dials)
    if model in cell.broken:
        state = BROKEN if model in claims else SOME
        return {"state": state, "glyph": "✕", "text": "broken", "count": f"{cell.broken[model]}/{cell.runs}"}
    if model not in cell.kept:
        return {"state": OPEN, "glyph": GLYPHS[OPEN], "text": "undecided", "count": ""}
    state = ALL if model in claims and is_claimed(cell.fault) else NOTHING
    return {"state": state, "glyph": GLYPHS[state], "text": "kept", "count": ""}
