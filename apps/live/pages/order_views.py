"""Orders of a run's operations: one that explains it, and one placed by hand, judged.

Both are about the run up to an event, by default up to the present. They change nothing of it, so they need no token;
that its owner placed one that explains the run is noted (`live.lab.deeds`).
"""

from __future__ import annotations

import asyncio
import json
from collections import OrderedDict
from typing import Any

from asgiref.sync import sync_to_async
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from apps.consistency import OBSERVED, Operation, check
from apps.consistency.explain.by_hand import judge_order
from apps.labs.find.search import data_of, history
from apps.labs.looking_back.moment import EVER, simulation_at
from apps.live.lab.deeds import note_own_deed
from apps.live.lab.log import StoredRun
from apps.live.lab.recordings import key_of
from apps.live.pages.run_address import COMPARISON, RunAddress, optional_number
from apps.live.serving.lanes import slow
from apps.simulation.bounds import OPERATIONS_MAX

ORDERED = ("linearizable", "sequential")
"""The models whose witness is one order of everything."""

NUMBER_MAX = 2**31
HISTORIES_KEPT = 8
SHAPE = "An order is an object with 'seq', a whole number, and 'order', a list of operations."

Operations = tuple[Operation, ...]

_histories: OrderedDict[tuple[Any, ...], Operations] = OrderedDict()


@slow
@csrf_exempt
@require_POST
async def order(request: HttpRequest, address: RunAddress) -> HttpResponse:
    """Judge an order placed by hand."""
    asked = _read(request.body)
    if asked is None:
        return JsonResponse({"message": SHAPE}, status=400)
    stored = await _ordered_run(request, address)
    operations = await _history(stored, asked["seq"])
    ruling = await asyncio.to_thread(judge_order, operations, asked["order"])
    if ruling.legal and asked["order"] and address.kind != COMPARISON:
        placed = {"model": "linearizable", "operations": len(asked["order"])}
        await sync_to_async(note_own_deed)(request.session, address.lab_id, "points_placed", stored.number, placed)
    return JsonResponse({"legal": ruling.legal, "sentence": ruling.sentence, "operation": ruling.operation})


@slow
@require_GET
async def witness_order(request: HttpRequest, address: RunAddress, model: str) -> HttpResponse:
    """An order that explains the run, if there is one: for the model, as observed."""
    seq = optional_number(request, "seq")
    if model not in ORDERED:
        raise Http404
    operations = await _history(await _ordered_run(request, address), EVER if seq is None else seq)
    found = await asyncio.to_thread(_witness, operations, model)
    if not found:
        raise Http404
    return JsonResponse({"order": found})


def _read(body: bytes) -> dict[str, Any] | None:
    """Return what was sent, if it has the right shape."""
    try:
        asked = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(asked, dict):
        return None
    seq, names = asked.get("seq"), asked.get("order")
    if type(seq) is not int or not 0 <= seq < NUMBER_MAX or not isinstance(names, list):
        return None
    return asked if len(names) <= OPERATIONS_MAX and all(isinstance(each, str) for each in names) else None


async def _ordered_run(request: HttpRequest, address: RunAddress) -> StoredRun:
    """The run that is asked about; one of a type without reads and writes has nothing to order."""
    stored = await address.run(request)
    if not stored.scenario.has_registers():
        raise Http404
    return stored


async def _history(stored: StoredRun, seq: int) -> Operations:
    """The operations up to an event. Whoever moves points about asks for the same ones again and again."""
    key = (*key_of(stored), seq)
    found = _histories.get(key)
    if found is None:
        found = await asyncio.to_thread(_replayed, stored, seq)
        _histories[key] = found
    _histories.move_to_end(key)
    while len(_histories) > HISTORIES_KEPT:
        _histories.popitem(last=False)
    return found


def _replayed(stored: StoredRun, seq: int) -> Operations:
    return history(simulation_at(stored.scenario, stored.seed, stored.log, stored.horizon, seq))


def _witness(operations: Operations, model: str) -> list[str]:
    verdicts = check(operations, question=OBSERVED, models=[model], data=data_of(operations))
    return list(verdicts[model].witness)
