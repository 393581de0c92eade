"""What would end otherwise under other settings, before anybody replays."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.http import require_GET

from apps.labs.looking_back.preview import operations_ending_otherwise
from apps.live.lab.wire import DIALS_MAX
from apps.live.pages.run_address import RunAddress
from apps.live.serving.lanes import slow
from apps.live.serving.replaying import in_turn
from apps.protocols.dials import DialError

DIALS_CHARS_MAX = 2_000
SHOWN_MAX = 20


@slow
@require_GET
async def preview(request: HttpRequest, address: RunAddress) -> JsonResponse:
    """Answer with the operations that would end otherwise under `protocol` and `dials` (a JSON object).

    Settings that do not fit the cluster are answered with 422 and the reason.
    """
    stored = await address.run(request)
    try:
        other = stored.scenario.under(request.GET.get("protocol", "")[:64], _dials(request))
    except DialError as error:
        return JsonResponse({"code": error.code, "message": error.message}, status=422)
    found = await in_turn(
        operations_ending_otherwise, stored.scenario, other, stored.seed, stored.log, stored.horizon.tick
    )
    return JsonResponse({"operations": [asdict(each) for each in found[:SHOWN_MAX]], "count": len(found)})


def _dials(request: HttpRequest) -> dict[str, Any]:
    text = request.GET.get("dials", "")
    try:
        dials = json.loads(text) if len(text) <= DIALS_CHARS_MAX else None
    except (ValueError, RecursionError):
        dials = None
    if not isinstance(dials, dict) or len(dials) > DIALS_MAX:
        raise Http404
    return dials
