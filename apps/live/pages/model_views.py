"""The pages about the models: what each means, and which of them a mode keeps under which fault."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from apps.consistency.models import MODELS
from apps.labs.find.matrix import OPERATIONS, Cell, columns, find_cell, is_claimed, matrix
from apps.labs.protocols import stores
from apps.live.access import visitor
from apps.live.lab.log import create_found_lab
from apps.live.pages.forms import claims_text
from apps.live.pages.lattice import pictures
from apps.protocols.spec import Preset, ProtocolSpec


@require_GET
def models(request: HttpRequest) -> HttpResponse:
    """Every model, strongest first, with the lattice."""
    entries = [_entry(name) for name in MODELS]
    return render(request, "live/models.html", {"entries": entries, "lattices": pictures()})


@require_GET
def model(request: HttpRequest, name: str) -> HttpResponse:
    """One model, for the lab page."""
    if name not in MODELS:
        raise Http404
    return render(request, "live/fetched/_model.html", {"entry": _entry(name)})


@require_http_methods(["GET", "HEAD", "POST"])
def matrix_page(request: HttpRequest) -> HttpResponse:
    """Show which models each mode keeps under each fault; a POST opens a cell's run as a lab of the visitor's own."""
    if request.method == "POST":
        return _open_cell(request)
    groups = [
        {"title": protocol.title, "rows": [_row(protocol, preset) for preset in protocol.presets]}
        for protocol in stores().values()
        if protocol.presets
    ]
    runs = matrix()[0].runs if matrix() else 0
    faults = [{"title": title, "is_claimed": is_claimed(name)} for name, title in columns().items()]
    context = {"groups": groups, "faults": faults, "runs": runs, "operations": OPERATIONS}
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


def _row(protocol: ProtocolSpec, preset: Preset) -> dict[str, Any]:
    cells = [find_cell(protocol.name, preset.name, fault) for fault in columns()]
    return {
        "title": preset.title,
        "claims": claims_text(protocol, preset.dials),
        "cells": [cell and _cell(cell) for cell in cells],
    }


def _cell(cell: Cell) -> dict[str, Any]:
    return {
        "protocol": cell.protocol,
        "preset": cell.preset,
        "fault": cell.fault,
        "fault_title": columns()[cell.fault],
        "strength": _strength(cell),
        "kept": ", ".join(MODELS[model].title for model in cell.strongest_kept) or "None",
        "shows": MODELS[cell.shows].title if cell.shows else "",
        "times": cell.broken.get(cell.shows, 0),
        "runs": cell.runs,
    }


def _strength(cell: Cell) -> str:
    """Return how the cell is to look: nothing kept, some of it broken, all kept as claimed, or all kept as it
    happened.
    """
    if not cell.kept:
        return "none"
    if cell.broken:
        return "some"
    claims = cell.scenario.spec.claims(cell.scenario.dials) if is_claimed(cell.fault) else frozenset()
    return "claimed" if set(cell.strongest_kept) <= claims else "unbroken"


def _entry(name: str) -> dict[str, Any]:
    model = MODELS[name]
    return {
        "name": name,
        "title": model.title,
        "definition": model.observed.text,
        "meaning": model.meaning,
        "costs": model.costs,
        "used": model.used,
        "source": model.source,
        "implies": [MODELS[weaker].title for weaker in model.observed.implies],
    }
