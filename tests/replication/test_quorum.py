"""The quorum register: what it promises, and what each dial gives up."""

from __future__ import annotations

import pytest

from apps.labs.run.scenario import Scenario
from apps.simulation.faults.crash import CrashNode, RestartNode
from apps.simulation.faults.loss import SetLoss
from apps.simulation.faults.message import DelayMessage, DuplicateMessage
from apps.simulation.faults.partition import Heal, Partition
from apps.simulation.network import Latency
from tests.clusters import MAJORITIES, ONES, Run, quorum
from tests.schedules import play
from tests.seeds import over_seeds

SEEDS = range(40)


def atomicity_violation(run: Run) -> tuple[str, str] | None:
    """Two operations that break the order of tags (Lynch, Shvartsman 1997), or None.

    For a before b in real time on one key: b's tag is at least a's, and above it if b is a write.
    """
    done = [op for op in run.simulation.operations.values() if op.status == "ok"]
    for first in done:
        for second in done:
            if first.key == second.key and first.completed_sequence < second.invoked_sequence:
                older, newer = _tag(first), _tag(second)
                if newer < older or (second.action == "write" and newer == older):
                    return first.operation, second.operation
    return None


def _tag(operation) -> tuple[int, str]:
    return operation.versions[0].stamp if operation.versions else (0, "")


def _run(dials: dict, seed: int) -> Run:
    scenario = Scenario(
        protocol="quorum",
        dials=dials,
        clients=("alice", "bob", "carol", "dave"),
        keys=("x",),
        latency=Latency("uniform", 10, 200),
        workload_interval_ticks=250,
    )
    run = Run(scenario, seed)
    play(run, seed, commands=30, ticks=6_000)
    return run


@pytest.mark.parametrize(
    "dials",
    [
        MAJORITIES,
        {**MAJORITIES, "R": 1, "W": 5},
        {**MAJORITIES, "R": 5, "W": 1},
        {**MAJORITIES, "N": 3, "R": 2, "W": 2},
    ],
    ids=str,
)
@over_seeds(12, 40)
def test_with_quorums_that_meet_and_write_back_no_fault_breaks_atomicity(dials: dict, seeds: range) -> None:
    finished = 0
    for seed in seeds:
        run = _run(dials, seed)
        assert atomicity_violation(run) is None, f"seed {seed}"
        assert not run.judgement.stale, f"seed {seed}"
        finished += sum(op.status == "ok" for op in run.simulation.operations.values())
    assert finished > 2 * len(seeds)


def test_with_quorums_that_need_not_meet_some_run_has_a_stale_read() -> None:
    assert any(_run(ONES, seed).judgement.stale for seed in SEEDS)
    assert any(_run({**MAJORITIES, "R": 2, "W": 3}, seed).judgement.stale for seed in SEEDS)


def test_without_write_back_some_run_has_a_new_old_inversion_and_none_a_stale_read() -> None:
    dials = {**MAJORITIES, "write_back": False}
    runs = [_run(dials, seed) for seed in SEEDS]
    assert not any(run.judgement.stale for run in runs)
    inversions = [atomicity_violation(run) for run in runs]
    assert any(inversions)
    for run, inversion in zip(runs, inversions, strict=True):
        if inversion:
            assert {run.simulation.operations[name].action for name in inversion} == {"read"}


def test_a_read_on_the_other_side_of_a_cut_is_stale_under_quorums_of_one() -> None:
    run = quorum(ONES)
    run.finish(run.write("alice", "n1", "1"))
    run.run_for(1_000)
    run.apply(Partition((("n1", "n2"),)))
    run.finish(run.write("alice", "n1", "2"))
    read = run.read("bob", "n4")
    assert run.result(read) == ["1"]
    assert run.judgement.stale[read] == {
        "missed": "alice#2",
        "text": "alice's write x = 2 had finished before this read began.",
    }


def test_a_minority_gets_no_answer_and_the_majority_goes_on() -> None:
    run = quorum()
    run.apply(Partition((("n1", "n2"),)))
    minority, majority = run.write("alice", "n1", "1"), run.write("bob", "n4", "2")
    assert run.finish(majority).status == "ok"
    assert run.finish(minority).status == "info"


def test_a_write_of_unknown_outcome_may_take_effect_later() -> None:
    run = quorum()
    run.apply(Partition((("n1", "n2"),)))
    assert run.finish(run.write("alice", "n1", "1")).status == "info"
    run.apply(Heal())
    run.run_for(1_000)
    assert run.result(run.read("bob", "n5")) == ["1"]


def test_a_request_that_arrives_twice_is_one_write_even_across_a_crash() -> None:
    run = quorum()
    write = run.write("alice", "n1", "1")
    (request,) = run.in_flight("alice", "n1")
    run.apply(DuplicateMessage(request))
    run.apply(DelayMessage(message=f"{request}+1", delay_ticks=3_000))
    run.finish(write)
    run.finish(run.write("bob", "n3", "2"))
    run.apply(CrashNode("n1"))
    run.apply(RestartNode("n1"))
    run.run_for(5_000)
    assert run.result(run.read("carol", "n2")) == ["2"]


def test_lost_messages_are_sent_again() -> None:
    run = quorum(MAJORITIES, seed=3, client_timeout_ticks=20_000)
    run.apply(SetLoss(per_mille=500))
    assert run.finish(run.write("alice", "n1", "1")).status == "ok"


def test_a_coordinator_that_holds_no_replica_asks_those_that_do() -> None:
    run = quorum({"N": 1, "R": 1, "W": 1, "write_back": True})
    for node in run.simulation.nodes:
        assert run.finish(run.write("alice", node, node)).status == "ok"
        assert run.result(run.read("bob", node)) == [node]
    assert sum(bool(values) for values in run.values().values()) == 1
