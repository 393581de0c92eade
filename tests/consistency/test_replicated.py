"""As replicated: every checker against its definition, with total and partial version orders, and with siblings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

import pytest

from apps.consistency import REPLICATED, Judge, Operation, check, models_of
from tests.consistency import brute
from tests.consistency.histories import (
    histories,
    in_turn,
    live_history,
    opened,
    overlaps,
    prefixes,
    random_history,
    random_partial_order,
    random_version_order,
    stamped,
    supersedes,
    version_orders,
    with_siblings,
)

Below = Mapping[str, frozenset[str]]


def each_alone(history: Sequence[Operation], below: Below) -> dict[str, str]:
    told = stamped(history, below)
    return {
        model: check(told, question=REPLICATED, models=[model], supersedes=supersedes)[model].status
        for model in models_of(REPLICATED)
    }


def expected(history: Sequence[Operation], below: Below) -> dict[str, str]:
    return {model: "holds" if holds else "violated" for model, holds in brute.replicated(history, below).items()}


def generated(seed: int, size: int) -> tuple[list[Operation], Below]:
    random = Random(seed)
    history = random_history(random, random.randint(2, size), touching=seed % 5 == 0)
    if seed % 2:
        return history, random_version_order(random, history)
    below = random_partial_order(random, history)
    return (with_siblings(random, history, below) if seed % 4 else history), below


def test_each_checker_agrees_with_its_definition_on_random_histories_and_version_orders() -> None:
    for seed in range(500):
        history, below = generated(seed, 6)
        assert each_alone(history, below) == expected(history, below), (seed, history, below)


def test_each_checker_agrees_on_every_thirtieth_small_history() -> None:
    for history in list(histories(3, overlaps(3)))[::30]:
        for below in version_orders(history):
            assert each_alone(history, below) == expected(history, below), (history, below)


def test_a_witness_contains_the_version_order_and_explains_every_answer() -> None:
    for seed in range(300):
        random = Random(seed)
        history = random_history(random, random.randint(3, 7))
        below = random_version_order(random, history)
        by_name = {op.operation: op for op in history}
        for model, order in (("linearizable", brute.real_time), ("sequential", brute.session_order)):
            verdict = check(stamped(history, below), question=REPLICATED, models=[model], supersedes=supersedes)[model]
            if verdict.status == "holds":
                place = {name: index for index, name in enumerate(verdict.witness)}
                ops = brute.kept(history)
                assert set(place) == {op.operation for op in ops}
                assert all(place[a] < place[b] for a, b in order(ops) | brute.version_order(ops, below) if a in place)
                assert brute.legal([by_name[name] for name in verdict.witness], by_name)


def test_swaps_agree_with_their_definition_where_untold_places_are_right_below_what_replaced_them() -> None:
    for seed in range(600):
        random = Random(seed)
        history = live_history(random, random.randint(4, 9), swaps=True)
        order = random_version_order(random, history)
        told = stamped(history, order)
        below = completed(told, order)
        wanted = brute.replicated(brute.kept(told), below)
        for model in ("linearizable", "sequential"):
            verdict = check(told, question=REPLICATED, models=[model], supersedes=supersedes)[model]
            assert verdict.status == ("holds" if wanted[model] else "violated"), (seed, model, told)


def completed(history: Sequence[Operation], below: Below) -> dict[str, frozenset[str]]:
    """The order with the writes that nobody told the place of: right below the lowest swap that found them."""
    ops = brute.kept(history)
    told = {op.operation for op in ops if op.status == "ok" and op.writes}
    told |= {name for op in ops if not op.writes for name in op.returned or ()}
    order = sorted(told, key=lambda name: len(below[name]))
    for name in list(order):
        swap = next(op for op in ops if op.operation == name)
        for source in swap.returned or ():
            if swap.status == "ok" and source not in order:
                order.insert(order.index(name), source)
    keys = {op.operation: op.key for op in ops}
    places = [(name, [other for other in order if keys[other] == keys[name]]) for name in order]
    return {name: frozenset(same[: same.index(name) + 1]) for name, same in places} | {
        name: frozenset({name}) for name in keys if name not in order
    }


def test_each_process_is_asked_for_itself_where_two_siblings_are_read_by_two() -> None:
    def op(name: str, action: str, at: int, stamp: set[str], **more: object) -> Operation:
        return Operation(
            operation=name,
            process=name[0],
            action=action,
            key="x",
            invoked=at,
            completed=at + 1,
            status="ok",
            stamps=(frozenset(stamp),),
            **more,
        )

    history = [
        op("a1", "write", 1, {"a1"}, value=1),
        op("b1", "write", 3, {"b1"}, value=2),
        op("c1", "read", 5, {"a1"}, returned=("a1",)),
        op("d1", "read", 7, {"b1"}, returned=("b1",)),
    ]
    found = {m: v.status for m, v in check(history, question=REPLICATED, supersedes=supersedes).items()}
    assert found == dict.fromkeys(found, "holds") | {"linearizable": "violated", "sequential": "violated"}
    judge = Judge(supersedes)
    for operation, prefix in prefixes(history):
        for other in prefix:
            judge.begin(opened(other))
        judge.complete(operation)
    assert {m: v.status for m, v in judge.verdicts(REPLICATED).items()} == found


def test_a_place_that_nobody_told_is_right_below_the_swap_that_found_it() -> None:
    lost = Operation(
        operation="a#1", process="a", action="write", key="x", value=1, invoked=1, completed=None, status="info"
    )
    swap, other = (
        Operation(
            operation=f"{client}#1",
            process=client,
            action="cas",
            key="x",
            value=(1, 2),
            result=True,
            invoked=at,
            completed=at + 1,
            status="ok",
            stamps=(at,),
            returned=("a#1",),
        )
        for client, at in (("b", 5), ("c", 7))
    )
    verdicts = check([lost, swap], question=REPLICATED, supersedes=lambda a, b: a >= b)
    assert verdicts["linearizable"].status == "holds"
    assert verdicts["pram"].status == "undecided"
    verdicts = check([lost, swap, other], question=REPLICATED, supersedes=lambda a, b: a >= b)
    assert verdicts["sequential"].status == "violated"


@pytest.mark.sweep
def test_each_checker_agrees_on_every_history_of_three_operations_and_every_version_order() -> None:
    for history in histories(3, overlaps(3)):
        for below in version_orders(history):
            assert each_alone(history, below) == expected(history, below), (history, below)


@pytest.mark.sweep
def test_each_checker_agrees_on_every_history_of_four_operations_in_turn_and_every_version_order() -> None:
    for history in histories(4, [in_turn(4)]):
        for below in version_orders(history):
            assert each_alone(history, below) == expected(history, below), (history, below)


@pytest.mark.sweep
def test_each_checker_agrees_on_twenty_thousand_random_histories() -> None:
    for seed in range(20_000):
        history, below = generated(seed, 7)
        assert each_alone(history, below) == expected(history, below), (seed, history, below)
