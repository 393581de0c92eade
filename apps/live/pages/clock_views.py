"""The stamps of every clock on a run's events, and what each says of two of them.

All of it is about the run as far as it may be seen through the page's address, and changes nothing of it; how its
owner ordered two events is noted (`live.lab.deeds`).
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import Any

from asgiref.sync import sync_to_async
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from apps.clocks.order import Order
from apps.clocks.stamped_run import TRUTH
from apps.labs.looking_back.moment import simulation_at
from apps.labs.looking_back.stamping import NotOrderedError, Stamping, stamped
from apps.live.lab.deeds import OrderedPair, note_number, note_pair
from apps.live.lab.log import StoredRun
from apps.live.lab.recordings import key_of
from apps.live.pages.run_address import COMPARISON, RunAddress, number, optional_number
from apps.live.serving.lanes import slow

STAMPINGS_KEPT = 2
NAMES = ("A", "B")
ANSWERS = (Order.BEFORE, Order.CONCURRENT, Order.AFTER)

BECAUSE = {
    Order.BEFORE: "A path of steps and messages leads from A to B, so A could have influenced B.",
    Order.AFTER: "A path of steps and messages leads from B to A, so B could have influenced A.",
    Order.CONCURRENT: "No path of steps and messages leads from one to the other, so neither could have influenced"
    " the other.",
}

_stampings: OrderedDict[tuple[Any, ...], Stamping] = OrderedDict()


@slow
@require_GET
async def judged(request: HttpRequest, address: RunAddress) -> HttpResponse:
    """Show what every clock says of events `a` and `b`, and if the answer given is true; of `a` alone, its stamps."""
    a, b, answer = number(request, "a"), optional_number(request, "b"), request.GET.get("answer", "")
    if answer not in ("", *ANSWERS):
        raise Http404
    stored = await address.run(request)
    stamping = await _stamping(stored)
    try:
        context = _about(stamping, a, b, answer)
        if b is not None and address.kind != COMPARISON:
            differ = stamping.lamport(a) != stamping.lamport(b)
            ordered = OrderedPair(a, b, answer, str(stamping.truth(a, b)), differ)
            await sync_to_async(note_pair)(request.session, address.lab_id, stored.number, ordered)
    except NotOrderedError as error:
        context = {"problem": str(error)}
    return await sync_to_async(render)(request, "live/fetched/_clocks.html", context)


@slow
@require_GET
async def numbered(request: HttpRequest, address: RunAddress) -> HttpResponse:
    """Ask for the Lamport number of event `a`; with a `number`, show whether it is right, and the event's stamps."""
    a, given = number(request, "a"), optional_number(request, "number")
    stored = await address.run(request)
    stamping = await _stamping(stored)
    context: dict[str, Any]
    try:
        is_right, is_receipt = given == stamping.lamport(a), stamping.is_receipt(a)
        context = {"event": a, "is_receipt": is_receipt}
        if given is not None:
            context |= {"is_right": is_right, "lamport": stamping.lamport(a)}
            if address.kind != COMPARISON:
                await sync_to_async(note_number)(
                    request.session, address.lab_id, stored.number, a, is_right=is_right, is_receipt=is_receipt
                )
    except NotOrderedError as error:
        context = {"problem": str(error)}
    return await sync_to_async(render)(request, "live/fetched/_number.html", context)


@slow
@require_GET
async def pair(request: HttpRequest, address: RunAddress) -> HttpResponse:
    """Two events up to `until` worth ordering, others for each `turn`."""
    turn, until = optional_number(request, "turn") or 0, number(request, "until")
    stored = await address.run(request)
    stamping = await _stamping(stored)
    found = await asyncio.to_thread(stamping.pair, until, turn)
    if found is None:
        return JsonResponse({"message": "There are no two events to order yet. Let some messages arrive."}, status=409)
    return JsonResponse(dict(zip("ab", found, strict=True)))


def _about(stamping: Stamping, a: int, b: int | None, answer: str) -> dict[str, Any]:
    if b is None:
        return {"stamps": stamping.stamps(a)}
    truth = stamping.truth(a, b)
    true = TRUTH[truth].format(a=NAMES[0], b=NAMES[1])
    verdict = "" if not answer else "Right: " if answer == truth else "Not so: "
    clocks = stamping.run.clocks
    return {
        "sentence": f"{verdict}{true}.",
        "because": BECAUSE[truth],
        "answered": answer and ("right" if answer == truth else "wrong"),
        "judgements": [{"clock": clocks[each.clock], "said": each} for each in stamping.judged(a, b, NAMES)],
    }


async def _stamping(stored: StoredRun) -> Stamping:
    """The stamped run. Whoever orders events of it asks for the same one again and again."""
    key = key_of(stored)
    found = _stampings.get(key)
    if found is None:
        found = await asyncio.to_thread(_stamped, stored)
        _stampings[key] = found
    _stampings.move_to_end(key)
    while len(_stampings) > STAMPINGS_KEPT:
        _stampings.popitem(last=False)
    return found


def _stamped(stored: StoredRun) -> Stamping:
    return stamped(simulation_at(stored.scenario, stored.seed, stored.log, stored.horizon).drain())
