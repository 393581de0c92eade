"""Commands that cannot be carried out: each gets its code, and changes nothing."""

from __future__ import annotations

import pytest

from apps.simulation import CommandError
from apps.simulation import commands as c
from apps.simulation.bounds import OPERATIONS_MAX, QUEUED_OPERATIONS_MAX
from apps.simulation.events import RunEnded
from apps.simulation.faults.crash import CrashNode, RestartNode
from apps.simulation.faults.drift import SetDrift
from apps.simulation.faults.duplication import SetDuplication
from apps.simulation.faults.latency import SetLatency
from apps.simulation.faults.loss import SetLoss
from apps.simulation.faults.message import DelayMessage, DropMessage
from apps.simulation.faults.one_way import CutLink
from apps.simulation.faults.partition import Partition
from apps.simulation.faults.pause import PauseNode, ResumeNode
from apps.simulation.faults.promotion import PromoteNode
from apps.simulation.faults.skew import SetSkew
from apps.simulation.faults.slow_node import SetProcessing
from tests.clusters import ONES, Run, quorum


def invoke(**members: object) -> c.InvokeOperation:
    return c.InvokeOperation(**{"client": "alice", "node": "n1", "operation": "read", "key": "x", **members})


REFUSED = [
    (invoke(client="nobody"), "client.unknown"),
    (invoke(node="n9"), "node.unknown"),
    (invoke(key="z"), "key.unknown"),
    (invoke(operation="increment"), "operation.unsupported"),
    (invoke(operation="write"), "value.missing"),
    (invoke(operation="read", value="v" * 10_000), "value.unexpected"),
    (invoke(operation="write", value=""), "value.missing"),
    (invoke(operation="write", value="v" * 10_000), "value.too_long"),
    (invoke(operation="cas", value="1"), "operation.unsupported"),
    (invoke(operation="write", value="1", expected="0"), "value.unexpected"),
    (invoke(expected="0"), "value.unexpected"),
    (Partition((("n1", "n9"),)), "node.unknown"),
    (Partition((("n1", "n1"),)), "partition.invalid"),
    (Partition(()), "partition.invalid"),
    (Partition((("n1", "n2", "n3", "n4", "n5"),)), "partition.invalid"),
    (CutLink(source="n1", target="n1"), "link.unknown"),
    (CutLink(source="n1", target="alice"), "node.unknown"),
    (CrashNode("n9"), "node.unknown"),
    (CrashNode("n5"), "node.crashed"),
    (RestartNode("n1"), "node.not_crashed"),
    (PauseNode("n5"), "node.crashed"),
    (PauseNode("n4"), "node.paused"),
    (ResumeNode("n1"), "node.not_paused"),
    (PromoteNode("n9"), "node.unknown"),
    (PromoteNode("n1"), "promotion.unsupported"),
    (SetProcessing(node="n1", processing_ticks=-1), "processing.out_of_range"),
    (SetLatency(distribution="uniform", low_ticks=0, high_ticks=9), "latency.out_of_range"),
    (SetLatency(distribution="uniform", low_ticks=9, high_ticks=8), "latency.out_of_range"),
    (SetLatency(distribution="normal", low_ticks=1, high_ticks=8), "latency.out_of_range"),
    (SetLatency(source="n1", distribution="uniform", low_ticks=1, high_ticks=8), "node.unknown"),
    (SetLoss(per_mille=1_001), "rate.out_of_range"),
    (SetDuplication(per_mille=-1), "rate.out_of_range"),
    (SetSkew(node="n1", skew_ticks=10**9), "skew.out_of_range"),
    (SetDrift(node="n1", per_mille=-1_000), "drift.out_of_range"),
    (DropMessage("n1>n2#99:store"), "message.unknown"),
    (DelayMessage(message="alice>n1#1:request", delay_ticks=0), "delay.out_of_range"),
    (c.SetWorkload(1), "workload.out_of_range"),
]


@pytest.mark.parametrize(
    ("command", "code"), REFUSED, ids=lambda value: value if isinstance(value, str) else type(value).__name__
)
def test_a_command_that_cannot_be_carried_out_is_refused_and_changes_nothing(command: c.Command, code: str) -> None:
    run = quorum(ONES)
    run.apply(CrashNode("n5"))
    run.apply(PauseNode("n4"))
    run.write("alice", "n1", "1")
    before = run.snapshot(), run.simulation.sequence
    with pytest.raises(CommandError) as refused:
        run.apply(command)
    assert refused.value.code == code
    assert refused.value.message
    assert (run.snapshot(), run.simulation.sequence) == before


