"""Primary and backups: what each count of acknowledgements keeps and loses when a backup takes over."""

from __future__ import annotations

from collections import defaultdict

import pytest

from apps.labs.protocols import stores
from apps.replication.primary_backup.messages import Replicated
from apps.simulation import Simulation
from apps.simulation import commands as c
from apps.simulation.faults.crash import CrashNode, RestartNode
from apps.simulation.faults.message import DelayMessage, DuplicateMessage
from apps.simulation.faults.one_way import CutLink
from apps.simulation.faults.partition import Heal, Partition
from apps.simulation.faults.promotion import PromoteNode
from apps.simulation.network import Latency
from tests.clusters import Run
from tests.replication.by_hand import ByHand, request
from tests.replication.watching import mend, scenario, watched
from tests.seeds import over_seeds

SEEDS = range(15)
ACKS = ["0", "1", "all"]
discards = stores()["primary_backup"].discards


def dials(acks: str = "all", reads: str = "primary", fail_over: str = "hand") -> dict:
    return {"acks": acks, "reads": reads, "fail_over": fail_over, "fail_over_ticks": 1_200}


def primary_backup(acks: str = "all", reads: str = "primary", fail_over: str = "hand", **members: object) -> Run:
    """A run whose primary, n1, is in charge."""
    scene = scenario(
        "primary_backup", dials(acks, reads, fail_over), **{"latency": Latency("constant", 50, 50), **members}
    )
    run = Run(scene, 1)
    run.run_for(200)
    return run


def roles(run: Run) -> str:
    """The primaries."""
    return " ".join(name for name, node in run.snapshot()["nodes"].items() if node["role"] == "primary")


class OneLogAnEpoch:
    """Of each epoch there is one log: whoever has it has a beginning of the primary's."""

    def __init__(self) -> None:
        self.logs: dict[tuple, tuple] = defaultdict(tuple)
        self.epochs: dict[str, tuple] = {}

    def look(self, simulation: Simulation) -> None:
        for name, node in simulation.nodes.items():
            durable = node.durable
            assert durable.get("epoch", (1, "n1")) >= self.epochs.get(name, (1, "n1")), "an epoch only grows"
            self.epochs[name] = durable.get("epoch", (1, "n1"))
            epoch, log = durable.get("log_epoch", (1, "n1")), durable.get("log", ())
            known = self.logs[epoch]
            shorter = min(len(known), len(log))
            assert known[:shorter] == log[:shorter], f"two logs of epoch {epoch}"
            if len(log) > len(known):
                self.logs[epoch] = log
            stamps = [entry.stamp for entry in log]
            assert stamps == sorted(stamps)


@pytest.mark.parametrize("acks", ACKS)
@pytest.mark.parametrize("fail_over", ["hand", "timer"])
def test_an_epoch_has_one_log_under_any_faults(acks: str, fail_over: str) -> None:
    epochs = 0
    for seed in range(12):
        one_log = OneLogAnEpoch()
        watched(scenario("primary_backup", dials(acks, fail_over=fail_over)), seed, one_log.look)
        epochs += len(one_log.logs)
    assert epochs > 12


def test_where_all_acknowledge_no_promotion_loses_an_acknowledged_write() -> None:
    promotions = 0
    for seed in SEEDS:
        faults = ("promotion", "crash", "pause", "partition")
        run = watched(scenario("primary_backup", dials("all")), seed, lambda _: None, faults=faults)
        mend(run)
        run.apply(PromoteNode("n3"))
        run.advance(run.now + 6_000)
        (log,) = {node.durable.get("log", ()) for node in run.nodes.values()}
        kept = {entry.request.operation for entry in log}
        for operation in run.operations.values():
            if operation.status == "ok" and operation.value is not None:
                assert operation.operation in kept, f"seed {seed}"
        promotions += run.nodes["n3"].durable["epoch"][0] - 1
    assert promotions > 2 * len(SEEDS)


@pytest.mark.parametrize("acks", ACKS)
def test_an_operation_has_one_stamp_even_where_writes_are_lost(acks: str) -> None:
    for seed in SEEDS:
        run = watched(scenario("primary_backup", dials(acks, reads="any")), seed, lambda _: None)
        stamps: dict[str, set] = defaultdict(set)
        for operation in run.operations.values():
            for version in (*(operation.versions or ()), *(operation.read_versions or ())):
                stamps[version.written.operation].add(version.stamp)
        assert all(len(places) == 1 for places in stamps.values()), f"seed {seed}"


