"""Session guarantees: what each one holds a server to, and what a session loses without it."""

from __future__ import annotations

from collections import defaultdict

import pytest

from apps.clocks.hybrid_logical import HybridTime
from apps.replication.session_guarantees.messages import beyond, join
from apps.replication.session_guarantees.node import GUARANTEES
from apps.simulation import Simulation
from apps.simulation import commands as c
from apps.simulation.faults.crash import CrashNode, RestartNode
from apps.simulation.faults.message import DelayMessage, DuplicateMessage
from apps.simulation.faults.partition import Heal, Partition
from apps.simulation.faults.skew import SetSkew
from apps.simulation.network import Latency
from tests.clusters import Run
from tests.replication.watching import mend, scenario, watched
from tests.seeds import over_seeds

BEHIND = ["wait", "redirect", "refuse"]


def dials(*on: str, when_behind: str = "wait", client: str = "roaming", interval_ticks: int = 500) -> dict:
    guarantees = {name: name in on for name in GUARANTEES}
    return {**guarantees, "when_behind": when_behind, "client": client, "interval_ticks": interval_ticks}


def session(*on: str, seed: int = 1, when_behind: str = "wait", client: str = "roaming") -> Run:
    """A run in which n1 is cut off from the others."""
    scene = scenario("session", dials(*on, when_behind=when_behind, client=client), latency=Latency("constant", 50, 50))
    run = Run(scene, seed)
    run.apply(Partition((("n1",),)))
    return run


class Prefixes:
    """Each server's vector tells the truth: what it covers is held, or replaced by something newer of its key."""

    def __init__(self) -> None:
        self.writes: dict[str, dict] = defaultdict(dict)
        self.vectors: dict[str, dict] = {}

    def look(self, simulation: Simulation) -> None:
        for name, node in simulation.nodes.items():
            vector = node.durable.get("vector", {})
            assert not beyond(self.vectors.get(name, {}), vector), "a vector only grows"
            self.vectors[name] = vector
            held = simulation.cluster.factory.stored(node.durable)
            for key, versions in held.items():
                self.writes[key][versions[0].stamp] = versions[0].written.operation
            for key, writes in self.writes.items():
                newest = held[key][0].stamp if key in held else None
                for stamp in writes:
                    if not beyond({stamp[1]: stamp[0]}, vector):
                        assert newest is not None
                        assert newest >= stamp


@over_seeds(5, 12)
def test_what_a_servers_vector_covers_it_has_under_any_faults(seeds: range) -> None:
    for seed in seeds:
        prefixes = Prefixes()
        watched(scenario("session", dials(*GUARANTEES)), seed, prefixes.look)
        operations = [operation for writes in prefixes.writes.values() for operation in writes.values()]
        assert len(set(operations)) == len(operations), "a write has one stamp"


@pytest.mark.parametrize("when_behind", BEHIND)
@over_seeds(10, 25)
def test_once_faults_end_the_servers_are_equal_and_every_session_is_answered(when_behind: str, seeds: range) -> None:
    for seed in seeds:
        run = watched(scenario("session", dials(*GUARANTEES, when_behind=when_behind)), seed, lambda _: None)
        mend(run)
        run.advance(run.now + 20_000)
        assert len({str(dict(run.cluster.factory.stored(node.durable))) for node in run.nodes.values()}) == 1
        names = []
        for client, node in zip(run.clients, run.nodes, strict=False):
            names.append(run.next_operation(client))
            run.apply(c.InvokeOperation(client=client, node=node, operation="write", key="x", value=client))
        run.advance(run.now + 3_000)
        assert {run.operations[name].status for name in names} == {"ok"}, f"seed {seed}"


def test_without_read_your_writes_a_session_misses_its_own_write_and_with_it_waits() -> None:
    for on, found in (((), []), (("read_your_writes",), ["1"])):
        run = session(*on)
        assert run.finish(run.write("alice", "n1", "1")).status == "ok"
        read = run.read("alice", "n2")
        run.run_for(200)
        run.apply(Heal())
        assert run.result(read) == found


def test_without_monotonic_reads_a_session_reads_back_in_time_and_with_it_waits() -> None:
    for on, found in (((), []), (("monotonic_reads",), ["1"])):
        run = session(*on)
        run.finish(run.write("alice", "n1", "1"))
        assert run.result(run.read("bob", "n1")) == ["1"]
        read = run.read("bob", "n2")
        run.run_for(200)
        run.apply(Heal())
        assert run.result(read) == found


@pytest.mark.parametrize(
    ("guarantee", "first_reads"), [("monotonic_writes", False), ("writes_follow_reads", True)], ids=str
)
def test_a_write_is_accepted_only_where_what_it_follows_is(guarantee: str, first_reads: bool) -> None:
    for on, status in (((), "ok"), ((guarantee,), "open")):
        run = session(*on)
        run.finish(run.write("bob" if first_reads else "alice", "n1", "1"))
        if first_reads:
            run.finish(run.read("alice", "n1"))
        write = run.write("alice", "n2", "2", key="y")
        run.run_for(400)
        assert run.simulation.operations[write].status == status
        run.apply(Heal())
        assert run.finish(write).status == "ok"


