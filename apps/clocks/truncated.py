"""Vectors cut short, as Dynamo does when they grow too long (DeCandia and others 2007, section 4.4).

A clock is a vector that keeps only its `k` most recently updated entries: each entry carries the wall clock of the
event that last counted there, and the oldest are dropped. A dropped entry counts as zero when vectors are compared.

So an event that has forgotten a process seems not to know it: events that are ordered are reported as concurrent, a
conflict that is none. The other way round is safe here: what is concurrent stays so.

Choice: a process never drops its own entry, whatever its wall clock reads, and remembers its own count. Without that a
count could be given twice, and a vector would seem to include an event that it knows nothing of.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

from apps.clocks.clock_kind import EXACT, At, ClockKind, ComparedEntry, sign
from apps.clocks.order import Order

ENTRIES_KEPT = 3


class Entry(NamedTuple):
    """How many events of a process are known, and its wall clock at the last of them."""

    number: int
    wall_ticks: int
    process: str


@dataclass(frozen=True, slots=True)
class TruncatedVector:
    """The entries kept, sorted by process."""

    entries: tuple[Entry, ...] = ()

    def count(self, process: str) -> int:
        """The count of a process; zero if it was never known or has been dropped."""
        return next((entry.number for entry in self.entries if entry.process == process), 0)

    def tick(self, at: At, kept: int) -> TruncatedVector:
        """One more event of a process; then cut to the entries kept."""
        own = Entry(self.count(at.process) + 1, at.wall_ticks, at.process)
        others = [entry for entry in self.entries if entry.process != at.process]
        newest = sorted(others, key=lambda entry: (entry.wall_ticks, entry.process), reverse=True)[: kept - 1]
        return replace(self, entries=tuple(sorted((own, *newest), key=lambda entry: entry.process)))

    def join(self, other: TruncatedVector) -> TruncatedVector:
        """The greater entry of each process, not cut."""
        found: dict[str, Entry] = {}
        for entry in self.entries + other.entries:
            found[entry.process] = max(entry, found.get(entry.process, entry))
        return replace(self, entries=tuple(found[process] for process in sorted(found)))

    def at_most(self, other: TruncatedVector) -> bool:
        """Return whether no entry is greater than the other's."""
        return all(entry.number <= other.count(entry.process) for entry in self.entries)

    def __str__(self) -> str:
        return "[" + " ".join(f"{entry.process}:{entry.number}" for entry in self.entries) + "]"


def compare(left: TruncatedVector, right: TruncatedVector) -> Order:
    """As with whole vectors, what was dropped taken for zero."""
    return Order.of(left.at_most(right), right.at_most(left))


def entries(left: TruncatedVector, right: TruncatedVector, _: tuple[str, ...]) -> tuple[ComparedEntry, ...]:
    """Every process that either has kept."""
    processes = sorted({entry.process for entry in left.entries + right.entries})
    counts = ((process, left.count(process), right.count(process)) for process in processes)
    return tuple(ComparedEntry(process, str(a or "–"), str(b or "–"), sign(a, b)) for process, a, b in counts)


def truncated_to(kept: int) -> ClockKind:
    """The clock that keeps that many entries, at least one."""
    return ClockKind(
        name="truncated",
        place=70,
        title=f"Vector cut to {kept} {'entry' if kept == 1 else 'entries'}",
        source="DeCandia and others 2007, 4.4",
        rule="As with vectors; an entry that was dropped counts as zero.",
        start=lambda at: TruncatedVector(),
        local=lambda vector, at: vector.tick(at, kept),
        send=lambda vector, at: vector.tick(at, kept),
        receive=lambda vector, remote, at: vector.join(remote).tick(at, kept),
        compare=compare,
        entries=entries,
        claims=EXACT,
    )


CLOCK = truncated_to(ENTRIES_KEPT)
