"""Goals about Lamport numbers: two operations of which the smaller number did not happen before the greater."""

from __future__ import annotations

from apps.labs.looking_back.stamping import stamped
from apps.simulation import events as e
from tests.labs.goals.asked import SAME, Tried, lab, tried

GOSSIP = lab("who-came-first", latency=SAME, workload_interval_ticks=0, dials={"interval_ticks": 10_000})


def numbers(run: Tried, *operations: str) -> list[int]:
    """The Lamport numbers of the completions of operations, as the Clocks view has them."""
    stamping = stamped(run.trace)
    ends = {each.operation: each.sequence for each in run.trace if isinstance(each, e.OperationCompleted)}
    return [stamping.lamport(ends[name]) for name in operations]


def test_a_smaller_number_without_a_chain_of_messages_is_found_and_told_as_the_clocks_have_it() -> None:
    run = tried(GOSSIP, "smaller_without_cause")
    run.done("alice", "n1", "write", "x", "1")
    run.done("alice", "n1", "write", "x", "2")
    bob = run.done("bob", "n3", "write", "x", "3")
    smaller, greater = run.reached.operations
    assert smaller == bob
    first, second = numbers(run, smaller, greater)
    assert first < second
    assert f"with the number {first}, and" in run.reached.text
    assert f"with {second}." in run.reached.text


def test_the_operations_of_one_client_are_ordered_and_do_not_count() -> None:
    run = tried(GOSSIP, "smaller_without_cause")
    run.done("alice", "n1", "write", "x", "1")
    run.done("alice", "n2", "write", "x", "2")
    assert "messages lead from every smaller number" in run.because


def test_a_read_at_the_node_that_answered_the_write_happened_after_it() -> None:
    run = tried(GOSSIP, "smaller_without_cause")
    run.done("alice", "n1", "write", "x", "1")
    run.run_for(2_000)
    run.done("bob", "n1", "read", "x")
    assert numbers(run, "alice#1") < numbers(run, "bob#1")


def test_against_time_asks_that_the_smaller_number_began_after_the_other_had_completed() -> None:
    run = tried(GOSSIP, "smaller_without_cause", against_time=True)
    run.done("alice", "n1", "write", "x", "1")
    assert "different clients" in run.because
    run.done("alice", "n1", "write", "x", "2")
    assert "Which client has the small counter?" in run.because
    late = run.done("carol", "n4", "write", "x", "4")
    assert run.reached.operations[0] == late
