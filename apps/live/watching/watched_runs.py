"""Runs to watch: found ones, and those that back a claim of a lesson. They carry themselves out, by their script."""

from __future__ import annotations

from apps.labs.looking_back.recording import beginning, moment
from apps.labs.run.scenario import Scenario
from apps.labs.run.session import Session, begin
from apps.live.lab import wire
from apps.live.lab.archive import Archive
from apps.live.lab.recordings import pack, shelf
from apps.live.serving.replaying import in_turn

STEP_TICKS = 100


async def watched_recording(name: str, scenario: Scenario, seed: int, until_tick: int | None = None) -> bytes:
    """Return the packed recording of a run up to a tick, by default until what its script began is over.

    `name` is the run's in the shelf of recordings. Raises TurnRefused.
    """
    key = ("watched", name, seed, until_tick)
    packed = shelf.find(key)
    if packed is None:
        packed = await in_turn(_recorded, scenario, seed, until_tick)
        shelf.keep(key, packed)
    return packed


def _recorded(scenario: Scenario, seed: int, until_tick: int | None) -> bytes:
    archive = Archive()
    session = begin(scenario, seed, archive.take)
    _play(session, until_tick)
    archive.take(session.drain())
    return pack(wire.recording(beginning(1, scenario, seed), archive.beyond(0), moment(session)))


def _play(session: Session, until_tick: int | None) -> None:
    """Play up to the tick; without one until the run is quiet, or its clients have waited out what the script began."""
    if until_tick is not None:
        session.advance(until_tick)
        return
    scenario = session.scenario
    scripted_until = max((tick for tick, _ in scenario.script), default=0)
    session.advance(scripted_until)
    while session.simulation.now < scripted_until + 2 * scenario.client_timeout_ticks:
        if session.simulation.is_quiet:
            break
        session.advance(session.simulation.now + STEP_TICKS)
