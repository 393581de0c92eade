"""A run of the kernel under every kind of clock.

1. Every event at a process is stamped, in the run's order; what happens at no process (faults in the network, lost
   messages) has no clock and no place in the causal order;
2. a delivery receives what its message, or the message that it is a copy of, took along;
3. a node's wall clock is read through the skew and drift that the run has set so far; a client's tells the true time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from apps.clocks import clocks
from apps.clocks.order import Order
from apps.clocks.stamped_run import EventKind, Judgement, RunEvent, StampedRun, judge, stamp_run
from apps.clocks.wall import WallClock
from apps.simulation import events as e
from apps.simulation.faults.drift import DriftSet
from apps.simulation.faults.skew import SkewSet

PAIR_EVENTS_MAX = 160
"""A pair to order is looked for among so many events."""

STRIDE = 37
"""From one pair of a lesson to the next, so that two pairs in a row are not neighbours."""


class NotOrderedError(Exception):
    """Two events that cannot be ordered; its message says why."""


@dataclass(frozen=True, slots=True)
class Stamping:
    """A stamped run. `places`: the place among its stamped events, by the event's number in the whole run."""

    run: StampedRun
    places: Mapping[int, int]
    until: int

    def stamps(self, seq: int) -> dict[str, str]:
        """Return what every clock stamped on an event, by the clock's title; raises NotOrderedError."""
        stamps = self.run.events[self._place(seq)].stamps
        return {clock.title: clock.text(stamps[name]) for name, clock in self.run.clocks.items()}

    def lamport(self, seq: int) -> int:
        """Return an event's Lamport number; raises NotOrderedError."""
        return int(self.run.events[self._place(seq)].stamps["lamport"])

    def is_receipt(self, seq: int) -> bool:
        """Return whether an event is the receipt of a message; raises NotOrderedError."""
        return self.run.events[self._place(seq)].event.kind is EventKind.RECEIVE

    def truth(self, a: int, b: int) -> Order:
        """Return how two events stand in truth; raises NotOrderedError."""
        return self.run.truth(*self._both(a, b))

    def judged(self, a: int, b: int, names: tuple[str, str]) -> tuple[Judgement, ...]:
        """Return what every clock says of two events; raises NotOrderedError."""
        return judge(self.run, *self._both(a, b), names)

    def pair(self, until: int, turn: int) -> tuple[int, int] | None:
        """Two events up to `until` worth ordering, another lesson each turn; None if there are no two yet.

        Events that know of nothing but themselves are left out.
        """
        known = [seq for seq, at in self.places.items() if seq <= until and self.run.events[at].past.bit_count() > 1]
        found = [found for found in self._lessons(known[-PAIR_EVENTS_MAX:]) if found]
        if not found:
            return None
        round_, lesson = divmod(turn, len(found))
        a, b = found[lesson][round_ * STRIDE % len(found[lesson])]
        return (b, a) if round_ % 2 else (a, b)

    def _lessons(self, known: list[int]) -> list[list[tuple[int, int]]]:
        process = {seq: self.run.events[self.places[seq]].event.process for seq in known}
        pairs = [(a, b) for a, b in combinations(known, 2) if process[a] != process[b]]
        return [[(a, b) for a, b in pairs if shows(self.run, self.places[a], self.places[b])] for shows in LESSONS]

    def _both(self, a: int, b: int) -> tuple[int, int]:
        if a == b:
            raise NotOrderedError("That is one event, and not two. Choose another one.")
        return self._place(a), self._place(b)

    def _place(self, seq: int) -> int:
        if not 0 < seq <= self.until:
            raise NotOrderedError(f"This run has no event {seq:,}: it stands at event {self.until:,}.")
        if seq not in self.places:
            raise NotOrderedError(
                "This happened at no process, so no clock stamped it and nothing orders it. Choose what a node or a"
                " client did."
            )
        return self.places[seq]


def stamped(events: Iterable[e.Event]) -> Stamping:
    """A run's events from its start, stamped."""
    walls: dict[str, WallClock] = {}
    found: list[RunEvent] = []
    places: dict[int, int] = {}
    until = 0
    for event in events:
        until = event.sequence
        if event.process is not None:
            places[until] = len(found)
            found.append(_run_event(event, event.process, walls))
    return Stamping(stamp_run(found, clocks()), places, until)


def _run_event(event: e.Event, process: str, walls: dict[str, WallClock]) -> RunEvent:
    wall = walls.get(process, WallClock())
    if isinstance(event, SkewSet):
        wall = walls[process] = wall.with_skew(event.skew_ticks, event.tick)
    elif isinstance(event, DriftSet) and event.per_mille != wall.drift_per_mille:
        wall = walls[process] = wall.with_drift(event.per_mille, event.tick)
    kind, message = EventKind.LOCAL, None
    if isinstance(event, e.MessageSent):
        kind, message = EventKind.SEND, event.message
    elif isinstance(event, e.MessageDelivered):
        kind, message = EventKind.RECEIVE, event.message.split("+")[0]
    return RunEvent(process, kind, message, wall.read(event.tick))


# What two events can teach

Lesson = Callable[[StampedRun, int, int], bool]


def _wrong(name: str) -> Lesson:
    def shows(run: StampedRun, a: int, b: int) -> bool:
        clock = run.clocks[name]
        answer = clock.compare(run.events[a].stamps[name], run.events[b].stamps[name])
        return run.truth(a, b) not in clock.claims[answer].allows

    return shows


def _numbered_though_concurrent(run: StampedRun, a: int, b: int) -> bool:
    lamport = run.events[a].stamps["lamport"] != run.events[b].stamps["lamport"]
    return lamport and run.truth(a, b) is Order.CONCURRENT


def _ordered(run: StampedRun, a: int, b: int) -> bool:
    return run.truth(a, b) is not Order.CONCURRENT


LESSONS: tuple[Lesson, ...] = (_wrong("wall"), _numbered_though_concurrent, _ordered, _wrong("truncated"))
