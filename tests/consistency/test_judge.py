"""Judging while a run goes on: the same verdicts on every prefix as judging it whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

import pytest

from apps.consistency import OBSERVED, REPLICATED, VIOLATED, Judge, Operation, check, models_of
from apps.consistency.search.arrangement import Arrangement
from tests.consistency.histories import (
    live_history,
    opened,
    prefixes,
    random_partial_order,
    random_version_order,
    stamped,
    supersedes,
    with_siblings,
)
from tests.consistency.runs import newer, run
from tests.seeds import over_seeds


def generated(seed: int, size: int) -> list[Operation]:
    random = Random(seed)
    history = live_history(random, size, swaps=seed % 4 == 3)
    below = random_version_order(random, history) if seed % 2 else random_partial_order(random, history)
    return stamped(with_siblings(random, history, below) if seed % 4 == 0 else history, below)


def hold_to_every_prefix(history: Sequence[Operation]) -> None:
    """Verdicts equal those on the prefix as a whole. Sequential as observed may be undecided; what was violated before
    a compare-and-set came into the run stays so, while a whole one is not defined for the model then.
    """
    judge = Judge(supersedes)
    begun: set[str] = set()
    for operation, prefix in prefixes(history):
        for other in prefix:
            if other.operation not in begun:
                begun.add(other.operation)
                judge.begin(opened(other))
        judge.complete(operation)
        for question in judge.questions:
            whole = check(prefix, question=question, supersedes=supersedes)
            for model, verdict in judge.verdicts(question).items():
                lags = (question, model, verdict.status) == (OBSERVED, "sequential", "undecided")
                stays = verdict.status == VIOLATED and "defined" in whole[model].bound
                assert lags or stays or verdict.status == whole[model].status, (question, model, operation, prefix)


@over_seeds(120, 1_000)
def test_verdicts_on_every_prefix_equal_those_on_the_whole(seeds: range) -> None:
    for seed in seeds:
        hold_to_every_prefix(generated(seed, Random(seed).randint(3, 12)))


@over_seeds(120, 1_000)
def test_verdicts_on_every_prefix_of_runs_with_many_swaps_equal_those_on_the_whole(seeds: range) -> None:
    for seed in seeds:
        random = Random(seed)
        history = live_history(random, random.randint(4, 9), swaps=True)
        hold_to_every_prefix(stamped(history, random_version_order(random, history)))


def decide_every_prefix(history: Sequence[Operation]) -> None:
    """Without a version order sequential has to be decided by itself; on short runs it is."""
    judge = Judge(None)
    for operation, prefix in prefixes(history):
        for other in prefix:
            judge.begin(opened(other))
        judge.complete(operation)
        whole = check(prefix)
        found = {model: verdict.status for model, verdict in judge.verdicts(OBSERVED).items()}
        assert found == {model: verdict.status for model, verdict in whole.items()}, prefix


@over_seeds(80, 500)
def test_without_a_version_order_sequential_is_decided_on_every_prefix_of_a_short_run(seeds: range) -> None:
    for seed in seeds:
        decide_every_prefix(live_history(Random(seed), Random(seed).randint(6, 14)))
    for seed in seeds[::8]:
        decide_every_prefix(run(30, clients=4, keys=2, lag=400, ordered=True, seed=seed))


@over_seeds(50, 500)
def test_where_no_order_of_the_writes_can_be_guessed_a_short_run_is_searched(
    monkeypatch: pytest.MonkeyPatch, seeds: range
) -> None:
    monkeypatch.setattr(Arrangement, "place", lambda self, write: False)
    for seed in seeds:
        decide_every_prefix(live_history(Random(seed), Random(seed).randint(6, 10)))


def test_a_long_run_that_is_not_decided_says_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Arrangement, "place", lambda self, write: False)
    verdict = judged(run(200, lag=300, ordered=True), version_order=False).verdicts(OBSERVED)["sequential"]
    assert (verdict.status, verdict.bound) == ("undecided", "No order was found in a bounded number of steps.")


def test_a_run_that_ceases_to_be_linearizable_late_is_caught_up_with_over_some_operations() -> None:
    early, late = run(150), run(180, lag=300, ordered=True)
    offset = max(op.completed or 0 for op in early)
    names = {op.operation: f"late-{op.operation}" for op in late}
    shifted = [
        replace(
            op,
            operation=names[op.operation],
            key=f"late-{op.key}",
            invoked=op.invoked + offset,
            completed=(op.completed or 0) + offset,
            returned=op.returned and tuple(names[name] for name in op.returned),
        )
        for op in late
    ]
    judge = Judge(None)
    bounds = []
    for operation, prefix in prefixes([*early, *shifted]):
        for other in prefix:
            judge.begin(opened(other))
        judge.complete(operation)
        verdict = judge.verdicts(OBSERVED)["sequential"]
        bounds += [verdict.bound] if verdict.status == "undecided" else []
    assert any("operations have been looked at so far." in bound for bound in bounds)
    assert any("writes have not been put in order so far." in bound for bound in bounds)
    assert judge.verdicts(OBSERVED)["sequential"].status == "holds"


@pytest.mark.sweep
def test_verdicts_on_every_prefix_of_many_longer_runs_equal_those_on_the_whole() -> None:
    for seed in range(3_000):
        hold_to_every_prefix(generated(seed, Random(seed).randint(3, 16)))


def judged(history: Sequence[Operation], *, version_order: bool = True) -> Judge:
    judge = Judge(newer if version_order else None)
    events = [(op.invoked, 0, op) for op in history]
    events += [(op.completed or 10**12, 1, op) for op in history]
    for _, ends, operation in sorted(events, key=lambda event: event[:2]):
        if ends:
            judge.complete(operation)
        else:
            judge.begin(opened(operation))
    return judge


@pytest.mark.parametrize("lag", [0, 60, 300])
@pytest.mark.parametrize("ordered", [False, True])
@pytest.mark.parametrize("lost", [0.0, 0.05])
def test_a_long_run_ends_with_the_verdicts_on_the_whole(lag: int, ordered: bool, lost: float) -> None:
    history = run(300, lag=lag, ordered=ordered, lost=lost, seed=lag + 1)
    judge = judged(history)
    for question in judge.questions:
        whole = check(history, question=question, supersedes=newer)
        found = judge.verdicts(question)
        assert {model: verdict.status for model, verdict in found.items()} == {
            model: verdict.status for model, verdict in whole.items()
        }


def test_a_run_that_is_sequential_alone_is_found_to_be_so_without_a_version_order() -> None:
    judge = judged(run(300, lag=300, ordered=True), version_order=False)
    assert judge.questions == (OBSERVED,)
    verdicts = judge.verdicts(OBSERVED)
    assert (verdicts["linearizable"].status, verdicts["sequential"].status) == ("violated", "holds")


def test_the_first_explanation_of_a_violation_is_kept() -> None:
    judge = Judge(supersedes)
    first: dict[tuple[str, str], object] = {}
    for operation, prefix in prefixes(generated(7, 30)):
        for other in prefix:
            judge.begin(opened(other))
        judge.complete(operation)
        for question in judge.questions:
            for model, verdict in judge.verdicts(question).items():
                if verdict.status == VIOLATED:
                    assert first.setdefault((question, model), verdict) is verdict
    assert first


def test_an_explanation_needs_only_the_operations_it_names() -> None:
    for seed in range(60):
        history = generated(2 * seed + 1, 12)
        if any(op.action == "cas" for op in history):
            continue
        judge = Judge(supersedes)
        for operation, prefix in prefixes(history):
            for other in prefix:
                judge.begin(opened(other))
            judge.complete(operation)
        for question in judge.questions:
            for model, verdict in judge.verdicts(question).items():
                part = [op for op in history if op.operation in verdict.operations]
                if verdict.status == VIOLATED:
                    again = check(part, question=question, models=[model], supersedes=supersedes)[model]
                    assert again.status == VIOLATED, (question, model, part)


def test_a_witness_of_the_run_so_far_is_given_where_a_model_holds() -> None:
    judge = judged(run(120, lag=300, ordered=True))
    assert judge.witness(REPLICATED, "linearizable") == judge.witness(OBSERVED, "pram") == ()
    order = judge.witness(REPLICATED, "sequential")
    assert len(order) == len(set(order)) == 120
    versions: dict[str, int] = {}
    by_name = {op.operation: op for op in run(120, lag=300, ordered=True)}
    for operation in map(by_name.__getitem__, order):
        stamp = operation.stamps[0] if operation.stamps else 0
        assert versions.get(operation.key, 0) == (stamp - 1 if operation.action == "write" else stamp)
        versions[operation.key] = stamp


def test_two_judges_of_one_run_say_the_same() -> None:
    history = run(200, lag=80, seed=5)
    for question in (OBSERVED, REPLICATED):
        assert judged(history).verdicts(question) == judged(history).verdicts(question)


def operation(
    name: str, action: str, invoked: int, completed: int | None, status: str = "ok", **more: object
) -> Operation:
    return Operation(
        operation=name,
        process=name.split("#", maxsplit=1)[0],
        action=action,
        key="x",
        invoked=invoked,
        completed=completed,
        status=status,
        **more,
    )


def test_a_read_of_a_write_that_then_fails_is_thin_air_and_violates_everything() -> None:
    write = operation("a#1", "write", 1, 5, "fail", value=1)
    read = operation("b#1", "read", 2, 3, returned=("a#1",), stamps=(1,))
    judge = Judge(newer)
    judge.begin(opened(write))
    judge.begin(opened(read))
    judge.complete(read)
    assert {verdict.status for verdict in judge.verdicts(REPLICATED).values()} == {"holds"}
    judge.complete(write)
    for question in judge.questions:
        verdicts = judge.verdicts(question)
        assert {verdict.status for verdict in verdicts.values()} == {"violated"}
        assert {verdict.operations for verdict in verdicts.values()} == {("b#1",)}


def test_a_read_of_a_write_that_nobody_invoked_violates_everything() -> None:
    judge = Judge(None)
    read = operation("b#1", "read", 2, 3, returned=("a#1",), result="7")
    judge.begin(opened(read))
    judge.complete(read)
    verdicts = judge.verdicts(OBSERVED)
    assert {verdict.status for verdict in verdicts.values()} == {"violated"}
    assert verdicts["pram"].explanation == "b#1 (read x = 7) returned what nobody had written."


def test_what_never_answered_does_not_count() -> None:
    judge = Judge(newer)
    for name, action, status in (("a#1", "write", "info"), ("b#1", "read", "info"), ("c#1", "cas", "fail")):
        ended = operation(name, action, 1, 2, status, value=1)
        judge.begin(opened(ended))
        judge.complete(ended)
    for question in judge.questions:
        assert {verdict.status for verdict in judge.verdicts(question).values()} == {"holds"}


def test_a_compare_and_set_leaves_the_weaker_models_undefined_unless_they_were_violated() -> None:
    judge = Judge(newer)
    for ended in (
        operation("a#1", "write", 1, 2, value=1, stamps=(1,)),
        operation("a#2", "read", 3, 4, returned=()),
        operation("b#1", "cas", 5, 6, value=(1, 2), result=True, returned=("a#1",), stamps=(2,)),
    ):
        judge.begin(opened(ended))
        judge.complete(ended)
    found = {model: verdict.status for model, verdict in judge.verdicts(REPLICATED).items()}
    assert found == dict.fromkeys(models_of(REPLICATED), "violated") | {
        "monotonic_reads": "undecided",
        "monotonic_writes": "undecided",
        "writes_follow_reads": "undecided",
    }
