"""The enable-wins flag: what wins of a concurrent enable and disable, and what its naive twin forgets."""

from __future__ import annotations

from typing import Any

from apps.crdts.crdt_type import Replica
from apps.crdts.ew_flag import TYPE as FLAG
from apps.crdts.naive.plain_flag import PLAIN_FLAG

N1, N2 = Replica("n1"), Replica("n2")
ON = FLAG.apply(FLAG.initial, N1, "enable")


def why_flag(left: Any, right: Any) -> str:
    """Why a merge leaves the flag on or off."""
    return next(row.why for row in FLAG.explain(left, right) if row.kind == "flag")


def test_of_a_concurrent_enable_and_disable_the_enable_wins() -> None:
    disabled, enabled = FLAG.apply(ON, N1, "disable"), FLAG.apply(ON, N2, "enable")
    assert FLAG.value(disabled) == "off"
    assert FLAG.value(FLAG.merge(disabled, enabled)) == "on"
    assert why_flag(disabled, enabled) == "No disable has observed n2:1: the flag is on."


def test_a_disable_cancels_the_enables_that_it_has_observed() -> None:
    both = FLAG.merge(ON, FLAG.apply(FLAG.initial, N2, "enable"))
    disabled = FLAG.apply(both, N2, "disable")
    assert FLAG.value(FLAG.merge(disabled, ON)) == "off"
    words = "Each enable was cancelled by a disable, or replaced by an enable that was cancelled: the flag is off."
    assert why_flag(disabled, ON) == words


def test_a_disabled_flag_can_be_enabled_again() -> None:
    again = FLAG.apply(FLAG.apply(ON, N1, "disable"), N1, "enable")
    assert FLAG.value(FLAG.merge(again, ON)) == "on"


def test_to_disable_a_flag_that_is_off_changes_nothing() -> None:
    assert FLAG.apply(FLAG.initial, N1, "disable") == FLAG.initial
    assert why_flag(FLAG.initial, FLAG.initial) == "Neither side holds an enable: the flag is off."


def test_an_enable_replaces_the_dots_it_has_observed() -> None:
    state = FLAG.initial
    for _ in range(3):
        state = FLAG.apply(state, N1, "enable")
    assert [slot.name for slot in FLAG.slots(state)] == ["value", "enable · n1:3", "seen of n1"]


def test_a_plain_boolean_forgets_a_disable() -> None:
    enabled = PLAIN_FLAG.apply(PLAIN_FLAG.initial, N1, "enable")
    disabled = PLAIN_FLAG.apply(enabled, N1, "disable")
    assert PLAIN_FLAG.value(PLAIN_FLAG.merge(disabled, enabled)) == "on"
