"""The lattice's arrows are theorems: held to on every generated run, by question and between the two."""

from __future__ import annotations

from random import Random

import pytest

from apps.consistency import MODELS, OBSERVED, REPLICATED, arrows, check, implied, models_of
from apps.consistency.models import definition
from tests.consistency import brute
from tests.consistency.diagrams import drawn
from tests.consistency.histories import (
    live_history,
    random_history,
    random_partial_order,
    random_version_order,
    stamped,
    supersedes,
    with_siblings,
)


def found(seed: int, size: int) -> dict[str, dict[str, str]]:
    """The verdicts on a generated run, each model asked for alone, by question."""
    random = Random(seed)
    make = live_history if seed % 3 else random_history
    history = make(random, random.randint(3, size))
    below = random_version_order(random, history) if seed % 2 else random_partial_order(random, history)
    told = stamped(with_siblings(random, history, below) if seed % 4 == 0 else history, below)
    return {
        question: {
            model: check(told, question=question, models=[model], supersedes=supersedes)[model].status
            for model in models_of(question)
        }
        for question in (OBSERVED, REPLICATED)
    }


def broken_arrows(verdicts: dict[str, dict[str, str]]) -> list[tuple[str, str, str]]:
    """Arrows whose stronger model holds while the weaker is violated; and violations as observed alone."""
    broken = [
        (question, stronger, weaker)
        for question in (OBSERVED, REPLICATED)
        for stronger, weaker_models in arrows(question).items()
        for weaker in weaker_models
        if verdicts[question][stronger] == "holds" and verdicts[question][weaker] == "violated"
    ]
    return broken + [
        ("both", model, model)
        for model, status in verdicts[REPLICATED].items()
        if status == "holds" and verdicts[OBSERVED][model] == "violated"
    ]


def test_the_arrows_hold_on_random_runs() -> None:
    for seed in range(500):
        assert not broken_arrows(found(seed, 9)), seed


@pytest.mark.sweep
def test_the_arrows_hold_on_many_random_runs() -> None:
    for seed in range(10_000):
        assert not broken_arrows(found(seed, 14)), seed


def test_every_model_has_its_definition_by_brute_force() -> None:
    oracles = {OBSERVED: set(brute.observed([])), REPLICATED: set(brute.replicated([], {}))}
    missing = {question: set(models_of(question)) - names for question, names in oracles.items()}
    assert missing == {OBSERVED: set(), REPLICATED: set()}, "write their definitions into tests/consistency/brute.py"


def test_every_model_has_a_finder_but_sequential_as_observed() -> None:
    without = [(q, m) for q in (OBSERVED, REPLICATED) for m in models_of(q) if definition(m, q).finder is None]
    assert without == [(OBSERVED, "sequential")], "give their records a finder (apps/consistency/incremental)"


def test_what_a_model_implies_is_the_closure_of_the_arrows() -> None:
    assert implied("linearizable", OBSERVED) == set(MODELS) - {"linearizable"}
    assert implied("linearizable", REPLICATED) == set(models_of(REPLICATED)) - {"linearizable"}
    assert implied("causal_cc", OBSERVED) == {"read_your_writes", "monotonic_writes", "writes_follow_reads"}
    assert implied("pram", REPLICATED) == {"read_your_writes", "monotonic_reads", "monotonic_writes"}
    assert not implied("monotonic_reads", OBSERVED)


def test_as_replicated_there_is_one_causal_model_and_it_does_not_imply_pram() -> None:
    assert [model for model in models_of(REPLICATED) if model.startswith("causal")] == ["causal_ccv"]
    assert "pram" not in implied("causal_ccv", REPLICATED)


def test_all_four_session_guarantees_and_pram_do_not_add_up_to_causal_consistency() -> None:
    """As judged they look one step back; Terry and others define them on servers, and there they do (F8)."""
    history = drawn(
        "    alice   |--w x=1--|\n"
        "    bob                  |--r x=1--|  |--w y=1--|\n"
        "    carol                                          |--r y=1--|  |--w z=1--|\n"
        "    dave                                                                     |--r z=1--|  |--r x=∅--|\n"
    )
    for question in (OBSERVED, REPLICATED):
        verdicts = check(history, question=question, supersedes=lambda newer, older: newer >= older)
        kept = ("read_your_writes", "monotonic_reads", "monotonic_writes", "writes_follow_reads", "pram")
        assert {model: verdicts[model].status for model in kept} == dict.fromkeys(kept, "holds")
        causal = [model for model in verdicts if model.startswith("causal")]
        assert {verdicts[model].status for model in causal} == {"violated"}


def test_readers_that_disagree_on_concurrent_writes_break_causal_convergence_only() -> None:
    history = drawn(
        "    alice   |--w x=1--|\n"
        "    bob     |--w x=2--|\n"
        "    carol                |--r x=1--|  |--r x=2--|\n"
        "    dave                 |--r x=2--|  |--r x=1--|\n"
    )
    verdicts = check(history, question=OBSERVED)
    statuses = {model: verdicts[model].status for model in ("causal_cc", "causal_cm", "causal_ccv")}
    assert statuses == {"causal_cc": "holds", "causal_cm": "holds", "causal_ccv": "violated"}
