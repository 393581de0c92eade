"""A log of Raft by itself: where two agree, what merging replaces, and what a snapshot leaves of it."""

from __future__ import annotations

from apps.replication.raft.log import Beginning, Entry, Log

ENTRIES = tuple(Entry(term, None) for term in (1, 1, 2, 2))
LOG = Log(ENTRIES)
SHORT = LOG.compact(3, 2)


def test_a_log_agrees_where_it_has_the_entry_and_goes_back_over_a_whole_term() -> None:
    assert LOG.agrees(0, 0)
    assert LOG.agrees(2, 1)
    assert not LOG.agrees(4, 3)
    assert not LOG.agrees(5, 2)
    assert LOG.last_agreement(7) == 4
    assert LOG.last_agreement(4) == 2


def test_merging_replaces_what_disagrees_and_keeps_what_only_reaches_further() -> None:
    assert LOG.merge(1, ENTRIES[1:2]) is LOG
    assert LOG.merge(4, ()) is LOG
    assert LOG.merge(2, (Entry(3, None),)) == Log((*ENTRIES[:2], Entry(3, None)))


def test_a_log_that_begins_behind_a_snapshot_keeps_its_indices() -> None:
    assert (SHORT.start, SHORT.last_index, SHORT.term_at(3), SHORT.entry(4)) == (3, 4, 2, ENTRIES[3])
    assert SHORT.after(3) == ENTRIES[3:]
    assert SHORT.agrees(1, 1)
    assert not SHORT.agrees(3, 1)
    assert SHORT.last_agreement(4) == 3


def test_entries_that_a_snapshot_has_replaced_are_not_merged_again() -> None:
    assert SHORT.merge(1, ENTRIES[1:]) is SHORT
    assert SHORT.merge(1, (*ENTRIES[1:3], Entry(3, None))) == Log((Entry(3, None),), Beginning(3, 2))


def test_a_snapshot_of_an_entry_that_disagrees_leaves_nothing_of_the_log() -> None:
    assert LOG.compact(3, 2) == Log(ENTRIES[3:], Beginning(3, 2))
    assert LOG.compact(3, 3) == Log((), Beginning(3, 3))
    assert LOG.compact(9, 3) == Log((), Beginning(9, 3))
    assert SHORT.compact(2, 1) is SHORT


def test_a_log_is_stored_as_its_entries_behind_its_beginning() -> None:
    assert LOG.to_durable() == ENTRIES
    assert SHORT.to_durable() == (Beginning(3, 2), ENTRIES[3])
    assert [Log.from_durable(log.to_durable()) for log in (LOG, SHORT)] == [LOG, SHORT]
