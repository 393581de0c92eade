"""What is counted over many runs, held to the formulas at fixed seeds."""

from dataclasses import replace

import pytest

from apps.agreement.two_generals.rules import RULES, split_probability
from apps.labs.catalogue import catalogue
from apps.labs.run.session import Session
from apps.labs.trials import TRIALS
from apps.labs.trials.measured import Measured, quantile, wilson
from apps.labs.trials.time_to_converge import spread, start
from apps.simulation import Position

GENERALS = catalogue()["two-generals"].scenario
GOSSIP = catalogue()["gossip"].scenario
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


def test_of_the_runs_with_an_attack_the_chain_rule_splits_one_in_ten_at_every_number_of_messages() -> None:
    measured = splits(100, 2_000)
    for point in measured.points:
        assert point.among is not None
        low, high = wilson(point.hits, point.among)
        assert low <= 0.1 <= high
        assert point.cells[-1].endswith(f"% of {point.among:,}")
    assert measured.points[-1].among < measured.points[0].among


@pytest.mark.parametrize("rule", ["any", "proposer", "trusting", "never"])
def test_every_rule_has_its_formula(rule: str) -> None:
    assert contains(splits(200, 300, rule))


def test_without_loss_nothing_splits_and_it_says_so() -> None:
    measured = splits(0, 20)
    assert [point.hits for point in measured.points] == [0] * len(measured.points)
    assert "set a loss rate" in measured.note


def test_a_greater_fan_out_takes_less_time_and_more_messages() -> None:
    measured = TRIALS["eventual"](GOSSIP, 60, quiet)
    assert [point.at for point in measured.points] == [1, 2, 3, 4]
    medians = [point.value for point in measured.points]
    assert medians == sorted(medians, reverse=True)
    assert all(low <= median <= high for median, (low, high) in ((p.value, p.interval) for p in measured.points))
    messages = [float(point.cells[2]) for point in measured.points]
    assert messages[0] < messages[1] < messages[2]
    assert messages[3] < 2 * messages[0]
    rates = [float(point.cells[3]) for point in measured.points]
    assert rates == sorted(rates)
    assert rates[3] > 3 * rates[0]
    assert not measured.note


def test_the_same_traffic_takes_about_the_same_time_however_it_is_sent() -> None:
    """As the lesson on eventual consistency says: one other node every 200 ms, or four every 800 ms."""
    medians = []
    for fan_out, interval in ((1, 200), (2, 400), (4, 800)):
        dials = {"conflict": "hybrid", "style": "push", "fan_out": fan_out, "interval_ticks": interval}
        six = replace(GOSSIP, dials=dials, nodes=tuple(f"n{number}" for number in range(1, 7)))
        medians.append(quantile(tuple(spread(start(six, fan_out), seed)[0] for seed in range(1, 101)), 50))
    assert all(750 < median < 1_000 for median in medians)


def test_the_time_to_converge_is_the_one_that_a_lab_shows_of_the_same_run() -> None:
    for seed in (1, 2, 3):
        begun = start(GOSSIP, 2)
        session = Session(begun, seed)
        session.advance_to(Position(20 * 500))
        assert session.judgement.convergence.after_ticks == spread(begun, seed)[0]


def test_a_write_that_cannot_reach_everyone_is_owned_up_to() -> None:
    alone = replace(GOSSIP, loss_per_mille=1000, nodes=("n1", "n2"))
    measured = TRIALS["eventual"](alone, 3, quiet)
    assert [point.at for point in measured.points] == [1]
    assert measured.note == "Stopped before they were equal: 3 runs."


def test_a_percentile_is_one_of_the_numbers() -> None:
    numbers = tuple(range(1, 11))
    assert [quantile(numbers, percent) for percent in (1, 10, 50, 90, 100)] == [1, 1, 5, 9, 10]
    assert quantile((7,), 90) == 7


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
