"""As observed: every checker against its definition, tried out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from random import Random

import pytest

from apps.consistency import MODELS, Budget, Operation, check
from apps.consistency.search.arrangement import Arrangement
from apps.consistency.search.search import Search
from tests.consistency import brute
from tests.consistency.histories import (
    histories,
    imported,
    in_turn,
    live_history,
    overlaps,
    random_history,
    random_partial_order,
    with_siblings,
)
from tests.consistency.runs import run

IGNORING_REAL_TIME = [model for model in MODELS if model != "linearizable"]


def statuses(history: Sequence[Operation], models: Iterable[str] = MODELS) -> dict[str, str]:
    return {model: verdict.status for model, verdict in check(history, models=models).items()}


def each_alone(history: Sequence[Operation], models: Iterable[str] = MODELS) -> dict[str, str]:
    """Each model asked for by itself, without the lattice's help."""
    return {model: check(history, models=[model])[model].status for model in models}


def expected(history: Sequence[Operation], models: Iterable[str] = MODELS) -> dict[str, str]:
    holds = brute.observed(history)
    return {model: "holds" if holds[model] else "violated" for model in models}


def test_each_checker_agrees_with_its_definition_on_random_histories() -> None:
    for seed in range(500):
        random = Random(seed)
        history = random_history(random, random.randint(2, 6), touching=seed % 4 == 0)
        assert each_alone(history) == expected(history), (seed, history)
        assert statuses(history) == expected(history), (seed, history)


def test_what_reads_returned_is_inferred_from_values_that_are_unique() -> None:
    for seed in range(500, 700):
        random = Random(seed)
        history = random_history(random, random.randint(2, 6))
        assert each_alone(imported(history)) == expected(history), (seed, history)


def test_each_checker_agrees_on_every_twentieth_small_history() -> None:
    for history in list(histories(3, overlaps(3)))[::20]:
        assert each_alone(history) == expected(history), history
    for history in list(histories(4, [in_turn(4)]))[::100]:
        wanted = expected(history, IGNORING_REAL_TIME)
        assert each_alone(history, IGNORING_REAL_TIME) == wanted, history


def test_siblings_are_violations_of_a_single_copy_and_never_shown_as_more_than_is_known() -> None:
    for seed in range(200):
        random = Random(seed)
        history = random_history(random, random.randint(3, 6))
        history = with_siblings(random, history, random_partial_order(random, history))
        if any(len(op.returned or ()) > 1 for op in history):
            found = each_alone(history)
            assert found["linearizable"] == found["sequential"] == "violated"
            assert "holds" not in {found[model] for model in ("causal_cm", "causal_ccv", "pram", "monotonic_reads")}


def test_a_witness_explains_every_answer_and_contains_the_order_that_its_model_asks_for() -> None:
    orders = {"linearizable": brute.real_time, "sequential": brute.session_order, "causal_ccv": brute.causality}
    for seed in range(300):
        random = Random(seed)
        history = random_history(random, random.randint(3, 8), touching=seed % 4 == 0)
        by_name = {op.operation: op for op in history}
        for model, order in orders.items():
            verdict = check(history, models=[model])[model]
            place = {name: index for index, name in enumerate(verdict.witness)}
            assert (verdict.status == "holds") or not verdict.witness
            if verdict.status != "holds":
                continue
            assert all(place[a] < place[b] for a, b in order(brute.kept(history)) if a in place and b in place)
            if model != "causal_ccv":
                assert set(place) == {op.operation for op in brute.kept(history)}
                assert brute.legal([by_name[name] for name in verdict.witness], by_name)


def test_zones_decide_a_register_without_a_search() -> None:
    for lag, status in ((0, "holds"), (60, "violated")):
        verdict = check(run(2_000, lag=lag), models=["linearizable"], budget=Budget(0))["linearizable"]
        assert (verdict.status, bool(verdict.edges)) == (status, status == "violated")


def test_a_lagging_run_of_three_keys_is_put_in_order_without_a_search(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Search, "run", lambda self, budget: pytest.fail("searched"))
    assert check(run(200, lag=300, ordered=True), models=["sequential"])["sequential"].status == "holds"


def test_where_no_order_of_the_writes_can_be_guessed_the_search_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Arrangement, "place", lambda self, write: False)
    for seed in range(200):
        random = Random(seed)
        history = random_history(random, random.randint(3, 7))
        verdict = check(history, models=["sequential"])["sequential"]
        assert verdict.status == expected(history, ["sequential"])["sequential"], seed
        if verdict.status == "holds":
            by_name = {op.operation: op for op in history}
            assert brute.legal([by_name[name] for name in verdict.witness], by_name)


def test_a_write_is_put_before_one_that_was_invoked_earlier_if_it_cannot_come_after() -> None:
    """Many of these need it; the order that is found has to contain the sessions' own and to explain every answer."""
    for seed in range(1_500):
        random = Random(seed)
        history = live_history(random, random.randint(8, 14))
        verdict = check(history, models=["sequential"])["sequential"]
        if verdict.status == "holds":
            by_name = {op.operation: op for op in history}
            place = {name: index for index, name in enumerate(verdict.witness)}
            assert all(place[a] < place[b] for a, b in brute.session_order(brute.kept(history)))
            assert brute.legal([by_name[name] for name in verdict.witness], by_name), seed


def test_a_model_that_a_stronger_one_implies_has_that_ones_witness() -> None:
    history = run(100)
    verdicts = check(history)
    assert {verdict.status for verdict in verdicts.values()} == {"holds"}
    assert {verdict.witness for verdict in verdicts.values()} == {verdicts["linearizable"].witness}


@pytest.mark.sweep
def test_each_checker_agrees_on_every_history_of_three_operations() -> None:
    for history in histories(3, overlaps(3)):
        assert each_alone(history) == expected(history), history
        assert each_alone(imported(history)) == expected(history), history


@pytest.mark.sweep
def test_each_checker_agrees_on_every_history_of_four_operations_where_real_time_is_ignored() -> None:
    for history in histories(4, [in_turn(4)]):
        wanted = expected(history, IGNORING_REAL_TIME)
        assert each_alone(history, IGNORING_REAL_TIME) == wanted, history


@pytest.mark.sweep
def test_each_checker_agrees_on_twenty_thousand_random_histories() -> None:
    for seed in range(20_000):
        random = Random(seed)
        history = random_history(random, random.randint(2, 7), touching=seed % 4 == 0)
        assert each_alone(history) == expected(history), (seed, history)
