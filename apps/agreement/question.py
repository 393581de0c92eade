"""A question to explore: a protocol, what clients ask of it, and what may go wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from apps.protocols.dials import Dials
from apps.protocols.pictures import Exploration
from apps.protocols.spec import ProtocolSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A space to explore: a protocol, what clients ask of it at the start, and what may go wrong.

    `requests`: (node, operation, key, value; empty for none), the first by the first of `clients`, and so on.
    `crashes`: how many; `restarts`: whether the crashed start again; `losses`: how many messages may be lost; `cut`:
    groups into which the network may fall at any moment, for good; `crashing`: which nodes may crash (all if empty).
    `crash_at`: a node and a point at which it crashes the first time that it gets there, and nowhere else.
    `early_timeouts`: timers may fire at any time; otherwise only when all that can be delivered has been.
    `early_timeouts_max`: at most so many may fire before that (any number if None). `copies`: whatever has been sent
    may arrive any number of times, at any later time (as in Lamport's specifications).
    """

    protocol: ProtocolSpec
    dials: Dials
    requests: tuple[tuple[str, str, str, str], ...]
    nodes: tuple[str, ...] = ()
    clients: tuple[str, ...] = ("alice", "bob", "carol")
    crashes: int = 0
    crashing: tuple[str, ...] = ()
    restarts: bool = False
    losses: int = 0
    cut: tuple[tuple[str, ...], ...] = ()
    crash_at: tuple[str, str] | None = None
    early_timeouts: bool = True
    early_timeouts_max: int | None = None
    copies: bool = False

    @property
    def early(self) -> int | None:
        """The number of timers that may fire early; None: any number."""
        return self.early_timeouts_max if self.early_timeouts else 0

    @property
    def names(self) -> tuple[str, ...]:
        """The nodes."""
        return self.nodes or self.protocol.nodes


def question_of(protocol: ProtocolSpec, exploration: Exploration, dials: Mapping[str, Any]) -> Question:
    """Return the question to explore: one of the spaces that a protocol offers, under these dials."""
    values = {**protocol.defaults(len(protocol.nodes)), **dials, **exploration.dials}
    return Question(protocol=protocol, dials=values, requests=exploration.requests, **exploration.asked)
