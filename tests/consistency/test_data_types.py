"""Compare-and-set, append, counter, set and queue: searched, and held to every order tried out."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import pytest

from apps.consistency import MODELS, Budget, Operation, check
from tests.consistency import brute
from tests.consistency.histories import ACTIONS, INITIAL, live_history, random_data_history

every_data = pytest.mark.parametrize("data", ACTIONS)


def expected(history: Sequence[Operation], data: str) -> tuple[bool, bool]:
    return (
        brute.by_values(history, brute.real_time, data, INITIAL.get(data)),
        brute.by_values(history, brute.session_order, data, INITIAL.get(data)),
    )


def found(history: Sequence[Operation], data: str) -> tuple[bool, bool]:
    verdicts = [check(history, models=[model], data=data)[model] for model in ("linearizable", "sequential")]
    assert "undecided" not in {verdict.status for verdict in verdicts}
    return verdicts[0].status == "holds", verdicts[1].status == "holds"


@every_data
def test_the_search_agrees_with_every_order_tried_out(data: str) -> None:
    for seed in range(100):
        random = Random(seed)
        history = random_data_history(random, random.randint(2, 6), data)
        assert found(history, data) == expected(history, data), (seed, history)


@pytest.mark.sweep
@every_data
def test_the_search_agrees_with_every_order_tried_out_on_many(data: str) -> None:
    for seed in range(4_000):
        random = Random(seed)
        history = random_data_history(random, random.randint(2, 7), data)
        assert found(history, data) == expected(history, data), (seed, history)


def test_swaps_that_tell_what_they_found_agree_with_every_order_tried_out() -> None:
    for seed in range(300):
        random = Random(seed)
        history = live_history(random, random.randint(3, 7), swaps=True)
        for model, by_definition in (("linearizable", brute.linearizable), ("sequential", brute.sequential)):
            holds = by_definition(history) and not brute.thin_air(history)
            verdict = check(history, models=[model])[model]
            assert verdict.status == ("holds" if holds else "violated"), (seed, model, history)


@every_data
def test_a_witness_is_a_legal_order_in_real_time(data: str) -> None:
    for seed in range(60):
        history = random_data_history(Random(seed), 7, data)
        for model, order in (("linearizable", brute.real_time), ("sequential", brute.session_order)):
            verdict = check(history, models=[model], data=data)[model]
            if verdict.status == "holds":
                by_name = {op.operation: op for op in history}
                place = {name: index for index, name in enumerate(verdict.witness)}
                sequence = [by_name[name] for name in verdict.witness]
                assert {op.operation for op in history if op.status == "ok"} <= set(place)
                assert all(place[a] < place[b] for a, b in order(sequence))
                assert brute.all_answer(data, INITIAL.get(data), sequence)


@pytest.mark.parametrize("data", [data for data in ACTIONS if data != "register"])
def test_the_other_models_say_that_they_are_defined_for_registers(data: str) -> None:
    history = random_data_history(Random(3), 6, data)
    assert any(op.action not in ("read", "write") for op in history)
    verdicts = check(history, data=data)
    for model in set(MODELS) - {"linearizable", "sequential"}:
        assert verdicts[model].status == "undecided"
        assert "defined here for registers" in verdicts[model].bound


def test_what_was_placed_with_what_result_is_not_tried_twice() -> None:
    """Nine increments at once may be placed in 362,880 orders, but only 512 sets of them can have been placed."""
    history = [counted(f"p{number}#1", "increment", value=1) for number in range(9)]
    history.append(counted("r#1", "read", result=10))
    verdict = check(history, models=["linearizable"], data="counter", budget=Budget(1 << 9))["linearizable"]
    assert verdict.status == "violated"


def counted(name: str, action: str, **more: object) -> Operation:
    return Operation(
        operation=name,
        process=name.split("#", maxsplit=1)[0],
        action=action,
        key="x",
        invoked=1,
        completed=10,
        status="ok",
        **more,
    )


def test_a_search_ends_undecided_when_its_steps_are_spent_and_says_so() -> None:
    history = random_data_history(Random(5), 7, "counter")
    verdict = check(history, models=["linearizable"], data="counter", budget=Budget(0))["linearizable"]
    assert (verdict.status, verdict.bound) == ("undecided", "The search was not over after 0 steps.")


def test_a_search_ends_undecided_when_the_caller_has_no_more_patience() -> None:
    history = [counted(f"p{number}#1", "increment", value=1 << number) for number in range(16)]
    history.append(counted("r#1", "read", result=-1))
    verdict = check(history, models=["linearizable"], data="counter", budget=Budget(expired=lambda: True))
    assert verdict["linearizable"].bound == "The search was not over when its time was."
