"""The gossiping store: convergence, conflicts, and what each rule loses."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.clocks.version_vector import VersionVector
from apps.replication.eventual import Versions, merge
from apps.replication.sibling_clocks import SIBLING_CLOCKS, Writing, supersedes
from apps.simulation import commands as c
from apps.simulation.effects import Version, WrittenValue
from apps.simulation.faults.crash import RestartNode
from apps.simulation.faults.loss import SetLoss
from apps.simulation.faults.partition import Heal, Partition
from apps.simulation.faults.pause import ResumeNode
from apps.simulation.faults.skew import SetSkew
from apps.simulation.faults.slow_node import SetProcessing
from tests.clusters import eventual
from tests.replication.watching import scenario, watched
from tests.schedules import play
from tests.seeds import over_seeds

CONFLICTS = ["wall", "hybrid", "siblings", "siblings_by_node", "dotted", "cut_2", "cut_3"]
CLIENTS = ("alice", "bob", "carol")
STYLES = ["push", "pull", "push_pull"]


@pytest.mark.parametrize("conflict", CONFLICTS)
@pytest.mark.parametrize("style", STYLES)
@over_seeds(2, 12)
def test_all_replicas_are_equal_once_faults_end_and_clients_are_quiet(conflict: str, style: str, seeds: range) -> None:
    for seed in seeds:
        run = eventual(conflict, seed, style, workload_interval_ticks=400)
        play(run, seed, commands=25)
        run.apply(c.SetWorkload(0))
        run.apply(Heal())
        run.apply(SetLoss(per_mille=0))
        for name, node in run.simulation.nodes.items():
            run.apply(SetProcessing(node=name, processing_ticks=0))
            if node.status != "up":
                run.apply(RestartNode(name) if node.status == "crashed" else ResumeNode(name))
        run.run_for(60_000)
        stores = {
            str(dict(run.simulation.cluster.factory.stored(node.durable))) for node in run.simulation.nodes.values()
        }
        assert len(stores) == 1, f"seed {seed}"
        assert stores != {"{}"}


def test_under_skew_the_wall_clock_loses_an_acknowledged_later_write() -> None:
    run = eventual("wall")
    run.apply(SetSkew(node="n1", skew_ticks=2_000))
    assert run.finish(run.write("alice", "n1", "first")).status == "ok"
    run.run_for(3_000)
    assert run.values()["n3"] == ["first"]
    run.apply(SetSkew(node="n1", skew_ticks=10_000))
    run.finish(run.write("alice", "n1", "second"))
    run.run_for(3_000)
    assert run.finish(run.write("bob", "n3", "third")).status == "ok"
    run.run_for(6_000)
    assert set(map(tuple, run.values().values())) == {("second",)}


def lost_writes(seed: int, faults: tuple[str, ...]) -> list[str]:
    """Acknowledged writes that resolve before a write of their key that had finished before they began."""
    dials = {"conflict": "wall", "style": "push_pull", "fan_out": 1, "interval_ticks": 500}
    run = watched(scenario("eventual", dials), seed, lambda _: None, faults=faults)
    writes = [op for op in run.operations.values() if op.action == "write" and op.status == "ok"]
    return [
        later.operation
        for later in writes
        for earlier in writes
        if earlier.key == later.key
        and earlier.completed_sequence < later.invoked_sequence
        and later.versions[0].stamp < earlier.versions[0].stamp
    ]


def test_generated_skew_loses_acknowledged_writes_and_true_clocks_lose_none() -> None:
    assert any(lost_writes(seed, ("skew",)) for seed in range(10))
    assert not any(lost_writes(seed, ("partition", "crash", "latency", "loss")) for seed in range(10))


def test_under_skew_the_hybrid_clock_keeps_the_write_that_saw_the_other() -> None:
    run = eventual("hybrid")
    run.apply(SetSkew(node="n1", skew_ticks=10_000))
    run.finish(run.write("alice", "n1", "second"))
    run.run_for(3_000)
    run.finish(run.write("bob", "n3", "third"))
    run.run_for(6_000)
    assert set(map(tuple, run.values().values())) == {("third",)}


def test_a_session_carries_its_hybrid_time_to_a_node_that_has_heard_nothing() -> None:
    run = eventual("hybrid")
    run.apply(SetSkew(node="n1", skew_ticks=10_000))
    run.apply(Partition((("n1",),)))
    run.finish(run.write("alice", "n1", "first"))
    run.finish(run.write("alice", "n3", "second"))
    run.apply(Heal())
    run.run_for(6_000)
    assert set(map(tuple, run.values().values())) == {("second",)}


def test_concurrent_writes_become_siblings_and_a_write_by_their_reader_replaces_both() -> None:
    run = eventual("siblings")
    one, two = run.write("alice", "n1", "A"), run.write("bob", "n3", "B")
    run.finish(one)
    run.finish(two)
    run.run_for(4_000)
    assert sorted(run.result(run.read("carol", "n2"))) == ["A", "B"]
    run.finish(run.write("carol", "n5", "C"))
    run.run_for(4_000)
    assert set(map(tuple, run.values().values())) == {("C",)}


def test_one_session_never_makes_a_sibling_of_its_own_write() -> None:
    run = eventual("siblings")
    for node in ("n1", "n4", "n2"):
        run.finish(run.write("alice", node, node))
    run.run_for(4_000)
    assert set(map(tuple, run.values().values())) == {("n2",)}


def test_two_writes_at_one_node_by_sessions_that_saw_nothing_are_siblings() -> None:
    run = eventual("siblings")
    run.finish(run.write("alice", "n1", "A"))
    run.finish(run.write("bob", "n1", "B"))
    assert sorted(run.values()["n1"]) == ["A", "B"]


def test_with_an_entry_a_node_the_second_of_two_writes_through_one_node_loses_the_first_unseen() -> None:
    run = eventual("siblings_by_node")
    run.finish(run.write("alice", "n1", "A"))
    assert str(run.finish(run.write("bob", "n1", "B")).versions[0].stamp) == "[n1:2]"
    assert run.values()["n1"] == ["B"]


def test_dotted_vectors_keep_both_of_two_writes_through_one_node_and_their_reader_replaces_both() -> None:
    run = eventual("dotted")
    run.finish(run.write("alice", "n1", "A"))
    run.finish(run.write("bob", "n1", "B"))
    assert sorted(run.values()["n1"]) == ["A", "B"]
    run.finish(run.read("carol", "n1"))
    run.finish(run.write("carol", "n1", "C"))
    run.run_for(4_000)
    assert set(map(tuple, run.values().values())) == {("C",)}


@pytest.mark.parametrize("conflict", ["siblings", "siblings_by_node", "dotted"])
def test_what_was_written_after_the_read_stays_beside_its_resolution(conflict: str) -> None:
    run = eventual(conflict)
    run.apply(Partition((("n1",),)))
    run.finish(run.write("alice", "n1", "A"))
    run.finish(run.write("bob", "n2", "B"))
    run.apply(Heal())
    run.run_for(4_000)
    assert sorted(run.result(run.read("carol", "n3"))) == ["A", "B"]
    run.finish(run.write("bob", "n2", "meanwhile"))
    run.finish(run.write("carol", "n3", "both"))
    run.run_for(4_000)
    assert {tuple(sorted(values)) for values in run.values().values()} == {("both", "meanwhile")}


def kept_and_due(conflict: str, seed: int) -> tuple[set[str], set[str]]:
    """The writes of x that are stored in the end, and those that no write's client had seen."""
    random = Random(seed)
    run = eventual(conflict, seed)
    seen: dict[str, set[str]] = {client: set() for client in CLIENTS}
    replaced: set[str] = set()
    writes = set()
    for _ in range(14):
        client, node = random.choice(CLIENTS), random.choice(("n1", "n2"))
        if random.randrange(3):
            name = run.finish(run.write(client, node, "v")).operation
            replaced |= seen[client]
            writes.add(name)
            seen[client] |= set() if conflict == "dotted" else {name}
        else:
            read = run.finish(run.read(client, node))
            seen[client] |= {version.written.operation for version in read.versions or ()}
        run.run_for(random.choice((0, 400)))
    run.run_for(6_000)
    stored = run.simulation.cluster.factory.stored(run.simulation.nodes["n3"].durable)
    return {version.written.operation for version in stored["x"]}, writes - replaced


