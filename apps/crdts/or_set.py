"""Observed-remove set with tombstones (Shapiro and others 2011, 3.3.5, specification 15; as states, Bieniusa and others
2012).

1. each addition gives the element a tag that is unique: (replica, counter);
2. a removal removes the tags *observed* with the element, and keeps them as tombstones;
3. merge unites elements and tombstones; a tag that either side has as a tombstone is gone.

So an addition that a removal had not observed survives it: of a concurrent addition and removal the addition wins, and
a removed element can be added again, under a new tag. The price is the tombstones, which only grow.

A delta is the new tag, or the new tombstones (Almeida, Shoker, Baquero 2018).
"""

from __future__ import annotations

from dataclasses import dataclass

from apps.clocks.dotted import Dot
from apps.crdts.arguments import TEXT
from apps.crdts.crdt_type import Mutator, Replica, Slot, StateBased
from apps.crdts.elements import Tagged, element_fate, elements, of_element
from apps.crdts.errors import CrdtError
from apps.crdts.naive.plain_set import PLAIN_SET
from apps.crdts.wrong_merge import BOUND, IDEMPOTENT, MONOTONE, WrongMerge


@dataclass(frozen=True, slots=True)
class TaggedSet:
    """Elements with their tags, and the tags that are gone."""

    entries: frozenset[Tagged] = frozenset()
    tombstones: frozenset[Tagged] = frozenset()


def next_tag(state: TaggedSet, replica: Replica) -> Dot:
    """A tag that the replica has never given."""
    own = (entry.dot.number for entry in state.entries | state.tombstones if entry.dot.writer == replica.name)
    return Dot(replica.name, max(own, default=0) + 1)


def add(state: TaggedSet, replica: Replica, element: str) -> TaggedSet:
    """The element with one more tag."""
    return TaggedSet(state.entries | {Tagged(element, next_tag(state, replica))}, state.tombstones)


def add_delta(state: TaggedSet, replica: Replica, element: str) -> TaggedSet:
    """That tag alone."""
    return TaggedSet(entries=frozenset({Tagged(element, next_tag(state, replica))}))


def remove(state: TaggedSet, replica: Replica, element: str) -> TaggedSet:
    """The tags observed with the element become tombstones."""
    observed = of_element(state.entries, element)
    if not observed:
        raise CrdtError("crdt.absent", f"{element} is not in the set here.")
    return TaggedSet(state.entries - observed, state.tombstones | observed)


def remove_delta(state: TaggedSet, replica: Replica, element: str) -> TaggedSet:
    """Those tombstones alone."""
    return TaggedSet(tombstones=remove(state, replica, element).tombstones - state.tombstones)


def merge(left: TaggedSet, right: TaggedSet) -> TaggedSet:
    """All tags but those that are gone on either side."""
    return TaggedSet(
        (left.entries - right.tombstones) | (right.entries - left.tombstones), left.tombstones | right.tombstones
    )


def at_most(left: TaggedSet, right: TaggedSet) -> bool:
    """Return whether the right knows every tag of the left, and that those are gone which the left knows to be gone."""
    return left.tombstones <= right.tombstones and left.entries <= right.entries | right.tombstones


def slots(state: TaggedSet) -> list[Slot]:
    """The elements; then every tag, and every tombstone."""
    rows = [Slot("element", ("element", element), element, "in") for element in elements(state.entries)]
    rows += [Slot("tag", entry, str(entry), "in") for entry in sorted(state.entries)]
    return rows + [Slot("tombstone", entry, str(entry), "removed") for entry in sorted(state.tombstones)]


def why(slot: Slot, left: TaggedSet, right: TaggedSet) -> str:
    """Return what became of an element, by its tags; or of a tag."""
    if slot.kind == "element":
        return element_fate(*(of_element(state.entries, slot.name) for state in (left, right, merge(left, right))))
    gone = [side for side, state in (("left", left), ("right", right)) if slot.key in state.tombstones]
    has = [side for side, state in (("left", left), ("right", right)) if slot.key in state.entries]
    return tag_fate(gone, has)


def tag_fate(gone: list[str], has: list[str]) -> str:
    """Why a tag stays or goes: which sides have its tombstone, and which have the tag itself."""
    if len(gone) == 2:
        return "Both have its tombstone."
    if gone and has:
        return f"The {gone[0]} has its tombstone: a removal had observed this tag, so it goes."
    if gone:
        return f"Only the {gone[0]} knows this tag, and that it is gone."
    if len(has) == 2:
        return "Both have it, and neither has its tombstone."
    return f"Only the {has[0]} has it, and the other side has no tombstone: no removal has observed it, so it stays."


# Wrong merges


def tombstones_forgotten(left: TaggedSet, right: TaggedSet) -> TaggedSet:
    """The union of what is in, without tombstones."""
    return TaggedSet(left.entries | right.entries)


def tombstones_of_both(left: TaggedSet, right: TaggedSet) -> TaggedSet:
    """Only tags that both have as tombstones are gone."""
    known = left.entries | right.entries | left.tombstones | right.tombstones
    gone = left.tombstones & right.tombstones
    return TaggedSet(known - gone, gone)


def elements_of_tombstones(left: TaggedSet, right: TaggedSet) -> TaggedSet:
    """A tombstone takes out every tag of its element: the removal wins."""
    gone = left.tombstones | right.tombstones
    removed = {entry.element for entry in gone}
    both = left.entries | right.entries
    out = frozenset(entry for entry in both if entry.element in removed)
    return TaggedSet(both - out, gone | out)


TYPE = StateBased(
    name="or_set",
    order=70,
    title="OR-Set with tombstones",
    source="Shapiro and others 2011, 3.3.5, specification 15; Bieniusa and others 2012",
    semantics=(
        "A removal removes the additions that it has seen. Of a concurrent addition and removal the addition wins;"
        " what was removed can be added again."
    ),
    initial=TaggedSet(),
    operations={
        "add": Mutator(
            argument=TEXT,
            help="Add an element, under a new tag.",
            choices=lambda _: ("a", "b", "c"),
            apply=add,
            delta=add_delta,
        ),
        "remove": Mutator(
            argument=TEXT,
            help="Remove every tag of an element that is seen here.",
            choices=lambda state: elements(state.entries),
            apply=remove,
            delta=remove_delta,
        ),
    },
    merge=merge,
    at_most=at_most,
    value=lambda state: elements(state.entries),
    slots=slots,
    tombstones=lambda state: len(state.tombstones),
    why=why,
    mistakes=(
        WrongMerge(
            "tombstones_forgotten",
            "Union without tombstones",
            "Removed elements need not be kept.",
            "A removed element comes back with the next state that still has it.",
            (IDEMPOTENT, MONOTONE, BOUND),
            tombstones_forgotten,
        ),
        WrongMerge(
            "tombstones_of_both",
            "Removed only if both have removed it",
            "In doubt, keep it.",
            "A removal is undone by any state from before it.",
            (MONOTONE, BOUND),
            tombstones_of_both,
        ),
        WrongMerge(
            "elements_of_tombstones",
            "Tombstones by element",
            "An element that was removed stays removed.",
            "A concurrent addition is lost, and nothing can be added again.",
            (IDEMPOTENT, MONOTONE, BOUND),
            elements_of_tombstones,
        ),
    ),
    twins=(PLAIN_SET,),
)
