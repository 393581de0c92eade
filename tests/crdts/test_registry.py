"""What every type has to show, whoever adds it."""

from __future__ import annotations

import json

import pytest

from apps.crdts import CRDTS
from apps.crdts.crdt_type import CrdtType, StateBased, encoded
from apps.simulation.plain import plain
from tests.crdts.executions import STATE_TYPES, chosen, run, type_name
from tests.crdts.test_laws import seeded_steps

TWINS = {twin.name: twin for crdt in CRDTS.values() for twin in crdt.twins}
EVERY_TYPE = [*CRDTS.values(), *TWINS.values()]


def test_no_two_types_have_the_same_place_among_those_offered() -> None:
    orders = [crdt.order for crdt in CRDTS.values()]
    assert orders == sorted(set(orders))


@pytest.mark.parametrize("crdt", EVERY_TYPE, ids=type_name)
def test_a_type_says_what_it_is(crdt: CrdtType) -> None:
    assert crdt.title
    assert crdt.semantics.endswith(".")
    assert crdt.tombstones(crdt.initial) == 0
    assert any(chosen(crdt, crdt.initial, first, 0) for first in range(3))


@pytest.mark.parametrize("crdt", STATE_TYPES, ids=type_name)
def test_states_values_and_explanations_are_plain(crdt: StateBased) -> None:
    for seed in range(10):
        states = run(crdt, seeded_steps(seed)).states
        for left, right in zip(states, reversed(states), strict=True):
            rows = crdt.explain(left, right)
            assert json.loads(json.dumps(plain(crdt.value(left)))) == plain(crdt.value(left))
            assert all(row.why.endswith(".") and (row.left or row.right or row.result) for row in rows)
            assert {row.name for row in rows} >= {slot.name for slot in crdt.slots(crdt.merge(left, right))}
            assert len({slot.key for slot in crdt.slots(left)}) == len(list(crdt.slots(left)))
            assert (encoded(left) == encoded(right)) == (left == right)
            assert crdt.size_bytes(left) == len(encoded(left))


@pytest.mark.parametrize("crdt", STATE_TYPES, ids=type_name)
def test_tombstones_are_those_that_the_slots_show(crdt: StateBased) -> None:
    for state in run(crdt, seeded_steps(7, length=40)).states:
        assert crdt.tombstones(state) == sum(slot.kind == "tombstone" for slot in crdt.slots(state))


@pytest.mark.parametrize("crdt", STATE_TYPES, ids=type_name)
def test_every_type_has_wrong_merges_that_say_why(crdt: StateBased) -> None:
    wrong = crdt.wrong_merges
    assert len({each.name for each in wrong}) == len(wrong) >= 3, f"give {crdt.name} two `mistakes` or more"
    assert all(each.thought.endswith(".") and each.consequence.endswith(".") for each in wrong)
