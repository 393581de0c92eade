"""Imported histories in which a value was written more than once: which write a read returned is open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from random import Random

import pytest

from apps.consistency import MODELS, Budget, Operation, check
from tests.consistency import brute
from tests.consistency.histories import imported, random_history


def with_repeated_values(random: Random, history: Sequence[Operation]) -> list[Operation]:
    """The history as a file has it, its values from a few; a read keeps the value that it returned."""
    few = {op.operation: random.choice((None, 1, 2)) or op.value for op in history if op.action == "write"}
    return [
        replace(op, value=few[op.operation])
        if op.action == "write"
        else replace(op, result=few[op.returned[0]] if op.returned else None)
        for op in history
    ]


def expected(history: Sequence[Operation]) -> dict[str, bool]:
    """Which models hold for some choice of what the reads returned."""
    reads = [op for op in history if op.action == "read"]
    offered = [
        [
            *([()] if read.result is None else []),
            *(
                (op.operation,)
                for op in history
                if op.action == "write" and op.key == read.key and op.value == read.result
            ),
        ]
        for read in reads
    ]
    holds = dict.fromkeys(MODELS, False)
    for chosen in product(*offered):
        returned = {read.operation: choice for read, choice in zip(reads, chosen, strict=True)}
        settled = [replace(op, returned=returned.get(op.operation)) for op in history]
        for model, found in brute.observed(settled).items():
            holds[model] = holds[model] or found
    return holds


def agree(seed: int, size: int) -> None:
    random = Random(seed)
    history = with_repeated_values(random, random_history(random, random.randint(2, size)))
    wanted = {model: "holds" if holds else "violated" for model, holds in expected(history).items()}
    found = {model: check(imported(history), models=[model])[model].status for model in MODELS}
    assert found == wanted, (seed, history)
    together = {model: verdict.status for model, verdict in check(imported(history)).items()}
    assert together == wanted, (seed, history)


def test_a_model_holds_if_it_does_for_some_choice_of_what_was_read() -> None:
    for seed in range(150):
        agree(seed, 6)


@pytest.mark.sweep
def test_a_model_holds_if_it_does_for_some_choice_on_many_histories() -> None:
    for seed in range(4_000):
        agree(seed, 7)


def test_the_initial_value_may_be_given_and_may_be_written_again() -> None:
    def op(name: str, action: str, at: int, **more: object) -> Operation:
        return Operation(
            operation=name, process=name[0], action=action, key="x", invoked=at, completed=at + 1, status="ok", **more
        )

    history = [op("a1", "read", 1, result=0), op("b1", "write", 3, value=1), op("a2", "read", 5, result=0)]
    assert check(history, models=["pram"])["pram"].explanation == "a1 (read x = 0) returned what nobody had written."
    assert check(history, models=["linearizable"], initial=0)["linearizable"].status == "violated"
    again = [*history, op("c1", "write", 4, value=0)]
    assert check(again, models=["linearizable"], initial=0)["linearizable"].status == "holds"


def test_true_is_not_one() -> None:
    write = Operation(
        operation="a#1", process="a", action="write", key="x", value=1, invoked=1, completed=2, status="ok"
    )
    read = Operation(
        operation="b#1", process="b", action="read", key="x", result=True, invoked=3, completed=4, status="ok"
    )
    assert check([write, read], models=["linearizable"])["linearizable"].status == "violated"


def test_a_model_left_open_holds_if_a_stronger_one_is_found_to_hold_after_it() -> None:
    """Linearizable is violated; the search for a sequential order finds one before the choices are all tried."""
    values = [1, 2, 1, 2, 1, 2, 1, 2]

    def op(number: int, process: str, action: str, **more: object) -> Operation:
        times = {"invoked": 10 * number, "completed": 10 * number + 5}
        return Operation(operation=f"#{number}", process=process, action=action, key="x", status="ok", **times, **more)

    writes = [op(number, "w", "write", value=value) for number, value in enumerate(values)]
    reads = [op(20 + number, "r", "read", result=value) for number, value in enumerate(values)]
    verdicts = check([*writes, *reads], budget=Budget(40))
    assert verdicts["linearizable"].status == "violated"
    assert {verdict.status for model, verdict in verdicts.items() if model != "linearizable"} == {"holds"}
