"""Vectors of what a server includes, what servers tell one another, and what they remember of clients."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from apps.clocks.hybrid_logical import HybridTime
from apps.simulation.effects import Version

Vector = Mapping[str, HybridTime]
"""By server, the time up to which all writes that it accepted are included."""


def join(left: Vector, right: Vector) -> Vector:
    """The least vector that includes both."""
    servers = sorted({*left, *right})
    return {server: max(left.get(server, HybridTime()), right.get(server, HybridTime())) for server in servers}


def beyond(needed: Vector, included: Vector) -> Vector:
    """Return what of `needed` is not in `included`."""
    return {server: time for server, time in needed.items() if time > included.get(server, HybridTime())}


@dataclass(frozen=True, slots=True)
class Digest:
    """What I include: send me what I lack."""

    vector: Vector
    kind: ClassVar[str] = "digest"
    category: ClassVar[str] = "gossip"
    operation: ClassVar[None] = None

    @property
    def label(self) -> str:
        """A digest."""
        return "what's new?"


@dataclass(frozen=True, slots=True)
class Missing:
    """All that you lack of what I include. `mutual`: send me what I lack in turn."""

    versions: Mapping[str, Version]
    vector: Vector
    mutual: bool
    kind: ClassVar[str] = "missing"
    category: ClassVar[str] = "gossip"
    operation: ClassVar[None] = None

    @property
    def label(self) -> str:
        """Return what travels."""
        parts = [f"{key}={self.versions[key].written.value}" for key in sorted(self.versions)]
        return parts[0] + (f" +{len(parts) - 1}" if len(parts) > 1 else "") if parts else "nothing new"


@dataclass(frozen=True, slots=True)
class Answered:
    """The last write of a client that this server dealt with: accepted as `version`, or (None) sent away."""

    number: int
    attempt: int
    version: Version | None

    def __str__(self) -> str:
        return f"#{self.number}: {self.version or 'sent away'}"