@pytest.mark.parametrize("acks", ACKS)
@pytest.mark.parametrize("fail_over", ["hand", "timer"])
@over_seeds(5, 15)
def test_once_faults_end_one_primary_answers_everyone(acks: str, fail_over: str, seeds: range) -> None:
    for seed in seeds:
        run = watched(scenario("primary_backup", dials(acks, fail_over=fail_over)), seed, lambda _: None)
        mend(run)
        run.advance(run.now + 10_000)
        names = []
        for client, node in zip(run.clients, run.nodes, strict=False):
            for action, value in (("write", client), ("read", None)):
                names.append(run.next_operation(client))
                run.apply(c.InvokeOperation(client=client, node=node, operation=action, key="x", value=value))
        run.advance(run.now + 5_000)
        assert {run.operations[name].status for name in names} == {"ok"}, f"seed {seed}"
        assert len([node for node in run.nodes.values() if node.machine.role().name == "primary"]) == 1


def _promoted_without_the_write(acks: str) -> tuple[Run, str]:
    """n1 acknowledges a write (at n2 too, if one backup must have it) and crashes; n3, which lacks it, takes over."""
    run = primary_backup(acks)
    away = ("n3", "n4", "n5") if acks == "1" else ("n2", "n3", "n4", "n5")
    run.apply(Partition((away,)))
    write = run.write("alice", "n1", "lost")
    assert run.finish(write).status == "ok"
    run.apply(CrashNode("n1"))
    run.apply(Heal())
    run.apply(PromoteNode("n3"))
    run.run_for(500)
    return run, write


def durables(run: Run) -> list:
    return [node.durable for node in run.simulation.nodes.values()]


@pytest.mark.parametrize("acks", ["0", "1"])
def test_an_acknowledged_write_that_the_promoted_node_lacks_is_lost(acks: str) -> None:
    run, write = _promoted_without_the_write(acks)
    read = run.read("bob", "n4")
    assert run.result(read) == []
    assert run.judgement.stale[read]["missed"] == write


@pytest.mark.parametrize("acks", ["0", "1"])
def test_a_restarted_primary_learns_that_it_was_deposed_and_discards_what_the_new_one_lacks(acks: str) -> None:
    run, write = _promoted_without_the_write(acks)
    (version,) = run.simulation.operations[write].versions or ()
    old = run.simulation.nodes["n1"]
    assert not discards([old.durable], version.stamp)
    assert discards(durables(run), version.stamp)
    run.apply(RestartNode("n1"))
    run.run_for(1_000)
    assert roles(run) == "n3"
    assert set(map(tuple, run.values().values())) == {()}
    assert discards([old.durable], version.stamp)


def test_what_is_kept_was_not_discarded() -> None:
    run = primary_backup("1")
    write = run.finish(run.write("alice", "n1", "1"))
    run.run_for(500)
    run.apply(PromoteNode("n3"))
    run.run_for(500)
    (version,) = write.versions
    assert set(map(tuple, run.values().values())) == {("1",)}
    assert not discards(durables(run), version.stamp)


def test_where_all_must_acknowledge_one_node_away_stops_writes_and_not_reads() -> None:
    run = primary_backup("all")
    assert run.finish(run.write("alice", "n1", "1")).status == "ok"
    run.apply(Partition((("n5",),)))
    assert run.finish(run.write("alice", "n1", "2")).status == "info"
    assert run.result(run.read("bob", "n2")) == ["1"]


def test_where_all_must_acknowledge_a_new_primary_waits_for_the_old_one() -> None:
    run = primary_backup("all")
    run.finish(run.write("alice", "n1", "1"))
    run.apply(CrashNode("n1"))
    run.apply(PromoteNode("n2"))
    assert run.finish(run.read("bob", "n2")).status == "fail"
    run.apply(RestartNode("n1"))
    assert run.result(run.read("bob", "n2")) == ["1"]
    assert roles(run) == "n2"


def test_two_sides_of_a_cut_may_both_acknowledge_where_one_backup_is_enough() -> None:
    run = primary_backup("1", fail_over="timer")
    run.apply(Partition((("n1", "n2"),)))
    run.run_for(4_000)
    assert roles(run) == "n1 n3"
    assert run.finish(run.write("alice", "n1", "here")).status == "ok"
    assert run.finish(run.write("bob", "n4", "there")).status == "ok"
    run.apply(Heal())
    run.run_for(1_000)
    assert roles(run) == "n3"
    assert set(map(tuple, run.values().values())) == {("there",)}


def test_by_timer_a_backup_takes_over_and_by_hand_none_does() -> None:
    for fail_over, found in (("timer", "n2"), ("hand", "")):
        run = primary_backup("1", fail_over=fail_over)
        run.apply(CrashNode("n1"))
        run.run_for(4_000)
        assert roles(run) == found


def test_a_read_at_a_backup_lags_behind_an_acknowledged_write() -> None:
    run = primary_backup("1", reads="any")
    run.apply(Partition((("n5",),)))
    write = run.write("alice", "n1", "1")
    assert run.finish(write).status == "ok"
    read = run.read("bob", "n5")
    assert run.result(read) == []
    assert run.judgement.stale[read]["missed"] == write


