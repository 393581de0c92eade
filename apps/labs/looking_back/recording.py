"""A recording: a run to look at, from its first view on. Folding its events into that view gives every later one.

The events that were there before the first view, those of its start, are in its log.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from apps.labs.run.projection import WireEvent
from apps.labs.run.scenario import Scenario
from apps.labs.run.session import LoggedCommand, Session, replay
from apps.simulation import Position


def beginning(run: int, scenario: Scenario, seed: int) -> dict[str, Any]:
    """Return what a recording has before its events: the number of its run, its first moment, view and log."""
    session = Session(scenario, seed)
    return {"run": run, **moment(session), "view": session.snapshot(), "log": session.log()}


def moment(session: Session) -> dict[str, int]:
    """Return where a run stands: its last event and the tick."""
    return {"seq": session.simulation.sequence, "tick": session.simulation.now}


def recording(run: int, scenario: Scenario, seed: int, log: Iterable[LoggedCommand], to: Position) -> dict[str, Any]:
    """The run that this log describes, up to `to`."""
    events: list[WireEvent] = []
    session = replay(scenario, seed, log, to, events.extend)
    return {**beginning(run, scenario, seed), "events": events, "until": moment(session)}
