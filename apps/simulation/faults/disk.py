"""Lost disk: a node crashes and comes back with an empty disk, with nothing that it had durable.

Protocols here are made for crashes that spare the disk (crash-recovery with stable storage: Cachin, Guerraoui,
Rodrigues 2011, 2.2.4). No protocol here claims a model under this fault:

- a majority of replicas with empty disks answers a quorum that nothing was written, although a write was acknowledged;
- a Raft node forgets its vote, so a term may have two leaders, and a committed entry may be overwritten;
- a primary, a sequencer, or the master of a chain forgets what it had ordered or decided, and begins again;
- a replica of a convergent type gives the same dot or tag a second time.

So the fault is outside `ProtocolSpec.claims`. A random schedule has it only where it is named. Its column in the matrix
shows which models a mode lost and which it happened to keep.
"""

from __future__ import annotations

from dataclasses import dataclass

from apps.simulation.commands import Command, CommandKind
from apps.simulation.events import Event, event_class
from apps.simulation.fault import Episode, EventKind, Fault, FaultGoal, Push, Schedule
from apps.simulation.faults.crash import RestartNode
from apps.simulation.kernel import Kernel
from apps.simulation.refusals import find


@dataclass(frozen=True, slots=True)
class LoseDisk(Command):
    """The node crashes, if it is not down already, and what it had durable is gone."""

    node: str


@event_class
class DiskLost(Event):
    """A crashed node lost what it had durable."""


def _check(kernel: Kernel, command: LoseDisk) -> None:
    find(kernel.nodes, command.node, "node")


def _lose(kernel: Kernel, command: LoseDisk) -> None:
    node = kernel.nodes[command.node]
    if node.status != "crashed":
        kernel.crash_node(node)
    node.durable.clear()
    kernel.emit_at(node.index, DiskLost)


def _draw(episode: Episode) -> Schedule:
    """One disk, or as many at once as a majority has."""
    nodes = episode.cluster.nodes
    chosen = episode.stream.choose(len(nodes), episode.between(1, len(nodes) // 2 + 1))
    lost = [episode.throughout(LoseDisk(nodes[index]), RestartNode(nodes[index])) for index in chosen]
    return tuple(entry for pair in lost for entry in pair)


def _lose_the_last(kernel: Kernel) -> list[Command]:
    return [LoseDisk(kernel.cluster.nodes[-1])]


FAULT = Fault(
    name="disk",
    title="Lost disk",
    order=24,
    is_claimed=False,
    commands=(CommandKind("lose_disk", LoseDisk, _check, _lose),),
    events=(EventKind(DiskLost, lambda _: "loses its disk and all that was durable on it"),),
    goals=(FaultGoal("disk", DiskLost, "Choose a node and lose its disk."),),
    pushes=(Push("lose_disk", "Lose the disk of a node", _lose_the_last, "took the disk of the last node away"),),
    draw=_draw,
)
