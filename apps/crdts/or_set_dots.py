"""Observed-remove set without tombstones (Bieniusa and others 2012, the optimized OR-set; as a delta type,
Almeida, Shoker, Baquero 2018, the add-wins set).

The state is the elements, each under the dot of its addition, and a context of all dots seen. What a merge keeps stands
in `dots`. It means the same as the set with tombstones, and costs only what is in it and a vector.

Choice: an addition replaces every dot seen with its element, as in Almeida and others; in Bieniusa and others it
replaces only those of its own replica.
"""

from __future__ import annotations

from apps.crdts import dots
from apps.crdts.arguments import TEXT
from apps.crdts.crdt_type import Mutator, Replica, Slot, StateBased
from apps.crdts.dots import Dotted
from apps.crdts.elements import Entries, Tagged, element_fate, elements, of_element
from apps.crdts.errors import CrdtError
from apps.crdts.naive.plain_set import PLAIN_SET


def seen(state: Dotted, element: str) -> Entries:
    """The entries of one element; CrdtError if there are none."""
    entries = of_element(state.entries, element)
    if not entries:
        raise CrdtError("crdt.absent", f"{element} is not in the set here.")
    return entries


def new(state: Dotted, replica: Replica, element: str) -> Tagged:
    """The element under the replica's next dot."""
    return Tagged(element, state.context.next_dot(replica.name))


def add(state: Dotted, replica: Replica, element: str) -> Dotted:
    """The element under a new dot, in place of those seen."""
    return state.put(new(state, replica, element), of_element(state.entries, element))


def add_delta(state: Dotted, replica: Replica, element: str) -> Dotted:
    """The new dot, and those that it replaces as seen."""
    return dots.delta(frozenset({new(state, replica, element)}), of_element(state.entries, element))


def remove(state: Dotted, replica: Replica, element: str) -> Dotted:
    """The set without the dots seen with the element."""
    return state.drop(seen(state, element))


def remove_delta(state: Dotted, replica: Replica, element: str) -> Dotted:
    """Those dots as seen."""
    return dots.delta(frozenset(), seen(state, element))


def slots(state: Dotted) -> list[Slot]:
    """The elements, their dots and the context."""
    return [Slot("element", ("element", name), name, "in") for name in elements(state.entries)] + dots.slots(state)


def why(slot: Slot, left: Dotted, right: Dotted) -> str:
    """Return what became of an element, by its dots; or of a dot."""
    if slot.kind == "element":
        return element_fate(*(of_element(state.entries, slot.name) for state in (left, right, dots.merge(left, right))))
    return dots.why(slot, left, right)


TYPE = StateBased(
    name="or_set_dots",
    order=80,
    title="OR-Set without tombstones",
    source="Bieniusa and others 2012; Almeida and others 2018",
    semantics=(
        "A removal removes the additions that it has seen. Of a concurrent addition and removal the addition wins;"
        " what was removed can be added again, and leaves nothing behind."
    ),
    initial=Dotted(),
    operations={
        "add": Mutator(
            argument=TEXT,
            help="Add an element, under a new dot.",
            choices=lambda _: ("a", "b", "c"),
            apply=add,
            delta=add_delta,
        ),
        "remove": Mutator(
            argument=TEXT,
            help="Remove every dot of an element that is seen here.",
            choices=lambda state: elements(state.entries),
            apply=remove,
            delta=remove_delta,
        ),
    },
    merge=dots.merge,
    at_most=dots.at_most,
    value=lambda state: elements(state.entries),
    slots=slots,
    why=why,
    mistakes=dots.MISTAKES,
    twins=(PLAIN_SET,),
)
