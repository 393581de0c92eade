"""What a violation is explained by, word by word."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from apps.consistency import OBSERVED, REPLICATED, Edge, Operation, Verdict, check
from tests.consistency.diagrams import drawn


def verdict(picture: str, model: str, question: str = OBSERVED) -> Verdict:
    """The verdict on a drawn history; the versions of a key are in order of their values."""
    return check(drawn(picture), question=question, models=[model], supersedes=lambda newer, older: newer >= older)[
        model
    ]


def kinds(found: Verdict) -> list[str]:
    return [f"{edge.source} {edge.kind} {edge.target}" for edge in found.edges]


STALE = """
    alice   |--w x=1--|  |--w x=2--|
    bob                               |--r x=1--|
"""


def test_a_stale_read_by_what_had_finished_before_it() -> None:
    assert verdict(STALE, "linearizable", REPLICATED) == Verdict(
        model="linearizable",
        question=REPLICATED,
        status="violated",
        explanation="alice#2 (write x = 2) finished before bob#1 (read x = 1) began; bob#1 returned a version that was "
        "later replaced by alice#2. No single order of these operations contains all of that.",
        operations=("alice#1", "alice#2", "bob#1"),
        edges=(
            Edge("alice#2", "bob#1", "rt", "finished before"),
            Edge("bob#1", "alice#2", "fr", "read a version that was later replaced by"),
        ),
    )


def test_as_observed_two_versions_that_each_come_before_the_other() -> None:
    found = verdict(STALE, "linearizable")
    assert found.explanation == (
        "alice#2 (write x = 2) finished before bob#1 (read x = 1) began; bob#1 returned what alice#1 "
        "(write x = 1) wrote; alice#1 finished before alice#2 began. No single order of these operations contains all "
        "of that."
    )


def test_the_initial_value_is_called_so() -> None:
    picture = """
    alice   |--w x=1--|  |--r x=1--|
    bob                               |--r x=∅--|
    """
    found = verdict(picture, "linearizable")
    assert found.explanation == (
        "alice#1 (write x = 1) finished before bob#1 (read x = ∅) began; bob#1 returned the initial value, which was "
        "later replaced by alice#1. No single order of these operations contains all of that."
    )
    assert kinds(found) == ["alice#1 rt bob#1", "bob#1 fr alice#1"]


def test_a_session_order_edge_says_same_session_earlier() -> None:
    found = verdict("    alice   |--w x=1--|  |--r x=∅--|", "read_your_writes")
    assert found.edges[0] == Edge("alice#1", "alice#2", "po", "same session, earlier")


def test_sequential_says_what_is_forced_and_by_what() -> None:
    picture = """
    alice   |--w x=1--|  |--r y=∅--|
    bob     |--w y=1--|  |--r x=∅--|
    """
    assert verdict(picture, "sequential").explanation == (
        "alice#2 (read y = ∅) returned the initial value, and so must come before bob#1 (write y = 1). "
        "alice#1 (write x = 1) came before alice#2 in its session; alice#2 must come before bob#1; bob#1 came before "
        "bob#2 (read x = ∅) in its session: so alice#1 comes before bob#2, and yet that returned the initial value."
    )


def test_sequential_says_that_a_read_comes_before_what_replaced_its_version() -> None:
    picture = """
    alice   |--w x=1--|             |--r y=1--|
    bob     |--w y=1--|  |--w y=2--|             |--r x=∅--|
    """
    assert verdict(picture, "sequential").explanation == (
        "bob#1 (write y = 1) came before bob#2 (write y = 2) in its session: so alice#2 (read y = 1), which returned "
        "bob#1, must come before bob#2. alice#1 (write x = 1) came before alice#2 in its session; alice#2 must "
        "come before bob#2; bob#2 came before bob#3 (read x = ∅) in its session: so alice#1 comes before bob#3, and "
        "yet that returned the initial value."
    )


def test_sequential_says_which_of_two_writes_a_reader_makes_the_later() -> None:
    picture = """
    alice   |--w x=1--|  |--w y=1--|
    bob                               |--r y=1--|  |--w x=2--|  |--w y=2--|
    carol                                                                    |--r y=2--|  |--r x=1--|
    """
    found = verdict(picture, "sequential")
    assert found.explanation == (
        "bob#2 (write x = 2) came before bob#3 (write y = 2) in its session; bob#3 was read by carol#1 (read y = 2); "
        "carol#1 came before carol#2 (read x = 1) in its session: so bob#2 must come before alice#1 (write x = 1), "
        "which is what carol#2 returned. alice#1 came before alice#2 (write y = 1) in its session; alice#2 was read by "
        "bob#1 (read y = 1); bob#1 came before bob#2 in its session; bob#2 must come before alice#1: that goes round."
    )
    assert kinds(found) == ["alice#1 po alice#2", "alice#2 rf bob#1", "bob#1 po bob#2", "bob#2 so alice#1"]


def test_causal_memory_tells_it_as_one_session_sees_it() -> None:
    picture = """
    alice   |--w x=2--|  |--r y=∅--|                            |--r y=3--|  |--r x=2--|
    bob                     |--w y=1--|  |--w x=1--|  |--w y=3--|
    """
    found = verdict(picture, "causal_cm")
    assert found.explanation == (
        "As alice sees it: bob#2 (write x = 1) came before bob#3 (write y = 3) in its session; bob#3 was read by "
        "alice#3 "
        "(read y = 3); alice#3 came before alice#4 (read x = 2) in its session: so bob#2 must come before alice#1 "
        "(write x = 2), which is what alice#4 returned. bob#1 (write y = 1) came before bob#2 in its session; bob#2 "
        "must come before alice#1; alice#1 came before alice#2 (read y = ∅) in its session: so bob#1 comes before "
        "alice#2, "
        "and yet that returned the initial value."
    )
    assert kinds(found) == ["bob#1 po bob#2", "bob#2 hb alice#1", "alice#1 po alice#2"]


def test_convergence_tells_who_had_seen_what() -> None:
    picture = """
    alice   |--w x=1--|  |--r x=2--|
    bob     |--w x=2--|  |--r x=1--|
    """
    found = verdict(picture, "causal_ccv")
    assert found.explanation == (
        "alice#1 (write x = 1) was in the causal past of alice#2 (read x = 2) and yet that returned bob#1 (write x = "
        "2), "
        "which must then come later; bob#1 was in the causal past of bob#2 (read x = 1) and yet that returned alice#1, "
        "which must then come later. No arbitration of the writes agrees with all of that."
    )
    assert found.edges[0] == Edge("alice#1", "bob#1", "cf", "was already visible to a reader of")


def test_pram_among_the_writes_alone_concerns_everybody() -> None:
    picture = """
    alice   |--w x=2--|  |--w y=3--|  |--r y=3--|
    bob     |--w y=4--|  |--w x=1--|
    """
    found = verdict(picture, "pram", REPLICATED)
    assert found.explanation.endswith("No order of all writes contains that.")
    assert kinds(found) == ["alice#1 po alice#2", "alice#2 vo bob#1", "bob#1 po bob#2", "bob#2 vo alice#1"]


def operation(name: str, action: str, at: int, **more: Any) -> Operation:
    return Operation(
        operation=name,
        process=name.split("#", maxsplit=1)[0],
        action=action,
        key="x",
        invoked=at,
        completed=at + 1,
        status="ok",
        **more,
    )


SIBLINGS = [
    operation("a#1", "write", 1, value="p", stamps=(frozenset("a"),)),
    operation("b#1", "write", 3, value="q", stamps=(frozenset("b"),)),
    operation("b#2", "read", 5, returned=("a#1", "b#1"), stamps=(frozenset("a"), frozenset("b"))),
]


def test_siblings_are_no_answer_of_a_single_copy() -> None:
    for question in (OBSERVED, REPLICATED):
        for model in ("linearizable", "sequential"):
            found = check(SIBLINGS, question=question, models=[model], supersedes=frozenset.issuperset)[model]
            assert found.explanation == (
                "b#2 (read x = p ‖ q) returned several siblings: a single copy cannot answer like this."
            )
            assert found.operations == ("a#1", "b#1", "b#2")


def test_a_sibling_left_out_is_called_that() -> None:
    read = replace(SIBLINGS[2], returned=("a#1",), stamps=(frozenset("a"),))
    found = check(
        [*SIBLINGS[:2], read], question=REPLICATED, models=["read_your_writes"], supersedes=frozenset.issuperset
    )["read_your_writes"]
    assert found.explanation == (
        "b#1 (write x = q) came before b#2 (read x = p) in its session; b#2 left out b#1, which nothing that it "
        "returned "
        "includes. A session has to read its own writes."
    )
    assert found.edges[1] == Edge("b#2", "b#1", "fr", "left out")


@pytest.mark.parametrize(
    ("data", "operations", "words"),
    [
        (
            "counter",
            [
                operation("a#1", "increment", 1, value=2),
                operation("a#2", "increment", 3, value=2),
                operation("b#1", "read", 5, result=2),
            ],
            "increment x 2",
        ),
        ("set", [operation("b#1", "read", 3, result=frozenset({2, 1}))], "read x = {1, 2}"),
        ("queue", [operation("a#1", "dequeue", 1, result=5)], "dequeue x = 5"),
        (
            "append",
            [
                operation("a#1", "append", 1, value="p"),
                operation("a#2", "append", 3, value="p"),
                operation("b#1", "read", 5, result="p"),
            ],
            "append x p",
        ),
        (
            "cas-register",
            [operation("a#1", "cas", 1, value=(None, 7), result=False)],
            "cas x from ∅ to 7, which found another value",
        ),
    ],
)
def test_other_data_are_listed_with_what_they_did(data: str, operations: list[Operation], words: str) -> None:
    found = check(operations, models=["linearizable"], data=data)["linearizable"]
    assert f"({words})" in found.explanation
    assert found.explanation.endswith("no order of these explains every answer in real time.")


def test_a_swap_that_failed_says_what_it_found() -> None:
    history = [
        operation("a#1", "write", 1, value="p"),
        operation("a#2", "write", 3, value="q"),
        operation("b#1", "cas", 5, value=("z", "r"), result=False, returned=("a#1",)),
    ]
    assert "b#1 (cas x from z to r, found p)" in check(history, models=["linearizable"])["linearizable"].explanation


def test_of_many_operations_the_first_few_are_listed() -> None:
    history = [operation(f"p{at}#1", "increment", at, value=1) for at in range(1, 40)]
    history.append(operation("r#1", "read", 50, result=40))
    found = check(history, models=["sequential"], data="counter")["sequential"]
    assert "p12#1 (increment x 1) and 28 more: no order of these" in found.explanation


def test_what_clashes_is_told_without_what_has_no_part_in_it() -> None:
    history = [operation(f"p{at}#1", "increment", at, value=1) for at in range(1, 40)]
    history.append(operation("r#1", "read", 50, result=1))
    found = check(history, models=["linearizable"], data="counter")["linearizable"]
    assert found.explanation == (
        "p38#1 (increment x 1), p39#1 (increment x 1), r#1 (read x = 1): no order of these explains every answer in "
        "real time, whatever the others did."
    )


def test_whatever_the_reads_of_repeated_values_returned() -> None:
    history = [
        operation("a#1", "write", 1, value=1),
        operation("a#2", "write", 3, value=2),
        operation("b#1", "write", 5, value=1),
        operation("a#3", "read", 7, result=1),
        operation("a#4", "read", 9, result=2),
        operation("a#5", "read", 11, result=1),
        operation("a#6", "read", 13, result=2),
    ]
    found = check(history, models=["monotonic_reads"])["monotonic_reads"]
    assert found.explanation.endswith(
        "whichever of the writes of one value a read returned, these contradict monotonic reads."
    )
    assert found.operations == ("a#1", "a#2", "b#1", "a#4", "a#5", "a#6")


def test_a_read_of_a_failed_write_names_that_write() -> None:
    history = [
        replace(operation("a#1", "write", 1, value=3), status="fail"),
        operation("b#1", "read", 3, result=3),
    ]
    for model in ("linearizable", "sequential", "pram"):
        found = check(history, models=[model])[model]
        assert found.explanation == (
            "b#1 (read x = 3) returned the value of a#1 (write x = 3), which failed: an aborted read."
        )
        assert found.operations == ("b#1", "a#1")


def test_a_number_and_a_string_that_look_alike_are_told_apart() -> None:
    history = [operation("a#1", "write", 1, value=3), operation("b#1", "read", 3, result="3")]
    assert check(history, models=["linearizable"])["linearizable"].explanation == (
        'b#1 (read x = "3") returned what nobody had written: a#1 wrote 3, and "3" is another value.'
    )
    plain = [operation("a#1", "write", 1, value="3"), operation("b#1", "read", 3, result=None)]
    assert "a#1 (write x = 3) finished before" in check(plain, models=["linearizable"])["linearizable"].explanation


def test_a_read_of_a_value_that_a_swap_replaced_is_told_by_the_write_that_it_returned() -> None:
    history = [
        operation("a#1", "write", 1, value=2),
        operation("a#2", "cas", 3, value=(2, 3), result=True),
        operation("b#1", "read", 5, result=2),
    ]
    assert check(history, models=["linearizable"], data="cas-register")["linearizable"].explanation == (
        "a#2 (cas x from 2 to 3) finished before b#1 (read x = 2) began; b#1 returned a version that was later "
        "replaced by a#2. No single order of these operations contains all of that."
    )


def test_a_long_value_is_told_by_its_beginning_and_its_end() -> None:
    long = "a" * 500 + "z"
    history = [operation("a#1", "write", 1, value=long), operation("b#1", "read", 3, result=None)]
    found = check(history, models=["linearizable"])["linearizable"]
    assert f"a#1 (write x = {'a' * 35}…{'a' * 44}z) finished before b#1" in found.explanation


def test_versions_that_a_swap_made_one_from_the_other_are_not_called_the_same() -> None:
    history = [
        replace(operation("d#1", "write", 1, value=3), completed=30),
        operation("a#2", "read", 3, result=3),
        operation("b#1", "write", 5, value=0),
        replace(operation("c#1", "cas", 2, value=(3, 1), result=True), completed=20),
        operation("a#3", "read", 9, result=1),
    ]
    found = check(history, models=["linearizable"], data="cas-register")["linearizable"]
    assert found.status == "violated"
    assert "same version" not in found.explanation
    assert "a#3 and a#2 (read x = 3) are linked by compare-and-sets, so that no other" in found.explanation
