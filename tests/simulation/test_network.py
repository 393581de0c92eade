"""Links, cuts and single messages."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.simulation import events as e
from apps.simulation.faults.duplication import SetDuplication
from apps.simulation.faults.loss import SetLoss
from apps.simulation.faults.message import DelayMessage, DeliverMessage, DropMessage, DuplicateMessage
from apps.simulation.faults.one_way import CutLink
from apps.simulation.faults.partition import Heal, Partition
from apps.simulation.network import Latency
from apps.simulation.randomness import Stream
from tests.clusters import ONES, quorum


@given(st.integers(0, 2**53), st.integers(1, 500), st.integers(0, 500))
def test_a_uniform_latency_stays_within_its_ends(seed: int, low: int, span: int) -> None:
    stream = Stream(seed, "fate", "n1>n2")
    latency = Latency("uniform", low, low + span)
    assert all(low <= latency.draw(stream.words()[2]) <= low + span for _ in range(20))


def test_a_uniform_latency_takes_every_value_about_equally_often() -> None:
    stream = Stream(1, "fate", "n1>n2")
    drawn = Counter(Latency("uniform", 10, 19).draw(stream.words()[2]) for _ in range(10_000))
    assert sorted(drawn) == list(range(10, 20))
    assert all(850 < count < 1_150 for count in drawn.values())


def test_a_long_tail_halves_with_every_half_life() -> None:
    stream = Stream(1, "fate", "n1>n2")
    drawn = [Latency("long_tail", 50, 150).draw(stream.words()[2]) for _ in range(20_000)]
    for half_lives, share in ((1, 0.5), (2, 0.25), (3, 0.125), (4, 0.0625)):
        above = sum(latency >= 50 + half_lives * 100 for latency in drawn) / len(drawn)
        assert abs(above - share) < 0.012


def test_loss_and_duplication_come_as_often_as_set() -> None:
    run = quorum(ONES, workload_interval_ticks=100, keys=("x",))
    run.apply(SetLoss(per_mille=200))
    run.apply(SetDuplication(per_mille=100))
    run.advance(20_000)
    sent = [event for event in run.happened(e.MessageSent) if event.body.category != "client"]
    lost = [event for event in sent if event.dies_tick is not None]
    assert 0.17 < len(lost) / len(sent) < 0.23
    assert 0.08 < len(run.happened(e.MessageDuplicated)) / len(sent) < 0.12


def test_a_cut_kills_what_is_in_flight_across_it_and_what_is_sent_into_it() -> None:
    run = quorum()
    run.write("alice", "n1", "1")
    run.run_for(50)
    run.apply(Partition((("n1", "n2"),)))
    crossing = run.happened(e.MessageDropped)
    assert {event.message for event in crossing} == {"n1>n3#1:query", "n1>n4#1:query", "n1>n5#1:query"}
    run.run_for(2_000)
    delivered = [event for event in run.happened(e.MessageDelivered) if event.source == "n1"]
    assert {event.process for event in delivered} == {"n2"}


def test_a_one_way_cut_stops_one_direction_only() -> None:
    run = quorum(ONES)
    run.apply(CutLink(source="n1", target="n2"))
    run.write("alice", "n1", "1")
    run.write("bob", "n2", "2", key="y")
    run.run_for(1_000)
    pairs = {(event.source, event.process) for event in run.happened(e.MessageDelivered)}
    assert ("n1", "n2") not in pairs
    assert ("n2", "n1") in pairs


def test_a_heal_lets_everything_pass_again() -> None:
    run = quorum()
    run.apply(Partition((("n1", "n2"),)))
    run.apply(CutLink(source="n3", target="n1"))
    run.apply(Heal())
    assert run.finish(run.write("alice", "n1", "1")).status == "ok"


def test_nodes_not_named_form_one_more_group() -> None:
    run = quorum()
    run.apply(Partition((("n4", "n2"),)))
    assert run.simulation.network.groups == (("n1", "n3", "n5"), ("n2", "n4"))


def test_a_message_delivered_by_hand_arrives_now_and_only_once() -> None:
    run = quorum()
    run.write("alice", "n1", "1")
    run.run_for(20)
    message = run.in_flight("n1", "n3")[0]
    run.apply(DeliverMessage(message))
    assert run.happened(e.MessageDelivered)[-1].tick == run.simulation.now
    run.run_for(1_000)
    assert [event.message for event in run.happened(e.MessageDelivered)].count(message) == 1


def test_a_delayed_message_arrives_that_much_later() -> None:
    run = quorum()
    run.write("alice", "n1", "1")
    run.run_for(20)
    message = run.in_flight("n1", "n3")[0]
    due = run.simulation.network.flights[message].arrives_tick
    run.apply(DelayMessage(message=message, delay_ticks=333))
    run.run_for(2_000)
    (arrival,) = (event for event in run.happened(e.MessageDelivered) if event.message == message)
    assert arrival.tick == due + 333


def test_a_dropped_message_never_arrives_and_a_duplicated_one_arrives_twice() -> None:
    run = quorum()
    run.write("alice", "n1", "1")
    run.run_for(20)
    dropped, doubled = run.in_flight("n1", "n3")[0], run.in_flight("n1", "n4")[0]
    run.apply(DropMessage(dropped))
    run.apply(DuplicateMessage(doubled))
    run.run_for(300)
    arrived = [event.message for event in run.happened(e.MessageDelivered)]
    assert dropped not in arrived
    assert arrived.count(doubled) == 1
    assert arrived.count(f"{doubled}+1") == 1


@pytest.mark.parametrize("wider", [200, 400])
def test_a_wider_latency_stretches_the_same_fate(wider: int) -> None:
    """The n-th message on a link keeps its place in the distribution, so runs can be compared like with like."""
    narrow, wide = Stream(3, "fate", "n1>n2"), Stream(3, "fate", "n1>n2")
    for _ in range(200):
        short = Latency("uniform", 0, 99).draw(narrow.words()[2])
        long = Latency("uniform", 0, wider - 1).draw(wide.words()[2])
        assert long // (wider // 100) == short
