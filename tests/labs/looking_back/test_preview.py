"""What would end otherwise under other settings is what the replay then shows."""

from __future__ import annotations

from apps.labs.looking_back.preview import operations_ending_otherwise
from apps.labs.run.session import LoggedCommand
from apps.simulation.faults.partition import Partition
from tests.clusters import MAJORITIES, ONES, quorum


def stale_read() -> tuple:
    run = quorum(ONES)
    run.finish(run.write("alice", "n1", "1"))
    run.run_for(1_000)
    run.apply(Partition(groups=(("n1", "n2", "n3"), ("n4", "n5"))))
    run.finish(run.write("alice", "n1", "2"))
    read = run.read("bob", "n4")
    run.finish(read)
    return run, read


def log_of(run) -> list[LoggedCommand]:
    return [LoggedCommand(position, command) for position, command in run.simulation.applied]


def test_a_stale_read_of_quorums_of_one_would_get_no_answer_from_majorities() -> None:
    run, read = stale_read()
    other = run.scenario.under("quorum", MAJORITIES)
    [found] = operations_ending_otherwise(run.scenario, other, run.seed, log_of(run), run.simulation.now)
    assert (found.operation, found.node, found.was, found.would) == (read, "n4", "1, stale", "no answer")


def test_nothing_ends_otherwise_under_the_settings_that_the_run_has() -> None:
    run, _ = stale_read()
    assert operations_ending_otherwise(run.scenario, run.scenario, run.seed, log_of(run), run.simulation.now) == []
