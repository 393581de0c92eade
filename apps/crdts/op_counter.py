"""Operation-based counter (Shapiro and others 2011, 3.1.1, specification 5).

The state is one number. An update is the amount, with its sign; its effect is to add it. Additions commute, so the
order of delivery does not matter; but an update delivered twice counts twice.
"""

from apps.crdts.arguments import AMOUNT
from apps.crdts.crdt_type import OperationBased, Replica, Slot, Source
from apps.crdts.naive.integers import INTEGER_GREATER, INTEGER_LAST


def effect(state: int, update: int) -> int:
    """The amount added."""
    return state + update


def words(update: int) -> str:
    """The amount with its sign."""
    return f"{'+' if update >= 0 else '−'}{abs(update)}"


def explain(state: int, update: int) -> str:
    """Return what is added."""
    sum_text = f"{state} {'+' if update >= 0 else '−'} {abs(update)} = {state + update}"
    return f"{sum_text}. Delivered twice, it would count twice."


def increment(state: int, replica: Replica, amount: int) -> int:
    """The amount."""
    return amount


def decrement(state: int, replica: Replica, amount: int) -> int:
    """The amount below zero."""
    return -amount


TYPE = OperationBased(
    name="op_counter",
    order=110,
    title="Counter, by operations",
    source="Shapiro and others 2011, 3.1.1, specification 5",
    semantics="Every increment and decrement counts once at every replica, if it is delivered there once.",
    initial=0,
    operations={
        "increment": Source(argument=AMOUNT, help="Count up.", choices=lambda _: (1, 2), prepare=increment),
        "decrement": Source(argument=AMOUNT, help="Count down.", choices=lambda _: (1, 2), prepare=decrement),
    },
    effect=effect,
    value=lambda state: state,
    slots=lambda state: [Slot("count", "total", "total", str(state))],
    words=words,
    explain=explain,
    twins=(INTEGER_GREATER, INTEGER_LAST),
)
