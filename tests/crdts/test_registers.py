"""Registers: one write stays, or all concurrent ones; and what a wall clock makes of it."""

from __future__ import annotations

from apps.clocks.version_vector import VersionVector
from apps.crdts.crdt_type import Replica
from apps.crdts.lww_register import TYPE as LWW
from apps.crdts.mv_register import TYPE as MV
from apps.crdts.mv_register import Sibling
from apps.crdts.naive.wall_clock import WALL_CLOCK_REGISTER as WALL

N1, N2 = Replica("n1"), Replica("n2")


def test_the_later_of_two_writes_that_know_of_one_another_stays() -> None:
    first = LWW.apply(LWW.initial, N2, "assign", "old")
    second = LWW.apply(first, N1, "assign", "new")
    assert LWW.value(LWW.merge(first, second)) == LWW.value(LWW.merge(second, first)) == "new"


def test_of_concurrent_writes_one_is_lost_and_the_explanation_names_it() -> None:
    left, right = LWW.apply(LWW.initial, N1, "assign", "a"), LWW.apply(LWW.initial, N2, "assign", "b")
    assert LWW.value(LWW.merge(left, right)) == "b"
    assert LWW.explain(left, right)[0].why == (
        "1.n2 is higher than 1.n1 (the times are equal, so the replica's name decides): the right stays, and a is gone."
    )


def test_a_wall_clock_that_runs_ahead_wins_over_a_later_write() -> None:
    ahead = WALL.apply(WALL.initial, Replica("n1", 1_100), "assign", "first")
    second = WALL.apply(ahead, Replica("n2", 1_020), "assign", "second")
    assert WALL.value(second) == "second"
    assert WALL.value(WALL.merge(second, ahead)) == "first"
    assert WALL.explain(second, ahead)[0].why == (
        "n1's clock read 1100, n2's 1020: the right stays, even if second was written after it."
    )


def test_the_versions_of_the_dynamo_paper_are_siblings() -> None:
    """DeCandia and others 2007, figure 3: D2 [Sx:2] becomes D3 [Sx:2 Sy:1] and D4 [Sx:2 Sz:1]; then D5."""
    sx, sy, sz = (Replica(name) for name in ("Sx", "Sy", "Sz"))
    d2 = MV.apply(MV.apply(MV.initial, sx, "assign", "D1"), sx, "assign", "D2")
    d3, d4 = MV.apply(d2, sy, "assign", "D3"), MV.apply(d2, sz, "assign", "D4")
    both = MV.merge(d3, d4)
    assert [(slot.name, slot.content) for slot in MV.slots(both)] == [("D3", "[Sx:2 Sy:1]"), ("D4", "[Sx:2 Sz:1]")]
    d5 = MV.apply(both, sx, "assign", "D5")
    assert [(slot.name, slot.content) for slot in MV.slots(d5)] == [("D5", "[Sx:3 Sy:1 Sz:1]")]
    assert MV.merge(d5, both) == d5


def test_a_3_against_a_2_b_1_are_two_siblings() -> None:
    left = frozenset({Sibling(VersionVector.of({"A": 3}), "left")})
    right = frozenset({Sibling(VersionVector.of({"A": 2, "B": 1}), "right")})
    assert MV.value(MV.merge(left, right)) == ["left", "right"]
    assert MV.explain(left, right)[0].why == (
        "No vector on the other side includes [A:2 B:1]: it was written concurrently, so it stays."
    )


def test_a_write_replaces_what_its_replica_had_read() -> None:
    seen = MV.apply(MV.initial, N1, "assign", "a")
    written = MV.apply(seen, N2, "assign", "b")
    assert MV.value(MV.merge(seen, written)) == ["b"]
    assert (
        MV.explain(seen, written)[1].why
        == "[n1:1 n2:1] includes [n1:1]: the client that wrote b had seen it, so it goes."
    )
