"""Raft with a closing time: a command that reads a clock when it is applied, and one whose time is in the log."""

from __future__ import annotations

from typing import Any

import pytest

from apps.replication.raft import PROTOCOL
from apps.replication.raft.dials import LEADER, REPLICA
from apps.replication.raft.meaning import availability, claims, consequence
from apps.simulation import commands as c
from apps.simulation.faults.crash import CrashNode, RestartNode
from apps.simulation.faults.message import DelayMessage, DuplicateMessage
from apps.simulation.faults.skew import SetSkew
from tests.clusters import Run
from tests.replication.raft.runs import dials, led, machine
from tests.replication.raft.safety import Safety, assert_logs_match
from tests.replication.watching import scenario, watched
from tests.seeds import over_seeds

CLOSES_TICKS = 6_000
BY_LEADER, BY_REPLICA = (dials(closes_ticks=CLOSES_TICKS, closing_clock=clock) for clock in (LEADER, REPLICA))
WITH_CLOCKS = ("skew", "crash", "partition", "pause", "duplication")
CORRECT_CLOCKS = ("crash", "partition", "pause", "latency")


def closing(clock: str = LEADER, **others: Any) -> Run:
    return led(closes_ticks=3_000, closing_clock=clock, **others)


def values(run: Run) -> list[list[str]]:
    return list(run.values().values())


def differing(setting: dict[str, Any], seeds: range, faults: tuple[str, ...]) -> tuple[int, int]:
    """In how many runs equal logs came to unequal states, and how many writes were refused in all."""
    found = refused = 0
    for seed in seeds:
        safety = Safety()
        try:
            simulation = watched(scenario("raft", setting), seed, safety.look, faults=faults)
        except AssertionError as broken:
            assert str(broken).startswith("state machine safety"), broken
            found += 1
            continue
        assert_logs_match(simulation)
        refused += sum("closed since" in (each.reason or "") for each in simulation.operations.values())
    return found, refused


@pytest.mark.parametrize("faults", [WITH_CLOCKS, CORRECT_CLOCKS], ids=["clocks differ", "clocks are correct"])
@over_seeds(8, 60)
def test_with_the_time_in_the_log_equal_logs_give_equal_states(faults: tuple[str, ...], seeds: range) -> None:
    found, refused = differing(BY_LEADER, seeds, faults)
    assert found == 0
    assert refused > len(seeds)


@pytest.mark.parametrize("faults", [WITH_CLOCKS, CORRECT_CLOCKS], ids=["clocks differ", "clocks are correct"])
@over_seeds(8, 60)
def test_with_each_replicas_clock_equal_logs_give_unequal_states(faults: tuple[str, ...], seeds: range) -> None:
    found, _ = differing(BY_REPLICA, seeds, faults)
    assert found > len(seeds) // 2


@over_seeds(4, 30)
def test_snapshots_carry_what_was_refused(seeds: range) -> None:
    found, refused = differing({**BY_LEADER, "snapshot_entries": 4}, seeds, WITH_CLOCKS)
    assert found == 0
    assert refused > len(seeds)


def test_a_clock_that_is_ahead_makes_one_replica_refuse_what_the_others_accept() -> None:
    run = closing(REPLICA)
    run.apply(SetSkew(node="n3", skew_ticks=3_000))
    assert run.finish(run.write("alice", "n1", "1")).status == "ok"
    run.run_for(1_000)
    assert values(run) == [["1"], ["1"], [], ["1"], ["1"]]
    assert len({machine(run, node).log for node in run.simulation.nodes}) == 1


def test_the_leaders_clock_decides_for_all_even_if_it_is_wrong() -> None:
    run = closing()
    run.apply(SetSkew(node="n1", skew_ticks=3_000))
    assert run.finish(run.write("alice", "n2", "1")).status == "fail"
    run.apply(SetSkew(node="n1", skew_ticks=-60_000))
    run.run_for(9_000)
    assert run.finish(run.write("bob", "n2", "2")).status == "ok"
    run.run_for(1_000)
    assert values(run) == [["2"]] * 5


def test_a_replica_that_was_down_decides_by_the_time_in_the_entry() -> None:
    run = closing()
    run.apply(CrashNode("n5"))
    run.finish(run.write("alice", "n1", "1"))
    run.run_for(5_000)
    run.apply(RestartNode("n5"))
    run.run_for(3_000)
    assert values(run) == [["1"]] * 5


@pytest.mark.parametrize("reads", ["log", "read_index"])
def test_after_the_closing_time_writes_and_swaps_are_refused_and_reads_answered(reads: str) -> None:
    run = closing(reads=reads)
    run.finish(run.write("alice", "n1", "1"))
    run.run_for(3_000)
    late = run.finish(run.write("alice", "n2", "2"))
    assert (late.status, "closed since 3000 ms" in (late.reason or "")) == ("fail", True)
    swap = c.InvokeOperation(client="bob", node="n3", operation="cas", key="x", value="3", expected="1")
    run.apply(swap)
    assert run.finish("bob#1").status == "fail"
    assert run.result(run.read("carol", "n4")) == ["1"]


def test_a_late_copy_of_a_request_gets_the_outcome_of_the_first() -> None:
    run = closing(timeout_ticks=9_000)
    write = run.write("alice", "n1", "1")
    (request,) = run.in_flight("alice", "n1")
    run.apply(DuplicateMessage(request))
    run.apply(DelayMessage(message=f"{request}+1", delay_ticks=5_000))
    assert run.finish(write).status == "ok"
    run.run_for(8_000)
    assert values(run) == [["1"]] * 5
    assert run.simulation.operations[write].status == "ok"


def test_without_a_closing_time_no_entry_keeps_a_clock() -> None:
    run = led()
    run.finish(run.write("alice", "n1", "1"))
    assert {entry.clock_ticks for entry in machine(run, "n1").log.entries} == {None}
    run = closing()
    run.finish(run.write("alice", "n1", "1"))
    no_op, write = machine(run, "n1").log.entries
    assert no_op.clock_ticks is None
    assert 900 <= write.clock_ticks <= 1_000
    assert str(write).endswith(f"at {write.clock_ticks} ms")


def test_only_the_deterministic_setting_is_claimed_to_be_linearizable() -> None:
    assert claims(BY_LEADER) == {"linearizable"}
    assert claims(BY_REPLICA) == frozenset()
    assert consequence(BY_LEADER).tone == "good"
    assert consequence(BY_REPLICA).tone == "warn"
    assert "Writes after 6000 ms are refused on every side" in availability(BY_LEADER).text
    assert PROTOCOL.describe(BY_REPLICA) == "reads by read index, writes until 6000 ms by each replica's clock"
