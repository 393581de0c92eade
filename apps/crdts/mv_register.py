"""Multi-value register (Shapiro and others 2011, 3.2.2, specification 10; DeCandia and others 2007).

The state is a set of values, each with a version vector:

1. a write replaces all values that its replica holds, with a vector that includes theirs and one more of its own;
2. merge keeps a value unless the other side has one whose vector includes its own: what stays was written concurrently;
3. a read returns all that stayed. A write after it replaces them, and so resolves the conflict.

Choice: the paper's `assign` takes a set of values, ours one; its `compare` is ill-defined for sets of values, ours says
that every version of the left is included in some version of the right.
"""

from __future__ import annotations

from typing import NamedTuple

from apps.clocks.version_vector import VersionVector, join_all
from apps.crdts.arguments import TEXT
from apps.crdts.crdt_type import Mutator, Replica, Slot, StateBased
from apps.crdts.naive.wall_clock import WALL_CLOCK_REGISTER
from apps.crdts.wrong_merge import BOUND, IDEMPOTENT, MONOTONE, WrongMerge


class Sibling(NamedTuple):
    """A value, and the writes that it has in its past, its own among them."""

    vector: VersionVector
    value: str


Siblings = frozenset[Sibling]


def assign(state: Siblings, replica: Replica, value: str) -> Siblings:
    """One value that replaces all that are here."""
    seen = join_all(sibling.vector for sibling in state)
    return frozenset({Sibling(seen.increment(replica.name), value)})


def merge(left: Siblings, right: Siblings) -> Siblings:
    """Those that the other side does not supersede."""
    return unsuperseded(left, right) | unsuperseded(right, left)


def unsuperseded(ours: Siblings, theirs: Siblings) -> Siblings:
    """Ours without those that are in the past of one of theirs."""
    return frozenset(
        mine
        for mine in ours
        if not any(other.vector != mine.vector and other.vector.includes(mine.vector) for other in theirs)
    )


def at_most(left: Siblings, right: Siblings) -> bool:
    """Return whether each version of the left is included in one of the right."""
    return all(any(other.vector.includes(mine.vector) for other in right) for mine in left)


def slots(state: Siblings) -> list[Slot]:
    """Each value with its vector."""
    return [
        Slot("sibling", sibling, sibling.value, str(sibling.vector))
        for sibling in sorted(state, key=lambda sibling: sibling.vector.entries)
    ]


def why(slot: Slot, left: Siblings, right: Siblings) -> str:
    """Return what supersedes it, if anything does."""
    sibling = next(each for each in left | right if each == slot.key)
    if sibling in left & right:
        return "Both have it."
    here, there = ("left", right) if sibling in left else ("right", left)
    for other in sorted(there, key=lambda other: other.vector.entries):
        if other.vector.includes(sibling.vector):
            return (
                f"{other.vector} includes {sibling.vector}: the client that wrote {other.value} had seen it, so it"
                " goes."
            )
    if not there:
        return f"Only the {here} has been written to."
    return f"No vector on the other side includes {sibling.vector}: it was written concurrently, so it stays."


# Wrong merges


def newest_sibling(left: Siblings, right: Siblings) -> Siblings:
    """Only the one with the most writes in its past."""
    both = sorted(left | right, key=lambda sibling: (sum(n for _, n in sibling.vector.entries), sibling.vector.entries))
    return frozenset(both[-1:])


def all_siblings(left: Siblings, right: Siblings) -> Siblings:
    """Everything that either has."""
    return left | right


TYPE = StateBased(
    name="mv_register",
    order=60,
    title="Multi-value register",
    source="Shapiro and others 2011, 3.2.2, specification 10",
    semantics="Concurrent writes are all kept, and read together. A write replaces what its replica had seen.",
    initial=frozenset(),
    operations={
        "assign": Mutator(
            argument=TEXT,
            help="Write a value in place of all that are here.",
            choices=lambda _: ("a", "b", "c"),
            apply=assign,
        ),
    },
    merge=merge,
    at_most=at_most,
    value=lambda state: sorted(sibling.value for sibling in state),
    slots=slots,
    why=why,
    mistakes=(
        WrongMerge(
            "newest_sibling",
            "Keep only the longest past",
            "The version that has seen more is newer.",
            "A concurrent write is lost without a word.",
            (IDEMPOTENT, BOUND),
            newest_sibling,
        ),
        WrongMerge(
            "all_siblings",
            "Keep everything",
            "Nothing may be lost.",
            "A value that was replaced comes back, and the siblings pile up.",
            (MONOTONE,),
            all_siblings,
        ),
    ),
    twins=(WALL_CLOCK_REGISTER,),
)
