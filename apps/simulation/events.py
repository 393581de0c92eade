"""What has happened, in order: the trace of a run.

Every event has its place in the run (`sequence`, from 1), its `tick`, and, where it happened at a process (a node or
a client), the ground-truth vector clock that the kernel stamped. Faults in the network and lost messages happen at no
process. Those that only a fault makes are declared with the fault.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any, TypeVar, dataclass_transform

from apps.clocks.vector import VectorClock
from apps.simulation.effects import Body, Version
from apps.simulation.plain import plain

T = TypeVar("T")


@dataclass_transform(frozen_default=True)
def event_class(cls: type[T]) -> type[T]:
    """A dataclass that the type checker holds to be frozen.

    Freezing it at run time too would make an event five times as expensive, and the kernel makes two for each message.
    """
    return dataclass(slots=True)(cls)


@event_class
class Event:
    """What every event has."""

    sequence: int
    tick: int
    process: str | None
    clock: VectorClock | None


@event_class
class NodeStarted(Event):
    """A node starts; `recovered` after a crash."""

    recovered: bool


@event_class
class NodeCrashed(Event):
    """A node lost everything that was not durable."""


@event_class
class NodePromoted(Event):
    """A node was made the primary by hand."""


@event_class
class TimerFired(Event):
    """A timer of a node ran out."""

    timer: str


@event_class
class MessageSent(Event):
    """A message set out; `dies_tick` is set if it will be lost on the way."""

    message: str
    target: str
    body: Body
    arrives_tick: int
    dies_tick: int | None


@event_class
class MessageDelivered(Event):
    """A message was handled by its target."""

    message: str
    source: str
    body: Body


@event_class
class MessageWaiting(Event):
    """A message reached a paused or slow node and waits there."""

    message: str
    target: str


@event_class
class MessageDropped(Event):
    """A message was lost: `loss`, `cut`, `crash` or `command`."""

    message: str
    body: Body
    reason: str


@event_class
class MessageDelayed(Event):
    """A message in flight was given another time of arrival."""

    message: str
    body: Body
    arrives_tick: int


@event_class
class MessageDuplicated(Event):
    """A second copy of a message set out."""

    message: str
    body: Body
    copy: str
    arrives_tick: int
    dies_tick: int | None


@event_class
class OperationQueued(Event):
    """An operation waits for its client's previous one."""

    operation: str


@event_class
class OperationInvoked(Event):
    """A client began an operation."""

    operation: str


@event_class
class OperationCompleted(Event):
    """An operation ended: `ok`, `fail` or `info`; for a read, the versions it returned."""

    operation: str
    status: str
    versions: tuple[Version, ...]


@event_class
class WorkloadSet(Event):
    """The clients' own operations were set to another pace, or off (0)."""

    interval_ticks: int


@event_class
class RunEnded(Event):
    """The run reached a bound; nothing more happens in it."""

    reason: str


def trace_bytes(events: Iterable[Event]) -> bytes:
    """The canonical bytes of a trace, one JSON line an event: equal for equal runs, in every process."""
    return b"".join(json.dumps(_line(event), sort_keys=True).encode() + b"\n" for event in events)


def _line(event: Event) -> dict[str, Any]:
    members = {field.name: plain(getattr(event, field.name)) for field in fields(event)}
    return {"event": type(event).__name__, **members}
