"""An order of a run's operations that explains it, for a model that it keeps, in words."""

from __future__ import annotations

import asyncio
from typing import Any

from asgiref.sync import sync_to_async
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from apps.consistency import REPLICATED, check, models_of
from apps.labs.find.search import data_of, history
from apps.labs.looking_back.moment import EVER, simulation_at
from apps.labs.run.narration import operation_text
from apps.live.lab.log import StoredRun
from apps.live.pages.run_address import RunAddress
from apps.live.serving.lanes import slow

SHOWN_MAX = 40


@slow
@require_GET
async def witness(request: HttpRequest, address: RunAddress, question: str, model: str) -> HttpResponse:
    """Show the order of the operations, as the run stands; of a long one the end."""
    stored = await address.run(request)
    scenario = stored.scenario
    is_asked = question != REPLICATED or scenario.version_order() is not None
    if not scenario.has_registers() or not is_asked or model not in models_of(question):
        raise Http404
    order = await asyncio.to_thread(_order, stored, question, model)
    context = {"order": order[-SHOWN_MAX:], "earlier": max(0, len(order) - SHOWN_MAX)}
    return await sync_to_async(render)(request, "live/fetched/_witness.html", context)


def _order(stored: StoredRun, question: str, model: str) -> list[dict[str, Any]]:
    simulation = simulation_at(stored.scenario, stored.seed, stored.log, stored.horizon, EVER)
    operations, supersedes = history(simulation), stored.scenario.version_order()
    verdicts = check(operations, question=question, models=[model], data=data_of(operations), supersedes=supersedes)
    return [
        {"operation": name, "text": operation_text(simulation.operations[name])} for name in verdicts[model].witness
    ]
