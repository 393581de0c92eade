"""Chain replication, read: while the master is right, while it is wrong, and after disks were lost."""

from __future__ import annotations

import pytest

from apps.consistency import HOLDS, REPLICATED, VIOLATED
from apps.labs.find.schedule import fault_kinds, fault_schedule
from apps.labs.find.search import reads_and_writes
from apps.labs.protocols import stores
from apps.simulation.faults.crash import RestartNode
from apps.simulation.faults.disk import LoseDisk
from apps.simulation.faults.message import DropMessage
from apps.simulation.faults.partition import Partition
from apps.simulation.faults.timeout import FireTimer
from tests.clusters import Run
from tests.replication.test_chain import MASTER, PRESETS, chain, chain_of
from tests.replication.test_claims import verdicts
from tests.replication.watching import OPERATIONS, TICKS, scenario
from tests.seeds import over_seeds

# A master that is wrong


def removed_tail(reads: str) -> Run:
    """The tail n4 is cut off with a client, and removed; then another client writes."""
    run = chain(reads)
    run.finish(run.write("alice", "n1", "1"))
    run.run_for(300)
    run.apply(Partition((("n4",),)))
    run.run_for(3_000)
    assert chain_of(run) == "n1 n2 n3"
    assert run.finish(run.write("alice", "n1", "2")).status == "ok"
    return run


def test_a_tail_that_is_cut_off_and_removed_goes_on_answering_with_the_old_value() -> None:
    run = removed_tail("tail")
    assert run.result(run.read("bob", "n4")) == ["1"]
    assert run.snapshot()["verdicts"]["replicated"]["linearizable"]["status"] == "violated"


def test_a_removed_tail_that_has_to_ask_the_master_answers_nothing() -> None:
    run = removed_tail("confirmed")
    assert run.finish(run.read("bob", "n4")).status == "fail"
    assert run.snapshot()["verdicts"]["replicated"]["linearizable"]["status"] == "holds"


def test_a_node_that_is_suspected_wrongly_leaves_and_joins_again() -> None:
    run = chain("confirmed")
    run.finish(run.write("alice", "n1", "1"))
    run.apply(FireTimer(node=MASTER, timer="silence of n1"))
    assert chain_of(run) == "n2 n3 n4"
    run.run_for(2_000)
    assert chain_of(run) == "n2 n3 n4 n1"
    assert run.result(run.read("bob", "n1")) == ["1"]


def test_any_node_answers_where_it_may_and_may_lack_what_was_answered() -> None:
    run = chain("any")
    run.finish(run.write("alice", "n1", "1"))
    run.run_for(500)
    run.apply(Partition((("n1",),)))
    unknown = run.write("alice", "n1", "2")
    run.run_for(10)
    assert run.result(run.read("bob", "n1")) == ["2"]
    run.run_for(3_000)
    assert run.result(run.read("bob", "n3")) == ["1"]
    assert run.finish(unknown).status == "info"


@pytest.mark.parametrize("faults", [("crash",), ("crash", "duplication", "skew")], ids="-".join)
@over_seeds(10, 200)
def test_reads_at_the_tail_are_linearizable_while_the_master_is_right(faults: tuple[str, ...], seeds: range) -> None:
    ok = 0
    for seed in seeds:
        preset = PRESETS["tail"]
        scene = scenario("chain", preset.dials)
        script = fault_schedule(scene, seed, faults=faults, ticks=TICKS, operations=OPERATIONS)
        models = frozenset({"linearizable"})
        said = verdicts(stores()["chain"], preset, seed, script, models, REPLICATED)["linearizable"]
        assert said.status == HOLDS, f"seed {seed}: {said.explanation}"
        ok += 1
    assert ok == len(seeds)


def test_a_lost_acknowledgement_is_sent_again() -> None:
    run = chain()
    run.write("alice", "n1", "1")
    while not (found := run.in_flight("n4", "n3", "acknowledge")):
        assert run.step()
    run.apply(DropMessage(found[0]))
    run.run_for(1_500)
    assert run.simulation.nodes["n1"].machine.sent == ()


# Lost disks


def linearizable_with_lost_disks(seed: int, faults: tuple[str, ...], *, spared: str = "") -> str:
    """The verdict on a run in which any node but the spared one may lose its disk."""
    preset = PRESETS["confirmed"]
    scene = scenario("chain", preset.dials)
    script = fault_schedule(scene, seed, faults=faults, ticks=TICKS, operations=OPERATIONS)
    left = tuple((tick, each) for tick, each in script if not (isinstance(each, LoseDisk) and each.node == spared))
    models = frozenset({"linearizable"})
    return verdicts(stores()["chain"], preset, seed, reads_and_writes(left), models, REPLICATED)["linearizable"].status


@pytest.mark.parametrize("faults", [("disk",), fault_kinds()], ids=["disks-alone", "any-fault"])
@over_seeds(12, 200)
def test_confirmed_reads_are_linearizable_whichever_chain_nodes_lose_their_disks(
    faults: tuple[str, ...], seeds: range
) -> None:
    for seed in seeds:
        assert linearizable_with_lost_disks(seed, faults, spared=MASTER) == HOLDS, f"seed {seed}"


def test_a_master_that_loses_its_disk_breaks_it() -> None:
    assert VIOLATED in {linearizable_with_lost_disks(seed, ("disk",)) for seed in range(12)}


def test_a_node_that_lost_its_disk_joins_as_a_new_one() -> None:
    run = chain()
    run.finish(run.write("alice", "n1", "1"))
    run.run_for(300)
    run.apply(LoseDisk("n1"))
    run.apply(RestartNode("n1"))
    run.run_for(2_000)
    assert chain_of(run) == "n2 n3 n4 n1"
    assert run.values()["n1"] == ["1"]


def test_where_no_one_is_left_with_the_history_nothing_is_answered() -> None:
    run = chain()
    run.finish(run.write("alice", "n1", "1"))
    for node in ("n1", "n2", "n3", "n4"):
        run.apply(LoseDisk(node))
    for node in ("n1", "n2", "n3", "n4"):
        run.apply(RestartNode(node))
    run.run_for(6_000)
    assert run.finish(run.read("bob", "n4")).status == "fail"
    assert run.finish(run.write("alice", "n1", "2")).status == "info"
