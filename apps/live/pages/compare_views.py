"""The page that sets runs side by side, and the recordings that it plays."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from asgiref.sync import sync_to_async
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from apps.labs.looking_back.difference import Difference, ModelRow, OperationRow
from apps.live.access import own_lab, readable_lab
from apps.live.bounds import COMPARISONS_KEPT_MAX
from apps.live.earlier.runs import EARLIER
from apps.live.lab.deeds import note_own_deed
from apps.live.lab.log import StoredRun, VersionGone, current_scenario, lab_title, list_runs
from apps.live.lab.recordings import key_of
from apps.live.models import Lab
from apps.live.pages.columns import (
    COLUMNS_MAX,
    Part,
    Shown,
    differences,
    find_mode,
    is_own_mode,
    load,
    present_part,
    shown,
)
from apps.live.pages.forms import modes
from apps.live.pages.lattice import QUESTIONS, pictures
from apps.live.pages.run_address import COMPARISON, RunAddress
from apps.live.serving.lanes import slow

_kept: OrderedDict[tuple[Any, ...], dict[str, Any]] = OrderedDict()

ROWS_MAX = 200
MARKED_MAX = 24
"""As many operations that ended differently are marked in the diagrams."""

MARKS = {"holds": "kept", "violated": "broken", "undecided": "undecided"}


@slow
@require_GET
async def compare(request: HttpRequest, lab_id: str) -> HttpResponse:
    """Two to four columns: runs as they are, or one run as it is and under other modes."""
    if await sync_to_async(readable_lab)(lab_id, request.session) is None:
        raise Http404
    asked = _asked(request.GET)
    problem = _problem(request.GET, asked)
    try:
        context = await _kept_context(lab_id, [] if problem else asked)
    except VersionGone:
        problem, context = EARLIER, await _kept_context(lab_id, [])
    context = {**context, "problem": problem}
    compared = {run for run, _ in asked}
    if not problem and len(compared) > 1:
        data = {"runs": len(compared)}
        await sync_to_async(note_own_deed)(request.session, lab_id, "compared", min(compared), data)
    return await sync_to_async(_page)(request, lab_id, context, status=400 if problem else 200)


def _page(request: HttpRequest, lab_id: str, context: dict[str, Any], status: int) -> HttpResponse:
    stored = Lab.objects.get(pk=lab_id)
    scenario = current_scenario(stored)
    lab = {"id": lab_id, "title": lab_title(stored)}
    context |= {"lab": lab, "runs": list_runs(lab_id), "modes": modes(scenario.protocol), "lattices": pictures()}
    return render(request, "live/compare.html", context, status=status)


@require_GET
def lab_modes(request: HttpRequest, lab_id: str) -> HttpResponse:
    """The modes that can take the place of the lab's, to choose from."""
    if own_lab(lab_id, request.session) is None:
        raise Http404
    lab = Lab.objects.get(pk=lab_id)
    scenario = current_scenario(lab)
    context = {"lab": {"id": lab_id}, "current_run": lab.current_run, "modes": modes(scenario.protocol)}
    return render(request, "live/fetched/_modes.html", {**context, "explores": bool(scenario.spec.invariants)})


def _asked(query: QueryDict) -> list[tuple[int, str]]:
    """The columns that an address asks for, each a run and a mode."""
    runs = [*dict.fromkeys(query.getlist("run"))]
    if not all(run.isdecimal() and len(run) < 6 for run in runs):
        raise Http404
    chosen = [*dict.fromkeys(query.getlist("mode"))]
    if any(find_mode(mode) is None for mode in chosen):
        raise Http404
    return [(int(run), mode) for run in runs for mode in ["", *chosen]]


def _problem(query: QueryDict, asked: list[tuple[int, str]]) -> str:
    """Return what is wrong with the choice, in words."""
    modes_chosen = bool(query.getlist("mode"))
    if modes_chosen and len(set(query.getlist("run"))) != 1:
        return "Choose one run whose commands are replayed, and one to three protocols to replay them under."
    if modes_chosen and len(asked) > COLUMNS_MAX:
        return "Tick at most three protocols. The run itself stays beside them."
    return "" if 1 <= len(asked) <= COLUMNS_MAX else "Tick two to four runs."


