"""What is kept under each key: the state of one convergent type and, where it has one, of its first naive twin."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from apps.crdts import CRDTS
from apps.crdts.crdt_type import Replica, State, StateBased
from apps.crdts.errors import CrdtError
from apps.protocols.dials import Dials
from apps.protocols.replicated_type import KeyEffect, KeyMerge, Offer
from apps.replication import held_type
from apps.replication.convergent.messages import States
from apps.replication.held_type import value_text
from apps.simulation.commands import Change
from apps.simulation.effects import Body, Version
from apps.simulation.node import Durable

TWIN = "twin/"
"""Durable names of a key's naive twin begin so."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A type and its twin. `apply`, `merge` and `delta` work on pairs of their states."""

    crdt: StateBased
    twin: StateBased | None

    # What clients ask for

    @property
    def offers(self) -> tuple[Offer, ...]:
        """The type's operations, with what they take."""
        return held_type.offers(self.crdt)

    @property
    def changes(self) -> tuple[Change, ...]:
        """Operations with arguments that make sense early in a run."""
        return held_type.changes(self.crdt)

    def argument(self, operation: str, text: str) -> Any:
        """Return what a client's text stands for, or CrdtError."""
        return held_type.argument(self.crdt, operation, text)

    def apply(self, held: tuple[State, State], replica: Replica, operation: str, argument: Any) -> tuple[State, State]:
        """Both states after the operation, or CrdtError; where only the twin refuses, the twin stays as it was."""
        state = self.crdt.apply(held[0], replica, operation, argument)
        if self.twin is None:
            return state, None
        try:
            return state, self.twin.apply(held[1], replica, operation, argument)
        except CrdtError:
            return state, held[1]

    # What is held

    def held(self, durable: Durable, key: str) -> tuple[State, State]:
        """The states of a key in a durable state."""
        state = held_type.state_of(self.crdt, durable, key)
        return state, durable.get(TWIN + key, self.twin and self.twin.initial)

    def merge(self, held: tuple[State, State], arrived: tuple[State, State]) -> tuple[State, State]:
        """Both states merged with others."""
        return self.crdt.merge(held[0], arrived[0]), self.twin and self.twin.merge(held[1], arrived[1])

    def version(self, state: State) -> Version:
        """A state as the rest of the app knows what is stored."""
        return held_type.version_of(self.crdt, state)

    # What is shown

    def inside(self, durable: Durable) -> dict[str, dict[str, Any]]:
        """By key what is inside a node's state, as plain JSON values."""
        return {key: self._inside(*self.held(durable, key)) for key in held_type.keys_of(durable)}

    def _inside(self, state: State, twin: State) -> dict[str, Any]:
        return {**held_type.inside(self.crdt, state), "twin": self._twin(state, twin)}

    def _twin(self, state: State, twin: State) -> dict[str, Any] | None:
        if self.twin is None:
            return None
        value, naive = self.crdt.value(state), self.twin.value(twin)
        alike = [naive] if isinstance(value, list) and not isinstance(naive, list) and naive is not None else naive
        return {
            "title": self.twin.title,
            "value": value_text(naive),
            "differs": value != (alike if alike is not None or not isinstance(value, list) else []),
        }

    def merges(self, before: Durable, body: Body) -> tuple[KeyMerge, ...]:
        """Return what a message does to a node that stood so, key by key; nothing for one that carries no states."""
        return tuple(self._merges(before, body)) if isinstance(body, States) else ()

    def carried(self, body: Body, key: str) -> tuple[State, ...]:
        """The states of a key that a message carries: whole ones or deltas."""
        return (body.states[key],) if isinstance(body, States) and key in body.states else ()

    def effects(self, before: Durable, body: Body) -> tuple[KeyEffect, ...]:
        """Nothing: no operations travel."""
        return ()

    def _merges(self, before: Durable, body: States) -> Iterator[KeyMerge]:
        for key in sorted(body.states):
            left, right = self.held(before, key), (body.states[key], body.twins.get(key))
            yield key_merge(key, self.crdt, left[0], right[0], is_twin=False)
            if self.twin is not None:
                yield key_merge(key, self.twin, left[1], right[1], is_twin=True)


def key_merge(key: str, crdt: StateBased, left: State, right: State, *, is_twin: bool) -> KeyMerge:
    """One merge, opened."""
    here, there, result = (value_text(crdt.value(state)) for state in (left, right, crdt.merge(left, right)))
    return KeyMerge(key, crdt.title, is_twin, here, there, result, crdt.explain(left, right))


def kept_under(dials: Dials) -> Kept:
    """Return what these dials choose."""
    crdt = CRDTS[str(dials["type"])]
    assert isinstance(crdt, StateBased)
    return Kept(crdt, crdt.twins[0] if crdt.twins else None)
