"""Goals about verdicts, about replicas as a whole, and about what became of a write."""

from __future__ import annotations

from apps.simulation.faults.crash import CrashNode
from apps.simulation.faults.latency import SetLatency
from apps.simulation.faults.message import DuplicateMessage
from apps.simulation.faults.skew import SetSkew
from tests.clusters import MAJORITIES
from tests.labs.goals.asked import SAME, Tried, lab, tried

ONES_LAB = lab("stale-read", latency=SAME)
MAJORITY_LAB = lab("stale-read", latency=SAME, dials=MAJORITIES)
CLOCKS = lab("skewed-clocks", latency=SAME)
GOSSIP = lab("gossip", latency=SAME)
SETS = lab("operations-travel", latency=SAME, dials={"type": "op_counter"})


def stale(run: Tried) -> None:
    run.cut("n1", "n2")
    run.done("alice", "n1", "write", "x", "1")
    run.done("bob", "n4", "read", "x")


def test_a_model_is_violated_by_the_read_that_shows_it() -> None:
    run = tried(ONES_LAB, "model_violated", model="linearizable")
    assert run.because == "Nothing to judge yet: write, then read."
    stale(run)
    assert run.reached.operations == ("bob#1", "alice#1")


def test_a_run_that_breaks_another_model_says_so() -> None:
    run = tried(ONES_LAB, "model_violated", model="monotonic_reads")
    stale(run)
    assert run.because == "This run breaks linearizable, but not monotonic reads, yet."


def test_a_run_without_registers_breaks_no_model() -> None:
    run = tried(lab("lossless-counter"), "model_violated", model="linearizable")
    run.done("alice", "n1", "increment", "x", "1")
    assert "has none" in run.because


def test_a_model_is_kept_only_once_it_was_put_to_the_test() -> None:
    terms = {"model": "linearizable", "operations": 4, "reads_at": 2, "despite": ("partition",)}
    run = tried(MAJORITY_LAB, "model_kept", **terms)
    run.done("alice", "n1", "write", "x", "1")
    assert run.because == "Cut the cluster."
    run.cut("n4", "n5")
    assert run.because.startswith("The value must be read at 2 nodes or more")
    run.done("bob", "n2", "read", "x")
    run.done("bob", "n3", "read", "x")
    assert run.because == "3 of 4 operations completed so far. Go on."
    run.done("carol", "n3", "read", "x")
    assert run.reached.operations[0] == "carol#1"


def test_reads_before_the_fault_do_not_put_a_model_to_the_test() -> None:
    run = tried(MAJORITY_LAB, "model_kept", model="linearizable", operations=2, despite=("crash",))
    run.done("alice", "n1", "write", "x", "1")
    run.done("bob", "n2", "read", "x")
    run.apply(CrashNode("n5"))
    assert run.because == "All your reads came before the fault: read once more."


def test_a_model_that_the_run_has_broken_cannot_be_kept() -> None:
    run = tried(ONES_LAB, "model_kept", model="linearizable", operations=3)
    stale(run)
    assert run.because.startswith("This run has broken linearizable")
    assert run.because.endswith("Begin a new run.")


def test_a_run_may_keep_one_model_and_break_a_stronger_one() -> None:
    run = tried(lab("one-order", latency=SAME), "between_models", holds="sequential", violated="linearizable")
    run.apply(SetLatency(source="n1", target="n4", distribution="constant", low_ticks=3000, high_ticks=3000))
    run.done("alice", "n2", "write", "x", "1")
    assert run.because == "Nobody has read yet. A violation shows in what a read returns."
    run.done("bob", "n4", "read", "x")
    assert run.reached.operations == ("bob#1", "alice#1")
    assert run.reached.text.endswith("And yet sequential is kept.")


def test_a_run_that_breaks_the_weaker_model_too_is_not_between() -> None:
    run = tried(ONES_LAB, "between_models", holds="read_your_writes", violated="linearizable")
    run.cut("n1", "n2")
    run.done("alice", "n1", "write", "x", "1")
    run.done("alice", "n4", "read", "x")
    assert run.because.startswith("This run also violates read your writes.")


# Replicas as a whole


def test_replicas_that_are_equal_again_after_writes_on_both_sides_of_a_cut() -> None:
    run = tried(GOSSIP, "converged_after_heal")
    assert run.because == "There is no partition yet. Partition the cluster, then write on each side."
    run.cut("n1", "n2")
    run.done("alice", "n1", "write", "x", "1")
    run.done("bob", "n4", "write", "x", "2")
    run.run_for(5_000)
    assert run.because == "A write on each side: now heal the partition, and wait for the replicas to become equal."
    run.heal()
    assert run.because == "The partition has healed, and the replicas still differ: let time go on."
    run.run_for(6_000)
    assert run.reached.operations == ("bob#1", "alice#1")


def test_writes_on_one_side_of_a_cut_are_not_enough_to_converge_after() -> None:
    run = tried(GOSSIP, "converged_after_heal")
    run.cut("n1", "n2")
    run.done("alice", "n1", "write", "x", "1")
    run.done("bob", "n2", "write", "x", "2")
    assert run.because == "You have written at n2. Now write on the other side too."
    run.heal()
    run.run_for(6_000)
    assert "All your writes went to one side" in run.because


