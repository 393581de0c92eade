"""Dots and causal contexts: how to forget what was removed without taking it for new (Almeida, Shoker, Baquero 2018,
causal δ-CRDTs; Bieniusa and others 2012).

A state holds entries, each put there under a *dot* (replica, counter), and a *context*: every dot that it has ever
seen. A dot in the context without an entry was removed. So no tombstone is needed, and of two states:

- an entry that both have stays;
- an entry that only one has stays if the other has not seen its dot, and goes if it has: there it was removed;
- the contexts are united.

A context is a version vector, plus a *cloud* of dots that do not follow on yet. The cloud is empty as long as whole
states travel; deltas have gaps.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from apps.clocks.dotted import Dot
from apps.clocks.version_vector import EMPTY, VersionVector
from apps.crdts.crdt_type import Slot
from apps.crdts.wrong_merge import ASSOCIATIVE, BOUND, COMMUTATIVE, MONOTONE, WrongMerge


@dataclass(frozen=True, slots=True)
class Context:
    """All dots of each writer up to the vector's count, and those of the cloud."""

    vector: VersionVector = EMPTY
    cloud: frozenset[Dot] = frozenset()

    def has_seen(self, dot: Dot) -> bool:
        """Return whether the dot is in the context."""
        return dot.number <= self.vector.count(dot.writer) or dot in self.cloud

    def next_dot(self, writer: str) -> Dot:
        """A dot that the writer, whose own context this is, has never made."""
        return Dot(writer, self.vector.count(writer) + 1)

    def with_dots(self, dots: Iterable[Dot]) -> Context:
        """The context with these dots too; those that follow on move into the vector."""
        counts = dict(self.vector.entries)
        cloud = set()
        for dot in sorted(self.cloud.union(dots)):
            if dot.number == counts.get(dot.writer, 0) + 1:
                counts[dot.writer] = dot.number
            elif dot.number > counts.get(dot.writer, 0):
                cloud.add(dot)
        return Context(VersionVector.of(counts), frozenset(cloud))

    def join(self, other: Context) -> Context:
        """All dots of both."""
        return Context(self.vector.join(other.vector)).with_dots(self.cloud | other.cloud)

    def includes(self, other: Context) -> bool:
        """Return whether every dot of the other is in this one."""
        return self.vector.includes(other.vector) and all(self.has_seen(dot) for dot in other.cloud)


NOTHING_SEEN = Context()


@dataclass(frozen=True, slots=True)
class Dotted:
    """Entries, each with the dot of the operation that put it there, and the context of all dots seen.

    An entry is a named tuple with a member `dot`.
    """

    entries: frozenset[Any] = frozenset()
    context: Context = NOTHING_SEEN

    def put(self, entry: Any, replaced: frozenset[Any]) -> Dotted:
        """The state with an entry under a new dot in place of some that are here."""
        return Dotted(self.entries - replaced | {entry}, self.context.with_dots([entry.dot]))

    def drop(self, dropped: frozenset[Any]) -> Dotted:
        """The state without some entries. Their dots stay seen."""
        return Dotted(self.entries - dropped, self.context)


def delta(put: frozenset[Any], gone: frozenset[Any]) -> Dotted:
    """Return what to send for an operation: the entries put, and the dots of those gone."""
    return Dotted(put, NOTHING_SEEN.with_dots(entry.dot for entry in put | gone))


def merge(left: Dotted, right: Dotted) -> Dotted:
    """Return what both have, and what one has that the other has not seen."""
    return Dotted(
        left.entries & right.entries
        | {entry for entry in left.entries - right.entries if not right.context.has_seen(entry.dot)}
        | {entry for entry in right.entries - left.entries if not left.context.has_seen(entry.dot)},
        left.context.join(right.context),
    )


def at_most(left: Dotted, right: Dotted) -> bool:
    """Return whether the right has seen all that the left has seen, and holds nothing that the left knows to be
    gone.
    """
    return right.context.includes(left.context) and not any(
        left.context.has_seen(entry.dot) for entry in right.entries - left.entries
    )


def slots(state: Dotted) -> list[Slot]:
    """Every entry by its dot, then the context."""
    rows = [Slot("dot", entry.dot, str(entry), "in") for entry in sorted(state.entries)]
    vector = state.context.vector.entries
    rows += [Slot("context", ("seen", name), f"seen of {name}", f"up to {count}") for name, count in vector]
    return rows + [Slot("context", ("seen", dot), f"seen {dot}", "alone") for dot in sorted(state.context.cloud)]


def why(slot: Slot, left: Dotted, right: Dotted) -> str:
    """Why an entry stays or goes, or what became of the context."""
    if slot.kind == "context":
        return "The result has seen what either side has seen."
    dot: Any = slot.key
    has = [side for side, state in (("left", left), ("right", right)) if dot in {entry.dot for entry in state.entries}]
    if len(has) == 2:
        return "Both have it."
    other, state = ("right", right) if has == ["left"] else ("left", left)
    if state.context.has_seen(dot):
        return f"The {other} has seen {dot} and holds it no more: it was removed or replaced there, so it goes."
    return f"The {other} has not seen {dot} yet, so nothing there can have removed it: it stays."


# Wrong merges


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


MISTAKES = (
    WrongMerge(
        "contexts_unread",
        "Union of the entries",
        "A set is united, so that nothing is lost.",
        "A removed element comes back with the next state that still has it.",
        (MONOTONE, BOUND),
        contexts_unread,
    ),
    WrongMerge(
        "entries_of_both",
        "Intersection of the entries",
        "An element that one side does not have was removed there.",
        "An element that was just added on one side is lost.",
        (MONOTONE, BOUND),
        entries_of_both,
    ),
    WrongMerge(
        "own_context",
        "The context not united",
        "The context is the replica's own.",
        "The result holds entries whose dots it has not seen; the next merge treats old entries as new.",
        (COMMUTATIVE, ASSOCIATIVE, MONOTONE, BOUND),
        own_context,
    ),
)
