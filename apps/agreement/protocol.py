"""What an agreement protocol declares about itself. One module of this folder holds one, in its constant `PROTOCOL`.

To the rest of the app it is a protocol whose keys hold no registers: the models of consistency say nothing of it. In
their place it has invariants, which are about what all nodes are at one moment.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from apps.replication.protocol import Dials, DialValue, Offer, Preset, StoreProtocol, VersionOrder
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
    changes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementProtocol(StoreProtocol):
    """A protocol by which nodes come to agree, or fail to.

    - `order`: its place among those offered; `family`: those that can take one another's place in a run share it.
    - `nodes`: the names of its nodes, in order; what each does follows from its name or place.
    - `asked`: what clients can ask for; `reads`: whether a read is among it.
    - `invariants`, and `columns` with `row`: what the board shows of each node.
    - `courtesies`: kinds of messages that tell people something and change nothing in a node.
    - `patient_timers`: kinds of timers that are so much longer than all others that, where timeouts are right, these
      run out first.
    - `condition(node, dials)`: what the node of that picture is in at this moment, if that is worth showing.
    - `crash_points(dials)`: the points between two steps, in the order of an undisturbed run.
    - `explorations`: spaces of runs small enough to be explored whole while somebody waits.
    """

    order: int
    family: str
    nodes: tuple[str, ...]
    asked: Asked
    invariants: tuple[Invariant, ...]
    columns: tuple[str, ...]
    row: Callable[[str, NodePicture, Dials], tuple[str, ...]]
    reads: bool = False
    courtesies: frozenset[str] = frozenset()
    patient_timers: frozenset[str] = frozenset()
    condition: Callable[[str, NodePicture, Dials], Condition | None] = lambda *_: None
    crash_points: Callable[[Dials], tuple[CrashPoint, ...]] = lambda _: ()
    explorations: tuple[Exploration, ...] = ()
    presets: tuple[Preset, ...] = ()
    version_order: Callable[[Dials], VersionOrder | None] = lambda _: None
    claims: Callable[[Dials], frozenset[str]] = lambda _: frozenset()

    def actions_under(self, dials: Dials) -> frozenset[str]:
        """What clients can ask for."""
        return frozenset({*(offer.name for offer in self.asked.offers), *(("read",) if self.reads else ())})
