"""What primary and backups tell one another, and the entries of their log."""

from dataclasses import dataclass
from typing import ClassVar

from apps.simulation.effects import Request

Epoch = tuple[int, str]
"""A number and the node that is the primary of this epoch: no two primaries share one."""

Stamp = tuple[int, str, int]
"""An epoch and a place in the log: the version order."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A write or compare-and-set that a primary put into its log."""

    stamp: Stamp
    request: Request

    def __str__(self) -> str:
        number, primary, place = self.stamp
        return f"{place} · epoch {number} of {primary} · {self.request.label} · {self.request.operation}"


Log = tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Replicate:
    """I am the primary; these entries follow the first `start` of my log. Without entries, a heartbeat."""

    epoch: Epoch
    start: int
    entries: Log
    kind: ClassVar[str] = "replicate"
    category: ClassVar[str] = "request"

    @property
    def label(self) -> str:
        """The last entry and how many come before it, or a heartbeat."""
        if not self.entries:
            return f"♥ epoch {self.epoch[0]}"
        more = f" +{len(self.entries) - 1}" if len(self.entries) > 1 else ""
        return f"{self.entries[-1].request.label}{more}"

    @property
    def operation(self) -> str | None:
        """The operation of the last entry."""
        return self.entries[-1].request.operation if self.entries else None


@dataclass(frozen=True, slots=True)
class Replicated:
    """I have the first `length` entries of your log; None: I need it from its start."""

    epoch: Epoch
    length: int | None
    kind: ClassVar[str] = "replicated"
    category: ClassVar[str] = "response"
    operation: ClassVar[None] = None

    @property
    def label(self) -> str:
        """Return how far."""
        return "send all" if self.length is None else f"ok {self.length}"


@dataclass(frozen=True, slots=True)
class Deposed:
    """You are no longer the primary: I know of this later epoch."""

    epoch: Epoch
    kind: ClassVar[str] = "deposed"
    category: ClassVar[str] = "response"
    operation: ClassVar[None] = None

    @property
    def label(self) -> str:
        """The later epoch."""
        return f"epoch {self.epoch[0]} of {self.epoch[1]}"
