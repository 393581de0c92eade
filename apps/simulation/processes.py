"""The mutable records of the processes that the kernel runs: nodes with their machines, clients with their sessions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from apps.clocks.wall import WallClock
from apps.simulation.effects import Version
from apps.simulation.node import Node, NodeContext


@dataclass(slots=True)
class Timer:
    """A timer of a node: when it fires, and which scheduled firing is the valid one.

    `due_tick` and `due_id` are of its entry in the heap: an earlier firing, if it was set anew for later.
    """

    fires_tick: int
    entry_id: int
    due_tick: int
    due_id: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing in an inbox: a `message`, or a `timer` with the number of its firing."""

    kind: str
    name: str
    entry_id: int = 0


@dataclass(slots=True)
class NodeRecord:
    """One node: its machine (None while crashed), what is durable, its clock, timers and inbox.

    The inbox holds what has arrived while the node is paused or slow. `crash_point` is where it will crash by itself.
    """

    context: NodeContext
    index: int
    machine: Node | None = None
    status: str = "up"
    durable: dict[str, Any] = field(default_factory=dict)
    wall: WallClock = field(default_factory=WallClock)
    timers: dict[str, Timer] = field(default_factory=dict)
    inbox: list[Waiting] = field(default_factory=list)
    processing_ticks: int = 0
    handling_entry_id: int = 0
    crash_point: str | None = None


@dataclass(slots=True)
class Operation:
    """One operation of a client, from its invocation to its outcome; event sequences give its place in real time.

    `versions` are those answered: written, or read. For a compare-and-set `swapped` says whether it took place, and
    `read_versions` what it replaced if so; if not, `versions` is what it found instead.
    """

    operation: str
    number: int
    client: str
    node: str
    action: str
    key: str
    value: str | None
    expected: str | None = None
    process: str = ""
    status: str = "queued"
    invoked_tick: int | None = None
    invoked_sequence: int | None = None
    completed_tick: int | None = None
    completed_sequence: int | None = None
    versions: tuple[Version, ...] | None = None
    swapped: bool | None = None
    read_versions: tuple[Version, ...] | None = None
    redirects: int = 0
    reason: str | None = None


@dataclass(slots=True)
class ClientRecord:
    """One client: a session that issues one operation at a time.

    After an unknown outcome it goes on as a new process. `bound` is the node that the present one began at.
    """

    name: str
    index: int
    incarnation: int = 1
    issued: int = 0
    open: str | None = None
    queue: list[str] = field(default_factory=list)
    context: Mapping[str, Any] | None = None
    bound: str | None = None

    def begin_process(self) -> None:
        """Go on as a new process, with an empty session."""
        self.incarnation += 1
        self.context = self.bound = None

    @property
    def process(self) -> str:
        """The name of the present process: the client's own, numbered from the second on."""
        return self.name if self.incarnation == 1 else f"{self.name}·{self.incarnation}"
