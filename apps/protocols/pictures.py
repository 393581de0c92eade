"""Pictures of all nodes at one moment, and what is said of them: invariants, conditions, crash points, explorations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from apps.protocols.dials import Dials, DialValue
from apps.protocols.replicated_type import Offer
from apps.simulation.commands import Change
from apps.simulation.node import Durable

KEPT, OPEN, BROKEN = "kept", "open", "broken"


@dataclass(frozen=True, slots=True)
class NodePicture:
    """A node at one moment: its status, what is durable, and its volatile state (None while it is crashed)."""

    status: str
    log: Durable
    state: Any


@dataclass(frozen=True, slots=True)
class Picture:
    """All nodes at one moment, by name. `is_final`: nothing can happen any more, unless someone intervenes."""

    nodes: Mapping[str, NodePicture]
    is_final: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """What is to be said of an invariant: `kept`, `open` (not yet, but it may still come to be kept) or `broken`."""

    state: str
    text: str
    nodes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Invariant:
    """Something that is to hold at every moment, or, where a finding can be `open`, in the end.

    `statement` is in the field's words, for somebody who does not know it yet.
    """

    name: str
    title: str
    statement: str
    check: Callable[[Picture, Dials], Finding]


@dataclass(frozen=True, slots=True)
class CrashPoint:
    """Somewhere between two things that a node does, where a crash can fall: `before log commit`, `after log commit`.

    `point` is in the words of `effects.effect_label`, `title` for people.
    """

    node: str
    point: str
    title: str


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that a node is in for a while and that matters: shown along its line. `kind` is one of a few."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Exploration:
    """A space of runs to explore from the lab: what clients ask at the start, as (node, operation, key, value), and
    what may go wrong, by the members of `world.Question`. `dials` that have to be so for the space to be finite.
    """

    name: str
    title: str
    requests: tuple[tuple[str, str, str, str], ...]
    asked: Mapping[str, Any]
    dials: Mapping[str, DialValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
    """What clients can ask for, and what they ask for when they act by themselves."""

    offers: tuple[Offer, ...]
    changes: tuple[Change, ...]
