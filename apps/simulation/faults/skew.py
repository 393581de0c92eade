"""Clock skew: a node's wall clock is ahead of true time, or behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from apps.simulation.bounds import SKEW_TICKS_MAX
from apps.simulation.commands import Command, CommandKind
from apps.simulation.events import Event, event_class
from apps.simulation.fault import Active, Episode, EventKind, Fault, FaultGoal, Schedule
from apps.simulation.kernel import Kernel
from apps.simulation.refusals import find, within


@dataclass(frozen=True, slots=True, kw_only=True)
class SetSkew(Command):
    """How far the node's wall clock is ahead of true time (negative: behind)."""

    node: str
    skew_ticks: int


@event_class
class SkewSet(Event):
    """A node's wall clock jumped."""

    skew_ticks: int


def _check(kernel: Kernel, command: SetSkew) -> None:
    find(kernel.nodes, command.node, "node")
    within(command.skew_ticks, -SKEW_TICKS_MAX, SKEW_TICKS_MAX, "skew", "The skew in ms")


def _set(kernel: Kernel, command: SetSkew) -> None:
    node = kernel.nodes[command.node]
    node.wall = node.wall.with_skew(command.skew_ticks, kernel.now)
    kernel.emit_at(node.index, SkewSet, command.skew_ticks)


def _draw(episode: Episode) -> Schedule:
    tick, nodes = episode.begin_tick, episode.cluster.nodes
    return tuple((tick, SetSkew(node=node, skew_ticks=episode.between(-4_000, 4_000))) for node in nodes)


def _signed(ticks: int) -> str:
    sign, (seconds, rest) = "−" if ticks < 0 else "+", divmod(abs(ticks), 1_000)
    return f"{sign}{seconds}{f'.{rest:03}'.rstrip('0') if rest else ''} s" if seconds else f"{sign}{rest} ms"


def _active(kernel: Kernel) -> Iterator[Active]:
    for name, node in kernel.nodes.items():
        if node.wall.skew_ticks:
            yield Active(f"skew {name}", "skew", f"{name} clock {_signed(node.wall.skew_ticks)}", name)


FAULT = Fault(
    name="skew",
    title="Clock skew",
    order=8,
    commands=(CommandKind("set_skew", SetSkew, _check, _set),),
    events=(EventKind(SkewSet, lambda event: f"has its clock set {event.skew_ticks:+} ms off true time"),),
    goals=(
        FaultGoal(
            "skew",
            SkewSet,
            "Choose a node and set its clock off true time.",
            lambda run, event: event.skew_ticks,
        ),
    ),
    draw=_draw,
    active=_active,
)
