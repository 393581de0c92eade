"""G-Set, a set that only grows (Shapiro and others 2011, 3.3.1, specification 11).

The state is the set itself, merge is the union: the simplest semilattice there is.
"""

from apps.crdts.arguments import TEXT
from apps.crdts.crdt_type import Mutator, Replica, Slot, StateBased
from apps.crdts.wrong_merge import BOUND, IDEMPOTENT, MONOTONE, WrongMerge

Elements = frozenset[str]


def add(state: Elements, replica: Replica, element: str) -> Elements:
    """The element is in, for good."""
    return state | {element}


def merge(left: Elements, right: Elements) -> Elements:
    """The union."""
    return left | right


def at_most(left: Elements, right: Elements) -> bool:
    """Return whether the right has all of the left."""
    return left <= right


def slots(state: Elements) -> list[Slot]:
    """The elements."""
    return [Slot("element", element, element, "in") for element in sorted(state)]


def why(slot: Slot, left: Elements, right: Elements) -> str:
    """Return who has it."""
    if slot.name in left & right:
        return "Both have it."
    return f"Only the {'left' if slot.name in left else 'right'} has it, and nothing is ever removed: it stays."


# Wrong merges


def intersection(left: frozenset[str], right: frozenset[str]) -> frozenset[str]:
    """Return what both have."""
    return left & right


def difference(left: frozenset[str], right: frozenset[str]) -> frozenset[str]:
    """Return what only one has."""
    return left ^ right


TYPE = StateBased(
    name="g_set",
    order=30,
    title="G-Set",
    source="Shapiro and others 2011, 3.3.1, specification 11",
    semantics="An element that was added anywhere is in the set everywhere. There is no remove.",
    initial=frozenset(),
    operations={
        "add": Mutator(argument=TEXT, help="Add an element.", choices=lambda _: ("a", "b", "c"), apply=add),
    },
    merge=merge,
    at_most=at_most,
    value=sorted,
    slots=slots,
    why=why,
    mistakes=(
        WrongMerge(
            "intersection",
            "Intersection instead of union",
            "Only what both have is sure.",
            "Elements that only one has are lost.",
            (MONOTONE, BOUND),
            intersection,
        ),
        WrongMerge(
            "difference",
            "What only one has",
            "Elements that the other also has need not be sent.",
            "The same state twice leaves nothing.",
            (IDEMPOTENT, MONOTONE, BOUND),
            difference,
        ),
    ),
)
