"""Orders placed by hand: what a checker finds is legal, what it rules out is not, and each ruling has its sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, permutations
from random import Random

import pytest

from apps.consistency import HOLDS, OBSERVED, VIOLATED, Operation, Verdict, check
from apps.consistency.explain.by_hand import Ruling, judge_order
from apps.labs.find.search import data_of, history
from tests.consistency import brute
from tests.consistency.histories import INITIAL, random_data_history, random_history
from tests.schedules import REGISTERS
from tests.traces import traced

PERMUTED_MAX = 6


def linearizable(operations: Sequence[Operation]) -> Verdict:
    return check(operations, question=OBSERVED, models=["linearizable"], data=data_of(operations))["linearizable"]


def some_order_is_legal(operations: Sequence[Operation]) -> bool:
    return any(judge_order(operations, order).legal for order in orders(operations))


def orders(operations: Sequence[Operation]) -> Iterator[tuple[str, ...]]:
    """Every order of them, with and without those that may be left out."""
    needed = {each.operation for each in operations if each.status == "ok"}
    optional = [each.operation for each in operations if each.status in ("open", "info")]
    for count in range(len(optional) + 1):
        for chosen in combinations(optional, count):
            yield from permutations([*needed, *chosen])


@pytest.mark.parametrize("protocol", REGISTERS)
def test_a_witness_of_a_generated_run_is_legal_and_what_breaks_one_has_no_legal_order(protocol: str) -> None:
    kept = broken = 0
    for seed in range(40):
        operations = history(traced(seed, protocol)[0].simulation)
        verdict = linearizable(operations)
        if verdict.status == HOLDS:
            assert judge_order(operations, verdict.witness).legal
            kept += 1
        elif verdict.status == VIOLATED and len(verdict.operations) <= PERMUTED_MAX:
            core = [each for each in operations if each.operation in verdict.operations]
            assert not some_order_is_legal(core)
            broken += 1
    assert kept + broken > 20


def test_small_histories_have_a_legal_order_just_where_they_are_linearizable() -> None:
    held = 0
    for seed in range(250):
        operations = random_history(Random(seed), 5)
        expected = brute.observed(operations)["linearizable"]
        assert some_order_is_legal(operations) == expected, (seed, operations)
        held += expected
    assert 20 < held < 230


def op(name: str, span: tuple[int, int | None], action: str, value: object = None, **more: object) -> Operation:
    status = str(more.pop("status", "ok"))
    result = value if action == "read" else more.pop("result", None)
    returned = more.pop("returned", None)
    assert returned is None or isinstance(returned, tuple)
    return Operation(
        operation=name,
        process=name.partition("#")[0],
        action=action,
        key="x",
        value=None if action == "read" else value,
        result=result,
        invoked=span[0],
        completed=span[1],
        status=status,
        returned=returned,
    )


FIRST = op("alice#1", (1, 4), "write", "4")
SECOND = op("alice#2", (5, 8), "write", "7")
LATE = op("bob#1", (6, 12), "read", "4", returned=("alice#1",))
EARLY = op("bob#1", (2, 12), "read", None, returned=())
UNKNOWN = op("carol#1", (3, None), "write", "9", status="info")
FAILED = op("carol#2", (3, 9), "read", None, status="fail")
SWAP = op("dave#1", (2, 12), "cas", ("4", "5"), result=True, returned=("alice#1",))
MISSED = op("dave#1", (2, 12), "cas", ("4", "5"), result=False, returned=("alice#2",))
SIBLINGS = op("erin#1", (2, 12), "read", ("4", "7"), returned=("alice#1", "alice#2"))


@pytest.mark.parametrize(
    ("operations", "order", "sentence", "operation"),
    [
        (
            [FIRST, SECOND, LATE],
            "alice#1 alice#2 bob#1",
            "bob#1 (read x → 4) comes after alice#2 (write x = 7), with no write of 4 between them.",
            "bob#1",
        ),
        (
            [FIRST, SECOND, LATE],
            "bob#1 alice#1 alice#2",
            "bob#1 (read x → 4) comes before alice#1 (write x = 4), which had finished before bob#1 began.",
            "bob#1",
        ),
        (
            [SECOND, EARLY],
            "alice#2 bob#1",
            "bob#1 (read x → ∅) comes after alice#2 (write x = 7): x is no longer at its initial value.",
            "bob#1",
        ),
        (
            [SECOND, LATE],
            "bob#1 alice#2",
            "bob#1 (read x → 4) comes before any write of x, which is still at its initial value.",
            "bob#1",
        ),
        (
            [FIRST, op("carol#3", (5, 9), "write", "4"), LATE],
            "alice#1 carol#3 bob#1",
            "bob#1 (read x → 4) comes after carol#3 (write x = 4), and its 4 is that of alice#1.",
            "bob#1",
        ),
        ([FIRST, SECOND], "alice#1", "alice#2 (write x = 7) completed, and is not in the order.", "alice#2"),
        (
            [FIRST, FAILED],
            "carol#2 alice#1",
            "carol#2 (read x) failed: it did not happen, so it has no place.",
            "carol#2",
        ),
        ([FIRST], "alice#1 alice#1", "alice#1 stands in the order twice.", "alice#1"),
        ([FIRST], "alice#1 zoe#1", "There is no operation zoe#1 in this run.", None),
        (
            [FIRST, SECOND, SIBLINGS],
            "alice#1 alice#2 erin#1",
            "erin#1 (read x → [4, 7]) returned several values: a register holds one, so no order explains that.",
            "erin#1",
        ),
        (
            [FIRST, SECOND, SWAP],
            "alice#1 alice#2 dave#1",
            "dave#1 (cas x from 4 to 5) comes after alice#2 (write x = 7), with no write of 4 between them.",
            "dave#1",
        ),
        (
            [FIRST, SECOND, MISSED],
            "alice#1 dave#1 alice#2",
            "dave#1 (cas x from 4 to 5, which found another value) comes after alice#1 (write x = 4), which is not "
            "what it found.",
            "dave#1",
        ),
    ],
)
def test_the_first_operation_that_contradicts_is_named_in_a_sentence(
    operations: Iterable[Operation], order: str, sentence: str, operation: str | None
) -> None:
    assert judge_order(operations, order.split()) == Ruling(False, sentence, operation)


@pytest.mark.parametrize(
    ("operations", "order"),
    [
        ([FIRST, SECOND, LATE], "alice#1 bob#1 alice#2"),
        ([FIRST, SECOND, LATE, UNKNOWN], "alice#1 bob#1 alice#2"),
        ([FIRST, SECOND, LATE, UNKNOWN], "carol#1 alice#1 bob#1 alice#2"),
        ([FIRST, SECOND, LATE, FAILED], "alice#1 bob#1 alice#2"),
        ([SECOND, EARLY], "bob#1 alice#2"),
        ([FIRST, SECOND, SWAP], "alice#1 dave#1 alice#2"),
        ([FIRST, SECOND, MISSED], "alice#1 alice#2 dave#1"),
        ([FIRST, SECOND, MISSED], "alice#1 alice#2"),
        ([FIRST], "alice#1"),
        ([], ""),
    ],
)
def test_an_order_that_explains_every_answer_is_legal(operations: Iterable[Operation], order: str) -> None:
    assert judge_order(operations, order.split()).legal


# Data other than registers


def other(
    name: str, span: tuple[int, int | None], action: str, value: object = None, result: object = None
) -> Operation:
    return Operation(
        operation=name,
        process=name.partition("#")[0],
        action=action,
        key="k",
        value=value,
        result=result,
        invoked=span[0],
        completed=span[1],
        status="ok" if span[1] else "info",
    )


QUEUE = [
    other("a#1", (1, 9), "enqueue", 1),
    other("b#1", (1, 9), "enqueue", 2),
    other("c#1", (1, 9), "dequeue", result=2),
]
COUNTER = [other("a#1", (1, 9), "increment", 2), other("b#1", (1, 9), "read", result=2)]
SET = [other("a#1", (1, 9), "add", 1), other("b#1", (1, 9), "read", result=frozenset())]
APPEND = [
    other("a#1", (1, 9), "append", "p"),
    other("b#1", (1, 9), "append", "q"),
    other("c#1", (1, 9), "read", result="qp"),
]
LOST = [other("a#1", (1, None), "enqueue", 1), other("b#1", (1, 9), "dequeue", result=None)]


@pytest.mark.parametrize(
    ("data", "operations", "legal", "illegal", "sentence"),
    [
        ("queue", QUEUE, "b#1 c#1 a#1", "a#1 b#1 c#1", "c#1 (dequeue k → 2) comes where k holds [1, 2]."),
        ("counter", COUNTER, "a#1 b#1", "b#1 a#1", "b#1 (read k → 2) comes where k holds 0."),
        ("set", SET, "b#1 a#1", "a#1 b#1", "b#1 (read k → {}) comes where k holds {1}."),
        ("append", APPEND, "b#1 a#1 c#1", "a#1 b#1 c#1", "c#1 (read k → qp) comes where k holds pq."),
        ("queue", LOST, "b#1", "a#1 b#1", "b#1 (dequeue k → ∅) comes where k holds [1]."),
    ],
)
def test_every_data_type_is_judged_and_the_sentence_says_what_its_key_held(
    data: str, operations: list[Operation], legal: str, illegal: str, sentence: str
) -> None:
    assert judge_order(operations, legal.split(), data).legal
    assert judge_order(operations, illegal.split(), data).sentence == sentence


@pytest.mark.parametrize("data", ["append", "counter", "set", "queue", "cas-register"])
def test_some_order_is_legal_just_where_brute_force_finds_one(data: str) -> None:
    held = 0
    for seed in range(60):
        operations = random_data_history(Random(seed), 4, data)
        expected = brute.by_values(operations, brute.real_time, data, INITIAL.get(data))
        found = any(judge_order(operations, order, data).legal for order in orders(operations))
        assert found == expected, (seed, operations)
        held += expected
    assert 5 < held < 60


def test_a_register_begins_with_the_initial_value_that_the_file_gives() -> None:
    read = op("bob#1", (2, 12), "read", 0)
    assert judge_order([read], ["bob#1"], initial=0).legal
    assert not judge_order([read], ["bob#1"]).legal


def test_a_session_keeps_its_order_where_two_operations_touch() -> None:
    first, second = op("alice#1", (1, 4), "write", "1"), op("alice#2", (4, 8), "write", "2")
    assert judge_order([first, second], ["alice#1", "alice#2"]).legal
    ruling = judge_order([first, second], ["alice#2", "alice#1"])
    assert (
        ruling.sentence
        == "alice#2 (write x = 2) comes before alice#1 (write x = 1), which came earlier in its session."
    )


def test_a_read_of_false_has_to_be_in_the_order_like_any_other() -> None:
    assert not judge_order([op("bob#1", (2, 12), "read", False)], []).legal
