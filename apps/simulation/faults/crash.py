"""Crash: a node loses what is volatile, and answers nothing until it is restarted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from apps.simulation.commands import Command, CommandKind
from apps.simulation.errors import CommandError
from apps.simulation.events import NodeCrashed, NodeStarted
from apps.simulation.fault import Active, Episode, EventKind, Fault, FaultGoal, Push, Schedule
from apps.simulation.kernel import Kernel
from apps.simulation.refusals import find


@dataclass(frozen=True, slots=True)
class CrashNode(Command):
    """The node loses what is volatile and answers nothing until restarted."""

    node: str


@dataclass(frozen=True, slots=True)
class RestartNode(Command):
    """A crashed node starts again from its durable state."""

    node: str


def _check_crash(kernel: Kernel, command: CrashNode) -> None:
    if find(kernel.nodes, command.node, "node").status == "crashed":
        raise CommandError("node.crashed", f"{command.node} has crashed already. Restart it first.")


def _crash(kernel: Kernel, command: CrashNode) -> None:
    kernel.crash_node(kernel.nodes[command.node])


def _check_restart(kernel: Kernel, command: RestartNode) -> None:
    if find(kernel.nodes, command.node, "node").status != "crashed":
        raise CommandError("node.not_crashed", f"{command.node} has not crashed, so it cannot be restarted.")


def _restart(kernel: Kernel, command: RestartNode) -> None:
    kernel.start_node(kernel.nodes[command.node])


def _draw(episode: Episode) -> Schedule:
    node = episode.node()
    return episode.throughout(CrashNode(node), RestartNode(node))


def _crash_the_last(kernel: Kernel) -> list[Command]:
    up = [name for name, node in kernel.nodes.items() if node.status == "up"]
    return [CrashNode(up[-1])] if up else []


def _restart_all(kernel: Kernel) -> list[Command]:
    return [RestartNode(name) for name, node in kernel.nodes.items() if node.status == "crashed"]


def _active(kernel: Kernel) -> Iterator[Active]:
    for name, node in kernel.nodes.items():
        if node.status == "crashed":
            yield Active(f"crash {name}", "crash", f"{name} crashed", name)


FAULT = Fault(
    name="crash",
    title="Crash",
    order=3,
    commands=(
        CommandKind("crash", CrashNode, _check_crash, _crash),
        CommandKind("restart", RestartNode, _check_restart, _restart),
    ),
    events=(
        EventKind(NodeCrashed, lambda _: "crashes and loses what was volatile"),
        EventKind(NodeStarted, lambda event: "restarts from what it had durable" if event.recovered else "starts"),
    ),
    goals=(
        FaultGoal("crash", NodeCrashed, "Choose a node and crash it."),
        FaultGoal("restart", NodeStarted, "Restart a crashed node.", lambda run, event: event.recovered),
    ),
    pushes=(
        Push("crash", "Crash a node", _crash_the_last, "crashed a node", "restart"),
        Push("restart", "Restart every crashed node", _restart_all, "restarted every crashed node"),
    ),
    draw=_draw,
    active=_active,
)
