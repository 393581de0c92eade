"""The start of a run, and a point in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import total_ordering
from math import inf

from apps.simulation.bounds import (
    CLIENTS_MAX,
    EVENTS_MAX,
    KEY_CHARS_MAX,
    KEYS_MAX,
    NAME_CHARS_MAX,
    NODES_MAX,
    STEPS_MAX,
)
from apps.simulation.commands import Change, Command
from apps.simulation.network import LinkSettings
from apps.simulation.node import NodeFactory

NAME = re.compile(rf"[A-Za-z0-9]{{1,{NAME_CHARS_MAX}}}")
KEY = re.compile(rf"[^\W_][\w .:/-]{{0,{KEY_CHARS_MAX - 1}}}")

OBJECT_PROPERTIES = frozenset(
    {
        "constructor",
        "hasOwnProperty",
        "isPrototypeOf",
        "propertyIsEnumerable",
        "toLocaleString",
        "toString",
        "valueOf",
    }
)
"""No names: every object of JavaScript has these, so a page would find them where they are not. Those with underscores
are no names anyway."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """The start of a run, apart from its seed. Raises ValueError for one out of bounds.

    `script`: commands that carry themselves out, each at its tick; one that is not possible then does nothing.
    `binds_clients`: a client's process stays at one node, and moving makes it a new one. `promotes`: nodes can be
    promoted by hand. `changes`: operations with their values that clients choose from when they act by themselves;
    none: they write. `bare_actions`: operations that take no value.
    """

    nodes: tuple[str, ...]
    clients: tuple[str, ...]
    keys: tuple[str, ...]
    factory: NodeFactory
    link: LinkSettings
    client_timeout_ticks: int
    workload_interval_ticks: int = 0
    actions: frozenset[str] = frozenset({"read", "write"})
    bare_actions: frozenset[str] = frozenset({"read"})
    binds_clients: bool = False
    promotes: bool = False
    changes: tuple[Change, ...] = ()
    script: tuple[tuple[int, Command], ...] = ()
    events_max: int = EVENTS_MAX
    steps_max: int = STEPS_MAX

    def __post_init__(self) -> None:
        for what, names, most in (
            ("nodes", self.nodes, NODES_MAX),
            ("clients", self.clients, CLIENTS_MAX),
            ("keys", self.keys, KEYS_MAX),
        ):
            if not 1 <= len(names) <= most:
                raise ValueError(f"A cluster has 1 to {most} {what}, not {len(names)}.")
        _check_names(self.nodes + self.clients, self.keys)


def _check_names(processes: tuple[str, ...], keys: tuple[str, ...]) -> None:
    if len(set(processes)) != len(processes) or not all(NAME.fullmatch(name) for name in processes):
        raise ValueError(f"Nodes and clients need different names of 1 to {NAME_CHARS_MAX} letters and digits.")
    if len(set(keys)) != len(keys) or not all(KEY.fullmatch(key) for key in keys):
        raise ValueError(
            f"Keys need different names of 1 to {KEY_CHARS_MAX} characters: a letter or digit, then letters, digits,"
            " spaces and any of _ . : / -"
        )
    for name in (*processes, *keys):
        if name in OBJECT_PROPERTIES:
            raise ValueError(f"{name!r} cannot be a name here. Choose another.")


@total_ordering
@dataclass(frozen=True, slots=True)
class Position:
    """A point of a run: `steps` taken at `tick`, all earlier ticks done; None for every step of that tick."""

    tick: int
    steps: int | None = None

    def __lt__(self, other: Position) -> bool:
        return self._in_order() < other._in_order()

    def _in_order(self) -> tuple[int, float]:
        return self.tick, inf if self.steps is None else self.steps
