"""Sets: who wins of a concurrent addition and removal, and what a removal leaves behind."""

from __future__ import annotations

from typing import Any

import pytest

from apps.crdts.crdt_type import Replica, StateBased
from apps.crdts.errors import CrdtError
from apps.crdts.naive.plain_set import PLAIN_SET
from apps.crdts.or_map import TYPE as OR_MAP
from apps.crdts.or_set import TYPE as OR_SET
from apps.crdts.or_set_dots import TYPE as OR_SET_DOTS
from apps.crdts.two_phase_set import TYPE as TWO_PHASE_SET

N1, N2 = Replica("n1"), Replica("n2")

observed_remove = pytest.mark.parametrize("crdt", [OR_SET, OR_SET_DOTS], ids=lambda crdt: crdt.name)


def shared(crdt: StateBased) -> Any:
    """What both replicas hold: x, added at n1."""
    return crdt.apply(crdt.initial, N1, "add", "x")


@observed_remove
def test_of_a_concurrent_addition_and_removal_the_addition_wins(crdt: StateBased) -> None:
    """As Shapiro and others 2011 draw it: what one replica removes another adds, under a tag of its own."""
    removed = crdt.apply(shared(crdt), N1, "remove", "x")
    added = crdt.apply(shared(crdt), N2, "add", "x")
    assert crdt.value(crdt.merge(removed, added)) == ["x"]
    row = crdt.explain(removed, added)[0]
    assert (row.kind, row.name, row.left, row.right, row.result) == ("element", "x", "", "in", "in")
    assert row.why == "The left does not have it, but no removal there had seen n2:1: the addition wins, it is in."


@observed_remove
def test_a_removal_removes_what_it_had_seen(crdt: StateBased) -> None:
    removed = crdt.apply(shared(crdt), N2, "remove", "x")
    assert crdt.value(crdt.merge(removed, shared(crdt))) == []
    assert crdt.explain(removed, shared(crdt))[0].why == (
        "The left has its tombstone: a removal had observed this tag, so it goes."
        if crdt is OR_SET
        else "The result has seen what either side has seen."
    )


@observed_remove
def test_a_removed_element_can_be_added_again(crdt: StateBased) -> None:
    state = crdt.apply(crdt.apply(shared(crdt), N1, "remove", "x"), N1, "add", "x")
    assert crdt.value(crdt.merge(state, shared(crdt))) == ["x"]


def test_a_tag_is_never_given_twice() -> None:
    state = OR_SET.apply(OR_SET.apply(shared(OR_SET), N1, "remove", "x"), N1, "add", "x")
    assert [slot.name for slot in OR_SET.slots(state)] == ["x", "x · n1:2", "x · n1:1"]


def test_tombstones_stay_and_dots_leave_none() -> None:
    for crdt, left_behind in ((OR_SET, 1), (OR_SET_DOTS, 0)):
        assert crdt.tombstones(crdt.apply(shared(crdt), N1, "remove", "x")) == left_behind


def test_why_a_dot_stays_or_goes() -> None:
    both = OR_SET_DOTS.apply(shared(OR_SET_DOTS), N1, "add", "y")
    left = OR_SET_DOTS.apply(both, N2, "remove", "x")
    right = OR_SET_DOTS.apply(both, N1, "add", "z")
    why = {row.name: row.why for row in OR_SET_DOTS.explain(left, right)}
    assert (
        why["x · n1:1"] == "The left has seen n1:1 and holds it no more: it was removed or replaced there, so it goes."
    )
    assert why["y · n1:2"] == "Both have it."
    assert why["z · n1:3"] == "The left has not seen n1:3 yet, so nothing there can have removed it: it stays."


def test_a_two_phase_set_never_takes_back_what_was_removed() -> None:
    removed = TWO_PHASE_SET.apply(shared(TWO_PHASE_SET), N1, "remove", "x")
    with pytest.raises(CrdtError, match="x was removed, and a two-phase set never takes it back"):
        TWO_PHASE_SET.apply(removed, N1, "add", "x")
    elsewhere = TWO_PHASE_SET.apply(TWO_PHASE_SET.initial, N2, "add", "x")
    assert TWO_PHASE_SET.value(TWO_PHASE_SET.merge(removed, elsewhere)) == []


@pytest.mark.parametrize("crdt", [OR_SET, OR_SET_DOTS, TWO_PHASE_SET, PLAIN_SET, OR_MAP], ids=lambda crdt: crdt.name)
def test_what_is_not_there_cannot_be_removed(crdt: StateBased) -> None:
    with pytest.raises(CrdtError, match=r"x is not in the (set|map) here\."):
        crdt.apply(crdt.initial, N1, "remove", "x")


def test_a_plain_set_forgets_a_removal() -> None:
    removed = PLAIN_SET.apply(shared(PLAIN_SET), N1, "remove", "x")
    assert PLAIN_SET.value(PLAIN_SET.merge(removed, shared(PLAIN_SET))) == ["x"]


def test_a_delta_with_a_gap_before_it_waits_in_the_cloud() -> None:
    first = shared(OR_SET_DOTS)
    delta = OR_SET_DOTS.delta(first, N1, "add", "y")
    early = OR_SET_DOTS.merge(OR_SET_DOTS.initial, delta)
    assert [(slot.name, slot.content) for slot in OR_SET_DOTS.slots(early)][-1] == ("seen n1:2", "alone")
    whole = OR_SET_DOTS.merge(early, first)
    assert whole.context.cloud == frozenset()
    assert OR_SET_DOTS.value(whole) == ["x", "y"]


def test_a_put_wins_over_a_concurrent_removal_of_its_key() -> None:
    start = OR_MAP.apply(OR_MAP.initial, N1, "put", ["cart", "milk"])
    removed = OR_MAP.apply(start, N1, "remove", "cart")
    put = OR_MAP.apply(start, N2, "put", ["cart", "eggs"])
    assert OR_MAP.value(OR_MAP.merge(removed, put)) == {"cart": ["eggs"]}
    assert OR_MAP.explain(removed, put)[0].why == (
        "The left does not have the key, but no removal there had seen n2:1: the put wins, it is in."
    )


def test_concurrent_puts_of_one_key_are_both_kept_until_the_next() -> None:
    left = OR_MAP.apply(OR_MAP.initial, N1, "put", ["x", "1"])
    right = OR_MAP.apply(OR_MAP.initial, N2, "put", ["x", "2"])
    both = OR_MAP.merge(left, right)
    assert OR_MAP.value(both) == {"x": ["1", "2"]}
    assert OR_MAP.value(OR_MAP.apply(both, N1, "put", ["x", "3"])) == {"x": ["3"]}
