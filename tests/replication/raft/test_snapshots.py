"""Raft's snapshots: what they replace, who is sent one, and what survives a crash."""

from __future__ import annotations

import pytest

from apps.replication.raft.membership import JOINT
from apps.simulation import events as e
from apps.simulation.faults.crash import CrashNode, RestartNode
from apps.simulation.faults.crash_point import SetCrashPoint
from apps.simulation.faults.message import DelayMessage, DuplicateMessage
from apps.simulation.faults.partition import Heal, Partition
from tests.clusters import Run
from tests.replication.raft.runs import led, machine, members, reconfigure


def write_all(run: Run, node: str, number: int) -> None:
    for value in range(number):
        assert run.finish(run.write("alice", node, str(value))).status == "ok"


def kinds(run: Run) -> set[str]:
    return {event.body.kind for event in run.happened(e.MessageDelivered)}


def test_the_log_is_never_longer_than_the_dial_says_once_all_is_committed() -> None:
    run = led(snapshot_entries=3)
    write_all(run, "n2", 10)
    run.run_for(1_000)
    for node in run.simulation.nodes.values():
        assert len(node.machine.log.entries) < 3
        assert node.machine.log.last_index == 11


def test_without_the_dial_the_log_is_kept_whole() -> None:
    run = led()
    write_all(run, "n2", 10)
    assert len(machine(run, "n1").log.entries) == 11
    assert "snapshot" not in run.simulation.nodes["n1"].durable


def test_a_follower_that_lacks_what_was_discarded_is_sent_the_snapshot() -> None:
    run = led(snapshot_entries=3)
    run.apply(Partition((("n5",),)))
    write_all(run, "n2", 8)
    assert "install-snapshot" not in kinds(run)
    run.apply(Heal())
    run.run_for(4_000)
    assert {"install-snapshot", "installed"} <= kinds(run)
    assert run.values()["n5"] == ["7"]
    assert machine(run, "n5").commit == machine(run, "n1").commit


def test_the_inspector_shows_where_the_log_begins() -> None:
    run = led(snapshot_entries=3)
    write_all(run, "n2", 3)
    run.run_for(1_000)
    node = run.snapshot()["nodes"]["n1"]
    assert node["volatile"]["log_begins_at"] == 4
    assert node["durable"]["log"][0] == "entries 1 to 3, up to term 1, are in the snapshot"
    assert node["durable"]["snapshot"].startswith("after entry 3 of term 1: x=1")


def test_a_node_that_has_a_snapshot_knows_which_requests_were_carried_out() -> None:
    """A copy of a request that is in the snapshot changes nothing, and has its old outcome."""
    run = led(snapshot_entries=2, timeout_ticks=9_000)
    run.apply(Partition((("n5",),)))
    write = run.write("alice", "n2", "old")
    run.run_for(20)
    (forwarded,) = run.in_flight("n2", "n1", "forward")
    run.apply(DuplicateMessage(forwarded))
    (copy,) = [name for name in run.in_flight("n2", "n1", "forward") if name != forwarded]
    run.apply(DelayMessage(message=copy, delay_ticks=8_000))
    assert run.finish(write).status == "ok"
    for value in ("new", "newer", "newest"):
        assert run.finish(run.write("bob", "n3", value)).status == "ok"
    run.apply(Heal())
    run.run_for(9_000)
    assert {value for (value,) in run.values().values()} == {"newest"}
    assert {repr(node.machine.machine.outcomes["alice"]) for node in run.simulation.nodes.values()} == {
        repr(machine(run, "n1").machine.outcomes["alice"])
    }


def test_the_members_are_in_the_snapshot() -> None:
    run = led(snapshot_entries=2, membership=JOINT, members=3)
    assert run.finish(reconfigure(run, "bob", "n1", "n1,n2,n3,n4")).status == "ok"
    write_all(run, "n2", 8)
    assert run.finish(reconfigure(run, "bob", "n1", "n1,n2,n3,n5")).status == "ok"
    write_all(run, "n2", 3)
    assert run.values()["n5"] == ["2"] or machine(run, "n5").log.start > 0
    run.apply(CrashNode("n5"))
    run.apply(RestartNode("n5"))
    assert members(run, "n5") == "n1 n2 n3 n5"


POINTS = [
    f"{when} log {what}" for what in ("snapshot", "log", "applied", "store", "outcome") for when in ("before", "after")
]


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("node", ["n5", "n1"])
def test_a_crash_between_any_two_steps_of_a_snapshot_loses_nothing(node: str, point: str) -> None:
    run = led(snapshot_entries=3)
    run.apply(Partition((("n5",),)))
    write_all(run, "n2", 7)
    run.apply(SetCrashPoint(node=node, point=point))
    run.apply(Heal())
    write = run.write("bob", "n3", "last")
    run.run_for(8_000)
    assert run.simulation.nodes[node].status == "crashed"
    run.apply(RestartNode(node))
    run.run_for(8_000)
    assert run.simulation.operations[write].status == "ok" or node == "n1"
    assert len({repr(each.machine.machine.capture()) for each in run.simulation.nodes.values()}) == 1
    assert len({each.machine.log.last_index for each in run.simulation.nodes.values()}) == 1