@pytest.mark.parametrize("conflict", ["siblings", "dotted"])
def test_in_the_end_exactly_what_no_writer_had_seen_is_kept(conflict: str) -> None:
    for seed in range(40):
        kept, due = kept_and_due(conflict, seed)
        assert kept == due, f"seed {seed}"


def test_with_an_entry_a_node_some_of_it_is_lost() -> None:
    assert any(kept < due for kept, due in (kept_and_due("siblings_by_node", seed) for seed in range(20)))


@pytest.mark.parametrize("conflict", ["cut_2", "cut_3"])
def test_a_cut_vector_loses_nothing_that_no_writer_had_seen(conflict: str) -> None:
    for seed in range(12):
        kept, due = kept_and_due(conflict, seed)
        assert due <= kept, f"seed {seed}"


def one_after_the_other(conflict: str) -> list[str]:
    """What a node holds after each of five clients has read what was there, and written."""
    clients = ("alice", "bob", "carol", "dave", "erin")
    run = eventual(conflict, clients=clients)
    for client in clients:
        run.finish(run.read(client, "n1"))
        run.finish(run.write(client, "n1", client))
    return run.values()["n1"]


def test_three_entries_report_a_conflict_between_ordered_writes_of_five_writers_and_five_do_not() -> None:
    assert one_after_the_other("siblings") == one_after_the_other("cut_5") == ["erin"]
    assert {"carol", "erin"} <= {*one_after_the_other("cut_3")}


