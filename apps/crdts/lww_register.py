"""Last-writer-wins register (Shapiro and others 2011, 3.2.1, specification 8).

The state is one value with the stamp of the write that put it there; of two the higher stamp stays. The paper asks for
stamps that are unique, totally ordered and consistent with causal order: (Lamport time, replica) is. A wall clock is
not consistent with causal order, and what comes of that its naive twin shows.

It converges, and it loses: of two concurrent writes one is gone, though both were acknowledged.
"""

from __future__ import annotations

from typing import NamedTuple

from apps.crdts.arguments import TEXT
from apps.crdts.crdt_type import Mutator, Replica, Slot, StateBased
from apps.crdts.naive.wall_clock import WALL_CLOCK_REGISTER
from apps.crdts.wrong_merge import BOUND, COMMUTATIVE, MONOTONE, WrongMerge


class Written(NamedTuple):
    """A value and its stamp: Lamport time first, then the replica."""

    time: int
    replica: str
    value: str | None

    @property
    def stamp(self) -> tuple[int, str]:
        """Return what decides."""
        return self.time, self.replica

    @property
    def stamp_text(self) -> str:
        """The stamp as a learner reads it."""
        return f"{self.time}.{self.replica}"


NOTHING = Written(0, "", None)
"""Nobody has written."""


def assign(state: Written, replica: Replica, value: str) -> Written:
    """A write later than the one that is replaced."""
    return Written(state.time + 1, replica.name, value)


def merge(left: Written, right: Written) -> Written:
    """The one with the higher stamp."""
    return left if left.stamp >= right.stamp else right


def at_most(left: Written, right: Written) -> bool:
    """Return whether the right's stamp is at least as high."""
    return left.stamp <= right.stamp


def slots(state: Written) -> list[Slot]:
    """The value with its stamp."""
    return [] if state.value is None else [Slot("value", "value", "value", f"{state.value} @ {state.stamp_text}")]


def why(slot: Slot, left: Written, right: Written) -> str:
    """Return which stamp is higher, and what is lost."""
    if left == right:
        return "Both hold the same write."
    lost, kept = sorted((left, right), key=lambda written: written.stamp)
    side = "left" if kept == left else "right"
    if lost == NOTHING:
        return f"Only the {side} has been written to."
    tie = " (the times are equal, so the replica's name decides)" if lost.time == kept.time else ""
    return f"{kept.stamp_text} is higher than {lost.stamp_text}{tie}: the {side} stays, and {lost.value} is gone."


# Wrong merges


def ours_on_a_tie(left: Written, right: Written) -> Written:
    """The later time; our own if the times are equal."""
    return right if right.time > left.time else left


def greater_value(left: Written, right: Written) -> Written:
    """The greater value, whenever it was written."""
    return max(left, right, key=lambda written: (written.value or "", written.stamp))


TYPE = StateBased(
    name="lww_register",
    order=50,
    title="Last-writer-wins register",
    source="Shapiro and others 2011, 3.2.1, specification 8",
    semantics="The write with the highest Lamport stamp stays. Of concurrent writes one is kept, the others are lost.",
    initial=NOTHING,
    operations={
        "assign": Mutator(argument=TEXT, help="Write a value.", choices=lambda _: ("a", "b", "c"), apply=assign),
    },
    merge=merge,
    at_most=at_most,
    value=lambda state: state.value,
    slots=slots,
    why=why,
    mistakes=(
        WrongMerge(
            "ours_on_a_tie",
            "Keep our own on equal times",
            "There is no reason to prefer the other.",
            "Of two writes at the same time each replica keeps its own, for good.",
            (COMMUTATIVE, BOUND),
            ours_on_a_tie,
        ),
        WrongMerge(
            "greater_value",
            "The greater value",
            "All replicas agree on what is greater.",
            "A later write of a smaller value is lost.",
            (MONOTONE, BOUND),
            greater_value,
        ),
    ),
    twins=(WALL_CLOCK_REGISTER,),
)
