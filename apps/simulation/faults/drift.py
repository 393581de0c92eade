"""Clock drift: a node's clock runs fast or slow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from apps.simulation.bounds import DRIFT_PER_MILLE_MAX
from apps.simulation.commands import Command, CommandKind
from apps.simulation.events import Event, event_class
from apps.simulation.fault import Active, Episode, EventKind, Fault, FaultGoal, Schedule
from apps.simulation.kernel import Kernel
from apps.simulation.processes import NodeRecord
from apps.simulation.refusals import find, within


@dataclass(frozen=True, slots=True, kw_only=True)
class SetDrift(Command):
    """How many thousandths the node's clock runs fast (negative: slow)."""

    node: str
    per_mille: int


@event_class
class DriftSet(Event):
    """A node's clock changed its rate."""

    per_mille: int


def _check(kernel: Kernel, command: SetDrift) -> None:
    find(kernel.nodes, command.node, "node")
    within(command.per_mille, -DRIFT_PER_MILLE_MAX, DRIFT_PER_MILLE_MAX, "drift", "The drift in thousandths")


def _set(kernel: Kernel, command: SetDrift) -> None:
    node = kernel.nodes[command.node]
    if command.per_mille != node.wall.drift_per_mille:
        _change_rate(kernel, node, command.per_mille)
    kernel.emit_at(node.index, DriftSet, command.per_mille)


def _change_rate(kernel: Kernel, node: NodeRecord, drift_per_mille: int) -> None:
    """Timers that have not run out keep what is left of them on the node's own clock."""
    ran_out = {item.entry_id for item in node.inbox if item.kind == "timer"}
    left = {
        name: node.wall.local_ticks(timer.fires_tick - kernel.now)
        for name, timer in node.timers.items()
        if timer.entry_id not in ran_out
    }
    node.wall = node.wall.with_drift(drift_per_mille, kernel.now)
    for name, local_ticks in left.items():
        kernel.set_timer(node, name, node.wall.true_ticks(local_ticks))


def _draw(episode: Episode) -> Schedule:
    tick, nodes = episode.begin_tick, episode.cluster.nodes
    return tuple((tick, SetDrift(node=node, per_mille=500 * episode.between(-1, 1))) for node in nodes)


def _active(kernel: Kernel) -> Iterator[Active]:
    for name, node in kernel.nodes.items():
        if node.wall.drift_per_mille:
            yield Active(f"drift {name}", "drift", f"{name} clock drifts {node.wall.drift_per_mille} ‰", name)


FAULT = Fault(
    name="drift",
    title="Clock drift",
    order=9,
    commands=(CommandKind("set_drift", SetDrift, _check, _set),),
    events=(EventKind(DriftSet, lambda event: f"has its clock drift by {event.per_mille:+} ‰"),),
    goals=(FaultGoal("drift", DriftSet, "Choose a node and let its clock drift.", lambda run, event: event.per_mille),),
    draw=_draw,
    active=_active,
)
