"""What a run starts from, and a point in it."""

import re
from dataclasses import dataclass

from apps.simulation.bounds import CLIENTS_MAX, EVENTS_MAX, KEYS_MAX, NAME_CHARS_MAX, NODES_MAX
from apps.simulation.commands import Command
from apps.simulation.network import LinkSettings
from apps.simulation.node import NodeFactory

NAME = re.compile(rf"[A-Za-z0-9]{{1,{NAME_CHARS_MAX}}}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """What a run starts from, apart from its seed. Raises ValueError for one out of bounds.

    `script`: commands that carry themselves out, each at its tick; one that is not possible then does nothing.
    `binds_clients`: a client's process stays at one node, and moving makes it a new one. `promotes`: nodes can be
    promoted by hand. `changes`: operations with their values that clients choose from when they act by themselves;
    none: they write.
    """

    nodes: tuple[str, ...]
    clients: tuple[str, ...]
    keys: tuple[str, ...]
    factory: NodeFactory
    link: LinkSettings
    client_timeout_ticks: int
    workload_interval_ticks: int = 0
    actions: frozenset[str] = frozenset({"read", "write"})
    binds_clients: bool = False
    promotes: bool = False
    changes: tuple[tuple[str, str], ...] = ()
    script: tuple[tuple[int, Command], ...] = ()
    events_max: int = EVENTS_MAX

    def __post_init__(self) -> None:
        for what, names, most in (
            ("nodes", self.nodes, NODES_MAX),
            ("clients", self.clients, CLIENTS_MAX),
            ("keys", self.keys, KEYS_MAX),
        ):
            if not 1 <= len(names) <= most:
                raise ValueError(f"A cluster has 1 to {most} {what}, not {len(names)}.")
        names = self.nodes + self.clients
        if len(set(names)) != len(names) or not all(NAME.fullmatch(name) for name in names):
            raise ValueError(f"Nodes and clients need different names of 1 to {NAME_CHARS_MAX} letters and digits.")


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A point of a run: `steps` taken at `tick`, all earlier ticks done; None for every step of that tick."""

    tick: int
    steps: int | None = None
