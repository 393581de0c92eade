"""What a run starts from, and a point in it."""

from dataclasses import dataclass

from apps.simulation.bounds import EVENTS_MAX
from apps.simulation.network import LinkSettings
from apps.simulation.node import NodeFactory


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """What a run starts from, apart from its seed."""

    nodes: tuple[str, ...]
    clients: tuple[str, ...]
    keys: tuple[str, ...]
    factory: NodeFactory
    link: LinkSettings
    client_timeout_ticks: int
    workload_interval_ticks: int = 0
    actions: frozenset[str] = frozenset({"read", "write"})
    events_max: int = EVENTS_MAX


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A point of a run: `steps` taken at `tick`, all earlier ticks done; None for every step of that tick."""

    tick: int
    steps: int | None = None
