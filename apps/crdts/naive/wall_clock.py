"""A register with its writer's wall clock."""

from __future__ import annotations

from typing import NamedTuple

from apps.crdts.arguments import TEXT
from apps.crdts.crdt_type import Mutator, Slot, StateBased


class Timed(NamedTuple):
    """A value with the wall clock of the replica that wrote it."""

    wall_ticks: int
    replica: str
    value: str | None


NOTHING = Timed(-1_000_000_000, "", None)
"""Nobody has written: earlier than any clock reads."""


def later_wins(slot: Slot, left: Timed, right: Timed) -> str:
    """Return which clock read more."""
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
