"""Goals about Lamport numbers: what a smaller number does not say about two operations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from apps.clocks import lamport
from apps.labs.goals.evidence import Evidence
from apps.labs.goals.facts import began, ended, told
from apps.labs.goals.goal import Finding, NotYet, Reached
from apps.simulation import events as e
from apps.simulation.processes import Operation


@dataclass(frozen=True, slots=True)
class Stamp:
    """The Lamport number of an event, and a bit for each completion that happened before it."""

    number: int = 0
    past: int = 0


@dataclass(slots=True)
class Stamps:
    """The stamps of a run so far: the latest of each process, those of messages, and those of completions in order."""

    latest: dict[str, Stamp] = field(default_factory=dict)
    sent: dict[str, Stamp] = field(default_factory=dict)
    completed: list[tuple[str, Stamp]] = field(default_factory=list)
    until: int = 0

    def stamp(self, event: e.Event) -> None:
        """Give the next event of the run its stamp."""
        self.until = event.sequence
        if event.process is None:
            return
        own = self.latest.get(event.process, Stamp())
        if isinstance(event, e.MessageDelivered):
            remote = self.sent[event.message.split("+")[0]]
            stamp = Stamp(lamport.receive(own.number, remote.number), own.past | remote.past)
        else:
            stamp = Stamp(lamport.tick(own.number), own.past)
        if isinstance(event, e.MessageSent):
            self.sent[event.message] = stamp
        if isinstance(event, e.OperationCompleted):
            self.completed.append((event.operation, stamp))
            stamp = Stamp(stamp.number, stamp.past | 1 << len(self.completed) - 1)
        self.latest[event.process] = stamp


def smaller_without_cause(run: Evidence, *, against_time: bool = False) -> Finding:
    """Of two operations that ended ok, one completed with the smaller Lamport number, and did not happen before the
    other's completion. `against_time`: and it began after the other had completed.
    """
    stamps: Stamps = run.seen.setdefault("lamport", Stamps())
    before = len(stamps.completed)
    for event in run.latest:
        if event.sequence > stamps.until:
            stamps.stamp(event)
    for place in range(before, len(stamps.completed)):
        for smaller, greater in _pairs(run, stamps, place):
            if not against_time or ended(greater[0]) < began(smaller[0]):
                return Reached(
                    f"{told(smaller[0])} completed with the number {smaller[1]}, and {told(greater[0])} with"
                    f" {greater[1]}. Neither happened before the other.",
                    (smaller[0].operation, greater[0].operation),
                )
    if len(stamps.completed) < 2:
        return NotYet("Two operations of different clients must have completed.")
    if against_time:
        return NotYet(
            "So far, an operation that began after another one had completed has the greater number. Which client has"
            " the small counter?"
        )
    return NotYet("So far, messages lead from every smaller number to the greater one, or the numbers are equal.")


Numbered = tuple[Operation, int]


def _pairs(run: Evidence, stamps: Stamps, place: int) -> Iterator[tuple[Numbered, Numbered]]:
    """The pairs of a completion and an earlier one that are concurrent and numbered differently, smaller first."""
    operations = run.simulation.operations
    name, stamp = stamps.completed[place]
    for at, (other_name, other) in enumerate(stamps.completed[:place]):
        here, there = operations[name], operations[other_name]
        is_known = bool(stamp.past >> at & 1)
        if not is_known and stamp.number != other.number and here.status == there.status == "ok":
            pair = ((here, stamp.number), (there, other.number))
            yield pair if stamp.number < other.number else (pair[1], pair[0])


GOALS = (smaller_without_cause,)
