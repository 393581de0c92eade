"""What is judged of a run beside the models: whether replicas agree, and what was done to acknowledged writes."""

from __future__ import annotations

from typing import Any

from apps.labs.run.scenario import Scenario
from apps.simulation import commands as c
from apps.simulation.faults.crash import CrashNode, RestartNode
from apps.simulation.faults.partition import Heal, Partition
from apps.simulation.faults.promotion import PromoteNode
from apps.simulation.faults.skew import SetSkew
from apps.simulation.network import Latency
from tests.clusters import MAJORITIES, ONES, Run, eventual, quorum


def anomalies(run: Run) -> dict[str, dict[str, Any]]:
    return {anomaly["kind"]: anomaly for anomaly in run.snapshot()["anomalies"]}


def primary_backup(**dials: str) -> Run:
    settings = {"acks": "0", "reads": "primary", "fail_over": "hand", "fail_over_ticks": 1_200, **dials}
    members: dict[str, Any] = {"nodes": ("n1", "n2", "n3"), "latency": Latency("constant", 100, 100)}
    return Run(Scenario(protocol="primary_backup", dials=settings, **members), 1)


def test_replicas_converge_in_the_time_that_the_copies_take() -> None:
    run = quorum(MAJORITIES)
    assert run.snapshot()["convergence"] == {"state": "converged", "after_ticks": 0}
    run.write("alice", "n1", "1")
    while run.snapshot()["convergence"]["state"] == "converged":
        assert run.step()
    assert run.snapshot()["convergence"]["state"] == "moving"
    run.run_for(1_000)
    state = run.snapshot()["convergence"]
    assert state["state"] == "converged"
    assert 0 < state["after_ticks"] <= 200


def test_replicas_that_differ_with_nothing_left_to_happen_have_diverged() -> None:
    run = quorum(ONES)
    run.apply(Partition((("n1", "n2"),)))
    run.finish(run.write("alice", "n1", "1"))
    run.run_for(20_000)
    assert run.snapshot()["convergence"]["state"] == "diverged"
    run.apply(Heal())
    run.finish(run.read("bob", "n4"))
    run.finish(run.read("bob", "n1"))
    run.run_for(20_000)
    assert run.snapshot()["convergence"]["state"] == "converged"


def test_a_crashed_node_does_not_keep_the_others_from_agreeing() -> None:
    run = quorum(ONES)
    run.apply(CrashNode("n3"))
    run.finish(run.write("alice", "n1", "1"))
    run.run_for(10_000)
    assert run.snapshot()["convergence"]["state"] == "converged"
    run.apply(RestartNode("n3"))
    assert run.snapshot()["convergence"]["state"] == "diverged"


def test_gossip_that_goes_on_is_still_moving() -> None:
    run = eventual("hybrid")
    run.apply(Partition((("n1",),)))
    run.finish(run.write("alice", "n1", "1"))
    run.run_for(20_000)
    assert run.snapshot()["convergence"]["state"] == "moving"


def test_a_finished_write_that_loses_to_an_older_one_by_the_wall_clock_is_a_lost_write() -> None:
    run = eventual("wall", nodes=("n1", "n2", "n3"))
    run.apply(SetSkew(node="n1", skew_ticks=20_000))
    run.finish(run.write("alice", "n1", "1"))
    run.run_for(3_000)
    run.finish(run.write("bob", "n3", "2"))
    lost = anomalies(run)["lost_write"]
    assert lost["operations"] == ["bob#1", "alice#1"]
    assert lost["count"] == 1


def test_a_write_that_fail_over_discards_is_a_lost_write() -> None:
    run = primary_backup()
    run.finish(run.write("alice", "n1", "1"))
    run.apply(CrashNode("n1"))
    assert "lost_write" not in anomalies(run)
    run.apply(PromoteNode("n2"))
    run.run_for(1_000)
    run.finish(run.write("bob", "n2", "2"))
    assert anomalies(run)["lost_write"]["operations"] == ["alice#1"]


def test_a_primary_that_waits_for_every_backup_loses_nothing() -> None:
    run = primary_backup(acks="all")
    run.finish(run.write("alice", "n1", "1"))
    run.apply(CrashNode("n1"))
    run.apply(PromoteNode("n2"))
    run.run_for(3_000)
    run.apply(RestartNode("n1"))
    run.run_for(3_000)
    assert run.result(run.read("bob", "n2")) == ["1"]
    assert not anomalies(run)


def test_of_two_writes_at_once_the_one_that_is_replaced_unseen_is_silently_overwritten() -> None:
    run = eventual("hybrid", nodes=("n1", "n2"))
    run.write("alice", "n1", "1")
    run.write("bob", "n2", "2")
    run.run_for(5_000)
    assert anomalies(run)["silent_overwrite"]["count"] == 1
    siblings = eventual("siblings", nodes=("n1", "n2"))
    siblings.write("alice", "n1", "1")
    siblings.write("bob", "n2", "2")
    siblings.run_for(5_000)
    assert not anomalies(siblings)


def test_two_compare_and_sets_that_both_swapped_one_version_are_a_lost_update() -> None:
    run = primary_backup()
    run.finish(run.write("alice", "n1", "1"))
    run.run_for(1_000)
    run.apply(Partition((("n1",),)))
    run.finish(
        run._invoke(c.InvokeOperation(client="alice", node="n1", operation="cas", key="x", value="2", expected="1"))
    )
    run.apply(PromoteNode("n2"))
    run.run_for(1_000)
    run.finish(
        run._invoke(c.InvokeOperation(client="bob", node="n2", operation="cas", key="x", value="3", expected="1"))
    )
    assert anomalies(run)["lost_update"]["operations"] == ["alice#2", "bob#1"]
