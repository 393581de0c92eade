"""What violates is made as small as it can be: it still violates, and without any one of its operations it does not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from random import Random

import pytest

from apps.consistency import OBSERVED, REPLICATED, VIOLATED, Operation, Verdict, check
from tests.consistency import brute
from tests.consistency.histories import (
    ACTIONS,
    random_data_history,
    random_history,
    random_version_order,
    stamped,
    supersedes,
)
from tests.consistency.runs import newer, run


def part_of(history: Sequence[Operation], verdict: Verdict) -> list[Operation]:
    return [op for op in history if op.operation in verdict.operations]


def without_one(part: Sequence[Operation]) -> Iterator[list[Operation]]:
    """The part without one operation, wherever nobody left has read it."""
    for left_out in part:
        rest = [op for op in part if op is not left_out]
        if not any(left_out.operation in (op.returned or ()) for op in rest):
            yield rest


def assert_minimal(
    history: Sequence[Operation], verdict: Verdict, holds: Callable[[Sequence[Operation]], bool]
) -> None:
    part = part_of(history, verdict)
    assert [op.operation for op in sorted(part, key=lambda op: op.invoked)] == list(verdict.operations)
    assert not holds(part), verdict
    assert all(holds(rest) for rest in without_one(part)), verdict


def test_as_observed() -> None:
    for seed in range(250):
        random = Random(seed)
        history = random_history(random, random.randint(4, 9))
        for model, verdict in check(history).items():
            if verdict.status == VIOLATED and len(verdict.operations) < 8:
                assert_minimal(history, verdict, lambda part, model=model: brute.observed(part)[model])


def test_as_replicated() -> None:
    for seed in range(250):
        random = Random(seed)
        history = random_history(random, random.randint(4, 9))
        below = random_version_order(random, history)
        told = stamped(history, below)
        for model, verdict in check(told, question=REPLICATED, supersedes=supersedes).items():
            if verdict.status == VIOLATED and len(verdict.operations) < 8:
                assert_minimal(told, verdict, partial(_holds_by_version, below, model))


def _holds_by_version(below: Mapping[str, frozenset[str]], model: str, part: Sequence[Operation]) -> bool:
    names = {op.operation for op in part}
    return brute.replicated(part, {name: below[name] & names for name in names & set(below)})[model]


@pytest.mark.parametrize("lag", [60, 300])
@pytest.mark.parametrize("question", [OBSERVED, REPLICATED])
def test_what_violates_in_a_long_run_is_a_handful_of_operations(lag: int, question: str) -> None:
    history = run(600, lag=lag)
    for model, verdict in check(history, question=question, supersedes=newer).items():
        if verdict.status == VIOLATED:
            assert len(verdict.operations) <= 6, (model, verdict.explanation)
            part = part_of(history, verdict)
            again = check(part, question=question, models=[model], supersedes=newer)[model]
            assert again.operations == verdict.operations


@pytest.mark.parametrize("data", [data for data in ACTIONS if data != "register"])
def test_what_violates_of_other_data_still_does_alone(data: str) -> None:
    sizes = []
    for seed in range(120):
        history = random_data_history(Random(seed), 9, data)
        for model, verdict in check(history, models=["linearizable", "sequential"], data=data).items():
            if verdict.status == VIOLATED:
                part = part_of(history, verdict)
                assert check(part, models=[model], data=data)[model].status == VIOLATED, verdict
                sizes.append(len(part))
    assert sum(sizes) < 7 * len(sizes)


def test_the_edges_of_a_cycle_lead_from_each_operation_to_the_next() -> None:
    for seed in range(250):
        random = Random(seed)
        history = random_history(random, 7)
        told = stamped(history, random_version_order(random, history))
        for model in ("linearizable", "sequential", "causal_ccv", "pram"):
            verdict = check(told, question=REPLICATED, models=[model], supersedes=supersedes)[model]
            if verdict.status == VIOLATED:
                targets = [edge.target for edge in verdict.edges]
                sources = [edge.source for edge in verdict.edges]
                assert targets[-1:] + targets[:-1] == sources
                assert {*sources, *targets} <= set(verdict.operations)


def test_every_operation_is_named_with_what_it_did_at_its_first_mention() -> None:
    for seed in range(150):
        random = Random(seed)
        history = random_history(random, 8)
        told = stamped(history, random_version_order(random, history))
        for question in (OBSERVED, REPLICATED):
            for verdict in check(told, question=question, supersedes=supersedes).values():
                for edge in verdict.edges:
                    for name in (edge.source, edge.target):
                        assert f"{name} (" in verdict.explanation, verdict
                        assert verdict.explanation.index(name) == verdict.explanation.index(f"{name} (")
