"""Linearization points placed by hand on a judged history: is the order that they make legal?

Some of the operations may be looked at alone, such as those of a clash or of one key. The answer changes nothing, so
it needs no token.
"""

from __future__ import annotations

import asyncio
import json
from collections import OrderedDict
from typing import Any

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from apps.consistency.explain.by_hand import judge_order
from apps.consistency.formats import Imported
from apps.live.judge.judged import Judged, text_of
from apps.live.judge.judged_address import JudgedAddress
from apps.live.judge.judging import read

PLACED_MAX = 60
HISTORIES_KEPT = 4
SHAPE = f"An order is an object with 'operations' and 'order', lists of at most {PLACED_MAX} names of operations."

_histories: OrderedDict[tuple[bytes, str], Imported] = OrderedDict()


@csrf_exempt
@require_POST
async def order(request: HttpRequest, address: JudgedAddress) -> HttpResponse:
    """Judge an order of some operations of a history."""
    asked = _read(request.body)
    if asked is None:
        return JsonResponse({"message": SHAPE}, status=400)
    judged = (await sync_to_async(address.find)(request)).judged
    ruling = await asyncio.to_thread(_ruling, judged, *asked)
    return JsonResponse({"legal": ruling.legal, "sentence": ruling.sentence, "operation": ruling.operation})


def _read(body: bytes) -> tuple[list[str], list[str]] | None:
    """Return the names of the operations looked at and their order, if that is what was sent."""
    try:
        asked = json.loads(body)
        lists = asked["operations"], asked["order"]
    except (ValueError, RecursionError, TypeError, KeyError):
        return None
    return lists if all(_are_names(each) for each in lists) else None


def _are_names(names: Any) -> bool:
    return isinstance(names, list) and len(names) <= PLACED_MAX and all(isinstance(each, str) for each in names)


def _ruling(judged: Judged, names: list[str], placed: list[str]) -> Any:
    imported = _imported(judged)
    chosen = [operation for operation in imported.operations if operation.operation in set(names)]
    return judge_order(chosen, placed, imported.data, imported.initial)


def _imported(judged: Judged) -> Imported:
    """Return the history's operations. Whoever moves points about asks for the same ones again and again."""
    key = (judged.text, judged.options.words())
    found = _histories.get(key)
    if found is None:
        found = _histories[key] = read(text_of(judged), judged.options)
    _histories.move_to_end(key)
    while len(_histories) > HISTORIES_KEPT:
        _histories.popitem(last=False)
    return found
