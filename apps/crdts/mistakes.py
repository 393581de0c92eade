"""The wrong merges themselves. What each comes from and what it breaks stands in `wrong_merges`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from apps.clocks.version_vector import VersionVector
from apps.crdts.dots import Dotted
from apps.crdts.lww_register import Written
from apps.crdts.mv_register import Siblings
from apps.crdts.or_set import TaggedSet
from apps.crdts.pn_counter import Counts
from apps.crdts.rga import Tree
from apps.crdts.two_phase_set import Phases


def last_arrival(left: Any, right: Any) -> Any:
    """What arrives replaces what is here."""
    return right


def each_entry(left: VersionVector, right: VersionVector, combine: Callable[[int, int], int]) -> VersionVector:
    """The vector whose entries are combined from both."""
    names = {name for name, _ in left.entries + right.entries}
    return VersionVector.of({name: combine(left.count(name), right.count(name)) for name in names})


def sum_of_counts(left: VersionVector, right: VersionVector) -> VersionVector:
    """Both counts of each replica, added."""
    return each_entry(left, right, lambda ours, theirs: ours + theirs)


def least_count(left: VersionVector, right: VersionVector) -> VersionVector:
    """The smaller count of each replica."""
    return each_entry(left, right, min)


def mean_count(left: VersionVector, right: VersionVector) -> VersionVector:
    """The mean of both counts, rounded up."""
    return each_entry(left, right, lambda ours, theirs: (ours + theirs + 1) // 2)


def greater_total(left: VersionVector, right: VersionVector) -> VersionVector:
    """The vector that has counted more."""
    return max(left, right, key=lambda vector: (sum(count for _, count in vector.entries), vector.entries))


def sums_in_both(left: Counts, right: Counts) -> Counts:
    """Both counts of each replica, added, in either direction."""
    return Counts(sum_of_counts(left.increments, right.increments), sum_of_counts(left.decrements, right.decrements))


def decrements_of_one(left: Counts, right: Counts) -> Counts:
    """The greater increments, with the smaller decrements."""
    return Counts(left.increments.join(right.increments), least_count(left.decrements, right.decrements))


def cancelled(left: Counts, right: Counts) -> Counts:
    """The greater of each entry, then what is both up and down taken off: only the difference counts."""
    up, down = left.increments.join(right.increments), left.decrements.join(right.decrements)
    return Counts(each_entry(up, down, lambda a, b: max(a - b, 0)), each_entry(down, up, lambda a, b: max(a - b, 0)))


def intersection(left: frozenset[str], right: frozenset[str]) -> frozenset[str]:
    """What both have."""
    return left & right


def difference(left: frozenset[str], right: frozenset[str]) -> frozenset[str]:
    """What only one has."""
    return left ^ right


def removals_forgotten(left: Phases, right: Phases) -> Phases:
    """The union of what is in, without what was removed."""
    return Phases((left.added - left.removed) | (right.added - right.removed))


def removals_of_both(left: Phases, right: Phases) -> Phases:
    """Only what both have removed is removed."""
    return Phases(left.added | right.added, left.removed & right.removed)


def ours_on_a_tie(left: Written, right: Written) -> Written:
    """The later time; our own if the times are equal."""
    return right if right.time > left.time else left


def greater_value(left: Written, right: Written) -> Written:
    """The greater value, whenever it was written."""
    return max(left, right, key=lambda written: (written.value or "", written.stamp))


def newest_sibling(left: Siblings, right: Siblings) -> Siblings:
    """Only the one with the most writes in its past."""
    both = sorted(left | right, key=lambda sibling: (sum(n for _, n in sibling.vector.entries), sibling.vector.entries))
    return frozenset(both[-1:])


def all_siblings(left: Siblings, right: Siblings) -> Siblings:
    """Everything that either has."""
    return left | right


def tombstones_forgotten(left: TaggedSet, right: TaggedSet) -> TaggedSet:
    """The union of what is in, without tombstones."""
    return TaggedSet(left.entries | right.entries)


def tombstones_of_both(left: TaggedSet, right: TaggedSet) -> TaggedSet:
    """Only tags that both have as tombstones are gone."""
    known = left.entries | right.entries | left.tombstones | right.tombstones
    gone = left.tombstones & right.tombstones
    return TaggedSet(known - gone, gone)


def elements_of_tombstones(left: TaggedSet, right: TaggedSet) -> TaggedSet:
    """A tombstone takes out every tag of its element: the removal wins."""
    gone = left.tombstones | right.tombstones
    removed = {entry.element for entry in gone}
    both = left.entries | right.entries
    out = frozenset(entry for entry in both if entry.element in removed)
    return TaggedSet(both - out, gone | out)


def contexts_unread(left: Dotted, right: Dotted) -> Dotted:
    """The union of the entries, and of the contexts."""
    return Dotted(left.entries | right.entries, left.context.join(right.context))


def entries_of_both(left: Dotted, right: Dotted) -> Dotted:
    """Only the entries that both have."""
    return Dotted(left.entries & right.entries, left.context.join(right.context))


def own_context(left: Dotted, right: Dotted) -> Dotted:
    """The right entries, but with the left's context alone."""
    return Dotted(
        left.entries & right.entries
        | {entry for entry in left.entries if not right.context.has_seen(entry.dot)}
        | {entry for entry in right.entries if not left.context.has_seen(entry.dot)},
        left.context,
    )


def deletions_forgotten(left: Tree, right: Tree) -> Tree:
    """All characters, without tombstones."""
    return Tree(left.vertices | right.vertices)


def longer_text(left: Tree, right: Tree) -> Tree:
    """The text with more characters, as it is."""
    return max(
        left,
        right,
        key=lambda tree: (len(tree.vertices), len(tree.deleted), sorted(tree.vertices), sorted(tree.deleted)),
    )