@given(st.lists(st.tuples(st.sampled_from("ABCDE"), st.integers(0, 30)), min_size=1, max_size=9))
def test_a_cut_vector_keeps_its_writer_and_says_of_no_write_that_it_has_seen_what_it_has_not(
    writes: list[tuple[str, int]],
) -> None:
    stamps: dict[str, list[Any]] = {}
    for rule in ("siblings", "cut_3"):
        clock = SIBLING_CLOCKS[rule]
        stamps[rule], seen = [clock.nothing], {}
        for tick, (session, chosen) in enumerate(writes):
            context = stamps[rule][chosen % len(stamps[rule])].join(seen.get(session, clock.nothing))
            stamp = clock.stamp(Writing(context, (), session, "n1", tick))
            stamps[rule].append(stamp)
            seen[session] = context.join(clock.written(stamp))
    written = range(1, len(writes) + 1)
    assert all(len(stamps["cut_3"][write].entries) <= 3 for write in written)
    claimed, true = (
        {(a, b) for a in written for b in written if supersedes(stamps[rule][a], stamps[rule][b])}
        for rule in ("cut_3", "siblings")
    )
    assert {(write, write) for write in written} <= claimed <= true


def test_the_fan_out_is_how_many_others_hear_of_it_each_time() -> None:
    from apps.simulation.events import MessageSent, TimerFired

    run = eventual(style="push")
    run.advance(5_000)
    assert len(run.happened(MessageSent)) == len(run.happened(TimerFired))


vectors = st.dictionaries(st.sampled_from("abc"), st.integers(1, 3)).map(VersionVector.of)


@st.composite
def version_sets(draw: st.DrawFn) -> Versions:
    """What one replica may hold: versions of which none supersedes another."""
    stamps = draw(st.lists(vectors, max_size=4, unique=True))
    return merge((), tuple(Version(WrittenValue(f"{stamp}", "v"), stamp) for stamp in stamps))


@given(version_sets(), version_sets(), version_sets())
def test_merging_is_commutative_associative_and_idempotent(a: Versions, b: Versions, d: Versions) -> None:
    assert merge(a, b) == merge(b, a)
    assert merge(merge(a, b), d) == merge(a, merge(b, d))
    assert merge(a, a) == a


@given(version_sets(), version_sets())
def test_a_merge_keeps_what_nothing_supersedes_and_loses_nothing_else(a: Versions, b: Versions) -> None:
    merged = merge(a, b)
    for version in (*a, *b):
        assert any(supersedes(kept.stamp, version.stamp) for kept in merged)
    for kept in merged:
        assert not any(other != kept and supersedes(other.stamp, kept.stamp) for other in merged)


def test_one_hybrid_clock_that_is_ahead_takes_all_others_with_it() -> None:
    """The price that the lesson on wall clocks names."""
    run = eventual("hybrid")
    run.apply(SetSkew(node="n1", skew_ticks=60_000))
    run.finish(run.write("alice", "n1", "1"))
    run.run_for(5_000)
    clocks = {name: node.durable["clock"] for name, node in run.simulation.nodes.items()}
    assert all(clock.physical_ticks >= 60_000 for clock in clocks.values()), clocks
