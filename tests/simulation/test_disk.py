"""A lost disk: the node comes back with nothing, and what was held by it alone is gone."""

from __future__ import annotations

import pytest

from apps.labs.protocols import PROTOCOLS
from apps.labs.run.scenario import Scenario
from apps.simulation import CommandError
from apps.simulation.commands import InvokeOperation
from apps.simulation.faults.crash import CrashNode, RestartNode
from apps.simulation.faults.disk import DiskLost, LoseDisk
from tests.clusters import MAJORITIES, ONES, Run, quorum


def test_a_running_node_that_loses_its_disk_crashes_and_comes_back_with_nothing() -> None:
    run = quorum(ONES)
    run.finish(run.write("alice", "n1", "1"))
    run.apply(LoseDisk("n1"))
    assert run.simulation.nodes["n1"].status == "crashed"
    assert run.values()["n1"] == []
    run.apply(RestartNode("n1"))
    assert run.result(run.read("bob", "n1")) == []


def test_a_crashed_node_can_lose_its_disk_too() -> None:
    run = quorum(ONES)
    run.finish(run.write("alice", "n1", "1"))
    run.apply(CrashNode("n1"))
    assert run.values()["n1"] == ["1"]
    run.apply(LoseDisk("n1"))
    assert run.values()["n1"] == []
    assert [event.process for event in run.happened(DiskLost)] == ["n1"]


def test_a_node_that_there_is_not_has_no_disk_to_lose() -> None:
    with pytest.raises(CommandError, match="This lab has no node 'n9'"):
        quorum(ONES).apply(LoseDisk("n9"))


def test_a_majority_that_lost_its_disks_forgets_an_acknowledged_write() -> None:
    run = quorum(MAJORITIES)
    run.finish(run.write("alice", "n1", "1"))
    run.run_for(1_000)
    for node in ("n1", "n2", "n3"):
        run.apply(LoseDisk(node))
        run.apply(RestartNode(node))
    for node in ("n4", "n5"):
        run.apply(CrashNode(node))
    assert run.result(run.read("bob", "n1")) == []
    assert run.snapshot()["verdicts"]["replicated"]["linearizable"]["status"] == "violated"


def test_an_order_whose_record_is_lost_is_stuck_half_done() -> None:
    saga = PROTOCOLS["saga_choreographed"]
    dials = saga.defaults(len(saga.nodes))
    run = Run(Scenario(protocol=saga.name, dials=dials, nodes=saga.nodes), 1)
    run.apply(InvokeOperation(client="alice", node="order", operation="order", key="x", value="1"))
    run.run_for(400)
    run.apply(LoseDisk("order"))
    run.apply(RestartNode("order"))
    run.run_for(20_000)
    complete = next(each for each in run.snapshot()["invariants"] if each["name"] == "complete")
    assert (complete["state"], complete["text"].startswith("Stuck: alice#1 is ")) == ("broken", True)


@pytest.mark.parametrize("protocol", PROTOCOLS.values(), ids=lambda protocol: protocol.name)
def test_every_protocol_goes_on_after_every_node_has_lost_its_disk(protocol) -> None:
    members = {"nodes": protocol.nodes} if protocol.nodes else {}
    nodes = len(protocol.nodes or (0,) * 5)
    scene = Scenario(protocol=protocol.name, dials=protocol.defaults(nodes), workload_interval_ticks=300, **members)
    run = Run(scene, 1)
    for node in run.simulation.nodes:
        run.run_for(1_000)
        run.apply(LoseDisk(node))
        run.run_for(500)
        run.apply(RestartNode(node))
    run.run_for(3_000)
    assert len(run.happened(DiskLost)) == len(run.simulation.nodes)
    assert {node.status for node in run.simulation.nodes.values()} == {"up"}
