"""Commands: what a learner can do to a running cluster. Those of faults are declared with the faults."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Command:
    """A command; its members have types that can be read from outside (`apps.live.lab.wire`)."""


Change = tuple[str, str | None]
"""An operation with its value; None for one that takes none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InvokeOperation(Command):
    """A client invokes an operation at a node; it queues while the client's previous one is open.

    What there is beside `read` the cluster says, and which operations take no value. What takes several things has them
    as a JSON list in `value`.
    A `cas` (compare-and-set) stores `value` if the key has the value `expected`; None stands for the initial one.
    """

    client: str
    node: str
    operation: str
    key: str
    value: str | None = None
    expected: str | None = None


@dataclass(frozen=True, slots=True)
class SetWorkload(Command):
    """Each client by itself issues an operation about every `interval_ticks`; 0 is off."""

    interval_ticks: int


@dataclass(frozen=True, slots=True)
class CommandKind:
    """A command with its `name` on the wire, the check that refuses it, and the function that carries it out.

    Members without a default have to be given.
    """

    name: str
    command: type[Command]
    check: Callable[[Any, Any], None]
    carry_out: Callable[[Any, Any], None]
