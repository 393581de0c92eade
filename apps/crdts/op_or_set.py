"""Operation-based observed-remove set (Shapiro and others 2011, 3.3.5, specification 15).

1. `add` sends the element with a new tag; its effect is to put that in;
2. `remove` sends the tags that its replica has observed with the element; its effect is to take them out.

No tombstones: causal delivery brings a removal only after the additions that it observed, and brings each once. Where
it is broken, a removal that overtakes its addition finds nothing to take out, and a repeated addition comes back for
good.

Choice: the paper draws tags from `unique()`. Here they are (replica, counter), so the state counts how many
additions of each replica it has seen: a tag must never be given twice, not even after it was removed.
"""

from __future__ import annotations

from dataclasses import dataclass

from apps.clocks.dotted import Dot
from apps.clocks.version_vector import EMPTY, VersionVector
from apps.crdts.arguments import TEXT
from apps.crdts.crdt_type import OperationBased, Replica, Slot, Source
from apps.crdts.elements import Entries, Tagged, elements, of_element
from apps.crdts.errors import CrdtError
from apps.crdts.naive.plain_set import PLAIN_SET


@dataclass(frozen=True, slots=True)
class Tags:
    """Elements with their tags, and the additions counted by replica."""

    entries: Entries = frozenset()
    additions: VersionVector = EMPTY


@dataclass(frozen=True, slots=True)
class Add:
    """An element with its new tag."""

    entry: Tagged


@dataclass(frozen=True, slots=True)
class Remove:
    """An element, and the tags observed with it."""

    element: str
    observed: Entries


def add(state: Tags, replica: Replica, element: str) -> Add:
    """The element under a tag that the replica has never given."""
    return Add(Tagged(element, Dot(replica.name, state.additions.count(replica.name) + 1)))


def remove(state: Tags, replica: Replica, element: str) -> Remove:
    """Return what is observed here."""
    observed = of_element(state.entries, element)
    if not observed:
        raise CrdtError("crdt.absent", f"{element} is not in the set here.")
    return Remove(element, observed)


def effect(state: Tags, update: Add | Remove) -> Tags:
    """The tag put in, or the observed tags taken out."""
    if isinstance(update, Remove):
        return Tags(state.entries - update.observed, state.additions)
    dot = update.entry.dot
    return Tags(state.entries | {update.entry}, state.additions.join(VersionVector.of({dot.writer: dot.number})))


def words(update: Add | Remove) -> str:
    """Return what is done to which element."""
    return f"add {update.entry.element}" if isinstance(update, Add) else f"remove {update.element}"


def dots(entries: Entries) -> str:
    """The tags alone."""
    return ", ".join(str(entry.dot) for entry in sorted(entries))


def explain(state: Tags, update: Add | Remove) -> str:
    """Return what goes in or out."""
    if isinstance(update, Add):
        return explain_addition(state, update.entry)
    here = of_element(state.entries, update.element)
    said = [f"{dots(update.observed & here)} of {update.element} goes out"] if update.observed & here else []
    if update.observed - here:
        said.append(
            f"{dots(update.observed - here)} is not here, so nothing is taken out for it: should that addition come"
            " later, it stays"
        )
    if here - update.observed:
        said.append(f"{dots(here - update.observed)} stays, which the removal had not observed: the addition wins")
    return "; ".join(said) + "."


def explain_addition(state: Tags, entry: Tagged) -> str:
    """Return what goes in, and whether it may have been here before."""
    if entry in state.entries:
        return f"{entry} is in already."
    counted = state.additions.count(entry.dot.writer)
    if counted < entry.dot.number:
        return f"{entry} goes in."
    return f"{entry} goes in, though {entry.dot.writer}:{counted} has been here before it: it comes late, or again."


def slots(state: Tags) -> list[Slot]:
    """The elements, then every tag."""
    rows = [Slot("element", ("element", element), element, "in") for element in elements(state.entries)]
    return rows + [Slot("tag", entry, str(entry), "in") for entry in sorted(state.entries)]


TYPE = OperationBased(
    name="op_or_set",
    order=120,
    title="OR-Set, by operations",
    source="Shapiro and others 2011, 3.3.5, specification 15",
    semantics=(
        "A removal removes the additions that it has seen; a concurrent addition wins. It relies on causal delivery,"
        " once each."
    ),
    initial=Tags(),
    operations={
        "add": Source(
            argument=TEXT, help="Add an element, under a new tag.", choices=lambda _: ("a", "b", "c"), prepare=add
        ),
        "remove": Source(
            argument=TEXT,
            help="Remove every tag of an element that is seen here.",
            choices=lambda state: elements(state.entries),
            prepare=remove,
        ),
    },
    effect=effect,
    value=lambda state: elements(state.entries),
    slots=slots,
    words=words,
    explain=explain,
    twins=(PLAIN_SET,),
)
