"""The laws of a type, tried on the states of a run: for whoever may see the run. Changes nothing of it.

That its owner tried them is noted (`live.lab.deeds`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

from asgiref.sync import sync_to_async
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from apps.crdts.crdt_type import StateBased
from apps.labs.looking_back.law_trials import StateAtHand, Tried, shown, states_at_hand, try_at_hand, try_generated
from apps.live.lab.deeds import note_own_deed
from apps.live.lab.log import StoredRun
from apps.live.pages.run_address import RunAddress, number
from apps.live.serving.lanes import slow
from apps.replication.held_type import value_text

WHERE_MAX = 4


@slow
@require_GET
async def laws(request: HttpRequest, address: RunAddress) -> HttpResponse:
    """Every law on the states of `key` after event `seq`, or on generated ones, under `merge`, by default the own."""
    seq, key, merge = number(request, "seq"), request.GET.get("key", ""), request.GET.get("merge", "")
    stored = await address.run(request)
    kept = stored.scenario.replicated_type()
    crdt = kept and kept.crdt
    if not isinstance(crdt, StateBased) or key not in stored.scenario.keys:
        raise Http404
    if merge not in {"", *(wrong.name for wrong in crdt.wrong_merges)}:
        raise Http404
    generated = request.GET.get("states") == "generated"
    tried = await asyncio.to_thread(_tried, stored, crdt, seq, key, merge, generated=generated)
    states = "generated" if generated else "at hand"
    data = {"type": crdt.name, "merge": merge, "states": states, "refuted": bool(tried.broken)}
    await sync_to_async(note_own_deed)(request.session, address.lab_id, "laws_tried", stored.number, data)
    return await sync_to_async(render)(request, "live/fetched/_laws.html", _context(tried, generated=generated))


def _tried(stored: StoredRun, crdt: StateBased, seq: int, key: str, merge: str, *, generated: bool) -> Tried:
    if generated:
        return try_generated(crdt, merge)
    run = stored.scenario, stored.seed, stored.log, stored.horizon
    return try_at_hand(crdt, merge, states_at_hand(*run, seq, key))


def _context(tried: Tried, *, generated: bool) -> dict[str, Any]:
    crdt = tried.crdt
    return {
        "crdt": crdt,
        "wrong": tried.wrong,
        "merges": crdt.wrong_merges,
        "generated": generated,
        "refuted": bool(tried.broken),
        "broken": _listed(tried.broken),
        "states": list(_states(crdt, tried.states)),
        "operations": " or ".join(crdt.operations),
        "trials": [
            {
                "law": trial.law,
                "statement": trial.statement,
                "cases": trial.cases,
                "holds": trial.holds,
                "shown": trial.counterexample and shown(crdt, trial.counterexample),
            }
            for trial in sorted(tried.trials, key=lambda trial: trial.holds)
        ],
    }


def _listed(laws: Iterable[str]) -> str:
    """The laws in a sentence: “the law” or “the laws”, with their names."""
    *most, last = [*laws] or [""]
    return f"the laws {', '.join(most)} and {last}" if most else f"the law {last}"


def _states(crdt: StateBased, states: Iterable[StateAtHand]) -> Iterable[dict[str, Any]]:
    for each in states:
        more = len(each.where) - WHERE_MAX
        where = ", ".join(each.where[:WHERE_MAX]) + (f" and {more} more" if more > 0 else "")
        yield {"where": where, "value": value_text(crdt.value(each.state)), "bytes": crdt.size_bytes(each.state)}
