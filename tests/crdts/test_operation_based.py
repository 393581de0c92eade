"""Operation-based types agree with the state-based ones under causal delivery, and fail without it."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.clocks.version_vector import VersionVector
from apps.crdts import CRDTS, operation_types, state_types
from apps.crdts.causal_delivery import Broadcast, Inbox
from apps.crdts.crdt_type import OperationBased, Replica, StateBased
from apps.crdts.op_counter import TYPE as COUNTER
from apps.crdts.op_or_set import TYPE as SET
from tests.crdts.executions import REPLICAS, chosen
from tests.crdts.test_laws import seeded_steps

SAME = {"op_counter": ("pn_counter",), "op_or_set": ("or_set", "or_set_dots")}
PAIRS = [(operation_types()[name], state_types()[other]) for name, others in SAME.items() for other in others]
each_pair = pytest.mark.parametrize(("by_operations", "by_states"), PAIRS, ids=[other.name for _, other in PAIRS])


@dataclass
class Cluster:
    """Replicas that hold both types. A broadcast carries the update, the delta and the state of one operation."""

    by_operations: OperationBased
    by_states: StateBased
    inboxes: dict[str, Inbox] = field(default_factory=lambda: dict.fromkeys(REPLICAS, Inbox()))
    sent: list[tuple[Broadcast, Any, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.updated = dict.fromkeys(REPLICAS, self.by_operations.initial)
        self.merged = dict.fromkeys(REPLICAS, self.by_states.initial)
        self.joined = dict.fromkeys(REPLICAS, self.by_states.initial)

    def apply(self, name: str, operation: str, argument: Any) -> None:
        replica = Replica(name)
        update = self.by_operations.prepare(self.updated[name], replica, operation, argument)
        delta = self.by_states.delta(self.joined[name], replica, operation, argument)
        self.joined[name] = self.by_states.merge(self.joined[name], delta)
        self.merged[name] = self.by_states.apply(self.merged[name], replica, operation, argument)
        self.updated[name] = self.by_operations.effect(self.updated[name], update)
        self.inboxes[name], broadcast = self.inboxes[name].send(name, update)
        self.sent.append((broadcast, delta, self.merged[name]))
        self.check(name)

    def receive(self, name: str, which: int) -> None:
        self.inboxes[name], delivered = self.inboxes[name].receive(self.sent[which % len(self.sent)][0])
        for broadcast in delivered:
            _, delta, state = next(sent for sent in self.sent if sent[0] == broadcast)
            self.updated[name] = self.by_operations.effect(self.updated[name], broadcast.update)
            self.joined[name] = self.by_states.merge(self.joined[name], delta)
            self.merged[name] = self.by_states.merge(self.merged[name], state)
            self.check(name)

    def check(self, name: str) -> None:
        value = self.by_operations.value(self.updated[name])
        assert value == self.by_states.value(self.merged[name]) == self.by_states.value(self.joined[name])
        assert self.merged[name] == self.joined[name]


def play(cluster: Cluster, steps: list[Any]) -> None:
    for name, kind, first, second in steps:
        if kind == "merge" and cluster.sent:
            cluster.receive(name, first)
        elif operation := chosen(cluster.by_operations, cluster.updated[name], first, second):
            cluster.apply(name, *operation)


@each_pair
@given(
    steps=st.lists(
        st.tuples(
            st.sampled_from(REPLICAS), st.sampled_from(("apply", "merge")), st.integers(0, 99), st.integers(0, 99)
        ),
        min_size=6,
        max_size=24,
    )
)
@settings(max_examples=100)
def test_operations_states_and_deltas_agree_at_every_step(
    by_operations: OperationBased, by_states: StateBased, steps: list[Any]
) -> None:
    play(Cluster(by_operations, by_states), steps)


@each_pair
def test_replicas_converge_once_every_broadcast_has_arrived_repeated_and_in_any_order(
    by_operations: OperationBased, by_states: StateBased
) -> None:
    for seed in range(40):
        cluster = Cluster(by_operations, by_states)
        play(cluster, seeded_steps(seed, length=30))
        arrivals = [(name, which) for name in REPLICAS for which in range(len(cluster.sent))] * 2
        Random(seed).shuffle(arrivals)
        for name, which in arrivals:
            cluster.receive(name, which)
        assert len({inbox.delivered for inbox in cluster.inboxes.values()}) == 1
        assert not any(inbox.waiting for inbox in cluster.inboxes.values())
        assert len(set(cluster.updated.values())) == len(set(cluster.merged.values())) == 1


def test_every_operation_based_type_is_compared_with_one_by_states() -> None:
    assert set(SAME) == set(operation_types()), "name in SAME the types by states that do the same"
    assert set(CRDTS) == set(operation_types()) | set(state_types())


def test_an_update_delivered_twice_counts_twice() -> None:
    update = COUNTER.prepare(0, Replica("n1"), "increment", 3)
    once = COUNTER.effect(0, update)
    assert COUNTER.value(COUNTER.effect(once, update)) == 6
    assert COUNTER.explain(once, update) == "3 + 3 = 6. Delivered twice, it would count twice."


def test_a_removal_that_overtakes_its_addition_removes_nothing() -> None:
    author = SET.initial
    add = SET.prepare(author, Replica("n1"), "add", "x")
    author = SET.effect(author, add)
    remove = SET.prepare(author, Replica("n1"), "remove", "x")
    assert SET.value(SET.effect(author, remove)) == []
    assert SET.value(SET.effect(SET.effect(SET.initial, remove), add)) == ["x"]


def test_an_addition_that_arrives_again_after_its_removal_comes_back() -> None:
    add = SET.prepare(SET.initial, Replica("n1"), "add", "x")
    state = SET.effect(SET.initial, add)
    state = SET.effect(state, SET.prepare(state, Replica("n1"), "remove", "x"))
    assert SET.value(SET.effect(state, add)) == ["x"]


def test_a_removal_says_what_it_had_not_observed() -> None:
    one = SET.effect(SET.initial, SET.prepare(SET.initial, Replica("n1"), "add", "x"))
    remove = SET.prepare(one, Replica("n1"), "remove", "x")
    both = SET.effect(one, SET.prepare(SET.initial, Replica("n2"), "add", "x"))
    assert SET.explain(both, remove) == (
        "n1:1 of x goes out; n2:1 stays, which the removal had not observed: the addition wins."
    )
    assert SET.value(SET.effect(both, remove)) == ["x"]


def test_a_tag_is_never_given_twice() -> None:
    state = SET.effect(SET.initial, SET.prepare(SET.initial, Replica("n1"), "add", "x"))
    state = SET.effect(state, SET.prepare(state, Replica("n1"), "remove", "x"))
    assert str(SET.prepare(state, Replica("n1"), "add", "x").entry) == "x · n1:2"


def test_a_broadcast_waits_for_what_its_sender_had_delivered_and_says_so() -> None:
    first, one = Inbox().send("n1", "add")
    second, _ = Inbox().receive(one)
    _, two = second.send("n2", "remove")
    inbox, delivered = Inbox().receive(two)
    assert delivered == ()
    assert inbox.why_waiting(two) == (
        "n2#1 waits for n1#1, which its sender had delivered before it and this replica has not."
    )
    inbox, delivered = inbox.receive(one)
    assert delivered == (one, two)
    assert inbox == Inbox(VersionVector.of({"n1": 1, "n2": 1}))
    assert first.delivered == VersionVector.of({"n1": 1})


def test_a_broadcast_that_arrives_again_is_dropped() -> None:
    _, one = Inbox().send("n1", "add")
    inbox, _ = Inbox().receive(one)
    assert inbox.receive(one) == (inbox, ())
    _, three = Inbox(VersionVector.of({"n1": 2})).send("n1", "add")
    waiting, _ = inbox.receive(three)
    assert waiting.receive(three) == (waiting, ())
    assert list(waiting.missing(three)) == ["n1#2"]
