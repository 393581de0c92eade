"""The record of a fault: everything about it, in one module of `apps.simulation.faults`.

What a learner, a random schedule, a teacher, a goal, the log, the diagram and the documentation know of a fault is read
from its record, so that adding a fault adds a file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from apps.simulation.cluster import Cluster
from apps.simulation.commands import Command, CommandKind
from apps.simulation.events import Event
from apps.simulation.kernel import Kernel
from apps.simulation.randomness import Stream

Schedule = tuple[tuple[int, Command], ...]


@dataclass(frozen=True, slots=True)
class Episode:
    """One fault of a random schedule, from `begin_tick` to `end_tick`, drawn from `stream`."""

    cluster: Cluster
    stream: Stream
    begin_tick: int
    end_tick: int

    def node(self) -> str:
        """Return any node."""
        return self.cluster.nodes[self.stream.below(len(self.cluster.nodes))]

    def link(self) -> tuple[str, str] | None:
        """Return any two nodes; None if there is but one."""
        chosen = self.stream.choose(len(self.cluster.nodes), 2)
        return (self.cluster.nodes[chosen[0]], self.cluster.nodes[chosen[1]]) if len(chosen) == 2 else None

    def between(self, low: int, high: int) -> int:
        """Return a number from `low` to `high`."""
        return low + self.stream.below(high - low + 1)

    def throughout(self, begin: Command, end: Command) -> Schedule:
        """Return one command at the begin, and one at the end."""
        return (self.begin_tick, begin), (self.end_tick, end)


@dataclass(frozen=True, slots=True)
class EventKind:
    """An event of a fault, with its sentence: `words(event)`, after the node's name if it happens at one.

    `strikes`: the event begins or ends the fault, is marked as one, and is remembered for `apps.labs.run.causes`, which
    has the words in which a fault is named as a cause; otherwise it only prepares one.
    """

    event: type[Event]
    words: Callable[[Any], str]
    strikes: bool = True


@dataclass(frozen=True, slots=True)
class FaultGoal:
    """A goal that asks a learner for a fault: the event by which it is reached, and advice for whoever has not.

    `is_meant(run, event)` tells an event that counts from one of the same kind that does not; `run` is the evidence of
    goals (`apps.labs.goals.evidence`).
    """

    name: str
    event: type[Event]
    advice: str
    is_meant: Callable[[Any, Any], bool] = lambda run, event: True


@dataclass(frozen=True, slots=True)
class Push:
    """A fault that a teacher pushes to every cluster of a class: the button's words, and the commands for a run.

    `told` says to learners what their teacher did. `back` is the name of the push that takes it back; "" if none does.
    """

    name: str
    title: str
    commands: Callable[[Kernel], list[Command]]
    told: str
    back: str = ""


@dataclass(frozen=True, slots=True)
class Active:
    """A fault in force now, for the diagram: one of the same `key` and `label` as before goes on.

    `kind` is the name of its look; `node` is set if it is that node's.
    """

    key: str
    kind: str
    label: str
    node: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A fault.

    - `commands`: the learner's commands that bring it about and take it away; `events`: those that tell of it.
    - `goals`: the goals that ask for it; `pushes`: the buttons that push it to a class, each with its place.
    - `draw(episode)`: an episode of a random schedule. `order` is its place among all faults, in schedules and in the
      matrix.
    - `is_claimed`: whether `ProtocolSpec.claims` speaks of runs with it. If so, it is among the kinds of which every
      schedule without named faults draws a few, so that a new one changes those schedules, and `make record` has to
      find new seeds for presets that name no faults. If not, only a schedule that names it has it.
    - `title`: its title in the matrix of modes and faults, if it has a column there.
    - `is_possible(cluster)`: whether the cluster's protocol has it at all.
    - `active(kernel)`: what of it is in force now.
    """

    name: str
    commands: tuple[CommandKind, ...]
    title: str = ""
    events: tuple[EventKind, ...] = ()
    goals: tuple[FaultGoal, ...] = ()
    pushes: tuple[Push, ...] = ()
    draw: Callable[[Episode], Schedule] | None = None
    order: int = 0
    is_claimed: bool = True
    is_possible: Callable[[Cluster], bool] = lambda _: True
    active: Callable[[Kernel], Iterable[Active]] = lambda _: ()
