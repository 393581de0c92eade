"""A replicated data type as a protocol keeps it under a key: what clients ask for, and what a page shows.

Values and arguments travel as texts, as all values of clients do: a number as its digits, a pair as JSON.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from apps.crdts.crdt_type import Operation, OperationBased, Replica, State, StateBased, encoded
from apps.protocols.replicated_type import Offer
from apps.protocols.spec import STORE
from apps.simulation.commands import Change
from apps.simulation.effects import Version, WrittenValue
from apps.simulation.node import Durable

CHOICES_MAX, SLOTS_MAX = 12, 60

AnyType = StateBased | OperationBased


@dataclass(frozen=True, slots=True)
class Stamp:
    """A state in the place of a version's stamp: what tells whether two replicas are equal."""

    state: State

    def __str__(self) -> str:
        return f"{len(encoded(self.state))} bytes"


def version_of(crdt: AnyType, state: State) -> Version:
    """A state as the rest of the app knows what is stored: a value that no single operation wrote."""
    return Version(WrittenValue("", value_text(crdt.value(state))), Stamp(state))


def state_of(crdt: AnyType, durable: Durable, key: str) -> State:
    """The state of a key in a durable state."""
    versions = durable.get(STORE + key)
    return versions[0].stamp.state if versions else crdt.initial


def keys_of(durable: Durable) -> list[str]:
    """The keys that are no longer untouched."""
    return sorted(name.removeprefix(STORE) for name in durable if name.startswith(STORE))


# What clients ask for


def offers(crdt: AnyType) -> tuple[Offer, ...]:
    """Return the type's operations, with what they take."""
    return tuple(
        Offer(name, each.help, each.argument.fields, choices(each, crdt.initial), argument_text(each.example) or "")
        for name, each in crdt.operations.items()
    )


def choices(operation: Operation, state: State) -> tuple[str, ...]:
    """Return a few arguments as texts; none for an operation without an argument."""
    texts = map(argument_text, operation.choices(state))
    return tuple(text for text in texts if text is not None)


def changes(crdt: AnyType) -> tuple[Change, ...]:
    """Return every operation with the arguments that it offers at first; if none, once the first was carried out."""
    first, operation = next(iter(crdt.operations.items()))
    state = crdt.initial
    for argument in operation.choices(state):
        state = crdt.apply(state, Replica("n1"), first, argument)
    return tuple(
        (name, argument_text(argument))
        for name, each in crdt.operations.items()
        for argument in tuple(each.choices(crdt.initial)) or tuple(each.choices(state))
    )


def argument(crdt: AnyType, operation: str, text: str) -> Any:
    """Return what a client's text stands for; raise CrdtError if that is not what the operation takes."""
    kind = crdt.operations[operation].argument
    value = kind.parse(text)
    kind.check(value)
    return value


def argument_text(argument: Any) -> str | None:
    """Return an argument as a client's text; None if there is none."""
    if isinstance(argument, tuple | list):
        return json.dumps(argument, ensure_ascii=False, separators=(",", ":"))
    return None if argument is None else str(argument)


# What is shown


def inside(crdt: AnyType, state: State) -> dict[str, Any]:
    """Return what is inside a state, as plain JSON values."""
    slots = list(crdt.slots(state))
    return {
        "value": value_text(crdt.value(state)),
        "bytes": crdt.size_bytes(state),
        "tombstones": crdt.tombstones(state),
        "slots": [[slot.kind, slot.name, slot.content] for slot in slots[:SLOTS_MAX]],
        "slots_more": max(0, len(slots) - SLOTS_MAX),
        "runs": list(crdt.runs(state)),
        "twin": None,
        "waiting": [],
        "choices": {name: list(choices(each, state)[:CHOICES_MAX]) for name, each in crdt.operations.items()},
    }


def value_text(value: Any) -> str:
    """A value as a learner reads it."""
    if value is None or value == "":
        return "∅"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}={'‖'.join(values)}" for key, values in value.items()) + "}"
    return "{" + ", ".join(map(str, value)) + "}" if isinstance(value, list) else str(value)
