"""Goals about operations without an answer: a lost request, a lost reply, and asking again."""

from __future__ import annotations

from apps.simulation.faults.message import DropMessage, DuplicateMessage
from tests.labs.goals.asked import SAME, Tried, lab, tried

COUNTER = lab("lossless-counter", latency=SAME, client_timeout_ticks=2_000)
REQUEST, REPLY = "alice>n1#1:request", "n1>alice#1:reply"
ARRIVES = 14
"""A request is at its node by then, and the reply is on its way."""


def lose(run: Tried, message: str) -> None:
    """Let alice increment x at n1, and drop a message of it."""
    run.ask("alice", "n1", "increment", "x", "1")
    if message == REPLY:
        run.run_for(ARRIVES)
    run.apply(DropMessage(message))


def test_a_lost_request_and_a_lost_reply_are_told_apart_once_the_client_has_given_up() -> None:
    for message, lost, other, because in (
        (REQUEST, "request", "reply", "so there is no reply to it"),
        (REPLY, "reply", "request", "No request was dropped yet."),
    ):
        run = tried(COUNTER, "unknown_outcome", lost=lost)
        lose(run, message)
        assert "The client still waits" in run.because
        run.run_for(3_000)
        assert run.reached.operations == ("alice#1",)
        missed = tried(COUNTER, "unknown_outcome", lost=other)
        lose(missed, message)
        missed.run_for(3_000)
        assert because in missed.because


def test_a_request_that_was_dropped_and_arrived_by_a_copy_is_no_lost_request() -> None:
    run = tried(COUNTER, "unknown_outcome", lost="request")
    run.ask("alice", "n1", "increment", "x", "1")
    run.apply(DuplicateMessage(REQUEST))
    run.apply(DropMessage(REQUEST))
    run.run_for(3_000)
    assert "let time go on" in run.because


def test_asking_again_after_a_lost_reply_doubles_the_effect_and_after_a_lost_request_does_not() -> None:
    run = tried(COUNTER, "effect_doubled")
    assert "Every operation was answered" in run.because
    lose(run, REPLY)
    run.run_for(3_000)
    assert "Let it ask again" in run.because
    run.done("alice", "n1", "increment", "x", "1")
    assert run.reached.operations == ("alice#2", "alice#1")
    run = tried(COUNTER, "effect_doubled")
    lose(run, REQUEST)
    run.run_for(3_000)
    run.done("alice", "n1", "increment", "x", "1")
    assert "had no effect" in run.because


def test_another_amount_is_another_change_and_doubles_nothing() -> None:
    run = tried(COUNTER, "effect_doubled")
    lose(run, REPLY)
    run.run_for(3_000)
    run.done("alice", "n1", "increment", "x", "2")
    assert "Let it ask again" in run.because


def test_the_same_request_twice_is_answered_though_a_reply_was_lost_and_is_counted_once() -> None:
    run = tried(COUNTER, "answered_by_repetition")
    run.ask("alice", "n1", "increment", "x", "1")
    run.apply(DuplicateMessage(REQUEST))
    run.run_for(ARRIVES - 2)
    run.apply(DropMessage(REPLY))
    assert "nothing has asked again" in run.because
    run.run_for(10_000)
    assert run.reached.operations == ("alice#1",)
    assert "arrived 2 times" in run.reached.text


def test_a_new_operation_after_the_timeout_is_not_the_same_request() -> None:
    run = tried(COUNTER, "answered_by_repetition")
    lose(run, REPLY)
    run.run_for(3_000)
    run.done("alice", "n1", "increment", "x", "1")
    run.run_for(10_000)
    assert "must arrive a second time" in run.because


def test_an_operation_that_its_node_cannot_carry_out_is_refused() -> None:
    run = tried(lab("add-wins"), "refused")
    assert "No node has refused" in run.because
    run.done("alice", "n1", "remove", "x", "milk")
    assert run.reached.operations == ("alice#1",)


def test_registers_are_told_that_a_counter_is_needed() -> None:
    run = tried(lab("stale-read"), "effect_doubled")
    assert "choose a counter" in run.because