def test_a_read_at_a_backup_may_show_what_fail_over_discards() -> None:
    run = primary_backup("all", reads="any")
    run.apply(Partition((("n3", "n4", "n5"),)))
    assert run.finish(run.write("alice", "n1", "1")).status == "info"
    assert run.result(run.read("bob", "n2")) == ["1"]
    run.apply(PromoteNode("n3"))
    run.apply(Heal())
    run.run_for(1_000)
    assert run.result(run.read("bob", "n2")) == []


def test_a_write_that_arrives_again_in_a_later_epoch_is_not_carried_out_again() -> None:
    run = primary_backup("0")
    run.apply(Partition((("n1",),)))
    write = run.write("alice", "n1", "lost")
    (request,) = run.in_flight("alice", "n1")
    run.apply(DuplicateMessage(request))
    run.apply(DelayMessage(message=f"{request}+1", delay_ticks=5_000))
    assert run.finish(write).status == "ok"
    run.apply(PromoteNode("n2"))
    run.apply(Heal())
    run.run_for(8_000)
    assert set(map(tuple, run.values().values())) == {()}


def test_a_forwarded_write_of_an_earlier_epoch_is_not_carried_out() -> None:
    run = primary_backup("0")
    write = run.write("alice", "n4", "lost")
    run.run_for(20)
    (forward,) = run.in_flight("n4", "n1", "forward")
    run.apply(DuplicateMessage(forward))
    run.apply(DelayMessage(message=f"{forward}+1", delay_ticks=5_000))
    run.apply(CutLink(source="n1", target="n2"))
    for other in ("n3", "n5"):
        run.apply(CutLink(source="n1", target=other))
    assert run.finish(write).status == "ok"
    run.apply(PromoteNode("n2"))
    run.run_for(1_000)
    run.apply(PromoteNode("n1"))
    run.apply(Heal())
    run.run_for(8_000)
    assert roles(run) == "n1"
    assert set(map(tuple, run.values().values())) == {()}


def test_an_acknowledgement_of_an_earlier_epoch_puts_nobody_in_charge_of_a_later_one() -> None:
    node = ByHand("primary_backup", dials("all"), {})
    node.carry_out(node.machine.on_promote(0))
    node.receive(Replicated((1, "n1"), 0), "n2", "n3", "n4", "n5")
    node.carry_out(node.machine.on_request(request("read"), 0))
    assert not node.replies()
    node.receive(Replicated((2, "n1"), 0), "n2", "n3", "n4", "n5")
    assert node.replies()


def test_a_restarted_primary_applies_nothing_that_not_all_are_known_to_have() -> None:
    run = primary_backup("all")
    run.apply(Partition((("n5",),)))
    run.write("alice", "n1", "1")
    run.write("bob", "n1", "2")
    run.run_for(500)
    run.apply(CrashNode("n1"))
    run.apply(RestartNode("n1"))
    run.run_for(2_000)
    assert run.values()["n1"] == []
    run.apply(Heal())
    run.run_for(1_000)
    assert run.values()["n1"] == ["2"]


def test_a_request_that_arrives_twice_is_one_entry_even_across_a_crash() -> None:
    run = primary_backup("1")
    write = run.write("alice", "n4", "1")
    (request,) = run.in_flight("alice", "n4")
    run.apply(DuplicateMessage(request))
    run.apply(DelayMessage(message=f"{request}+1", delay_ticks=3_000))
    run.finish(write)
    run.finish(run.write("bob", "n3", "2"))
    run.apply(CrashNode("n4"))
    run.apply(RestartNode("n4"))
    run.run_for(5_000)
    assert set(map(tuple, run.values().values())) == {("2",)}
    assert {len(node.durable["log"]) for node in run.simulation.nodes.values()} == {2}


def test_a_compare_and_set_takes_place_only_on_the_value_it_expects() -> None:
    run = primary_backup("1")
    swap = c.InvokeOperation(client="alice", node="n2", operation="cas", key="x", value="1")
    run.apply(swap)
    run.apply(swap)
    run.run_for(2_000)
    first, second = run.simulation.operations["alice#1"], run.simulation.operations["alice#2"]
    assert (first.status, first.swapped) == ("ok", True)
    assert (second.status, second.swapped) == ("fail", False)


def test_a_promoted_primary_begins_an_epoch_of_its_own_even_if_it_was_one() -> None:
    run = primary_backup("1")
    run.apply(PromoteNode("n2"))
    run.apply(PromoteNode("n1"))
    run.run_for(1_000)
    assert {node.durable["epoch"] for node in run.simulation.nodes.values()} == {(2, "n2")}
    run.apply(PromoteNode("n1"))
    run.run_for(1_000)
    assert {node.durable["epoch"] for node in run.simulation.nodes.values()} == {(3, "n1")}


def test_a_cluster_of_one_answers_by_itself() -> None:
    run = primary_backup("all", nodes=("n1",))
    assert run.finish(run.write("alice", "n1", "1")).status == "ok"
    assert run.result(run.read("bob", "n1")) == ["1"]
