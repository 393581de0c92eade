"""Chain replication: the invariants of the paper, failures of the head, the tail and others, and a wrong master."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import Any

import pytest

from apps.labs.protocols import stores
from apps.replication.chain.messages import Configuration
from apps.simulation import Simulation
from apps.simulation import commands as c
from apps.simulation.faults.crash import CrashNode, RestartNode
from apps.simulation.faults.message import DelayMessage
from apps.simulation.faults.one_way import CutLink, MendLink
from apps.simulation.faults.partition import Heal, Partition
from apps.simulation.network import Latency
from tests.clusters import Run
from tests.replication.watching import mend, scenario, watched
from tests.seeds import over_seeds

SEEDS = range(15)
READS = ["tail", "confirmed", "any"]
MASTER = "n5"
PRESETS = {preset.name: preset for preset in stores()["chain"].presets}


def dials(reads: str = "tail") -> dict[str, Any]:
    return dict(PRESETS[reads].dials)


def chain(reads: str = "tail", **members: Any) -> Run:
    """A run with the chain n1 → n2 → n3 → n4 and the master n5; messages take 50 ms."""
    run = Run(scenario("chain", dials(reads), **{"latency": Latency("constant", 50, 50), **members}), 1)
    run.run_for(300)
    assert chain_of(run) == "n1 n2 n3 n4"
    return run


def chain_of(run: Run) -> str:
    """The chain, as the master has it."""
    return " ".join(configuration(run.simulation, MASTER).names)


def configuration(simulation: Simulation, node: str) -> Configuration:
    found: Configuration = simulation.nodes[node].durable["configuration"]
    return found


def roles(run: Run) -> dict[str, str]:
    return {name: node["role"] for name, node in run.snapshot()["nodes"].items()}


class Invariants:
    """The paper's invariants, over the nodes that are in one configuration and have all of its chain."""

    def __init__(self) -> None:
        self.compared = 0
        self.longest = 0

    def look(self, simulation: Simulation) -> None:
        by_number: dict[int, list[str]] = defaultdict(list)
        for name, node in simulation.nodes.items():
            known = node.durable.get("configuration")
            member = node.durable.get("membership")
            if name != MASTER and known and node.durable.get("synced") and known.member(name) == member:
                by_number[known.number].append(name)
        for names in by_number.values():
            order = configuration(simulation, names[0]).names
            for before, after in combinations(sorted(names, key=order.index), 2):
                self.compare(simulation.nodes[before].durable, simulation.nodes[after].durable)

    def compare(self, before: dict[str, Any], after: dict[str, Any]) -> None:
        earlier, later = before.get("history", ()), after.get("history", ())
        assert earlier[: len(later)] == later, "Update Propagation: the later history is a prefix of the earlier"
        sent = earlier[before.get("acknowledged", 0) :]
        missing = earlier[len(later) :]
        assert not missing or sent[-len(missing) :] == missing, "In-Process Requests: Sent has what the later lacks"
        self.compared += bool(later)
        self.longest = max(self.longest, len(missing))


@pytest.mark.parametrize("reads", READS)
@over_seeds(15, 150)
def test_the_invariants_of_the_paper_hold_after_every_step_under_any_faults(reads: str, seeds: range) -> None:
    invariants = Invariants()
    for seed in seeds:
        watched(scenario("chain", dials(reads)), seed, invariants.look)
    assert invariants.compared > 1_000 * len(seeds)
    assert invariants.longest > 1


def test_an_operation_has_one_stamp_even_where_the_head_is_removed() -> None:
    for seed in SEEDS:
        run = watched(scenario("chain", dials("any")), seed, lambda _: None)
        stamps: dict[str, set[Any]] = defaultdict(set)
        for operation in run.operations.values():
            for version in (*(operation.versions or ()), *(operation.read_versions or ())):
                stamps[version.written.operation].add(version.stamp)
        assert all(len(places) == 1 for places in stamps.values()), f"seed {seed}"


