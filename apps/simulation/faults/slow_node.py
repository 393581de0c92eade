"""Slow node: it takes a while to handle each thing that reaches it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from apps.simulation.bounds import PROCESSING_TICKS_MAX
from apps.simulation.commands import Command, CommandKind
from apps.simulation.events import Event, event_class
from apps.simulation.fault import Active, EventKind, Fault
from apps.simulation.kernel import Kernel
from apps.simulation.refusals import find, within


@dataclass(frozen=True, slots=True, kw_only=True)
class SetProcessing(Command):
    """How long the node takes to handle each thing that reaches it: a slow node."""

    node: str
    processing_ticks: int


@event_class
class ProcessingSet(Event):
    """A node's time to handle one thing changed."""

    processing_ticks: int


def _check(kernel: Kernel, command: SetProcessing) -> None:
    find(kernel.nodes, command.node, "node")
    within(command.processing_ticks, 0, PROCESSING_TICKS_MAX, "processing", "The processing time in ms")


def _set(kernel: Kernel, command: SetProcessing) -> None:
    node = kernel.nodes[command.node]
    node.processing_ticks = command.processing_ticks
    kernel.emit_at(node.index, ProcessingSet, command.processing_ticks)


def _active(kernel: Kernel) -> Iterator[Active]:
    for name, node in kernel.nodes.items():
        if node.processing_ticks:
            yield Active(f"slow {name}", "slow", f"{name} slow {node.processing_ticks} ms", name)


FAULT = Fault(
    name="slow_node",
    order=23,
    commands=(CommandKind("set_processing", SetProcessing, _check, _set),),
    events=(EventKind(ProcessingSet, lambda event: f"now takes {event.processing_ticks} ms to handle a message"),),
    active=_active,
)
