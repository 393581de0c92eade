"""Merges that look right, for a learner to break a type with on purpose, and the laws that each breaks.

A broken law is not a matter of taste: replicas that obey such a merge end up different (commutative, associative),
change with every message (idempotent), or lose what was done (monotone, least upper bound).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

COMMUTATIVE, ASSOCIATIVE, IDEMPOTENT, MONOTONE, BOUND = (
    "commutative",
    "associative",
    "idempotent",
    "monotone",
    "least upper bound",
)


@dataclass(frozen=True, slots=True)
class WrongMerge:
    """A plausible merge: why one might write it, what comes of it, and every law that some states refute."""

    name: str
    title: str
    thought: str
    consequence: str
    breaks: tuple[str, ...]
    merge: Callable[[Any, Any], Any]


LAST_ARRIVAL = WrongMerge(
    "last_arrival",
    "Last arrival",
    "The newest message knows best.",
    "Two replicas that receive each other's states swap their states, and each loses its own.",
    (COMMUTATIVE, BOUND),
    lambda left, right: right,
)
"""Wrong for every type."""
