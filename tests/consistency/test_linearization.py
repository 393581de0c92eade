"""The search for a linearization: its answers, its witnesses, and what it says cannot all have happened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random

import pytest

from apps.consistency import Budget, Operation, Verdict, check
from apps.consistency.datatypes import DATA
from apps.consistency.explain.clash import clash
from apps.consistency.history import History
from apps.consistency.real_time import parts, times
from apps.consistency.search.course import Course, course
from apps.consistency.search.linearization import linearized
from tests.consistency import brute
from tests.consistency.generators import etcd_like, kv_appends, unknown_writes
from tests.consistency.histories import ACTIONS, INITIAL, random_data_history

STEPS = 2_000_000


def judged(history: Sequence[Operation], data: str) -> Verdict:
    return check(history, models=["linearizable"], data=data, budget=Budget(STEPS))["linearizable"]


def course_of(history: History, data: str) -> Course:
    moments = times(history)
    return course(history, parts(history, moments)[0], moments, DATA[data], None)


def assert_explains(
    history: Sequence[Operation],
    witness: Sequence[str],
    data: str,
    order: Callable[[Sequence[Operation]], brute.Relation] = brute.real_time,
) -> None:
    by_name = {op.operation: op for op in history}
    sequence = [by_name[name] for name in witness]
    place = {name: index for index, name in enumerate(witness)}
    assert {op.operation for op in history if op.status == "ok"} <= set(place)
    assert all(place[a] < place[b] for a, b in order(sequence))
    assert brute.all_answer(data, INITIAL.get(data), sequence)


# Answers


@pytest.mark.parametrize(("seeds", "size"), [(range(300), 9), pytest.param(range(12_000), 11, marks=pytest.mark.sweep)])
def test_registers_with_many_unknown_outcomes_are_judged_as_by_trying(seeds: range, size: int) -> None:
    found = set()
    for seed in seeds:
        random = Random(seed)
        lost = random.choice((0.2, 0.5))
        history = etcd_like(seed, size, clients=3, values=3, lost=lost, broken=seed % 3)
        if seed % 2:
            history = [
                replace(op, invoked=op.invoked // 40, completed=op.completed and op.completed // 40) for op in history
            ]
        verdict = judged(history, "cas-register")
        assert verdict.status == ("holds" if brute.register_order(history) else "violated"), seed
        found.add(verdict.status)
    assert found == {"holds", "violated"}


@pytest.mark.parametrize("size", [80, 400])
def test_histories_like_those_of_etcd_are_decided_with_an_order_that_explains_them(size: int) -> None:
    for seed in range(6):
        history = etcd_like(seed, size)
        assert_explains(history, judged(history, "cas-register").witness, "cas-register")


@pytest.mark.parametrize("equal", [True, False])
def test_sixty_writes_of_unknown_outcome_are_decided_and_told_by_four_operations(equal: bool) -> None:
    verdict = judged(unknown_writes(60, equal=equal), "register")
    assert verdict.status == "violated"
    assert len(verdict.operations) == 4


def test_equal_writes_of_unknown_outcome_are_used_as_often_as_there_are() -> None:
    for used, status in ((3, "holds"), (4, "violated")):
        zero, *lost = unknown_writes(3, equal=True)[:4]
        answers = [0, 1] * used
        reads = [
            replace(
                zero,
                operation=f"r{place}",
                process="r",
                action="read",
                value=None,
                result=result,
                invoked=at,
                completed=at + 1,
            )
            for place, result in enumerate(answers)
            for at in [100 + 4 * place]
        ]
        zeros = [
            replace(zero, operation=f"z{place}", process="z", invoked=102 + 4 * place, completed=103 + 4 * place)
            for place, result in enumerate(answers)
            if result == 1
        ]
        assert judged([zero, *lost, *reads, *zeros], "register").status == status


# What cannot all have happened


@pytest.mark.parametrize("data", [data for data in ACTIONS if data != "register"])
def test_what_clashes_cannot_have_happened_whatever_the_others_did_and_no_part_of_it_does(data: str) -> None:
    clashes = 0
    for seed in range(150):
        history = random_data_history(Random(seed), 6, data)
        placed = History(op for op in history if op.key == history[0].key)
        if not len(placed):
            continue
        events = course_of(placed, data)
        outcome = linearized(events, Budget())
        if outcome.failed is None or events.lone:
            continue
        names = [placed.name(events.numbers[place]) for place in clash(events, outcome.failed)]
        initial = INITIAL.get(data)
        assert not brute.some_can_have_happened(placed.operations, names, data, initial), seed
        for name in names:
            rest = [other for other in names if other != name]
            assert brute.some_can_have_happened(placed.operations, rest, data, initial), (seed, name)
        clashes += 1
    assert clashes > 10


def test_the_explanation_of_a_long_history_is_a_handful_of_operations() -> None:
    for seed in range(4):
        history = [op for op in etcd_like(seed, 300, lost=0) if op.action != "cas"]
        broken = _with_a_stale_read(history)
        verdict = judged(broken, "register")
        assert verdict.status == "violated"
        assert len(verdict.operations) <= 5, verdict.explanation
        part = [op for op in broken if op.operation in verdict.operations]
        assert judged(part, "register").status == "violated"


def _with_a_stale_read(history: Sequence[Operation]) -> list[Operation]:
    """The history with one read more, at its end, of what the last write that was alone had replaced."""
    end = max(op.completed or 0 for op in history)
    last = replace(history[0], operation="w", process="w", action="write", value=3, result=None, invoked=end + 2)
    read = replace(last, operation="r", process="r", action="read", value=None, result=2, invoked=end + 8)
    return [*history, replace(last, completed=end + 4), replace(read, completed=end + 9)]


# Appends


def unique_appends(seed: int, *, lists: bool) -> list[Operation]:
    """A short history of appends of unique values, to one key or two, that may have gone wrong."""
    random = Random(seed)
    history = kv_appends(seed, random.randint(3, 7), clients=3, keys=random.choice((1, 1, 2)), broken=seed % 3 == 0)
    letters = {op.value: chr(97 + place) for place, op in enumerate(history) if op.action == "append"}

    def shown(text: str) -> str:
        for value, letter in letters.items():
            text = text.replace(value, letter)
        return text

    told = []
    for op in history:
        value, result = letters.get(op.value), None if op.result is None else shown(op.result)
        if result and random.random() < 0.2:
            result = random.choice((result[1:], result[:-1], result[::-1], result + "z"))
        lost = op.action == "append" and random.random() < 0.15
        call = replace(op, value=value, result=tuple(result) if lists and result is not None else result)
        told.append(replace(call, status="info", completed=None, process=op.operation) if lost else call)
    return told


@pytest.mark.parametrize("lists", [False, True])
@pytest.mark.parametrize("seeds", [range(300), pytest.param(range(300, 10_000), marks=pytest.mark.sweep)])
def test_appends_of_unique_values_are_judged_as_by_trying(seeds: range, lists: bool) -> None:
    found = set()
    for seed in seeds:
        history = unique_appends(seed, lists=lists)
        plain = [replace(op, result="".join(op.result)) if isinstance(op.result, tuple) else op for op in history]
        for model, order in (("linearizable", brute.real_time), ("sequential", brute.session_order)):
            verdict = check(history, models=[model], data="append", budget=Budget(0))[model]
            holds = brute.by_values(plain, order, "append", "")
            assert verdict.status == ("holds" if holds else "violated"), (seed, model)
            if holds:
                assert_explains(plain, verdict.witness, "append", order)
            found.add((model, verdict.status))
    assert len(found) == 4


def test_an_append_that_reads_do_not_show_is_told_by_a_few_operations_with_edges_that_go_round() -> None:
    for seed in range(10):
        verdict = judged(kv_appends(seed, 400, clients=10, broken=True), "append")
        assert verdict.status == "violated"
        assert len(verdict.operations) <= 4
        assert [edge.target for edge in verdict.edges[:-1]] == [edge.source for edge in verdict.edges[1:]]
        assert verdict.edges[-1].target == verdict.edges[0].source


def test_appends_whose_values_cannot_be_told_apart_are_searched() -> None:
    history = [
        replace(op, value={0: "a", 1: "ab", 2: "b"}[place % 3]) if op.action == "append" else replace(op, result="ab")
        for place, op in enumerate(kv_appends(4, 6, clients=2, keys=1))
    ]
    holds = brute.by_values(history, brute.real_time, "append", "")
    assert judged(history, "append").status == ("holds" if holds else "violated")
