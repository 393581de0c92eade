"""The interface of what a protocol can keep under each key in place of a register."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from apps.crdts.crdt_type import MergedSlot, OperationBased, State, StateBased
from apps.protocols.dials import Dials
from apps.simulation.commands import Change
from apps.simulation.effects import Body
from apps.simulation.node import Durable


@dataclass(frozen=True, slots=True)
class Offer:
    """An operation of a replicated type: the labels of what it takes, and a few arguments to choose from.

    One that takes several things has them as a JSON list. One without fields takes no value. `example` is the argument
    to begin with; the first of the choices if it is empty.
    """

    name: str
    help: str
    fields: tuple[str, ...]
    choices: tuple[str, ...]
    example: str = ""


@dataclass(frozen=True, slots=True)
class KeyMerge:
    """What a message did to one key, or to its naive twin: the value here, the one that came, the result, and why."""

    key: str
    title: str
    is_twin: bool
    left: str
    right: str
    result: str
    slots: tuple[MergedSlot, ...]


@dataclass(frozen=True, slots=True)
class ChangedSlot:
    """One slot before an operation and after it (empty: absent)."""

    kind: str
    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class KeyEffect:
    """What an operation that a message carried came to at a node: `fate` is `applied`, `waits` or `dropped`."""

    name: str
    key: str
    title: str
    update: str
    fate: str
    before: str
    after: str
    sentence: str
    slots: tuple[ChangedSlot, ...]


class ReplicatedType(Protocol):
    """What a protocol keeps under each key in place of a register.

    The models of consistency are about registers: they say nothing of it.
    """

    @property
    def crdt(self) -> StateBased | OperationBased:
        """The type itself."""

    @property
    def offers(self) -> tuple[Offer, ...]:
        """Its operations. Beside them there is a read."""

    @property
    def changes(self) -> tuple[Change, ...]:
        """Operations with their arguments, for clients that act by themselves."""

    def inside(self, durable: Durable) -> Mapping[str, Any]:
        """By key what is inside a node's state, as plain JSON values."""

    def merges(self, before: Durable, body: Body) -> tuple[KeyMerge, ...]:
        """Return what a message that carries states does to a node that stood so."""

    def carried(self, body: Body, key: str) -> tuple[State, ...]:
        """The states of a key that a message carries."""

    def effects(self, before: Durable, body: Body) -> tuple[KeyEffect, ...]:
        """Return what a message that carries operations does to a node that stood so."""


def registers(dials: Dials) -> ReplicatedType | None:
    """For a protocol that keeps registers."""
    return None
