"""PN-Counter, a counter that goes up and down (Shapiro and others 2011, 3.1.3, specification 7).

Two G-Counters, one of increments and one of decrements; the value is their difference. One vector would not do: a
merge by maximum takes the greater entry for the later one, and a decrement would be lost.

A delta is the one entry that changed (Almeida, Shoker, Baquero 2018).
"""

from __future__ import annotations

from dataclasses import dataclass

from apps.clocks.version_vector import EMPTY, VersionVector
from apps.crdts import g_counter
from apps.crdts.arguments import AMOUNT
from apps.crdts.crdt_type import Mutator, Replica, Slot, StateBased
from apps.crdts.naive.integers import INTEGER_GREATER, INTEGER_LAST
from apps.crdts.wrong_merge import ASSOCIATIVE, BOUND, IDEMPOTENT, MONOTONE, WrongMerge

SIGNS = ("+", "-")


@dataclass(frozen=True, slots=True)
class Counts:
    """What each replica has counted up, and what down."""

    increments: VersionVector = EMPTY
    decrements: VersionVector = EMPTY

    def of(self, sign: str) -> VersionVector:
        """The counts of one direction."""
        return self.increments if sign == "+" else self.decrements


def increment(state: Counts, replica: Replica, amount: int) -> Counts:
    """More in the replica's own entry of the increments."""
    return Counts(state.increments.increment(replica.name, amount), state.decrements)


def increment_delta(state: Counts, replica: Replica, amount: int) -> Counts:
    """That entry alone."""
    return Counts(increments=g_counter.increment_delta(state.increments, replica, amount))


def decrement(state: Counts, replica: Replica, amount: int) -> Counts:
    """More in the replica's own entry of the decrements."""
    return Counts(state.increments, state.decrements.increment(replica.name, amount))


def decrement_delta(state: Counts, replica: Replica, amount: int) -> Counts:
    """That entry alone."""
    return Counts(decrements=g_counter.increment_delta(state.decrements, replica, amount))


def merge(left: Counts, right: Counts) -> Counts:
    """The greater of each entry, in either direction."""
    return Counts(left.increments.join(right.increments), left.decrements.join(right.decrements))


def at_most(left: Counts, right: Counts) -> bool:
    """Return whether no entry of the left is greater."""
    return right.increments.includes(left.increments) and right.decrements.includes(left.decrements)


def value(state: Counts) -> int:
    """All increments less all decrements."""
    return g_counter.value(state.increments) - g_counter.value(state.decrements)


def slots(state: Counts) -> list[Slot]:
    """Each replica's counts, up and down."""
    return [
        Slot("count", (sign, name), f"{sign}{name}", str(count))
        for sign in SIGNS
        for name, count in state.of(sign).entries
    ]


def why(slot: Slot, left: Counts, right: Counts) -> str:
    """Return which side has seen more of that replica."""
    sign, name = slot.name[0], slot.name[1:]
    return g_counter.greater_count(name, left.of(sign).count(name), right.of(sign).count(name))


# Wrong merges


def sums_in_both(left: Counts, right: Counts) -> Counts:
    """Both counts of each replica, added, in either direction."""
    return Counts(
        g_counter.sum_of_counts(left.increments, right.increments),
        g_counter.sum_of_counts(left.decrements, right.decrements),
    )


def decrements_of_one(left: Counts, right: Counts) -> Counts:
    """The greater increments, with the smaller decrements."""
    return Counts(left.increments.join(right.increments), g_counter.least_count(left.decrements, right.decrements))


def cancelled(left: Counts, right: Counts) -> Counts:
    """The greater of each entry, then what is both up and down taken off: only the difference counts."""
    up, down = left.increments.join(right.increments), left.decrements.join(right.decrements)
    return Counts(
        g_counter.each_entry(up, down, lambda a, b: max(a - b, 0)),
        g_counter.each_entry(down, up, lambda a, b: max(a - b, 0)),
    )


# A naive twin


def counted_by(sign: int) -> Mutator:
    """Up or down in the replica's own entry."""
    return Mutator(
        argument=AMOUNT,
        help="Count up." if sign > 0 else "Count down.",
        choices=lambda _: (1, 2),
        apply=lambda state, replica, amount: state.increment(replica.name, sign * amount),
    )


def greater_entries(left: VersionVector, right: VersionVector) -> VersionVector:
    """The greater of each entry; one that is not there is zero."""
    names = {name for name, _ in left.entries + right.entries}
    return VersionVector.of({name: max(left.count(name), right.count(name)) for name in names})


def greater_entry(slot: Slot, left: VersionVector, right: VersionVector) -> str:
    """Return which entry stays, and what that means."""
    a, b = left.count(slot.name), right.count(slot.name)
    if a == b:
        return f"Both have {a} at {slot.name}."
    return f"{max(a, b)} stays, being more. If {slot.name} has counted down to {min(a, b)}, that decrement is undone."


ONE_VECTOR = StateBased(
    name="one_vector",
    order=15,
    title="One vector for up and down",
    source="",
    semantics="As a G-Counter, with decrements in the same entries; of two entries the greater stays.",
    initial=EMPTY,
    operations={"increment": counted_by(1), "decrement": counted_by(-1)},
    merge=greater_entries,
    at_most=lambda left, right: greater_entries(left, right) == right,
    value=g_counter.value,
    slots=g_counter.slots,
    why=greater_entry,
)


TYPE = StateBased(
    name="pn_counter",
    order=20,
    title="PN-Counter",
    source="Shapiro and others 2011, 3.1.3, specification 7; Almeida and others 2018",
    semantics="Every increment and every decrement counts once, wherever it was made. It may go below zero.",
    initial=Counts(),
    operations={
        "increment": Mutator(
            argument=AMOUNT, help="Count up.", choices=lambda _: (1, 2), apply=increment, delta=increment_delta
        ),
        "decrement": Mutator(
            argument=AMOUNT, help="Count down.", choices=lambda _: (1, 2), apply=decrement, delta=decrement_delta
        ),
    },
    merge=merge,
    at_most=at_most,
    value=value,
    slots=slots,
    why=why,
    mistakes=(
        WrongMerge(
            "sum",
            "Sum instead of maximum",
            "Counts are added up.",
            "Every message counts everything once more.",
            (IDEMPOTENT, MONOTONE, BOUND),
            sums_in_both,
        ),
        WrongMerge(
            "least_decrements",
            "Greater increments, smaller decrements",
            "In doubt, don't take away.",
            "Decrements are undone.",
            (MONOTONE, BOUND),
            decrements_of_one,
        ),
        WrongMerge(
            "cancelled",
            "Only the difference kept",
            "One up and one down is nothing.",
            "A state from before brings back what was cancelled.",
            (ASSOCIATIVE, IDEMPOTENT, MONOTONE, BOUND),
            cancelled,
        ),
    ),
    twins=(ONE_VECTOR, INTEGER_GREATER, INTEGER_LAST),
)
