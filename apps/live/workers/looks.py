"""A lab as it stands now, wherever it is in memory."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from apps.labs.looking_back.sketch import sketch
from apps.live.lab.hub import hub
from apps.live.lab.live_lab import LiveLab
from apps.live.workers.answers import add_answer, ask


@dataclass(frozen=True, slots=True)
class Look:
    """The present of a lab: its current run, last event, tick and steps taken at that tick, and its picture."""

    run: int
    seq: int
    tick: int
    steps: int | None
    picture: dict[str, Any]


async def look(lab_id: str) -> Look | None:
    """Return how a lab stands now, if it is in memory."""
    found = await ask(hub, lab_id, "look")
    return None if found is None else Look(**found)


async def open_and_look(lab_id: str) -> Look | None:
    """Return how a lab stands now, opened if need be; None if there is none.

    Raises VersionGone, LeasesAway and Elsewhere.
    """
    found = await look(lab_id)
    if found is None and await hub.open(lab_id) is not None:
        found = await look(lab_id)
    return found


async def _look(lab: LiveLab, _: Any) -> dict[str, Any]:
    async with lab.lock:
        lab.raise_if_dropped()
        now, position = lab.collect(), lab.session.simulation.position
        return asdict(Look(now.run, now.seq, now.tick, position.steps, sketch(lab.session)))


add_answer("look", _look)
