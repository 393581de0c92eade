"""Goals about replicated types and their naive twins."""

from __future__ import annotations

from apps.simulation.faults.message import DuplicateMessage
from tests.labs.goals.asked import SAME, Tried, lab, tried

COUNTER = lab("lossless-counter", latency=SAME)
UP_AND_DOWN = lab("lossless-counter", latency=SAME, dials={"type": "pn_counter"})
SET = lab("add-wins", latency=SAME)
PLAIN = lab("gossip")


def counted_on_both_sides(run: Tried, first: str = "2", second: str = "1") -> None:
    run.cut("n1", "n2")
    run.done("alice", "n1", "increment", "x", first)
    run.done("bob", "n4", "increment", "x", second)
    run.heal()


def test_the_twin_of_a_counter_loses_one_of_two_concurrent_increments() -> None:
    run = tried(COUNTER, "twin_differs", operation="increment")
    assert run.because == "No client has asked for an increment of x yet."
    counted_on_both_sides(run)
    assert run.because == "The replicas still differ: let time go on."
    run.run_for(8_000)
    assert run.reached.operations == ("bob#1", "alice#1")
    assert "x: 3, and the naive version" in run.reached.text


def test_one_increment_after_the_other_leaves_the_twin_right() -> None:
    run = tried(COUNTER, "twin_differs", operation="increment")
    run.done("alice", "n1", "increment", "x", "1")
    run.run_for(8_000)
    run.done("bob", "n4", "increment", "x", "1")
    run.run_for(8_000)
    assert run.because.startswith("The naive version is still correct, because your changes were not concurrent.")


def test_a_decrement_of_the_twin_is_undone() -> None:
    run = tried(UP_AND_DOWN, "twin_differs", operation="decrement")
    run.done("alice", "n1", "increment", "x", "2")
    run.run_for(8_000)
    run.done("alice", "n1", "decrement", "x", "1")
    run.run_for(8_000)
    assert run.reached.operations == ("alice#2",)


def test_registers_have_no_twin() -> None:
    for predicate, terms in (
        ("twin_differs", {}),
        ("count_exact", {}),
        ("count_wrong", {}),
        ("add_won", {}),
        ("tombstones_at_rest", {}),
        ("value_everywhere", {"value": "1"}),
    ):
        run = tried(PLAIN, predicate, **terms)
        run.done("alice", "n1", "write", "x", "1")
        assert run.because.startswith("Here every key holds a plain register")


def test_a_counter_that_lost_nothing_is_exact() -> None:
    run = tried(COUNTER, "count_exact")
    run.done("alice", "n1", "increment", "x", "1")
    assert run.because == "1 of 2 changes of x acknowledged so far."
    run.run_for(8_000)
    run.done("alice", "n1", "increment", "x", "1")
    run.run_for(8_000)
    assert run.because.startswith("One change came after the other")
    counted_on_both_sides(run)
    run.run_for(8_000)
    assert run.reached.text.endswith("x is 5 at every node.")


def test_an_increment_that_came_twice_makes_a_counter_wrong() -> None:
    run = tried(lab("operations-travel", latency=SAME, dials={"type": "op_counter"}), "count_wrong")
    assert run.because == "No client has counted x yet."
    run.done("alice", "n1", "increment", "x", "1")
    run.run_for(1_000)
    assert run.because.startswith("Counted was 1, and every node shows it.")
    run.ask("alice", "n1", "increment", "x", "1")
    run.run_for(50)
    run.apply(DuplicateMessage(run.in_flight("n1", "n2")[0]))
    assert run.because.startswith("A message is still under way")
    run.run_for(1_000)
    assert run.reached.text == "Counted was 2, and x is 3 at n2."


def test_a_value_at_every_node() -> None:
    run = tried(COUNTER, "value_everywhere", value="3")
    counted_on_both_sides(run)
    assert run.because.startswith("x should be 3 everywhere, and is 2 at n1 and")
    run.run_for(8_000)
    assert run.reached.operations == ("bob#1", "alice#1")


def test_doing_nothing_gives_no_value() -> None:
    run = tried(COUNTER, "value_everywhere", value="0")
    run.run_for(5_000)
    assert run.because == "Nothing has been changed yet."


def test_a_concurrent_addition_wins_with_its_tag() -> None:
    run = tried(SET, "add_won")
    run.done("alice", "n1", "add", "x", "milk")
    assert run.because.endswith("there is no removal yet.")
    run.run_for(8_000)
    run.cut("n1", "n2")
    run.done("alice", "n1", "add", "x", "milk")
    run.done("bob", "n4", "remove", "x", "milk")
    run.heal()
    run.run_for(8_000)
    assert run.reached.operations == ("alice#2", "bob#1")
    assert "by the tag milk · " in run.reached.text


def test_a_removal_that_saw_the_addition_is_no_rival() -> None:
    run = tried(SET, "add_won")
    run.done("alice", "n1", "add", "x", "milk")
    run.run_for(8_000)
    run.done("bob", "n4", "remove", "x", "milk")
    run.run_for(8_000)
    assert run.because.startswith("One had seen the other.")


def test_what_was_removed_can_be_added_again() -> None:
    run = tried(SET, "added_again")
    run.done("alice", "n1", "add", "x", "milk")
    assert run.because.startswith("Nothing has been removed yet")
    run.done("alice", "n1", "remove", "x", "milk")
    assert run.because == "alice's remove x: milk is done. Add milk again, where that is known."
    run.done("bob", "n1", "add", "x", "milk")
    run.run_for(8_000)
    assert run.reached.operations == ("bob#1", "alice#2")


def test_what_was_removed_once_has_not_come_back_twice() -> None:
    run = tried(SET, "added_again", removals=2)
    for operation in ("add", "remove", "add"):
        run.done("alice", "n1", operation, "x", "milk")
    run.run_for(8_000)
    assert run.because == "milk was added after 1 of 2 removals: remove it, and add it again."
    for operation in ("remove", "add"):
        run.done("alice", "n1", operation, "x", "milk")
    run.run_for(8_000)
    assert run.reached.operations == ("alice#5", "alice#4", "alice#2")


def test_an_addition_that_had_not_seen_the_removal_adds_nothing_again() -> None:
    run = tried(SET, "added_again")
    run.done("alice", "n1", "add", "x", "milk")
    run.cut("n1")
    run.done("alice", "n1", "remove", "x", "milk")
    run.done("bob", "n4", "add", "x", "milk")
    run.heal()
    run.run_for(8_000)
    assert run.because == "alice's remove x: milk is done. Add milk again, where that is known."


def test_tombstones_are_counted_at_every_node() -> None:
    run = tried(SET, "tombstones_at_rest", number=1)
    run.done("alice", "n1", "add", "x", "milk")
    run.run_for(8_000)
    assert run.because == "0 of 1 tombstone at every node so far: remove what all have seen."
    run.done("bob", "n4", "remove", "x", "milk")
    run.run_for(8_000)
    assert run.reached.operations == ("bob#1",)
