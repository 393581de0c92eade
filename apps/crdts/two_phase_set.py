"""Two-phase set (Shapiro and others 2011, 3.3.2, specification 12).

Two G-Sets: what was added, and what was removed. An element is in the set if it was added and not removed. What is
removed once is removed for good: nothing tells an addition after the removal from the one before it.

Choice: the paper lets such an addition pass without effect; here the replica that knows of the removal refuses it, so
that its client learns. One that does not know yet accepts it, and the element goes when they merge.
"""

from __future__ import annotations

from dataclasses import dataclass

from apps.crdts.arguments import TEXT
from apps.crdts.crdt_type import Mutator, Replica, Slot, StateBased
from apps.crdts.errors import CrdtError
from apps.crdts.naive.plain_set import PLAIN_SET
from apps.crdts.wrong_merge import BOUND, IDEMPOTENT, MONOTONE, WrongMerge


@dataclass(frozen=True, slots=True)
class Phases:
    """The elements added, and those of them removed."""

    added: frozenset[str] = frozenset()
    removed: frozenset[str] = frozenset()


def add(state: Phases, replica: Replica, element: str) -> Phases:
    """The first phase."""
    if element in state.removed:
        raise CrdtError("crdt.removed_for_good", f"{element} was removed, and a two-phase set never takes it back.")
    return Phases(state.added | {element}, state.removed)


def remove(state: Phases, replica: Replica, element: str) -> Phases:
    """The second phase."""
    if element not in present(state):
        raise CrdtError("crdt.absent", f"{element} is not in the set here.")
    return Phases(state.added, state.removed | {element})


def merge(left: Phases, right: Phases) -> Phases:
    """Both unions."""
    return Phases(left.added | right.added, left.removed | right.removed)


def at_most(left: Phases, right: Phases) -> bool:
    """Return whether the right knows every addition and every removal of the left."""
    return left.added <= right.added and left.removed <= right.removed


def present(state: Phases) -> frozenset[str]:
    """Added and not removed."""
    return state.added - state.removed


def slots(state: Phases) -> list[Slot]:
    """Every element that ever was."""
    return [
        Slot("tombstone", element, element, "removed")
        if element in state.removed
        else Slot("element", element, element, "in")
        for element in sorted(state.added)
    ]


def why(slot: Slot, left: Phases, right: Phases) -> str:
    """A removal on either side decides."""
    knows = [side for side, state in (("left", left), ("right", right)) if slot.name in state.removed]
    if len(knows) == 2:
        return "Both know that it was removed."
    if knows:
        return f"The {knows[0]} knows that it was removed, and a removal is for good."
    has = [side for side, state in (("left", left), ("right", right)) if slot.name in state.added]
    return "Both have it." if len(has) == 2 else f"Only the {has[0]} has it, and nobody removed it: it stays."


# Wrong merges


def removals_forgotten(left: Phases, right: Phases) -> Phases:
    """The union of what is in, without what was removed."""
    return Phases((left.added - left.removed) | (right.added - right.removed))


def removals_of_both(left: Phases, right: Phases) -> Phases:
    """Only what both have removed is removed."""
    return Phases(left.added | right.added, left.removed & right.removed)


TYPE = StateBased(
    name="two_phase_set",
    order=40,
    title="Two-phase set",
    source="Shapiro and others 2011, 3.3.2, specification 12",
    semantics="An element can be added and then removed, once. Of a concurrent addition and removal the removal wins.",
    initial=Phases(),
    operations={
        "add": Mutator(argument=TEXT, help="Add an element.", choices=lambda _: ("a", "b", "c"), apply=add),
        "remove": Mutator(
            argument=TEXT,
            help="Remove an element, for good.",
            choices=lambda state: sorted(present(state)),
            apply=remove,
        ),
    },
    merge=merge,
    at_most=at_most,
    value=lambda state: sorted(present(state)),
    slots=slots,
    tombstones=lambda state: len(state.removed),
    why=why,
    mistakes=(
        WrongMerge(
            "removals_forgotten",
            "Union without tombstones",
            "Removed elements need not be kept.",
            "A removed element comes back with the next state that still has it.",
            (IDEMPOTENT, MONOTONE, BOUND),
            removals_forgotten,
        ),
        WrongMerge(
            "removals_of_both",
            "Removed only if both have removed it",
            "In doubt, keep it.",
            "A removal is undone by any state from before it.",
            (MONOTONE, BOUND),
            removals_of_both,
        ),
    ),
    twins=(PLAIN_SET,),
)
