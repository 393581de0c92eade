"""Every state-based type is a semilattice that operations climb, over generated executions."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from apps.crdts import state_types
from apps.crdts.crdt_type import StateBased
from apps.crdts.laws import LAWS, try_laws
from tests.crdts.executions import executions, run

each_state_type = pytest.mark.parametrize("crdt", state_types().values(), ids=lambda crdt: crdt.name)


@each_state_type
@given(steps=executions)
@settings(max_examples=60)
def test_every_law_holds_over_the_states_of_an_execution(crdt: StateBased, steps: list) -> None:
    trials = try_laws(crdt, crdt.merge, run(crdt, steps).states[2:])
    assert [trial.law for trial in trials] == list(LAWS)
    assert [(trial.law, trial.counterexample) for trial in trials if not trial.holds] == []
