"""Moments of a run, as a page names them, and where in the run they are.

1. The kernel alone runs again up to the event, taking the log's commands on its way.
2. A step, or a command, is whole: the moment is at the end of the one that the event belongs to.
3. From there time goes on to the moment's tick, as far as nothing happens: at that tick the run may have stood before
   or after the steps there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from apps.labs.run.scenario import Scenario
from apps.labs.run.session import LoggedCommand, Session, Take, replay
from apps.simulation import Position, Simulation

EVER = 2**62
"""An event that no run comes to."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What a page shows: `seq` was the last event, and it is `tick`."""

    seq: int
    tick: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a moment is: an exact position, and how many commands of the log come before it."""

    position: Position
    commands: int


def place_of(scenario: Scenario, seed: int, log: Sequence[LoggedCommand], to: Position, moment: Moment) -> Place:
    """Return where a moment is in the run that this log describes, which stands at `to`; at the latest there."""
    simulation = Simulation(scenario.cluster(), seed)
    commands = _go_to_event(simulation, log, to, moment.seq)
    return Place(_go_on(simulation, moment.tick), commands)


def replay_until(
    scenario: Scenario,
    seed: int,
    log: Sequence[LoggedCommand],
    to: Position,
    moment: Moment,
    take: Take | None = None,
) -> tuple[Session, int]:
    """The run at a moment, exactly as it stood then, and how many commands it has taken."""
    place = place_of(scenario, seed, log, to, moment)
    return replay(scenario, seed, log[: place.commands], place.position, take), place.commands


def _go_to_event(simulation: Simulation, log: Sequence[LoggedCommand], to: Position, seq: int) -> int:
    for taken, logged in enumerate(log):
        _step_towards(simulation, logged.position, seq)
        if simulation.sequence >= seq:
            return taken
        simulation.apply(logged.command)
    _step_towards(simulation, to, seq)
    return len(log)


def _step_towards(simulation: Simulation, position: Position, seq: int) -> None:
    while simulation.sequence < seq and simulation.step_towards(position):
        pass


def _go_on(simulation: Simulation, tick: int) -> Position:
    found, sequence = simulation.position, simulation.sequence
    if tick > simulation.now:
        for later in (Position(tick, 0), Position(tick)):
            simulation.advance_to(later)
            if simulation.sequence > sequence:
                break
            found = simulation.position
    return found


def simulation_at(
    scenario: Scenario, seed: int, log: Sequence[LoggedCommand], to: Position, seq: int = EVER
) -> Simulation:
    """The kernel of a run alone, which is quickly replayed: after event `seq`, but not beyond `to`."""
    simulation = Simulation(scenario.cluster(), seed)
    _go_to_event(simulation, log, to, seq)
    return simulation
