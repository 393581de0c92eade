"""A plain Boolean in the place of a flag that remembers which enables were disabled."""

from __future__ import annotations

from apps.crdts.arguments import NOTHING
from apps.crdts.crdt_type import Mutator, Slot, StateBased


def text(state: bool) -> str:
    """Return the flag as a learner reads it."""
    return "on" if state else "off"


def either(slot: Slot, left: bool, right: bool) -> str:
    """Return what a merge makes of two Booleans."""
    if left == right:
        return f"Both are {text(left)}."
    off = "right" if left else "left"
    return f"The {off} is off: not enabled there yet, or disabled? A Boolean cannot tell, so the flag is on."


PLAIN_FLAG = StateBased(
    name="plain_flag",
    order=50,
    title="Plain Boolean, on if either is on",
    source="",
    semantics="On or off; of two, on if either is on. A disable is forgotten.",
    initial=False,
    operations={
        "enable": Mutator(argument=NOTHING, help="Turn the flag on.", apply=lambda state, replica, _: True),
        "disable": Mutator(argument=NOTHING, help="Turn the flag off.", apply=lambda state, replica, _: False),
    },
    merge=lambda left, right: left or right,
    at_most=lambda left, right: left <= right,
    value=text,
    slots=lambda state: [Slot("flag", "flag", "value", text(state))],
    why=either,
)