@pytest.mark.parametrize("reads", READS)
@over_seeds(5, 40)
def test_once_faults_end_every_node_is_in_the_chain_and_everyone_is_answered(reads: str, seeds: range) -> None:
    for seed in seeds:
        run = watched(scenario("chain", dials(reads)), seed, lambda _: None)
        mend(run)
        run.advance(run.now + 10_000)
        assert sorted(configuration(run, MASTER).names) == ["n1", "n2", "n3", "n4"], f"seed {seed}"
        names = []
        for client, node in zip(run.clients, ("n1", "n3", "n4", "n5"), strict=True):
            for action, value in (("write", client), ("read", None)):
                names.append(run.next_operation(client))
                run.apply(c.InvokeOperation(client=client, node=node, operation=action, key="x", value=value))
        run.advance(run.now + 5_000)
        assert {run.operations[name].status for name in names} == {"ok"}, f"seed {seed}"
        assert len({run.nodes[name].durable["history"] for name in ("n1", "n2", "n3", "n4")}) == 1


# What fails


def test_a_write_passes_down_the_chain_and_the_tail_answers_it() -> None:
    run = chain()
    write = run.write("alice", "n1", "1")
    run.run_for(130)
    assert run.values() == {"n1": ["1"], "n2": ["1"], "n3": ["1"], "n4": [], "n5": []}
    assert run.simulation.operations[write].status == "open"
    assert run.result(run.read("bob", "n2")) == ["1"]
    assert run.simulation.operations[write].status == "ok"
    assert roles(run) == {"n1": "head", "n2": "middle", "n3": "middle", "n4": "tail", "n5": "master"}


def test_if_the_head_fails_the_next_takes_over_and_what_it_alone_had_is_gone() -> None:
    run = chain()
    run.finish(run.write("alice", "n1", "1"))
    run.apply(Partition((("n1",),)))
    lost = run.write("alice", "n1", "2")
    run.run_for(100)
    run.apply(CrashNode("n1"))
    run.run_for(3_000)
    assert chain_of(run) == "n2 n3 n4"
    assert run.finish(run.write("bob", "n3", "3")).status == "ok"
    assert run.result(run.read("bob", "n3")) == ["3"]
    assert run.finish(lost).status == "info"
    run.apply(Heal())
    run.apply(RestartNode("n1"))
    run.run_for(2_000)
    assert chain_of(run) == "n2 n3 n4 n1"
    assert run.values()["n1"] == ["3"]


def test_if_the_tail_fails_the_node_before_it_answers_what_it_has_in_sent() -> None:
    run = chain(client_timeout_ticks=6_000)
    run.apply(CrashNode("n4"))
    write = run.write("alice", "n1", "1")
    run.run_for(500)
    assert run.simulation.operations[write].status == "open"
    assert len(run.simulation.nodes["n3"].machine.sent) == 1
    assert run.finish(write).status == "ok"
    assert chain_of(run) == "n1 n2 n3"
    run.run_for(500)
    assert [len(run.simulation.nodes[name].machine.sent) for name in ("n1", "n2", "n3")] == [0, 0, 0]


def test_if_a_node_between_fails_its_predecessor_sends_what_the_successor_lacks() -> None:
    run = chain(client_timeout_ticks=6_000)
    run.finish(run.write("alice", "n1", "0"))
    run.run_for(300)
    run.apply(CrashNode("n3"))
    writes = [run.write(client, "n1", value) for client, value in (("alice", "1"), ("bob", "2"))]
    run.run_for(500)
    assert len(run.simulation.nodes["n2"].machine.sent) == 2
    assert len(run.simulation.nodes["n4"].durable["history"]) == 1
    assert [run.finish(write).status for write in writes] == ["ok", "ok"]
    assert chain_of(run) == "n1 n2 n4"
    assert run.values()["n4"] == ["2"]


def test_a_node_that_comes_back_joins_behind_the_tail_with_the_whole_history() -> None:
    run = chain()
    run.finish(run.write("alice", "n1", "1"))
    run.apply(CrashNode("n2"))
    run.run_for(3_000)
    run.finish(run.write("alice", "n1", "2"))
    run.apply(RestartNode("n2"))
    run.run_for(60)
    assert run.snapshot()["nodes"]["n2"]["role"] == "outside"
    run.run_for(2_000)
    assert (chain_of(run), roles(run)["n2"]) == ("n1 n3 n4 n2", "tail")
    assert len(run.simulation.nodes["n2"].durable["history"]) == 2
    assert run.result(run.read("bob", "n2")) == ["2"]


