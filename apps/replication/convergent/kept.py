"""What is kept under each key: the state of one convergent type and, where it has one, of its first naive twin.

Values and arguments travel as texts, as all values of clients do: a number as its digits, a pair as JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from apps.crdts import state_types
from apps.crdts.arguments import AMOUNT, KEY_AND_VALUE, PLACE_AND_TEXT, TEXT, ArgumentKind
from apps.crdts.crdt_type import Replica, State, StateBased, encoded
from apps.crdts.errors import CrdtError
from apps.crdts.naive import naive_twins
from apps.replication.convergent.messages import States
from apps.replication.protocol import STORE, Dials, KeyMerge, Offer
from apps.simulation.effects import Body, Version, WrittenValue
from apps.simulation.node import Durable

TWIN = "twin/"
"""Durable names of a key's naive twin begin so."""

CHOICES_MAX, SLOTS_MAX = 12, 60
FIELDS: Mapping[ArgumentKind, tuple[str, ...]] = {
    AMOUNT: ("Amount",),
    TEXT: ("Value",),
    KEY_AND_VALUE: ("Key inside", "Value"),
    PLACE_AND_TEXT: ("After", "Text"),
}


@dataclass(frozen=True, slots=True)
class Stamp:
    """A state in the place of a version's stamp: what tells whether two replicas are equal."""

    state: State

    def __str__(self) -> str:
        return f"{len(encoded(self.state))} bytes"


@dataclass(frozen=True, slots=True)
class Kept:
    """A type and its twin. `apply`, `merge` and `delta` work on pairs of their states."""

    crdt: StateBased
    twin: StateBased | None

    # What clients ask for

    @property
    def offers(self) -> tuple[Offer, ...]:
        """The type's operations, with what they take."""
        return tuple(
            Offer(name, each.help, FIELDS[each.argument], tuple(map(argument_text, each.choices(self.crdt.initial))))
            for name, each in self.crdt.operations.items()
        )

    @property
    def changes(self) -> tuple[tuple[str, str], ...]:
        """Operations with arguments that make sense early in a run."""
        return changes(self.crdt)

    def argument(self, operation: str, text: str) -> Any:
        """What a client's text stands for, or CrdtError."""
        kind = self.crdt.operations[operation].argument
        value = parsed(kind, text)
        kind.check(value)
        return value

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
        versions = durable.get(STORE + key)
        state = versions[0].stamp.state if versions else self.crdt.initial
        return state, durable.get(TWIN + key, self.twin and self.twin.initial)

    def merge(self, held: tuple[State, State], arrived: tuple[State, State]) -> tuple[State, State]:
        """Both states merged with others."""
        return self.crdt.merge(held[0], arrived[0]), self.twin and self.twin.merge(held[1], arrived[1])

    def version(self, state: State) -> Version:
        """A state as the rest of the app knows what is stored: a value that no single operation wrote."""
        return Version(WrittenValue("", value_text(self.crdt.value(state))), Stamp(state))

    # What is shown

    def inside(self, durable: Durable) -> dict[str, dict[str, Any]]:
        """By key what is inside a node's state, as plain JSON values."""
        return {
            name.removeprefix(STORE): self._inside(*self.held(durable, name.removeprefix(STORE)))
            for name in sorted(durable)
            if name.startswith(STORE)
        }

    def _inside(self, state: State, twin: State) -> dict[str, Any]:
        slots = list(self.crdt.slots(state))
        return {
            "value": value_text(self.crdt.value(state)),
            "bytes": self.crdt.size_bytes(state),
            "tombstones": self.crdt.tombstones(state),
            "slots": [[slot.kind, slot.name, slot.content] for slot in slots[:SLOTS_MAX]],
            "slots_more": max(0, len(slots) - SLOTS_MAX),
            "twin": self._twin(state, twin),
            "choices": {
                name: [argument_text(argument) for argument in each.choices(state)][:CHOICES_MAX]
                for name, each in self.crdt.operations.items()
            },
        }

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
        """What a message does to a node that stood so, key by key; nothing for one that carries no states."""
        return tuple(self._merges(before, body)) if isinstance(body, States) else ()

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


@cache
def kept(dials_type: str) -> Kept:
    """What the dial `type` chooses."""
    twins = naive_twins(dials_type)
    return Kept(state_types()[dials_type], twins[0] if twins else None)


def kept_under(dials: Dials) -> Kept:
    """What these dials choose."""
    return kept(str(dials["type"]))


def changes(crdt: StateBased) -> tuple[tuple[str, str], ...]:
    """Every operation with the arguments that it offers at first, or, if none, once the first has been carried out."""
    first, mutator = next(iter(crdt.operations.items()))
    state = crdt.initial
    for argument in mutator.choices(state):
        state = crdt.apply(state, Replica("n1"), first, argument)
    return tuple(
        (name, argument_text(argument))
        for name, each in crdt.operations.items()
        for argument in tuple(each.choices(crdt.initial)) or tuple(each.choices(state))
    )


def parsed(kind: ArgumentKind, text: str) -> Any:
    """A text as the kind of argument has it; what cannot be one is left as it is, for the kind to refuse."""
    if kind is AMOUNT:
        return int(text) if text.isdecimal() and text.isascii() else text
    if kind is TEXT:
        return text
    try:
        found = json.loads(text)
    except ValueError:
        return text
    return tuple(found) if isinstance(found, list) else text


def argument_text(argument: Any) -> str:
    """An argument as a client's text."""
    if isinstance(argument, tuple | list):
        return json.dumps(argument, ensure_ascii=False, separators=(",", ":"))
    return str(argument)


def value_text(value: Any) -> str:
    """A value as a learner reads it."""
    if value is None or value == "":
        return "∅"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}={'‖'.join(values)}" for key, values in value.items()) + "}"
    return "{" + ", ".join(map(str, value)) + "}" if isinstance(value, list) else str(value)
