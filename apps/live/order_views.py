"""Orders of a run's operations: one that explains it, and one placed by hand, judged.

Both are about the run up to an event, by default up to the present. They change nothing, so they need no token.
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
from apps.consistency.by_hand import judge_order
from apps.labs.moment import EVER, simulation_at
from apps.labs.search import data_of, history
from apps.live.access import access_to
from apps.live.log import StoredRun, VersionGone
from apps.live.models import Lab
from apps.live.moments import find_moment, stored_at
from apps.live.recordings import key_of, present
from apps.simulation.bounds import OPERATIONS_MAX

ORDERED = ("linearizable", "sequential")
"""The models whose witness is one order of everything."""

NUMBER_MAX = 2**31
HISTORIES_KEPT = 8
SHAPE = "An order is an object with 'run' and 'seq', whole numbers, and 'order', a list of operations."

Operations = tuple[Operation, ...]

_histories: OrderedDict[tuple[Any, ...], Operations] = OrderedDict()


@csrf_exempt
@require_POST
async def order(request: HttpRequest, lab_id: str = "", token: str = "", moment: str = "") -> HttpResponse:
    """Judge an order placed by hand."""
    asked = _read(request.body)
    if asked is None:
        return JsonResponse({"message": SHAPE}, status=400)
    stored = await _stored(request, asked["run"], lab_id, token, moment)
    operations = await _history(stored, asked["seq"])
    ruling = await asyncio.to_thread(judge_order, operations, asked["order"])
    return JsonResponse({"legal": ruling.legal, "sentence": ruling.sentence, "operation": ruling.operation})


@require_GET
async def witness_order(
    request: HttpRequest, model: str, lab_id: str = "", token: str = "", moment: str = ""
) -> HttpResponse:
    """An order that explains the run, if there is one: for the model, as observed."""
    run, seq = request.GET.get("run"), request.GET.get("seq")
    numbers = [each for each in (run, seq) if each is not None]
    if model not in ORDERED or not all(each.isdecimal() and len(each) < 10 for each in numbers):
        raise Http404
    stored = await _stored(request, None if run is None else int(run), lab_id, token, moment)
    operations = await _history(stored, EVER if seq is None else int(seq))
    found = await asyncio.to_thread(_witness, operations, model)
    if not found:
        raise Http404
    return JsonResponse({"order": found})


def _read(body: bytes) -> dict[str, Any] | None:
    """What was sent, if it has the right shape."""
    try:
        asked = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(asked, dict):
        return None
    numbers = [asked.get("run"), asked.get("seq")]
    names = asked.get("order")
    if not all(type(each) is int and 0 <= each < NUMBER_MAX for each in numbers) or not isinstance(names, list):
        return None
    return asked if len(names) <= OPERATIONS_MAX and all(isinstance(each, str) for each in names) else None


async def _stored(request: HttpRequest, run: int | None, lab_id: str, token: str, moment: str) -> StoredRun:
    """The run that is asked about, as far as it may be seen through this address."""
    try:
        if moment:
            stored = await _shared(moment, run)
        else:
            access = await sync_to_async(access_to)(request.session, lab_id, token)
            stored = await _present(access.lab_id, run) if access else None
    except VersionGone:
        stored = None
    if stored is None or stored.scenario.replicated_type() is not None:
        raise Http404
    return stored


async def _shared(moment: str, run: int | None) -> StoredRun | None:
    found = await sync_to_async(find_moment)(moment)
    stored = await stored_at(found, 0) if found else None
    return stored if stored and run in (None, stored.number) else None


async def _present(lab_id: str, run: int | None) -> StoredRun | None:
    if run is None:
        run = (await Lab.objects.aget(pk=lab_id)).current_run
    return await present(lab_id, run)


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