def test_a_node_that_is_back_before_it_was_missed_keeps_its_place() -> None:
    run = chain()
    run.finish(run.write("alice", "n1", "1"))
    run.apply(CrashNode("n4"))
    run.run_for(200)
    run.apply(RestartNode("n4"))
    assert run.result(run.read("bob", "n4")) == ["1"]
    assert configuration(run.simulation, MASTER).number == 1


def test_the_last_node_of_a_chain_is_not_removed_and_keeps_what_it_has() -> None:
    run = chain()
    run.finish(run.write("alice", "n1", "1"))
    for node in ("n1", "n2", "n3", "n4"):
        run.apply(CrashNode(node))
        run.run_for(3_000)
    assert chain_of(run) == "n4"
    run.apply(RestartNode("n4"))
    run.run_for(1_000)
    assert run.result(run.read("bob", "n5")) == ["1"]


def test_a_node_that_has_only_begun_to_join_does_not_take_the_place_of_the_last_that_has_everything() -> None:
    run = chain()
    run.finish(run.write("alice", "n1", "1"))
    for node in ("n1", "n2", "n3"):
        run.apply(CrashNode(node))
    run.run_for(3_000)
    run.apply(CutLink(source="n4", target="n1"))
    run.apply(RestartNode("n1"))
    run.run_for(1_000)
    assert (chain_of(run), roles(run)["n1"]) == ("n4 n1", "joining")
    run.apply(CrashNode("n4"))
    run.run_for(5_000)
    assert chain_of(run) == "n4 n1"
    run.apply(RestartNode("n4"))
    run.apply(MendLink(source="n4", target="n1"))
    run.run_for(2_000)
    assert run.result(run.read("bob", "n1")) == ["1"]


def test_a_write_that_a_removed_head_took_is_not_handed_to_the_next() -> None:
    run = chain(client_timeout_ticks=6_000)
    for target in ("n2", "n5"):
        run.apply(CutLink(source="n1", target=target))
    write = run.write("alice", "n2", "1")
    run.run_for(3_000)
    assert chain_of(run) == "n2 n3 n4"
    assert [entry.stamp for entry in run.simulation.nodes["n1"].durable["history"]] == [(1, 1)]
    assert run.finish(write).status == "info"
    assert "history" not in run.simulation.nodes["n2"].durable


def test_a_confirmation_is_no_answer_to_a_question_that_was_asked_later() -> None:
    run = chain("confirmed")
    first = run.read("alice", "n4")
    while not (found := run.in_flight("n5", "n4", "confirmed")):
        assert run.step()
    run.apply(DelayMessage(message=found[0], delay_ticks=300))
    run.apply(CutLink(source="n4", target="n5"))
    then = run.read("bob", "n4")
    run.run_for(500)
    assert [run.simulation.operations[read].status for read in (first, then)] == ["ok", "open"]


def test_a_confirmation_from_before_a_restart_confirms_no_read_after_it() -> None:
    run = chain("confirmed")
    run.read("alice", "n4")
    while not (found := run.in_flight("n5", "n4", "confirmed")):
        assert run.step()
    run.apply(DelayMessage(message=found[0], delay_ticks=1_000))
    run.apply(CrashNode("n4"))
    run.apply(RestartNode("n4"))
    run.run_for(300)
    run.apply(CutLink(source="n4", target="n5"))
    read = run.read("bob", "n4")
    run.run_for(1_200)
    assert run.simulation.operations[read].status == "open"


def test_while_the_master_is_down_the_chain_goes_on_and_nobody_is_removed() -> None:
    run = chain()
    run.apply(CrashNode(MASTER))
    assert run.finish(run.write("alice", "n2", "1")).status == "ok"
    run.apply(CrashNode("n3"))
    assert run.finish(run.write("alice", "n2", "2")).status == "info"
    run.apply(RestartNode(MASTER))
    run.run_for(3_000)
    assert run.finish(run.write("alice", "n2", "3")).status == "ok"
    assert chain_of(run) == "n1 n2 n4"
