"""Enable-wins flag (Almeida, Shoker, Baquero 2018, EWFlag: a causal delta-CRDT over a set of dots).

The state is a set of dots, one for each enable that no disable has observed, and a context of all dots seen. The merge
is that of `dots`.

1. *enable* puts a new dot in place of all dots that its replica holds;
2. *disable* drops all dots that its replica holds; they stay in the context;
3. the flag is on if it holds any dot.

So a disable cancels the enables that it has observed. A concurrent enable has a dot that the disable has not observed,
and the flag stays on. To disable a flag that is off changes nothing.
"""

from __future__ import annotations

from typing import NamedTuple

from apps.clocks.dotted import Dot
from apps.crdts import dots
from apps.crdts.arguments import NOTHING
from apps.crdts.crdt_type import Mutator, Replica, Slot, StateBased
from apps.crdts.dots import Dotted
from apps.crdts.naive.plain_flag import PLAIN_FLAG, text
from apps.crdts.wrong_merge import BOUND, MONOTONE, WrongMerge


class Enable(NamedTuple):
    """An enable that no disable has observed, by its dot."""

    dot: Dot

    def __str__(self) -> str:
        return f"enable · {self.dot}"


def new(state: Dotted, replica: Replica) -> Enable:
    """Return an enable under the replica's next dot."""
    return Enable(state.context.next_dot(replica.name))


def enable(state: Dotted, replica: Replica, _: None) -> Dotted:
    """Return the flag with a new dot in place of those seen."""
    return state.put(new(state, replica), state.entries)


def enable_delta(state: Dotted, replica: Replica, _: None) -> Dotted:
    """Return the new dot, and those that it replaces as seen."""
    return dots.delta(frozenset({new(state, replica)}), state.entries)


def disable(state: Dotted, replica: Replica, _: None) -> Dotted:
    """Return the flag without the dots seen."""
    return state.drop(state.entries)


def disable_delta(state: Dotted, replica: Replica, _: None) -> Dotted:
    """Return those dots as seen."""
    return dots.delta(frozenset(), state.entries)


def value(state: Dotted) -> str:
    """Return `on` if an enable is left, otherwise `off`."""
    return text(bool(state.entries))


def slots(state: Dotted) -> list[Slot]:
    """Return the flag, its dots and the context."""
    return [Slot("flag", "flag", "value", value(state)), *dots.slots(state)]


def why(slot: Slot, left: Dotted, right: Dotted) -> str:
    """Return why the flag is on or off, or what happens to a dot."""
    if slot.kind != "flag":
        return dots.why(slot, left, right)
    left_over = dots.merge(left, right).entries
    if left_over:
        names = ", ".join(str(entry.dot) for entry in sorted(left_over))
        return f"No disable has observed {names}: the flag is on."
    if left.entries or right.entries:
        return "Each enable was cancelled by a disable, or replaced by an enable that was cancelled: the flag is off."
    return "Neither side holds an enable: the flag is off."


# Wrong merges


def disable_wins(left: Dotted, right: Dotted) -> Dotted:
    """Return both, without any dot if a side that has seen something is off."""
    both = dots.merge(left, right)
    is_off = any(not side.entries and side.context != dots.NOTHING_SEEN for side in (left, right))
    return Dotted(frozenset(), both.context) if is_off else both


TYPE = StateBased(
    name="ew_flag",
    order=65,
    title="Enable-wins flag",
    source="Almeida, Shoker, Baquero 2018",
    semantics="A disable cancels the enables that it has seen. Of a concurrent enable and disable the enable wins.",
    initial=Dotted(),
    operations={
        "enable": Mutator(
            argument=NOTHING, help="Turn the flag on, under a new dot.", apply=enable, delta=enable_delta
        ),
        "disable": Mutator(
            argument=NOTHING, help="Drop every dot that is seen here.", apply=disable, delta=disable_delta
        ),
    },
    merge=dots.merge,
    at_most=dots.at_most,
    value=value,
    slots=slots,
    why=why,
    mistakes=(
        *dots.MISTAKES,
        WrongMerge(
            "disable_wins",
            "Off if either side is off",
            "It is safer to leave it off.",
            "No enable lasts: any replica that is still off turns the flag off again.",
            (MONOTONE, BOUND),
            disable_wins,
        ),
    ),
    twins=(PLAIN_FLAG,),
)