def test_a_reader_takes_along_all_that_its_server_included_and_not_only_what_it_read() -> None:
    run = session("monotonic_reads")
    run.finish(run.write("alice", "n1", "1"))
    assert run.result(run.read("bob", "n1", key="y")) == []
    read = run.read("bob", "n2")
    run.run_for(200)
    assert run.simulation.operations[read].status == "open"
    run.apply(Heal())
    assert run.result(read) == ["1"]


def test_a_restarted_server_includes_what_it_included() -> None:
    run = session("read_your_writes")
    run.finish(run.write("alice", "n1", "1"))
    run.apply(CrashNode("n1"))
    run.apply(RestartNode("n1"))
    assert run.result(run.read("alice", "n1")) == ["1"]


def test_a_server_stamps_a_write_after_all_that_it_has() -> None:
    run = session()
    run.apply(SetSkew(node="n1", skew_ticks=50_000))
    run.finish(run.write("alice", "n1", "ahead"))
    run.apply(Heal())
    run.run_for(5_000)
    run.finish(run.write("bob", "n2", "after"))
    assert run.values()["n2"] == ["after"]


def test_a_waiting_request_says_which_servers_writes_are_lacking() -> None:
    run = session("read_your_writes")
    write = run.finish(run.write("alice", "n1", "1"))
    run.read("alice", "n2")
    run.run_for(100)
    (waiting,) = run.snapshot()["nodes"]["n2"]["volatile"]["waiting"]
    assert waiting == {"request": "alice#2 x?", "lacks": {"n1": str(write.versions[0].stamp[0])}}


def test_a_client_carries_its_vectors() -> None:
    run = session()
    write = run.finish(run.write("alice", "n1", "1"))
    run.finish(run.read("alice", "n1"))
    accepted = {"n1": write.versions[0].stamp[0]}
    assert run.simulation.clients["alice"].context == {"read_vector": accepted, "write_vector": accepted}


def test_a_server_that_is_behind_redirects_to_the_one_that_has_the_write() -> None:
    run = session("read_your_writes", when_behind="redirect")
    run.finish(run.write("alice", "n1", "1"))
    read = run.finish(run.read("alice", "n2"))
    assert [version.written.value for version in read.versions] == ["1"]
    assert read.redirects == 1


def test_a_server_that_is_behind_refuses_and_says_why() -> None:
    run = session("read_your_writes", when_behind="refuse")
    run.finish(run.write("alice", "n1", "1"))
    read = run.finish(run.read("alice", "n2"))
    assert read.status == "fail"
    assert read.reason == "n2 lacks writes of n1 that this session has seen or made"


@pytest.mark.parametrize("when_behind", ["redirect", "refuse"])
def test_a_copy_of_a_write_that_was_sent_away_never_takes_effect_there(when_behind: str) -> None:
    run = session("monotonic_writes", when_behind=when_behind)
    run.finish(run.write("alice", "n1", "1"))
    write = run.write("alice", "n2", "2")
    (request,) = run.in_flight("alice", "n2")
    run.apply(DuplicateMessage(request))
    run.apply(DelayMessage(message=f"{request}+1", delay_ticks=9_000))
    run.finish(write)
    run.apply(Heal())
    run.run_for(8_000)
    run.finish(run.write("bob", "n3", "3"))
    run.apply(CrashNode("n2"))
    run.apply(RestartNode("n2"))
    run.run_for(9_000)
    assert set(map(tuple, run.values().values())) == {("3",)}


def test_a_request_that_arrives_twice_is_one_write_even_across_a_crash() -> None:
    run = session()
    write = run.write("alice", "n1", "1")
    (request,) = run.in_flight("alice", "n1")
    run.apply(DuplicateMessage(request))
    run.apply(DelayMessage(message=f"{request}+1", delay_ticks=9_000))
    run.finish(write)
    run.apply(Heal())
    run.run_for(5_000)
    run.finish(run.write("bob", "n3", "2"))
    run.apply(CrashNode("n1"))
    run.apply(RestartNode("n1"))
    run.run_for(12_000)
    assert set(map(tuple, run.values().values())) == {("2",)}


def test_a_later_write_of_a_session_wins_even_at_a_server_whose_clock_is_far_behind() -> None:
    run = session()
    run.apply(SetSkew(node="n1", skew_ticks=50_000))
    run.finish(run.write("alice", "n1", "first"))
    run.finish(run.write("alice", "n2", "second"))
    run.apply(Heal())
    run.run_for(10_000)
    assert set(map(tuple, run.values().values())) == {("second",)}


def test_a_sticky_client_that_moves_begins_a_new_session() -> None:
    run = session(client="sticky")
    assert run.finish(run.write("alice", "n1", "1")).process == "alice"
    assert run.finish(run.read("alice", "n2")).process == "alice·2"


def test_joining_vectors_gives_the_least_that_includes_both() -> None:
    one, two, three = (HybridTime(ticks) for ticks in (1, 2, 3))
    left, right = {"n1": two, "n2": one}, {"n2": three, "n3": one}
    both = join(left, right)
    assert both == {"n1": two, "n2": three, "n3": one}
    assert not beyond(left, both)
    assert beyond(both, left) == {"n2": three, "n3": one}
