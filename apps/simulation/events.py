"""What has happened, in order: the trace of a run.

Every event has its place in the run (`sequence`, from 1), its `tick`, and, where it happened at a process (a node or
a client), the ground-truth vector clock that the kernel stamped. Faults in the network and lost messages happen at no
process.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

from apps.clocks.vector import VectorClock
from apps.simulation.effects import Body, Version
from apps.simulation.plain import plain


@dataclass(frozen=True, slots=True)
class Event:
    """What every event has."""

    sequence: int
    tick: int
    process: str | None
    clock: VectorClock | None


@dataclass(frozen=True, slots=True)
class NodeStarted(Event):
    """A node starts; `recovered` after a crash."""

    recovered: bool


@dataclass(frozen=True, slots=True)
class NodeCrashed(Event):
    """A node lost everything that was not durable."""


@dataclass(frozen=True, slots=True)
class NodePaused(Event):
    """A node stopped handling anything."""


@dataclass(frozen=True, slots=True)
class NodeResumed(Event):
    """A paused node goes on."""


@dataclass(frozen=True, slots=True)
class ProcessingSet(Event):
    """A node's time to handle one thing changed."""

    processing_ticks: int


@dataclass(frozen=True, slots=True)
class SkewSet(Event):
    """A node's wall clock jumped."""

    skew_ticks: int


@dataclass(frozen=True, slots=True)
class DriftSet(Event):
    """A node's clock changed its rate."""

    per_mille: int


@dataclass(frozen=True, slots=True)
class TimerFired(Event):
    """A timer of a node ran out."""

    timer: str


@dataclass(frozen=True, slots=True)
class MessageSent(Event):
    """A message set out; `dies_tick` is set if it will be lost on the way."""

    message: str
    target: str
    body: Body
    arrives_tick: int
    dies_tick: int | None


@dataclass(frozen=True, slots=True)
class MessageDelivered(Event):
    """A message was handled by its target."""

    message: str
    source: str
    body: Body


@dataclass(frozen=True, slots=True)
class MessageWaiting(Event):
    """A message reached a paused or slow node and waits there."""

    message: str
    target: str


@dataclass(frozen=True, slots=True)
class MessageDropped(Event):
    """A message was lost: `loss`, `cut`, `crash` or `command`."""

    message: str
    body: Body
    reason: str


@dataclass(frozen=True, slots=True)
class MessageDelayed(Event):
    """A message in flight was given another time of arrival."""

    message: str
    body: Body
    arrives_tick: int


@dataclass(frozen=True, slots=True)
class MessageDuplicated(Event):
    """A second copy of a message set out."""

    message: str
    body: Body
    copy: str
    arrives_tick: int
    dies_tick: int | None


@dataclass(frozen=True, slots=True)
class OperationQueued(Event):
    """An operation waits for its client's previous one."""

    operation: str


@dataclass(frozen=True, slots=True)
class OperationInvoked(Event):
    """A client began an operation."""

    operation: str


@dataclass(frozen=True, slots=True)
class OperationCompleted(Event):
    """An operation ended: `ok`, `fail` or `info`; for a read, the versions it returned."""

    operation: str
    status: str
    versions: tuple[Version, ...]


@dataclass(frozen=True, slots=True)
class Partitioned(Event):
    """The cluster was cut into groups."""

    groups: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Healed(Event):
    """Every cut was removed."""


@dataclass(frozen=True, slots=True)
class LinkCut(Event):
    """Nothing passes from source to target any more."""

    source: str
    target: str


@dataclass(frozen=True, slots=True)
class LinkMended(Event):
    """Messages pass from source to target again."""

    source: str
    target: str


@dataclass(frozen=True, slots=True)
class LatencySet(Event):
    """A latency distribution changed, of one link or (None) of the default."""

    source: str | None
    target: str | None
    distribution: str
    low_ticks: int
    high_ticks: int


@dataclass(frozen=True, slots=True)
class LossSet(Event):
    """A loss rate changed."""

    source: str | None
    target: str | None
    per_mille: int


@dataclass(frozen=True, slots=True)
class DuplicationSet(Event):
    """A duplication rate changed."""

    source: str | None
    target: str | None
    per_mille: int


@dataclass(frozen=True, slots=True)
class WorkloadSet(Event):
    """The clients' own operations were set to another pace, or off (0)."""

    interval_ticks: int


@dataclass(frozen=True, slots=True)
class RunEnded(Event):
    """The run reached a bound; nothing more happens in it."""

    reason: str


def trace_bytes(events: Iterable[Event]) -> bytes:
    """The canonical bytes of a trace, one JSON line an event: equal for equal runs, in every process."""
    return b"".join(json.dumps(_line(event), sort_keys=True).encode() + b"\n" for event in events)


def _line(event: Event) -> dict[str, Any]:
    members = {field.name: plain(getattr(event, field.name)) for field in fields(event)}
    return {"event": type(event).__name__, **members}
