"""A log of Raft by itself: where two agree, and what merging replaces."""

from __future__ import annotations

from apps.replication.raft.log import Entry, agrees, last_agreement, merge

LOG = tuple(Entry(term, None) for term in (1, 1, 2, 2))


def test_a_log_agrees_where_it_has_the_entry_and_goes_back_over_a_whole_term() -> None:
    assert agrees(LOG, 0, 0)
    assert agrees(LOG, 2, 1)
    assert not agrees(LOG, 4, 3)
    assert not agrees(LOG, 5, 2)
    assert last_agreement(LOG, 7) == 4
    assert last_agreement(LOG, 4) == 2


def test_merging_replaces_what_disagrees_and_keeps_what_only_reaches_further() -> None:
    assert merge(LOG, 1, LOG[1:2]) is LOG
    assert merge(LOG, 4, ()) is LOG
    assert merge(LOG, 2, (Entry(3, None),)) == (*LOG[:2], Entry(3, None))
