"""Crash point: a node crashes by itself between two steps of what it does."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from apps.simulation.commands import Command, CommandKind
from apps.simulation.errors import CommandError
from apps.simulation.events import Event, NodeCrashed, event_class
from apps.simulation.fault import EventKind, Fault, FaultGoal
from apps.simulation.kernel import Kernel
from apps.simulation.refusals import find

CRASH_POINT = re.compile(r"(before|after) [a-zA-Z0-9_ -]{1,60}")


@dataclass(frozen=True, slots=True, kw_only=True)
class SetCrashPoint(Command):
    """The node crashes by itself the next time that it is `before` or `after` doing something; None: no longer.

    What it does is named as `effects.effect_label` names it: `after log commit`, `before send decision to p2`.
    """

    node: str
    point: str | None


@event_class
class CrashPointSet(Event):
    """A node will crash by itself at this point of what it does; None: no longer."""

    point: str | None


def _check(kernel: Kernel, command: SetCrashPoint) -> None:
    find(kernel.nodes, command.node, "node")
    if command.point is not None and not CRASH_POINT.fullmatch(command.point):
        raise CommandError("crash_point.invalid", "A crash point says before or after what: 'after log commit'.")


def _set(kernel: Kernel, command: SetCrashPoint) -> None:
    node = kernel.nodes[command.node]
    node.crash_point = command.point
    kernel.emit_at(node.index, CrashPointSet, command.point)


def _by_itself(run: Any, crash: NodeCrashed) -> bool:
    """Return whether a crash came where a crash point was set: the last that was set for its node, and not used up
    before.
    """
    earlier = [event.sequence for event in run.of(NodeCrashed) if event.process == crash.process]
    since = max((number for number in earlier if number < crash.sequence), default=0)
    points = [event for event in run.of(CrashPointSet) if event.process == crash.process]
    found = [event for event in points if since < event.sequence < crash.sequence]
    return bool(found) and found[-1].point is not None


FAULT = Fault(
    name="crash_point",
    order=21,
    commands=(CommandKind("set_crash_point", SetCrashPoint, _check, _set),),
    events=(
        EventKind(
            CrashPointSet,
            lambda event: f"will crash {event.point}" if event.point else "will no longer crash by itself",
            strikes=False,
        ),
    ),
    goals=(
        FaultGoal(
            "crash_at_point",
            NodeCrashed,
            "Under Faults, let a node crash by itself at a point, and let it get there.",
            _by_itself,
        ),
    ),
)
