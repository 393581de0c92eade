"""A run in a few numbers, for a picture of two fingers' width: who did what when, where faults struck, what broke.

Bars of one kind that a picture of that width could not tell apart are one bar.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from apps.consistency import UNDECIDED, VIOLATED
from apps.labs.looking_back.thumbnail import broken, thumbnail
from apps.labs.run.session import Session
from apps.simulation.processes import Operation

STEPS_ACROSS = 100
"""As finely as ticks are told apart."""

Bar = list[Any]
"""First tick, last tick, kind: `ok`, `other` (failed, unknown), `open`, `stale` or `violating`."""


def sketch(session: Session) -> dict[str, Any]:
    """The picture of a run as it stands: plain JSON values."""
    until = session.simulation.now
    grain = until // STEPS_ACROSS + 1
    violating = _violating(session)
    lanes: dict[str, list[Bar]] = {client: [] for client in session.simulation.clients}
    for operation in session.simulation.operations.values():
        if operation.invoked_tick is not None:
            kind = _kind(operation, session.judgement.stale, violating)
            _add(lanes[operation.client], [operation.invoked_tick, _end(operation, until), kind], grain)
    return {
        "until": until,
        "lanes": [{"client": client, "bars": bars} for client, bars in lanes.items()],
        "faults": _thinned((event.tick for event in session.judgement.faults), grain),
        "verdicts": {
            question: {
                status: [model for model in models if session.judgement.verdict(question, model).status == status]
                for status in (VIOLATED, UNDECIDED)
            }
            for question, models in session.judgement.models.items()
        },
        "cluster": thumbnail(session),
        "broken": broken(session),
    }


def _violating(session: Session) -> set[str]:
    verdicts = [
        session.judgement.verdict(question, model)
        for question, models in session.judgement.models.items()
        for model in models
    ]
    return {name for verdict in verdicts if verdict.status == VIOLATED for name in verdict.operations}


def _kind(operation: Operation, stale: Mapping[str, Any], violating: set[str]) -> str:
    if operation.operation in stale:
        return "stale"
    if operation.operation in violating:
        return "violating"
    return {"ok": "ok", "open": "open"}.get(operation.status, "other")


def _end(operation: Operation, until: int) -> int:
    return until if operation.completed_tick is None else operation.completed_tick


def _add(bars: list[Bar], bar: Bar, grain: int) -> None:
    if bars and bars[-1][2] == bar[2] and bar[0] - bars[-1][1] < grain:
        bars[-1][1] = max(bars[-1][1], bar[1])
    else:
        bars.append(bar)


def _thinned(ticks: Iterable[int], grain: int) -> list[int]:
    found: list[int] = []
    for tick in ticks:
        if not found or tick - found[-1] >= grain:
            found.append(tick)
    return found
