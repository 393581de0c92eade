"""A plain set in the place of one that remembers what was removed."""

from __future__ import annotations

from apps.crdts.arguments import TEXT
from apps.crdts.crdt_type import Mutator, Replica, Slot, StateBased
from apps.crdts.errors import CrdtError


def remove_element(state: frozenset[str], replica: Replica, element: str) -> frozenset[str]:
    """The set without it, and without a trace of it."""
    if element not in state:
        raise CrdtError("crdt.absent", f"{element} is not in the set here.")
    return state - {element}


def united(slot: Slot, left: frozenset[str], right: frozenset[str]) -> str:
    """Return who has it."""
    if slot.key in left & right:
        return "Both have it."
    lacking = "right" if slot.key in left else "left"
    return f"The {lacking} does not have it: not added there yet, or removed? Nothing tells, so it is in (again)."


PLAIN_SET = StateBased(
    name="plain_set",
    order=30,
    title="Plain set, united",
    source="",
    semantics="The elements; of two sets the union. A removal is forgotten.",
    initial=frozenset(),
    operations={
        "add": Mutator(
            argument=TEXT,
            help="Add an element.",
            choices=lambda _: ("a", "b", "c"),
            apply=lambda state, _, element: state | {element},
        ),
        "remove": Mutator(argument=TEXT, help="Remove an element.", choices=sorted, apply=remove_element),
    },
    merge=lambda left, right: left | right,
    at_most=lambda left, right: left <= right,
    value=sorted,
    slots=lambda state: [Slot("element", element, element, "in") for element in sorted(state)],
    why=united,
)
