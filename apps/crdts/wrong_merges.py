"""Merges that look right, for a learner to break a type with on purpose, and the laws that each breaks.

A broken law is not a matter of taste: replicas that obey such a merge end up different (commutative, associative),
change with every message (idempotent), or lose what was done (monotone, least upper bound).
"""

from __future__ import annotations

from dataclasses import dataclass

from apps.crdts import mistakes
from apps.crdts.crdt_type import Merge, StateBased

COMMUTATIVE, ASSOCIATIVE, IDEMPOTENT, MONOTONE, BOUND = (
    "commutative",
    "associative",
    "idempotent",
    "monotone",
    "least upper bound",
)


@dataclass(frozen=True, slots=True)
class WrongMerge:
    """A plausible merge: why one might write it, what comes of it, and every law that some states refute."""

    name: str
    title: str
    thought: str
    consequence: str
    breaks: tuple[str, ...]
    merge: Merge


LAST_ARRIVAL = WrongMerge(
    "last_arrival",
    "Last arrival",
    "The newest message knows best.",
    "Two replicas that hear of each other swap their states, and each loses its own.",
    (COMMUTATIVE, BOUND),
    mistakes.last_arrival,
)
"""Wrong for every type."""

DOTS = (
    WrongMerge(
        "contexts_unread",
        "Union of the entries",
        "A set is united, so that nothing is lost.",
        "What was removed comes back with the next state that still has it.",
        (MONOTONE, BOUND),
        mistakes.contexts_unread,
    ),
    WrongMerge(
        "entries_of_both",
        "Intersection of the entries",
        "What one side does not have was removed there.",
        "What was just added on one side is lost.",
        (MONOTONE, BOUND),
        mistakes.entries_of_both,
    ),
    WrongMerge(
        "own_context",
        "The context not united",
        "The context is the replica's own.",
        "The result holds entries whose dots it has not seen; the next merge takes old entries for new.",
        (COMMUTATIVE, ASSOCIATIVE, MONOTONE, BOUND),
        mistakes.own_context,
    ),
)

WRONG_MERGES: dict[str, tuple[WrongMerge, ...]] = {
    "g_counter": (
        WrongMerge(
            "sum",
            "Sum instead of maximum",
            "Counts are added up.",
            "Every message counts everything once more.",
            (IDEMPOTENT, MONOTONE, BOUND),
            mistakes.sum_of_counts,
        ),
        WrongMerge(
            "minimum",
            "Minimum instead of maximum",
            "Only what both have counted is sure.",
            "What only one has counted is lost.",
            (MONOTONE, BOUND),
            mistakes.least_count,
        ),
        WrongMerge(
            "mean",
            "The mean",
            "The truth lies in the middle.",
            "What comes out depends on who met whom, and in which order.",
            (ASSOCIATIVE, MONOTONE, BOUND),
            mistakes.mean_count,
        ),
        WrongMerge(
            "greater_total",
            "The vector with the greater sum",
            "Who has counted more is further.",
            "What only the other has counted is lost.",
            (BOUND,),
            mistakes.greater_total,
        ),
    ),
    "pn_counter": (
        WrongMerge(
            "sum",
            "Sum instead of maximum",
            "Counts are added up.",
            "Every message counts everything once more.",
            (IDEMPOTENT, MONOTONE, BOUND),
            mistakes.sums_in_both,
        ),
        WrongMerge(
            "least_decrements",
            "Greater increments, smaller decrements",
            "In doubt, don't take away.",
            "Decrements are undone.",
            (MONOTONE, BOUND),
            mistakes.decrements_of_one,
        ),
        WrongMerge(
            "cancelled",
            "Only the difference kept",
            "One up and one down is nothing.",
            "A state from before brings back what was cancelled.",
            (ASSOCIATIVE, IDEMPOTENT, MONOTONE, BOUND),
            mistakes.cancelled,
        ),
    ),
    "g_set": (
        WrongMerge(
            "intersection",
            "Intersection instead of union",
            "Only what both have is sure.",
            "What only one has is lost.",
            (MONOTONE, BOUND),
            mistakes.intersection,
        ),
        WrongMerge(
            "difference",
            "What only one has",
            "What the other has as well need not be sent.",
            "The same state twice leaves nothing.",
            (IDEMPOTENT, MONOTONE, BOUND),
            mistakes.difference,
        ),
    ),
    "two_phase_set": (
        WrongMerge(
            "removals_forgotten",
            "Union without tombstones",
            "What was removed need not be kept.",
            "What is removed comes back with the next state that still has it.",
            (IDEMPOTENT, MONOTONE, BOUND),
            mistakes.removals_forgotten,
        ),
        WrongMerge(
            "removals_of_both",
            "Removed only if both have removed it",
            "In doubt, keep it.",
            "A removal is undone by any state from before it.",
            (MONOTONE, BOUND),
            mistakes.removals_of_both,
        ),
    ),
    "lww_register": (
        WrongMerge(
            "ours_on_a_tie",
            "Keep our own on equal times",
            "There is no reason to prefer the other.",
            "Of two writes at the same time each replica keeps its own, for good.",
            (COMMUTATIVE, BOUND),
            mistakes.ours_on_a_tie,
        ),
        WrongMerge(
            "greater_value",
            "The greater value",
            "All replicas agree on what is greater.",
            "A later write of a smaller value is lost.",
            (MONOTONE, BOUND),
            mistakes.greater_value,
        ),
    ),
    "mv_register": (
        WrongMerge(
            "newest_sibling",
            "Keep only the longest past",
            "Who has seen more is newer.",
            "A concurrent write is lost without a word.",
            (IDEMPOTENT, BOUND),
            mistakes.newest_sibling,
        ),
        WrongMerge(
            "all_siblings",
            "Keep everything",
            "Nothing may be lost.",
            "A value that was replaced comes back, and the siblings pile up.",
            (MONOTONE,),
            mistakes.all_siblings,
        ),
    ),
    "or_set": (
        WrongMerge(
            "tombstones_forgotten",
            "Union without tombstones",
            "What was removed need not be kept.",
            "What is removed comes back with the next state that still has it.",
            (IDEMPOTENT, MONOTONE, BOUND),
            mistakes.tombstones_forgotten,
        ),
        WrongMerge(
            "tombstones_of_both",
            "Removed only if both have removed it",
            "In doubt, keep it.",
            "A removal is undone by any state from before it.",
            (MONOTONE, BOUND),
            mistakes.tombstones_of_both,
        ),
        WrongMerge(
            "elements_of_tombstones",
            "Tombstones by element",
            "What was removed is removed.",
            "A concurrent addition is lost, and nothing can be added again.",
            (IDEMPOTENT, MONOTONE, BOUND),
            mistakes.elements_of_tombstones,
        ),
    ),
    "or_set_dots": DOTS,
    "or_map": DOTS,
    "rga": (
        WrongMerge(
            "deletions_forgotten",
            "Union without tombstones",
            "What was deleted need not be kept.",
            "Deleted characters come back.",
            (IDEMPOTENT, MONOTONE, BOUND),
            mistakes.deletions_forgotten,
        ),
        WrongMerge(
            "longer_text",
            "The longer text",
            "Who has typed more is further.",
            "What only the other has typed is lost.",
            (BOUND,),
            mistakes.longer_text,
        ),
    ),
}


def wrong_merges(crdt: StateBased) -> tuple[WrongMerge, ...]:
    """Plausible wrong merges of a type."""
    return (LAST_ARRIVAL, *WRONG_MERGES.get(crdt.name, ()))
