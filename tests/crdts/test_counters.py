"""Counters: every increment counts once; what a plain integer makes of the same schedule."""

from __future__ import annotations

import pytest

from apps.clocks.order import Order
from apps.clocks.version_vector import VersionVector
from apps.crdts import CRDTS
from apps.crdts.crdt_type import Replica, StateBased
from apps.crdts.errors import CrdtError
from apps.crdts.g_counter import TYPE as G_COUNTER
from apps.crdts.naive.integers import INTEGER_GREATER, INTEGER_LAST
from apps.crdts.pn_counter import ONE_VECTOR
from apps.crdts.pn_counter import TYPE as PN_COUNTER

N1, N2, N3 = (Replica(name) for name in ("n1", "n2", "n3"))


def counted(counter: StateBased) -> tuple[object, object]:
    """Two replicas that count concurrently: three at n1, two at n2."""
    left = counter.apply(counter.initial, N1, "increment", 3)
    return left, counter.apply(counter.initial, N2, "increment", 2)


@pytest.mark.parametrize("counter", [G_COUNTER, PN_COUNTER], ids=lambda counter: counter.name)
def test_concurrent_increments_all_count(counter: StateBased) -> None:
    left, right = counted(counter)
    assert counter.compare(left, right) is Order.CONCURRENT
    assert counter.value(counter.merge(left, right)) == 5


def test_a_plain_integer_loses_concurrent_increments() -> None:
    assert INTEGER_GREATER.merge(*counted(INTEGER_GREATER)) == 3
    assert INTEGER_LAST.merge(*counted(INTEGER_LAST)) == 2
    assert INTEGER_GREATER.explain(*counted(INTEGER_GREATER))[0].why == (
        "3 is more than 2: whatever only the right had counted is lost."
    )


def test_a_plain_integer_takes_a_decrement_back() -> None:
    before = INTEGER_GREATER.apply(0, N1, "increment", 2)
    after = INTEGER_GREATER.apply(before, N1, "decrement", 1)
    assert INTEGER_GREATER.merge(after, before) == 2


def test_counters_of_different_length_merge_when_a_replica_joins() -> None:
    short = VersionVector.of({"n1": 3})
    long = VersionVector.of({"n1": 2, "n2": 5, "n3": 1})
    assert G_COUNTER.merge(short, long) == G_COUNTER.merge(long, short) == VersionVector.of({"n1": 3, "n2": 5, "n3": 1})
    assert G_COUNTER.value(G_COUNTER.merge(short, long)) == 9


def test_a_merge_of_counters_is_told_entry_by_entry() -> None:
    rows = G_COUNTER.explain(
        VersionVector.of({"n1": 3, "n2": 1, "n4": 4}), VersionVector.of({"n1": 2, "n2": 1, "n3": 5})
    )
    assert [(row.name, row.left, row.right, row.result, row.why) for row in rows] == [
        ("n1", "3", "2", "3", "3 is more than 2: the left has seen more of what n1 counted."),
        ("n2", "1", "1", "1", "Both have counted 1 at n2."),
        ("n3", "", "5", "5", "Only the right knows about n3."),
        ("n4", "4", "", "4", "Only the left knows about n4."),
    ]


def test_a_pn_counter_goes_below_zero_and_keeps_both_directions() -> None:
    state = PN_COUNTER.apply(PN_COUNTER.initial, N1, "decrement", 4)
    state = PN_COUNTER.merge(state, PN_COUNTER.apply(PN_COUNTER.initial, N3, "increment", 1))
    assert PN_COUNTER.value(state) == -3
    assert [(slot.name, slot.content) for slot in PN_COUNTER.slots(state)] == [("+n3", "1"), ("-n1", "4")]


def test_one_vector_for_both_directions_counts_up_rightly_and_undoes_a_decrement() -> None:
    up = [ONE_VECTOR.apply(ONE_VECTOR.initial, replica, "increment", 2) for replica in (N1, N3)]
    both = ONE_VECTOR.merge(*up)
    assert ONE_VECTOR.value(both) == 4
    down = ONE_VECTOR.apply(both, N1, "decrement", 1)
    assert ONE_VECTOR.value(down) == 3
    for merged in (ONE_VECTOR.merge(down, both), ONE_VECTOR.merge(both, down)):
        assert ONE_VECTOR.value(merged) == 4
    first = ONE_VECTOR.explain(down, both)[0]
    assert "2 stays, being more. If n1 has counted down to 1, that decrement is undone." in str(first)


@pytest.mark.parametrize("amount", [0, -1, True, "1", None, 1_000_001])
def test_an_amount_that_is_none_is_refused_in_words(amount: object) -> None:
    with pytest.raises(CrdtError, match="must be a whole number from 1 to 1,000,000"):
        G_COUNTER.apply(G_COUNTER.initial, N1, "increment", amount)


def test_an_operation_that_does_not_exist_is_refused_in_words() -> None:
    with pytest.raises(CrdtError, match="There is no operation 'decrement' here, only increment"):
        G_COUNTER.apply(G_COUNTER.initial, N1, "decrement", 1)


def test_a_twin_understands_every_operation_of_its_type() -> None:
    for crdt in CRDTS.values():
        for twin in crdt.twins:
            assert set(crdt.operations) <= set(twin.operations)
            assert all(twin.operations[each].argument == crdt.operations[each].argument for each in crdt.operations)
