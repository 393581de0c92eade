"""Partition: the cluster is cut into groups, between which nothing passes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from apps.simulation.commands import Command, CommandKind
from apps.simulation.errors import CommandError
from apps.simulation.events import Event, event_class
from apps.simulation.fault import Active, Episode, EventKind, Fault, FaultGoal, Push, Schedule
from apps.simulation.faults.one_way import LinkCut
from apps.simulation.kernel import Kernel
from apps.simulation.refusals import accept, find

Groups = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Partition(Command):
    """Cut the cluster into groups; nodes not named form one more. Replaces the partition there is."""

    groups: Groups


@dataclass(frozen=True, slots=True)
class Heal(Command):
    """Remove the partition and every one-way cut."""


@event_class
class Partitioned(Event):
    """The cluster was cut into groups."""

    groups: Groups


@event_class
class Healed(Event):
    """Every cut was removed."""


def _check(kernel: Kernel, command: Partition) -> None:
    named = [node for group in command.groups for node in group]
    for node in named:
        find(kernel.nodes, node, "node")
    if len(set(named)) != len(named):
        raise CommandError("partition.invalid", "A node can be in one group only.")
    if len(_groups(kernel, command)) < 2:
        raise CommandError("partition.invalid", "A partition needs at least two groups with a node in each.")


def _groups(kernel: Kernel, command: Partition) -> Groups:
    order = list(kernel.nodes)
    named = {node for group in command.groups for node in group}
    rest = tuple(node for node in order if node not in named)
    groups = [tuple(sorted(group, key=order.index)) for group in (*command.groups, rest) if group]
    return tuple(sorted(groups, key=lambda group: order.index(group[0])))


def _partition(kernel: Kernel, command: Partition) -> None:
    groups = _groups(kernel, command)
    kernel.network.partition(groups, kernel.now)
    kernel.emit(Partitioned, groups)
    kernel.drop_what_crosses_cuts()


def _heal(kernel: Kernel, _: Heal) -> None:
    kernel.network.partition(None, kernel.now)
    kernel.network.cuts.clear()
    kernel.emit(Healed)


def _words(groups: Groups) -> str:
    return " | ".join(" ".join(group) for group in groups)


def _draw(episode: Episode) -> Schedule:
    nodes = episode.cluster.nodes
    size = 1 if episode.stream.below(2) else 1 + episode.stream.below(max(1, len(nodes) - 1))
    group = tuple(nodes[index] for index in sorted(episode.stream.choose(len(nodes), size)))
    return episode.throughout(Partition((group,)), Heal())


def _cut_off_the_last(kernel: Kernel) -> list[Command]:
    """The last nodes, fewer than half, cut off from the others."""
    names = kernel.cluster.nodes
    majority = len(names) // 2 + 1
    return [Partition((names[:majority], names[majority:]))] if len(names) > 1 else []


def _active(kernel: Kernel) -> Iterator[Active]:
    if kernel.network.groups:
        yield Active("partition", "partition", f"partition {_words(kernel.network.groups)}")


def _healed_a_cut(run: Any, healed: Healed) -> bool:
    return any(event.sequence < healed.sequence for event in (*run.of(Partitioned), *run.of(LinkCut)))


FAULT = Fault(
    name="partition",
    title="Partition",
    order=1,
    commands=(CommandKind("partition", Partition, _check, _partition), CommandKind("heal", Heal, accept, _heal)),
    events=(
        EventKind(Partitioned, lambda event: f"the cluster is partitioned: {_words(event.groups)}"),
        EventKind(Healed, lambda _: "every cut is healed"),
    ),
    goals=(
        FaultGoal("partition", Partitioned, "Cut the cluster."),
        FaultGoal("heal", Healed, "Heal the partition.", _healed_a_cut),
    ),
    pushes=(
        Push("cut", "Cut every cluster", _cut_off_the_last, "cut the last nodes off from the others", "heal"),
        Push("heal", "Heal every cut", lambda _: [Heal()], "healed every cut"),
    ),
    draw=_draw,
    active=_active,
)
