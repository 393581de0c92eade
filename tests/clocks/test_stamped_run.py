"""Every clock on one run: which of them tells the truth, which says nothing, which lies."""

from __future__ import annotations

from collections import Counter
from itertools import permutations

import pytest
from hypothesis import given, settings

from apps.clocks import clocks
from apps.clocks.order import Order
from apps.clocks.stamped_run import EventKind, Judgement, RunEvent, StampedRun, Worth, judge, stamp_run
from apps.clocks.truncated import truncated_to
from tests.clocks.runs import Step, run, steps

EXACT = ("vector", "dotted")
NEVER_WRONG = (*EXACT, "lamport", "hybrid_logical", "version_vector")


def stamped(steps: list[Step]) -> StampedRun:
    return stamp_run(run(steps), clocks())


def judgements(run: StampedRun) -> list[Judgement]:
    return [each for a, b in permutations(range(len(run.events)), 2) for each in judge(run, a, b)]


@given(steps=steps)
@settings(max_examples=60)
def test_vectors_know_and_the_other_logical_clocks_are_never_wrong(steps: list[Step]) -> None:
    for judgement in judgements(stamped(steps)):
        if judgement.clock in EXACT:
            assert judgement.answer is judgement.truth
            assert judgement.worth is Worth.RIGHT
        if judgement.clock in NEVER_WRONG:
            assert judgement.worth is not Worth.WRONG


@given(steps=steps)
@settings(max_examples=60)
def test_what_happened_before_has_the_smaller_lamport_and_hybrid_time(steps: list[Step]) -> None:
    for judgement in judgements(stamped(steps)):
        if judgement.clock in ("lamport", "hybrid_logical") and judgement.truth is not Order.CONCURRENT:
            assert judgement.answer is judgement.truth


@pytest.mark.parametrize("kept", [1, 2, 3, 5])
@given(steps=steps)
@settings(max_examples=40)
def test_a_truncated_vector_may_only_invent_concurrency(kept: int, steps: list[Step]) -> None:
    run_ = stamp_run(run(steps), {"truncated": truncated_to(kept)})
    for judgement in judgements(run_):
        assert judgement.answer in (judgement.truth, Order.CONCURRENT)
        assert kept < 5 or judgement.answer is judgement.truth


def test_each_clock_is_worth_what_it_claims_over_a_long_run() -> None:
    """Five processes in a ring, with skewed clocks: which verdicts there are for each clock."""
    steps = [(f"p{1 + tick * 7 % 5}", ("send", "receive", "local")[tick % 3], tick * 5) for tick in range(60)]
    found = Counter((each.clock, each.worth) for each in judgements(stamped(steps)))
    worths = {name: {worth for clock, worth in found if clock == name} for name in clocks()}
    assert worths == {
        "wall": {Worth.NO_CLAIM, Worth.WRONG},
        "lamport": {Worth.NO_CLAIM, Worth.RIGHT},
        "hybrid_logical": {Worth.NO_CLAIM, Worth.RIGHT},
        "version_vector": {Worth.NO_CLAIM, Worth.RIGHT},
        "vector": {Worth.RIGHT},
        "dotted": {Worth.RIGHT},
        "truncated": {Worth.RIGHT, Worth.WRONG},
    }


MESSAGE = [
    RunEvent("p1", EventKind.SEND, "m", 100),
    RunEvent("p2", EventKind.RECEIVE, "m", 60),
    RunEvent("p3", EventKind.LOCAL, None, 80),
]
"""p2's clock is 50 behind; p3 hears of nothing."""


def said(a: int, b: int) -> dict[str, Judgement]:
    names = ("the sending", "the receipt", "the other event")
    return {each.clock: each for each in judge(stamp_run(MESSAGE, clocks()), a, b, (names[a], names[b]))}


def test_a_wall_clock_says_that_a_message_was_received_before_it_was_sent() -> None:
    wall = said(0, 1)["wall"]
    assert (wall.left, wall.right, wall.answer, wall.worth) == ("100", "60", Order.AFTER, Worth.WRONG)
    assert wall.sentence == (
        "the sending did not happen before the receipt. That is wrong: the sending happened before the receipt."
    )


def test_lamport_clocks_order_concurrent_events_and_claim_nothing_by_it() -> None:
    lamport = said(1, 2)["lamport"]
    assert (lamport.left, lamport.right, lamport.answer, lamport.truth) == ("2", "1", Order.AFTER, Order.CONCURRENT)
    assert lamport.worth is Worth.NO_CLAIM
    assert lamport.sentence == (
        "the receipt did not happen before the other event. It says nothing more. In fact the receipt and the other"
        " event are concurrent."
    )


def test_a_vector_is_compared_entry_by_entry() -> None:
    vector = said(1, 2)["vector"]
    assert (vector.left, vector.right) == ("[1 1 0]", "[0 0 1]")
    assert [(entry.name, entry.left, entry.right, entry.sign) for entry in vector.entries] == [
        ("p1", "1", "0", ">"),
        ("p2", "1", "0", ">"),
        ("p3", "0", "1", "<"),
    ]


def test_a_version_vector_does_not_count_messages() -> None:
    assert [said(0, 1)["version_vector"].left, said(0, 1)["version_vector"].right] == ["[]", "[]"]
    assert said(0, 1)["version_vector"].sentence == (
        "It cannot tell the sending and the receipt apart. It says nothing more. In fact the sending happened before"
        " the receipt."
    )
    assert said(1, 2)["version_vector"].answer is Order.BEFORE


def test_a_hybrid_time_looks_at_the_counter_only_if_the_physical_parts_are_equal() -> None:
    assert [entry.sign for entry in said(0, 1)["hybrid_logical"].entries] == ["=", "<"]
    assert [entry.sign for entry in said(0, 2)["hybrid_logical"].entries] == [">", ""]


def test_a_dot_is_looked_up_in_the_past_of_the_other() -> None:
    dotted = said(0, 1)["dotted"]
    assert (dotted.left, dotted.right) == ("(p1:1)[]", "(p2:1)[p1:1]")
    assert [(entry.left, entry.right, entry.sign) for entry in dotted.entries] == [("1", "1", "="), ("0", "1", "<")]


def test_an_event_is_not_compared_with_itself() -> None:
    with pytest.raises(ValueError, match="compared with another one"):
        judge(stamp_run(MESSAGE, clocks()), 1, 1)
