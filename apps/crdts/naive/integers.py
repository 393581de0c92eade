"""Plain integers in the place of a counter."""

from __future__ import annotations

from apps.crdts.arguments import AMOUNT
from apps.crdts.crdt_type import Mutator, Slot, StateBased

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
    """Return which number stays."""
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
