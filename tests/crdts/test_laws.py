"""Every state-based type is a semilattice that its operations climb; every wrong merge is found out."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings

from apps.clocks.order import Order
from apps.crdts import g_counter
from apps.crdts.crdt_type import StateBased
from apps.crdts.generated import generated_states
from apps.crdts.laws import LAWS, STATES_MAX, different, try_laws
from apps.crdts.wrong_merge import WrongMerge
from apps.labs.looking_back.law_trials import shown, try_generated
from apps.simulation.plain import plain
from tests.crdts.executions import REPLICAS, STATE_TYPES, Step, run, steps, type_name

WRONG = [(crdt, wrong) for crdt in STATE_TYPES for wrong in crdt.wrong_merges]

each_type = pytest.mark.parametrize("crdt", STATE_TYPES, ids=type_name)
each_wrong_merge = pytest.mark.parametrize(
    ("crdt", "wrong"), WRONG, ids=[f"{crdt.name}-{wrong.name}" for crdt, wrong in WRONG]
)


def seeded_steps(seed: int, length: int = 12) -> list[Step]:
    random = Random(seed)
    kinds = ("apply", "apply", "merge")
    return [
        (random.choice(REPLICAS), random.choice(kinds), random.randrange(100), random.randrange(100))
        for _ in range(length)
    ]


def assert_lawful(crdt: StateBased, steps: list[Step]) -> None:
    execution = run(crdt, steps)
    trials = try_laws(crdt, crdt.merge, [crdt.initial, *reversed(execution.states)])
    assert [trial.law for trial in trials] == list(LAWS)
    assert [(trial.law, trial.counterexample) for trial in trials if not trial.holds] == []


@each_type
@given(steps=steps)
@settings(max_examples=20)
def test_every_law_holds_over_the_states_of_an_execution(crdt: StateBased, steps: list[Step]) -> None:
    assert_lawful(crdt, steps)


@pytest.mark.sweep
@each_type
def test_every_law_holds_over_long_executions(crdt: StateBased) -> None:
    for seed in range(400):
        assert_lawful(crdt, seeded_steps(seed, length=40))


@each_type
@given(steps=steps)
@settings(max_examples=20)
def test_states_are_compared_as_the_merge_joins_them(crdt: StateBased, steps: list[Step]) -> None:
    states = run(crdt, steps).states
    for left, right in zip(states, reversed(states), strict=True):
        merged = crdt.merge(left, right)
        assert crdt.at_most(left, right) == (merged == right)
        assert crdt.compare(left, merged) in (Order.BEFORE, Order.EQUAL)
        assert crdt.compare(right, left) is crdt.compare(left, right).reversed


@each_wrong_merge
def test_a_wrong_merge_breaks_the_laws_it_says_and_no_other(crdt: StateBased, wrong: WrongMerge) -> None:
    broken = set()
    for seed in range(25):
        trials = try_laws(crdt, wrong.merge, run(crdt, seeded_steps(seed)).states[len(REPLICAS) :])
        broken |= {trial.law for trial in trials if not trial.holds}
    assert broken == set(wrong.breaks)
    assert wrong.breaks


def test_a_counterexample_shows_both_sides() -> None:
    crdt = g_counter.TYPE
    wrong = next(wrong for wrong in crdt.wrong_merges if wrong.name == "sum")
    trials = {trial.law: trial for trial in try_laws(crdt, wrong.merge, [crdt.initial.increment("n1", 2)])}
    found = trials["idempotent"].counterexample
    assert found
    assert (found.left.text, found.left.value, found.right.text, found.right.value) == ("merge(a, a)", 4, "a", 2)
    assert plain(found.given) == [{"text": "a", "state": "[n1:2]", "value": 2}]
    assert trials["commutative"].holds


def test_more_states_than_can_be_tried_are_left_out() -> None:
    crdt = g_counter.TYPE
    states = [crdt.initial.increment("n1", amount) for amount in range(1, 3 * STATES_MAX)]
    assert next(trial for trial in try_laws(crdt, crdt.merge, states) if trial.law == "idempotent").cases == STATES_MAX


@each_type
def test_generated_states_keep_every_law_and_are_many(crdt: StateBased) -> None:
    counts = []
    for seed in range(8):
        states = different(generated_states(crdt, seed))
        counts.append(len(states))
        assert all(trial.holds for trial in try_laws(crdt, crdt.merge, states))
    assert sum(counts) > 4 * len(counts), (
        f"runs of {crdt.name} have only {counts} different states: give its operations more `choices`"
    )


@each_wrong_merge
def test_a_wrong_merge_breaks_on_generated_states_every_law_that_it_says(crdt: StateBased, wrong: WrongMerge) -> None:
    tried = try_generated(crdt, wrong.name)
    assert set(tried.broken) == set(wrong.breaks)
    for trial in tried.trials:
        if trial.counterexample:
            found = shown(crdt, trial.counterexample)
            assert len(found.values) == len(found.heads) == len(set(found.heads))
            assert all(len(row.cells) == len(found.heads) for row in found.rows)
