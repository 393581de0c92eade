"""The argument of the last messenger: what each general sees is compared on real runs."""

from dataclasses import replace
from itertools import pairwise

import pytest

from apps.agreement.two_generals.rules import NEVER, RULES
from apps.labs.catalogue import catalogue
from apps.labs.find.last_messenger import argument, run_with, without_order
from apps.labs.run.board import board_of
from apps.labs.run.scenario import Scenario
from apps.simulation import Simulation
from apps.simulation.faults.crash import CrashNode

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


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("rule", [rule.name for rule in RULES if rule.name != NEVER])
def test_where_they_split_the_board_names_a_run_that_the_sender_cannot_tell_from_this_one(
    rule: str, count: int
) -> None:
    splits = [step for step in argument(scenario(rule, count)) if step.is_split]
    assert splits
    for step in splits:
        (sender,) = step.unaware
        next_one = f", and message {step.captured + 1} not" if step.captured < count else ""
        state, text = agreement(step.scenario)
        assert state == "broken"
        assert f"Message {step.captured} of {count} did not come in time." in text
        assert f"Had it come{next_one}, its sender {sender} would have seen the same" in text


def test_a_general_who_is_down_has_not_decided_and_agreement_is_open() -> None:
    whole = run_with(scenario("chain", 3), 3)
    dawn = int(whole.dials["dawn_ticks"])
    crashed = replace(whole, script=(*whole.script, (dawn - 1, CrashNode("B"))))
    assert agreement(crashed) == ("open", "B is crashed and has not decided.")


def agreement(played: Scenario) -> tuple[str, str]:
    """What the board says of it after dawn, when nothing more happens."""
    simulation = Simulation(played.cluster(), 1)
    simulation.advance(2 * int(played.dials["dawn_ticks"]))
    board = board_of(simulation, played)
    assert board
    return next((each["state"], each["text"]) for each in board.invariants() if each["name"] == "agreement")


def test_when_nothing_arrives_only_the_proposer_knows_that_there_was_an_order() -> None:
    assert without_order(scenario("chain", 4)) == ("B",)


def test_a_rule_that_never_attacks_has_no_split() -> None:
    assert not any(step.is_split for step in argument(scenario(NEVER, 4)))
