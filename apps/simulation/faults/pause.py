"""Pause: a node handles nothing for a while, as in a long garbage collection; what arrives waits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from apps.simulation.commands import Command, CommandKind
from apps.simulation.errors import CommandError
from apps.simulation.events import Event, event_class
from apps.simulation.fault import Active, Episode, EventKind, Fault, FaultGoal, Schedule
from apps.simulation.kernel import Kernel
from apps.simulation.refusals import find


@dataclass(frozen=True, slots=True)
class PauseNode(Command):
    """The node handles nothing for a while, as in a long garbage collection; what arrives waits."""

    node: str


@dataclass(frozen=True, slots=True)
class ResumeNode(Command):
    """A paused node goes on with what has waited, in order of arrival."""

    node: str


@event_class
class NodePaused(Event):
    """A node stopped handling anything."""


@event_class
class NodeResumed(Event):
    """A paused node goes on."""


def _check_pause(kernel: Kernel, command: PauseNode) -> None:
    status = find(kernel.nodes, command.node, "node").status
    if status != "up":
        raise CommandError(f"node.{status}", f"{command.node} is {status} and cannot be paused.")


def _pause(kernel: Kernel, command: PauseNode) -> None:
    node = kernel.nodes[command.node]
    node.status = "paused"
    kernel.emit_at(node.index, NodePaused)


def _check_resume(kernel: Kernel, command: ResumeNode) -> None:
    if find(kernel.nodes, command.node, "node").status != "paused":
        raise CommandError("node.not_paused", f"{command.node} is not paused.")


def _resume(kernel: Kernel, command: ResumeNode) -> None:
    node = kernel.nodes[command.node]
    node.status = "up"
    kernel.emit_at(node.index, NodeResumed)
    kernel.work_inbox(node)


def _draw(episode: Episode) -> Schedule:
    node = episode.node()
    return episode.throughout(PauseNode(node), ResumeNode(node))


def _active(kernel: Kernel) -> Iterator[Active]:
    for name, node in kernel.nodes.items():
        if node.status == "paused":
            yield Active(f"pause {name}", "pause", f"{name} paused", name)


FAULT = Fault(
    name="pause",
    title="Pause",
    order=4,
    commands=(
        CommandKind("pause_node", PauseNode, _check_pause, _pause),
        CommandKind("resume_node", ResumeNode, _check_resume, _resume),
    ),
    events=(EventKind(NodePaused, lambda _: "is paused"), EventKind(NodeResumed, lambda _: "goes on")),
    goals=(FaultGoal("pause", NodePaused, "Choose a node and pause it."),),
    draw=_draw,
    active=_active,
)
