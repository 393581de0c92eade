"""Whatever is lost, repeated or reordered: what a replica reads follows from the operations that it knows."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.crdts.arguments import AMOUNT, KEY_AND_VALUE, NOTHING, PLACE_AND_TEXT, TEXT, ArgumentKind
from apps.crdts.crdt_type import Replica, StateBased, encoded
from apps.crdts.errors import CrdtError
from tests.crdts.executions import DELTA_TYPES, REPLICAS, STATE_TYPES, Step, chosen, run, settle, steps, type_name
from tests.crdts.specifications import SPECIFICATIONS
from tests.crdts.test_laws import seeded_steps

each_type = pytest.mark.parametrize("crdt", STATE_TYPES, ids=type_name)
each_delta_type = pytest.mark.parametrize("crdt", DELTA_TYPES, ids=type_name)


def assert_as_specified(crdt: StateBased, steps: list[Step]) -> None:
    execution = run(crdt, steps)
    for state, known in execution.past:
        assert crdt.value(state) == SPECIFICATIONS[crdt.name](execution.operations, known)


def test_every_type_has_a_specification() -> None:
    missing = [crdt.name for crdt in STATE_TYPES if crdt.name not in SPECIFICATIONS]
    assert not missing, "say in tests/crdts/specifications.py what these are to read"


@each_type
@given(steps=steps)
@settings(max_examples=40)
def test_a_value_follows_from_the_operations_known(crdt: StateBased, steps: list[Step]) -> None:
    assert_as_specified(crdt, steps)


@pytest.mark.sweep
@each_type
def test_a_value_follows_from_the_operations_known_in_long_executions(crdt: StateBased) -> None:
    for seed in range(1_000):
        assert_as_specified(crdt, seeded_steps(seed, length=40))


@each_type
@given(steps=steps)
@settings(max_examples=25)
def test_replicas_that_have_heard_of_one_another_are_equal(crdt: StateBased, steps: list[Step]) -> None:
    execution = run(crdt, steps)
    settled = settle(execution)
    everything = range(len(execution.operations))
    assert crdt.value(settled) == SPECIFICATIONS[crdt.name](execution.operations, everything)


@each_type
@given(steps=steps, order=st.randoms(use_true_random=False))
@settings(max_examples=25)
def test_merging_all_states_in_any_order_however_often_gives_the_same_bytes(
    crdt: StateBased, steps: list[Step], order: object
) -> None:
    states = run(crdt, steps).states
    shuffled = states + states[::2]
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    assert encoded(reduce(crdt.merge, shuffled)) == encoded(reduce(crdt.merge, states))


@each_delta_type
@given(steps=steps)
@settings(max_examples=40)
def test_a_delta_merged_into_the_state_before_is_the_state_after(crdt: StateBased, steps: list[Step]) -> None:
    for state in run(crdt, steps).states:
        for first in range(len(crdt.operations)):
            for second in range(3):
                if operation := chosen(crdt, state, first, second):
                    replica = Replica("n1")
                    after = crdt.apply(state, replica, *operation)
                    assert crdt.merge(state, crdt.delta(state, replica, *operation)) == after


@each_delta_type
@given(steps=steps, order=st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_deltas_joined_in_any_order_equal_the_full_states(crdt: StateBased, steps: list[Step], order: object) -> None:
    """Replicas exchange deltas only, with gaps, and repeat each once; another set of replicas sends full states."""
    full = dict.fromkeys(REPLICAS, crdt.initial)
    small = dict(full)
    deltas = [crdt.initial]
    for name, kind, first, second in steps:
        if kind == "merge":
            small[name] = crdt.merge(small[name], deltas[first % len(deltas)])
        elif operation := chosen(crdt, small[name], first, second):
            deltas.append(crdt.delta(small[name], Replica(name), *operation))
            small[name] = crdt.apply(small[name], Replica(name), *operation)
    shuffled = deltas * 2
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    joined = reduce(crdt.merge, shuffled)
    assert joined == reduce(crdt.merge, small.values())
    assert all(crdt.at_most(state, joined) for state in small.values())


@pytest.mark.parametrize("crdt", [crdt for crdt in STATE_TYPES if crdt not in DELTA_TYPES], ids=type_name)
def test_a_type_without_deltas_says_so(crdt: StateBased) -> None:
    name = next(iter(crdt.operations))
    with pytest.raises(CrdtError, match="sends whole states"):
        crdt.delta(crdt.initial, Replica("n1"), name, next(iter(crdt.operations[name].choices(crdt.initial))))


FRESH: dict[ArgumentKind, Callable[[int], object]] = {
    NOTHING: lambda number: None,
    AMOUNT: lambda number: 1,
    TEXT: lambda number: f"e{number}",
    KEY_AND_VALUE: lambda number: (f"k{number}", "v"),
    PLACE_AND_TEXT: lambda number: ("", "t"),
}
"""By kind of argument, one that no state has had."""
OPERATIONS = 60
"""As many replicas: enough for a state that is little more than a vector to be longer than a delta."""


@each_delta_type
def test_a_delta_is_smaller_than_the_state(crdt: StateBased) -> None:
    state = crdt.initial
    name, operation = next(iter(crdt.operations.items()))
    assert operation.argument in FRESH, f"say in FRESH what {crdt.name} can be given"
    for number in range(OPERATIONS):
        argument = FRESH[operation.argument](number)
        replica = Replica(f"n{number}")
        delta = crdt.delta(state, replica, name, argument)
        state = crdt.apply(state, replica, name, argument)
    assert 3 * crdt.size_bytes(delta) < crdt.size_bytes(state), (
        f"the delta of {crdt.name}'s {name} holds more than this one {name} changes: {delta}"
    )
