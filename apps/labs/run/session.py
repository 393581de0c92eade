"""A run in memory: the simulation, what it shows, and what is judged of it.

A run is (simulation version, scenario, seed, commands with their positions) and nothing else: `replay` rebuilds it
exactly, and `replay_under` carries its commands over to another protocol or other dials, tick by tick.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from apps.labs.goals.evidence import Evidence
from apps.labs.goals.watch import GoalWatch
from apps.labs.run.judgement import Judgement
from apps.labs.run.narration import command_text
from apps.labs.run.projection import Projection, WireEvent, line
from apps.labs.run.scenario import Scenario
from apps.labs.run.view import whole_view
from apps.simulation import CommandError, Position, Simulation
from apps.simulation import events as e
from apps.simulation.commands import Command

LOG_LINES = 200

Take = Callable[[list[WireEvent]], None]
"""Is given the events of each step, as they travel."""


@dataclass(frozen=True, slots=True)
class LoggedCommand:
    """A command and where in the run it was given."""

    position: Position
    command: Command


class Session:
    """One run, from its start. Time goes on only by `advance` and `step`; `drain` gives what is new to show.

    `started` is the last of the events with which it starts: those that come before its first view.
    """

    def __init__(self, scenario: Scenario, seed: int) -> None:
        self.scenario = scenario
        self.seed = seed
        self.simulation = Simulation(scenario.cluster(), seed)
        self.judgement = Judgement(self.simulation, scenario)
        self.goals = GoalWatch(scenario.goals, Evidence(self.simulation, scenario, self.judgement))
        self._new: list[WireEvent] = []
        self._take: Take = self._new.extend
        self._projection: Projection | None = None
        self._note(self.simulation.drain())
        self.started = self.simulation.sequence

    def __getstate__(self) -> dict[str, Any]:
        """Return what a run is without those who follow it (`checkpoint`)."""
        return {**vars(self), "_take": None, "_projection": None}

    # Time and commands

    def advance(self, to_tick: int, *, events_max: int | None = None) -> None:
        """Let everything up to and including `to_tick` happen.

        With `events_max` it stops where that many events have come together since the last `drain`.
        """
        while self.simulation.step(to_tick):
            self._note(self.simulation.drain())
            if events_max is not None and len(self._new) >= events_max:
                return
        self.simulation.advance(to_tick)
        self._note(self.simulation.drain())

    def advance_to(self, position: Position) -> None:
        """Go on to an exact position."""
        while self.simulation.step_towards(position):
            self._note(self.simulation.drain())
        self._note(self.simulation.drain())

    def step(self) -> bool:
        """Let the next thing happen; False if there is none."""
        moved = self.simulation.step()
        self._note(self.simulation.drain())
        return moved

    def check(self, command: Command) -> None:
        """Raise CommandError if the command cannot be carried out now."""
        self.simulation.check(command)

    def apply(self, command: Command) -> None:
        """Carry out a command now."""
        self.simulation.apply(command)
        self._note(self.simulation.drain())

    def next_operation(self, client: str) -> str:
        """The identity that the client's next operation will have."""
        return self.simulation.next_operation(client)

    # What it shows

    def snapshot(self) -> dict[str, Any]:
        """The whole view, made afresh."""
        return whole_view(self.simulation, self.scenario, self.judgement, self.goals)

    def opening(self) -> list[WireEvent]:
        """Return the events with which the run starts, in words. It takes no step for them."""
        _, events = next(self.simulation.replayed())
        return [line(self.simulation, event) for event in events]

    def log(self) -> list[WireEvent]:
        """Return the last events in words, by a replay of the run."""
        events = (event for _, events in self.simulation.replayed() for event in events)
        return [line(self.simulation, event) for event in deque(events, maxlen=LOG_LINES)]

    def follow(self, take: Take | None = None) -> None:
        """From now on, give the events of each step to `take`; without it, keep them for `drain`."""
        self._take = take or self._new.extend
        self._projection = Projection(self.simulation, self.scenario, self.judgement, self.goals)

    def drain(self) -> list[WireEvent]:
        """The events since the last call, as they travel."""
        new = list(self._new)
        self._new.clear()
        return new

    def _note(self, events: list[e.Event]) -> None:
        self.judgement.note(events)
        self.goals.note(events)
        if self._projection is not None:
            self._take(self._projection.project(events))


def begin(scenario: Scenario, seed: int, take: Take | None = None) -> Session:
    """A run at its start; `take` is given every event that follows."""
    session = Session(scenario, seed)
    if take is not None:
        session.follow(take)
    return session


def replay(
    scenario: Scenario, seed: int, log: Iterable[LoggedCommand], to: Position, take: Take | None = None
) -> Session:
    """The run that this log describes, at `to`: equal in every byte to the one that was stored."""
    return go_on(begin(scenario, seed, take), log, to)


def go_on(session: Session, log: Iterable[LoggedCommand], to: Position) -> Session:
    """Carry out these commands, each at its position, and return the run at `to`."""
    for logged in log:
        session.advance_to(logged.position)
        session.apply(logged.command)
    session.advance_to(to)
    return session


@dataclass(frozen=True, slots=True)
class Carried:
    """A run made by carrying commands over.

    `taken` are the commands that applied, as pairs of their new position and their index in the old log;
    `not_applied` says which did not, and why.
    """

    session: Session
    taken: tuple[tuple[Position, int], ...]
    not_applied: tuple[str, ...]


def replay_under(
    scenario: Scenario, seed: int, log: Iterable[LoggedCommand], to_tick: int, take: Take | None = None
) -> Carried:
    """The same commands at the same ticks on another scenario, up to `to_tick`.

    What has no counterpart is left out, in words.
    """
    session = begin(scenario, seed, take)
    taken: list[tuple[Position, int]] = []
    left_out: list[str] = []
    for index, logged in enumerate(log):
        session.advance_to(Position(logged.position.tick))
        position = session.simulation.position
        try:
            session.apply(logged.command)
        except CommandError as error:
            left_out.append(f"{command_text(logged.command)} at {logged.position.tick} ms: {error.message}")
        else:
            taken.append((position, index))
    session.advance_to(Position(to_tick))
    return Carried(session, tuple(taken), tuple(left_out))