def test_replicas_that_are_equal_in_time() -> None:
    run = tried(GOSSIP, "converged_within", ticks=5_000)
    assert run.because == "0 of 1 change acknowledged so far: write something."
    run.done("alice", "n1", "write", "x", "1")
    assert "still differ" in run.because
    run.run_for(5_000)
    assert run.reached.operations == ("alice#1",)


def test_replicas_that_take_too_long_say_how_long_they_took() -> None:
    run = tried(GOSSIP, "converged_within", ticks=100)
    run.done("alice", "n1", "write", "x", "1")
    run.run_for(8_000)
    assert run.because.endswith("100 ms are allowed. Change a dial that governs it, and replay.")


def test_a_bound_on_the_time_can_come_with_one_on_the_traffic() -> None:
    for rate_max, is_reached in ((1_000, True), (1, False)):
        run = tried(GOSSIP, "converged_within", ticks=10_000, rate_max=rate_max)
        run.done("alice", "n1", "write", "x", "1")
        run.run_for(30_000)
        if is_reached:
            assert "messages a second" in run.reached.text
        else:
            assert "messages a second; 1 are allowed" in run.because


def test_time_counts_from_the_healing_where_that_is_asked_for() -> None:
    run = tried(GOSSIP, "converged_within", ticks=5_000, after="heal")
    run.done("alice", "n1", "write", "x", "1")
    run.run_for(5_000)
    assert run.because == "Partition the cluster, write, and heal: the time counts from then."
    run.cut("n1", "n2")
    run.done("alice", "n1", "write", "x", "2")
    run.run_for(8_000)
    run.heal()
    run.run_for(5_000)
    assert run.reached.operations == ("alice#2",)


def doubled(run: Tried) -> None:
    run.ask("alice", "n1", "increment", "x", "1")
    run.run_for(50)
    run.apply(DuplicateMessage(run.in_flight("n1", "n2")[0]))


def test_an_increment_delivered_twice_makes_replicas_differ_for_good() -> None:
    run = tried(SETS, "diverged_at_rest")
    run.done("bob", "n3", "increment", "x", "1")
    run.run_for(500)
    assert run.because == "1 change so far, and the replicas are equal. Disturb a message."
    doubled(run)
    assert run.because.startswith("The replicas differ, but a message is still under way")
    run.run_for(500)
    assert run.reached.operations == ("alice#1", "bob#1")


def test_replicas_that_are_kept_apart_have_not_diverged() -> None:
    run = tried(SETS, "diverged_at_rest")
    run.cut("n1")
    run.done("alice", "n1", "increment", "x", "1")
    run.run_for(500)
    assert run.because.endswith("The cluster is still partitioned: heal it.")


def test_a_copy_that_is_dropped_leaves_the_replicas_equal() -> None:
    scenario = lab("operations-travel", latency=SAME, dials={"type": "op_counter", "delivery": "causal"})
    run = tried(scenario, "converged_despite", despite=("duplicate",))
    run.done("bob", "n3", "increment", "x", "1")
    run.run_for(500)
    assert run.because == "Undisturbed, that proves little. Choose a message on its way and duplicate it."
    doubled(run)
    run.run_for(10)
    assert run.because.endswith("is still on its way: let it arrive.")
    run.run_for(500)
    assert run.reached.operations == ("alice#1", "bob#1")


def test_replicas_that_a_copy_has_made_differ_have_not_converged() -> None:
    run = tried(SETS, "converged_despite", despite=("duplicate",))
    doubled(run)
    run.run_for(1_000)
    assert run.because.startswith("The replicas differ")


# What became of a write


def test_an_acknowledged_write_is_lost_to_a_clock_that_is_ahead() -> None:
    run = tried(CLOCKS, "write_lost", while_skewed=True)
    assert run.because == "All clocks are correct. Choose a node and set its clock skew."
    run.apply(SetSkew(node="n1", skew_ticks=20_000))
    run.done("alice", "n1", "write", "x", "1")
    assert run.because == "Two writes of one key are needed, one after the other."
    run.done("bob", "n3", "write", "x", "2")
    assert run.because == "It will lose, but n3 still holds it: let the replicas exchange their writes."
    run.run_for(3_000)
    assert run.reached.operations == ("bob#1", "alice#1")


def test_a_clock_that_was_set_further_off_than_is_allowed_does_not_count() -> None:
    run = tried(CLOCKS, "write_lost", while_skewed=True, skew_max_ticks=100)
    run.apply(SetSkew(node="n1", skew_ticks=20_000))
    run.done("alice", "n1", "write", "x", "1")
    run.done("bob", "n3", "write", "x", "2")
    run.run_for(3_000)
    assert run.because.endswith("n1's clock was 20000 ms off. 100 are enough: begin a new run.")


def test_under_right_clocks_the_later_write_replaces_the_earlier_one() -> None:
    run = tried(CLOCKS, "write_lost")
    run.done("alice", "n1", "write", "x", "1")
    run.done("bob", "n3", "write", "x", "2")
    run.run_for(3_000)
    assert "replaced it, as it should" in run.because
