"""Naive twins: what one would build without thinking of replicas. Same operations, so that they run on the same
schedule as a convergent type, and go wrong for real.

| twin | how it goes wrong |
|---|---|
| integer, the greater wins | of concurrent increments one is lost; a decrement is undone by any older state |
| one vector for up and down | a decrement is undone by any older state of its replica's entry, and by nothing else |
| integer, the last to arrive wins | replicas swap values, and lose whatever the other had counted |
| plain set, united | what is removed comes back with the next state that still has it |
| register, the later wall clock wins | with clocks skewed, an acknowledged later write loses to an earlier one |

All but the third converge. Converging is not enough: the value has to follow from the operations.
"""

from __future__ import annotations

from typing import NamedTuple

from apps.clocks.version_vector import EMPTY, VersionVector
from apps.crdts import g_counter
from apps.crdts.arguments import AMOUNT, TEXT
from apps.crdts.crdt_type import Mutator, Replica, Slot, StateBased
from apps.crdts.errors import CrdtError

COUNTING = {
    "increment": Mutator(
        argument=AMOUNT, help="Count up.", choices=lambda _: (1, 2), apply=lambda state, _, amount: state + amount
    ),
    "decrement": Mutator(
        argument=AMOUNT, help="Count down.", choices=lambda _: (1, 2), apply=lambda state, _, amount: state - amount
    ),
}


def total(state: int) -> list[Slot]:
    """The one number."""
    return [Slot("count", "total", "total", str(state))]


def greater_wins(slot: Slot, left: int, right: int) -> str:
    """Which number stays."""
    if left == right:
        return "Both are equal; whether they counted the same things, nobody can tell."
    lost = "right" if left > right else "left"
    return f"{max(left, right)} is more than {min(left, right)}: whatever only the {lost} had counted is lost."


INTEGER_GREATER = StateBased(
    name="integer_greater",
    order=10,
    title="Plain integer, the greater wins",
    source="",
    semantics="One number; of two the greater stays.",
    initial=0,
    operations=COUNTING,
    merge=max,
    at_most=lambda left, right: left <= right,
    value=lambda state: state,
    slots=total,
    why=greater_wins,
)

INTEGER_LAST = StateBased(
    name="integer_last",
    order=20,
    title="Plain integer, the last to arrive wins",
    source="",
    semantics="One number; what arrives replaces it.",
    initial=0,
    operations=COUNTING,
    merge=lambda _, right: right,
    at_most=lambda left, right: left <= right,
    value=lambda state: state,
    slots=total,
    why=lambda _slot, left, right: f"{right} arrived and replaces {left}, whatever that had counted.",
)


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
    """Which entry stays, and what that means."""
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


def remove_element(state: frozenset[str], replica: Replica, element: str) -> frozenset[str]:
    """The set without it, and without a trace of it."""
    if element not in state:
        raise CrdtError("crdt.absent", f"{element} is not in the set here.")
    return state - {element}


def united(slot: Slot, left: frozenset[str], right: frozenset[str]) -> str:
    """Who has it."""
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


class Timed(NamedTuple):
    """A value with the wall clock of the replica that wrote it."""

    wall_ticks: int
    replica: str
    value: str | None


NOTHING = Timed(-1_000_000_000, "", None)
"""Nobody has written: earlier than any clock reads."""


def later_wins(slot: Slot, left: Timed, right: Timed) -> str:
    """Which clock read more."""
    if left == right:
        return "Both hold the same write."
    lost, kept = sorted((left, right), key=lambda timed: timed[:2])
    side = "left" if kept == left else "right"
    if lost == NOTHING:
        return f"Only the {side} has been written to."
    return (
        f"{kept.replica}'s clock read {kept.wall_ticks}, {lost.replica}'s {lost.wall_ticks}: the {side} stays, even if"
        f" {lost.value} was written after it."
    )


WALL_CLOCK_REGISTER = StateBased(
    name="wall_clock_register",
    order=40,
    title="Register, the later wall clock wins",
    source="",
    semantics="A value with the wall clock of its writer; of two the later stays, if the clocks are right.",
    initial=NOTHING,
    operations={
        "assign": Mutator(
            argument=TEXT,
            help="Write a value.",
            choices=lambda _: ("a", "b", "c"),
            apply=lambda _, replica, value: Timed(replica.wall_ticks, replica.name, value),
        ),
    },
    merge=lambda left, right: left if left[:2] >= right[:2] else right,
    at_most=lambda left, right: left[:2] <= right[:2],
    value=lambda state: state.value,
    slots=lambda state: (
        []
        if state.value is None
        else [Slot("value", "value", "value", f"{state.value} @ {state.wall_ticks} {state.replica}")]
    ),
    why=later_wins,
)


TWINS = {
    "g_counter": (INTEGER_GREATER, INTEGER_LAST),
    "pn_counter": (ONE_VECTOR, INTEGER_GREATER, INTEGER_LAST),
    "op_counter": (INTEGER_GREATER, INTEGER_LAST),
    "two_phase_set": (PLAIN_SET,),
    "or_set": (PLAIN_SET,),
    "or_set_dots": (PLAIN_SET,),
    "op_or_set": (PLAIN_SET,),
    "lww_register": (WALL_CLOCK_REGISTER,),
    "mv_register": (WALL_CLOCK_REGISTER,),
}


def naive_twins(name: str) -> tuple[StateBased, ...]:
    """The naive types that have every operation of the type of that name; none for those that nobody builds naively."""
    return TWINS.get(name, ())