async def _kept_context(lab_id: str, asked: list[tuple[int, str]]) -> dict[str, Any]:
    """Return what the page shows of its columns: made once, as long as it is remembered and no run goes on."""
    parts = [await _part(lab_id, run, mode) for run, mode in asked]
    parts = [(part, stored) for part, stored in parts if not is_own_mode(stored, part)]
    key = (lab_id, *(key_of(stored, part.mode) for part, stored in parts))
    if key not in _kept:
        columns = [await shown(stored, part) for part, stored in parts]
        listed = [_shown(lab_id, column) for column in columns]
        _kept[key] = {"columns": listed, **difference_context(columns, await differences(columns))}
    _kept.move_to_end(key)
    while len(_kept) > COMPARISONS_KEPT_MAX:
        _kept.popitem(last=False)
    return _kept[key]


async def _part(lab_id: str, run: int, mode: str) -> tuple[Part, StoredRun]:
    part = await present_part(lab_id, run, mode)
    if part is None:
        raise Http404
    stored = await load(lab_id, part)
    assert stored is not None
    return part, stored


def _shown(lab_id: str, column: Shown) -> dict[str, Any]:
    part = column.part
    query = {"run": part.run, "at": part.at, **({"mode": part.mode} if part.mode else {})}
    return {
        "run": part.run,
        "mode": part.mode,
        "name": column.name,
        "title": column.title,
        "problem": column.problem,
        "not_applied": column.not_applied,
        "recording": f"{reverse('recording', args=[RunAddress(COMPARISON, lab_id)])}?{urlencode(query)}",
    }


# The difference, for its template


def difference_context(columns: list[Shown], found: Difference | None) -> dict[str, Any]:
    """Return the context of `_difference.html`, and the columns as a shared moment takes them."""
    wanted = [{"run": column.part.run, "mode": column.part.mode, "at": column.part.at} for column in columns]
    context: dict[str, Any] = {"difference": None, "differing": "", "columns_json": json.dumps(wanted)}
    if found is not None:
        made = [column for column in columns if column.made is not None]
        differing = [row.operation for row in found.operations if row.differs]
        context["differing"] = " ".join(differing[:MARKED_MAX])
        context["difference"] = {
            "headline": found.headline,
            "partings": found.partings,
            "first": made[0].name,
            "heads": [column.title for column in made],
            "same": not any(row.differs for row in found.operations),
            "operations": _operations([row for row in found.operations if row.differs]),
            "alike": _operations([row for row in found.operations if not row.differs]),
            "models": [_models(question, rows) for question, rows in found.models.items()],
        }
    return context


def _operations(rows: list[OperationRow]) -> dict[str, Any]:
    shown = [
        {
            "operation": row.operation,
            "what": row.what,
            "cells": [
                outcome and {"outcome": outcome, "what": outcome.what if outcome.what != row.what else ""}
                for outcome in row.outcomes
            ],
        }
        for row in rows[:ROWS_MAX]
    ]
    return {"rows": shown, "count": len(rows), "more": len(rows) - len(shown)}


def _models(question: str, rows: Sequence[ModelRow]) -> dict[str, Any]:
    """The rows that tell the columns apart, and of the others only what they have in common."""
    alike: dict[str, list[str]] = {}
    for row in rows:
        if not row.differs:
            alike.setdefault(row.statuses[0] or "", []).append(row.title)
    return {
        "question": question,
        "words": QUESTIONS[question].partition(": ")[2].capitalize(),
        "rows": [
            {
                "model": row.model,
                "title": row.title,
                "cells": [
                    {"state": status or "", "word": MARKS.get(status or "", "not asked")} for status in row.statuses
                ],
            }
            for row in rows
            if row.differs
        ],
        "alike": [
            {"state": status, "word": MARKS.get(status, "not asked"), "titles": ", ".join(titles)}
            for status, titles in alike.items()
        ],
    }