@pytest.mark.parametrize(
    "out_of_bounds",
    [
        {"nodes": tuple(f"n{number}" for number in range(10))},
        {"nodes": ()},
        {"clients": tuple(f"c{number}" for number in range(9))},
        {"keys": tuple("abcdefghi")},
        {"nodes": ("n1", "n1")},
        {"nodes": ("n1", "alice")},
        {"nodes": ("n1>n2",)},
        {"clients": ("a" * 17,)},
        {"keys": ("k" * 33,)},
        {"keys": ("",)},
        {"keys": ("x", "x")},
        {"keys": ("__proto__",)},
        {"keys": ("a\0b",)},
        {"keys": ("\ud800",)},
    ],
    ids=str,
)
def test_a_cluster_out_of_bounds_is_refused(out_of_bounds: dict) -> None:
    with pytest.raises(ValueError, match="1 to"):
        quorum({**ONES, "N": 1}, **out_of_bounds)


@pytest.mark.parametrize("kind", ["nodes", "clients", "keys"])
def test_what_every_object_of_a_page_has_is_no_name(kind: str) -> None:
    with pytest.raises(ValueError, match="cannot be a name"):
        quorum({**ONES, "N": 1}, **{kind: ("constructor",)})


@pytest.mark.parametrize("key", ["x", "shopping cart", "post/1", "Ärger_2", "a.b:c-d", "k" * 32])
def test_a_key_may_be_words_and_numbers_of_any_language(key: str) -> None:
    run = quorum(ONES, keys=(key,))
    assert run.finish(run.write("alice", "n1", "1", key)).status == "ok"


def test_a_clients_queue_is_bounded() -> None:
    run = quorum()
    for _ in range(QUEUED_OPERATIONS_MAX + 1):
        run.read("alice", "n1")
    with pytest.raises(CommandError) as refused:
        run.read("alice", "n1")
    assert refused.value.code == "operation.queue_full"
    run.read("bob", "n1")


def test_a_run_is_bounded_in_operations() -> None:
    run = quorum({**ONES, "N": 1}, nodes=("n1",))
    for _ in range(OPERATIONS_MAX):
        run.finish(run.read("alice", "n1"))
    with pytest.raises(CommandError) as refused:
        run.read("alice", "n1")
    assert refused.value.code == "operation.too_many"


def test_a_run_ends_at_its_bound_of_events_says_so_and_keeps_what_it_has() -> None:
    run = quorum(ONES, workload_interval_ticks=50)
    run.advance(10**7)
    ended = run.happened(RunEnded)
    assert len(ended) == 1
    assert "20,000 events" in ended[0].reason
    assert run.simulation.sequence < 20_100
    assert not run.step()
    with pytest.raises(CommandError) as refused:
        run.read("alice", "n1")
    assert refused.value.code == "run.ended"
    assert run.snapshot()["operations"]


def test_a_run_ends_when_too_much_is_in_flight() -> None:
    run: Run = quorum(ONES, workload_interval_ticks=50, keys=("x",))
    run.apply(SetLatency(distribution="constant", low_ticks=60_000, high_ticks=60_000))
    run.advance(50_000)
    assert "in flight" in (run.simulation.ended or "")


def test_the_workload_ends_once_the_run_has_all_its_operations() -> None:
    run = quorum({**ONES, "N": 1}, nodes=("n1",), workload_interval_ticks=50)
    run.simulation.advance(2_000_000)
    assert len(run.simulation.operations) == OPERATIONS_MAX
    assert not run.simulation.step()


def test_a_run_whose_clients_only_wait_ends_at_its_bound_of_steps() -> None:
    run = quorum({**ONES, "N": 1}, nodes=("n1",), workload_interval_ticks=50, client_timeout_ticks=60_000)
    run.apply(CrashNode("n1"))
    run.advance(10**9)
    assert "250,000 steps" in (run.simulation.ended or "")
    assert run.simulation.sequence < 20_000
