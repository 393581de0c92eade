"""Promotion by hand: a node is made the primary, where the protocol has fail-over."""

from __future__ import annotations

from dataclasses import dataclass

from apps.simulation.commands import Command, CommandKind
from apps.simulation.errors import CommandError
from apps.simulation.events import NodePromoted
from apps.simulation.fault import EventKind, Fault, FaultGoal
from apps.simulation.kernel import Kernel
from apps.simulation.refusals import find


@dataclass(frozen=True, slots=True)
class PromoteNode(Command):
    """The node is made the primary by hand, where the protocol has fail-over."""

    node: str


def _check(kernel: Kernel, command: PromoteNode) -> None:
    status = find(kernel.nodes, command.node, "node").status
    if not kernel.cluster.promotes:
        raise CommandError("promotion.unsupported", "This protocol has no primary that could be replaced by hand.")
    if status != "up":
        raise CommandError(f"node.{status}", f"{command.node} is {status} and cannot be promoted.")


def _promote(kernel: Kernel, command: PromoteNode) -> None:
    kernel.promote_node(kernel.nodes[command.node])


FAULT = Fault(
    name="promotion",
    title="Promotion by hand",
    order=10,
    commands=(CommandKind("promote_node", PromoteNode, _check, _promote),),
    events=(EventKind(NodePromoted, lambda _: "is promoted by hand"),),
    goals=(FaultGoal("promotion", NodePromoted, "Choose a node and promote it."),),
    draw=lambda episode: ((episode.begin_tick, PromoteNode(episode.node())),),
    is_possible=lambda cluster: cluster.promotes,
)
