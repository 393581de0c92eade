"""What is counted over many runs, held to the formulas at fixed seeds."""

from dataclasses import replace

import pytest

from apps.agreement.two_generals.rules import RULES, split_probability
from apps.labs.catalogue import catalogue
from apps.labs.trials import TRIALS
from apps.labs.trials.measured import Measured, wilson

GENERALS = catalogue()["two-generals"].scenario
BEN_OR = catalogue()["ben-or"].scenario


def quiet(done: int, total: int, note: str) -> None:
    """Nobody watches."""


def splits(loss_per_mille: int, runs: int, rule: str = "chain") -> Measured:
    scenario = replace(GENERALS, loss_per_mille=loss_per_mille, dials={**GENERALS.dials, "rule": rule})
    return TRIALS["two_generals"](scenario, runs, quiet)


def contains(measured: Measured) -> bool:
    return all(low <= (point.expected or 0) <= high for point in measured.points for low, high in [point.interval])


def test_the_interval_is_wilsons() -> None:
    low, high = wilson(10, 100, z=1.959964)
    assert (round(low, 4), round(high, 4)) == (0.0552, 0.1744)
    assert wilson(0, 50)[0] == 0
    assert wilson(50, 50)[1] == 1


def test_the_chain_rule_splits_with_the_probability_of_its_formula() -> None:
    for loss in (10, 100, 500):
        p = loss / 1000
        for k in range(1, 7):
            assert float(split_probability("chain", k, loss)) == pytest.approx(p * (1 - p) ** (k - 1))


@pytest.mark.parametrize("loss", [10, 100, 500])
def test_measured_splits_agree_with_the_formula(loss: int) -> None:
    assert contains(splits(loss, 600))


@pytest.mark.parametrize("rule", ["any", "proposer", "trusting", "never"])
def test_every_rule_has_its_formula(rule: str) -> None:
    assert contains(splits(200, 300, rule))


def test_without_loss_nothing_splits_and_it_says_so() -> None:
    measured = splits(0, 20)
    assert [point.hits for point in measured.points] == [0] * len(measured.points)
    assert "set a loss rate" in measured.note


def test_ben_or_ends_and_longer_is_rarer() -> None:
    measured = TRIALS["ben_or"](BEN_OR, 300, quiet)
    assert sum(point.hits for point in measured.points) == 300
    late = sum(point.hits for point in measured.points if point.at > 5)
    assert 0 < late < 300 / 4


@pytest.mark.sweep
@pytest.mark.parametrize("loss", [10, 50, 100, 200, 300, 500])
@pytest.mark.parametrize(("rule", "runs"), [(rule.name, 10_000 if rule.name == "chain" else 1_000) for rule in RULES])
def test_many_runs_agree_with_every_formula(rule: str, runs: int, loss: int) -> None:
    assert contains(splits(loss, runs, rule))
