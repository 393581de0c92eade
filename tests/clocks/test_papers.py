"""Worked examples of the papers."""

from __future__ import annotations

from apps.clocks.clock_kind import At
from apps.clocks.dotted import Dot, DottedVersion, context, sync, write
from apps.clocks.hybrid_logical import HybridTime
from apps.clocks.order import Order
from apps.clocks.truncated import Entry, TruncatedVector, compare
from apps.clocks.version_vector import EMPTY, VersionVector
from apps.replication.sibling_clocks import supersedes


def test_two_clients_that_write_through_one_server_without_reading_are_siblings() -> None:
    """Preguiça and others 2010: v1 and v2 are blind writes at A; v3 is written by who has read v1 alone.

    With a plain entry for A, v2 would be [A:2] and seem to have seen v1 [A:1].
    """
    v1 = write(EMPTY, [], "A")
    v2 = write(EMPTY, [v1], "A")
    assert (str(v1), str(v2)) == ("(A:1)[]", "(A:2)[]")
    assert v1.compare(v2) is Order.CONCURRENT
    assert VersionVector.of({"A": 1}).compare(VersionVector.of({"A": 2})) is Order.BEFORE
    stored = sync([v1], [v2])
    assert stored == {v1, v2}
    v3 = write(context([v1]), stored, "A")
    assert v3 == DottedVersion(Dot("A", 3), VersionVector.of({"A": 1}))
    assert sync(stored, [v3]) == {v2, v3}
    v4 = write(context([v2, v3]), [v2, v3], "A")
    assert sync([v2, v3], [v4]) == {v4}


def test_versions_of_two_servers_are_siblings_until_one_has_seen_both() -> None:
    at_a = write(EMPTY, [], "A")
    at_b = write(EMPTY, [], "B")
    both = sync([at_a], [at_b])
    assert both == {at_a, at_b}
    resolved = write(context(both), both, "B")
    assert str(resolved) == "(B:2)[A:1 B:1]"
    assert sync(both, [resolved]) == {resolved}


def test_a_3_against_a_2_b_1_is_a_conflict() -> None:
    assert VersionVector.of({"A": 3}).compare(VersionVector.of({"A": 2, "B": 1})) is Order.CONCURRENT


def test_a_vector_cut_short_makes_a_conflict_of_what_is_none() -> None:
    """[A:2 B:1 C:1] is after [A:2]; cut to its two newest entries it no longer knows A."""
    before = TruncatedVector((Entry(2, 10, "A"),))
    whole = TruncatedVector((Entry(2, 10, "A"), Entry(1, 20, "B"), Entry(1, 30, "C")))
    assert compare(before, whole) is Order.BEFORE
    assert compare(before, TruncatedVector(whole.entries[1:])) is Order.CONCURRENT


def test_a_vector_keeps_its_own_entry_and_the_newest_of_the_others() -> None:
    vector = TruncatedVector((Entry(2, 10, "A"), Entry(1, 30, "B"), Entry(1, 20, "C")))
    assert str(vector.tick(At("D", ("A", "B", "C", "D"), 0), kept=3)) == "[B:1 C:1 D:1]"
    assert str(vector.tick(At("A", ("A", "B", "C", "D"), 0), kept=1)) == "[A:3]"


def test_hybrid_time_stands_while_slow_clocks_catch_up_and_its_counter_counts() -> None:
    """Kulkarni and others 2014, figure 5, by hand: one process is at 10, the others' clocks have just begun."""
    fast = HybridTime().next(10)
    assert fast == HybridTime(10, 0)
    second = HybridTime().receive(fast, 1)
    assert second == HybridTime(10, 1)
    third = HybridTime().receive(second.next(2), 2)
    assert (second.next(2), third) == (HybridTime(10, 2), HybridTime(10, 3))
    assert third.next(3) == HybridTime(10, 4)
    assert third.next(3).next(11) == HybridTime(11, 0)
    assert fast.receive(HybridTime(10, 7), 10) == HybridTime(10, 8)
    assert HybridTime(12, 5).receive(HybridTime(10, 7), 11) == HybridTime(12, 6)
    assert HybridTime(10, 5).receive(HybridTime(12, 7), 11) == HybridTime(12, 8)
    assert HybridTime(10, 5).receive(HybridTime(12, 7), 13) == HybridTime(13, 0)


def test_a_writer_whose_entry_was_dropped_gives_one_number_twice_if_only_the_value_has_the_vector() -> None:
    """Six phones, four entries: edit 10 gets the vector of edit 4, so whoever holds edit 4 takes edit 10 for it."""
    phones = "EFABCD"
    vector, edits = TruncatedVector(), []
    for number in range(1, 13):
        vector = vector.tick(At(phones[(number - 1) % 6], (), number), 4)
        edits.append(vector)
    assert [(entry.process, entry.number) for entry in edits[9].entries] == [
        (entry.process, entry.number) for entry in edits[3].entries
    ]
    assert edits[9].at_most(edits[3])
    assert supersedes(edits[3], edits[9])


def test_a_writer_that_keeps_its_own_counter_gives_no_number_twice() -> None:
    phones = "EFABCD"
    latest, own, edits = TruncatedVector(), dict.fromkeys(phones, TruncatedVector()), []
    for number in range(1, 13):
        phone = phones[(number - 1) % 6]
        latest = own[phone].join(latest).tick(At(phone, (), number), 4)
        own[phone] = own[phone].join(latest)
        edits.append(latest)
    assert not any(later.at_most(earlier) for place, later in enumerate(edits) for earlier in edits[:place])
