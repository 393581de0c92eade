"""The argument of the last messenger: what each general sees is compared on real runs."""

from dataclasses import replace
from itertools import pairwise

import pytest

from apps.agreement.two_generals.rules import NEVER, RULES
from apps.labs.catalogue import catalogue
from apps.labs.last_messenger import argument, without_order
from apps.labs.scenario import Scenario

LAB = catalogue()["two-generals"].scenario


def scenario(rule: str, count: int) -> Scenario:
    return replace(LAB, dials={**LAB.dials, "rule": rule, "messages": count})


@pytest.mark.parametrize("count", [1, 2, 5, 10])
@pytest.mark.parametrize("rule", [rule.name for rule in RULES if rule.name != NEVER])
def test_each_step_changes_what_one_general_sees_and_some_step_splits_them(rule: str, count: int) -> None:
    steps = argument(scenario(rule, count))
    assert len(steps) == count + 1
    assert steps[0].attackers == ("A", "B")
    for step in steps[1:]:
        assert step.unaware == (step.sender,)
    for before, after in pairwise(steps):
        assert (after.sender in before.attackers) == (after.sender in after.attackers)
    assert any(step.is_split for step in steps)
    assert "B" not in steps[-1].attackers


def test_when_nothing_arrives_only_the_proposer_knows_that_there_was_an_order() -> None:
    assert without_order(scenario("chain", 4)) == ("B",)


def test_a_rule_that_never_attacks_has_no_split() -> None:
    assert not any(step.is_split for step in argument(scenario(NEVER, 4)))
