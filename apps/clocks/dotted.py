"""Dotted version vectors (Preguiça and others 2010; Almeida and others 2014).

A version vector with entries by server cannot tell apart two clients that write through one server, each without
having seen the other's write: the second would get [A:2], and seem to have seen the first. A dotted version vector
keeps apart what a version *is* from what it has *seen*:

- its *dot* (server, counter) is the one write that made it;
- its *past* is a plain version vector of what its client had read.

1. `write`: a client that read `context` writes at a server: the dot is the server's next, the past is the context;
2. `a` is before `b` iff the past of `b` includes the dot of `a`: one look-up, however long the vectors;
3. `sync`: of two sets of versions those stay that no other has in its past.

The same pair stamps the events of a run: the dot is the event, the past all events before it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from apps.clocks.clock_kind import EXACT, At, ClockKind, ComparedEntry, compared
from apps.clocks.order import Order
from apps.clocks.version_vector import EMPTY, VersionVector, join_all


class Dot(NamedTuple):
    """One write or event: the writer's `number`-th."""

    writer: str
    number: int

    def __str__(self) -> str:
        return f"{self.writer}:{self.number}"


@dataclass(frozen=True, slots=True)
class DottedVersion:
    """What a version is, and what it has seen."""

    dot: Dot
    past: VersionVector = EMPTY

    def follows(self, other: DottedVersion) -> bool:
        """Return whether `other` is in the past of this one."""
        return self.past.count(other.dot.writer) >= other.dot.number

    def compare(self, other: DottedVersion) -> Order:
        """Before, after, equal or concurrent."""
        if self.dot == other.dot:
            return Order.EQUAL
        return Order.of(other.follows(self), self.follows(other))

    @property
    def seen(self) -> VersionVector:
        """The past, and everything of the dot's writer up to the dot.

        Of a server's versions this includes some that this one has not seen; all of them together are what there is.
        """
        return self.past.join(VersionVector.of({self.dot.writer: self.dot.number}))

    def __str__(self) -> str:
        return f"({self.dot}){self.past}"


def context(versions: Iterable[DottedVersion]) -> VersionVector:
    """Return what a client that reads these versions has seen."""
    return join_all(version.seen for version in versions)


def write(seen: VersionVector, stored: Iterable[DottedVersion], server: str) -> DottedVersion:
    """The version that a client who has read `seen` writes at a server that stores these."""
    latest = max(seen.count(server), context(stored).count(server))
    return DottedVersion(Dot(server, latest + 1), seen)


def sync(left: Iterable[DottedVersion], right: Iterable[DottedVersion]) -> frozenset[DottedVersion]:
    """The versions of both that no other of them supersedes."""
    both = frozenset(left) | frozenset(right)
    return frozenset(version for version in both if not any(other.follows(version) for other in both))


def next_event(before: DottedVersion, at: At, known: VersionVector = EMPTY) -> DottedVersion:
    """The event after `before` at its process, which also knows what a message brought."""
    return DottedVersion(Dot(at.process, before.dot.number + 1), before.seen.join(known))


def entries(left: DottedVersion, right: DottedVersion, _: tuple[str, ...]) -> tuple[ComparedEntry, ...]:
    """Each dot against what the other's past counts there: at most that, and it is included."""
    return (
        compared(f"{left.dot}, and what the right has seen", left.dot.number, right.past.count(left.dot.writer)),
        compared(f"{right.dot}, and what the left has seen", left.past.count(right.dot.writer), right.dot.number),
    )


CLOCK = ClockKind(
    name="dotted",
    place=60,
    title="Dotted version vector",
    source="Preguiça and others 2010",
    rule="Before, if the other's past includes its dot; concurrent, if neither past includes the other's dot.",
    start=lambda at: DottedVersion(Dot(at.process, 0)),
    local=next_event,
    send=next_event,
    receive=lambda before, remote, at: next_event(before, at, remote.seen),
    compare=DottedVersion.compare,
    entries=entries,
    claims=EXACT,
)
