"""Timeout too short: a timer of a node runs out now."""

from __future__ import annotations

from dataclasses import dataclass

from apps.simulation.commands import Command, CommandKind
from apps.simulation.errors import CommandError
from apps.simulation.fault import Fault
from apps.simulation.kernel import Kernel
from apps.simulation.refusals import SHOWN_CHARS, find


@dataclass(frozen=True, slots=True, kw_only=True)
class FireTimer(Command):
    """A timer of a node runs out now, as a timeout does that was chosen too short."""

    node: str
    timer: str


def _check(kernel: Kernel, command: FireTimer) -> None:
    node = find(kernel.nodes, command.node, "node")
    if node.status != "up" or node.processing_ticks or node.inbox:
        raise CommandError(f"node.{node.status}", f"{command.node} is {node.status} or slow: its timers wait.")
    if command.timer not in node.timers:
        there = ", ".join(sorted(node.timers)) or "none"
        shown = command.timer[:SHOWN_CHARS]
        raise CommandError("timer.unknown", f"{command.node} has no timer {shown!r} set now. Its timers: {there}.")


def _fire(kernel: Kernel, command: FireTimer) -> None:
    kernel.fire_timer(kernel.nodes[command.node], command.timer)


FAULT = Fault(name="timeout", order=22, commands=(CommandKind("fire_timer", FireTimer, _check, _fire),))
