"""One run under every clock, and what each says of two of its events.

1. `stamp_run` goes through the events in an order in which causes come first, and gives each a stamp under every clock;
2. beside the clocks it notes each event's causal past by the definition (Lamport 1978): what happened before it at its
   process, the sending of what it receives, and what happened before those. That is the truth, and no clock's word;
3. `judge` compares two events under every clock: its answer, what it claims with it, and whether that is *right* (it
   leaves one order, the true one), *wrong* (it leaves out the true one) or *no claim* (it leaves more than one).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from apps.clocks.clock_kind import At, ClockKind, ComparedEntry, Stamp
from apps.clocks.order import Order


class EventKind(StrEnum):
    """What an event is to its clock."""

    LOCAL = "local"
    SEND = "send"
    RECEIVE = "receive"


@dataclass(frozen=True, slots=True)
class RunEvent:
    """An event at a process, with the message it sends or receives (None if local) and the process's wall clock.

    A message may be received several times, or never.
    """

    process: str
    kind: EventKind
    message: str | None
    wall_ticks: int


@dataclass(frozen=True, slots=True)
class StampedEvent:
    """An event and its stamp under each clock. `past` has a bit for each event of its causal past, itself included."""

    event: RunEvent
    stamps: Mapping[str, Stamp]
    past: int


@dataclass(frozen=True, slots=True)
class StampedRun:
    """The events in order, under these clocks."""

    clocks: Mapping[str, ClockKind]
    processes: tuple[str, ...]
    events: tuple[StampedEvent, ...]

    def truth(self, left: int, right: int) -> Order:
        """Return how two events, by their places, stand in truth."""
        return Order.of(bool(self.events[right].past >> left & 1), bool(self.events[left].past >> right & 1))


def stamp_run(events: Iterable[RunEvent], clocks: Mapping[str, ClockKind]) -> StampedRun:
    """Every event's stamps. A message is sent before it is received, or KeyError."""
    run = tuple(events)
    processes = tuple(sorted({event.process for event in run}))
    latest: dict[str, StampedEvent] = {}
    sent: dict[str | None, StampedEvent] = {}
    stamped = []
    for place, event in enumerate(run):
        at = At(event.process, processes, event.wall_ticks)
        before = latest.get(event.process) or StampedEvent(
            event, {name: clock.start(at) for name, clock in clocks.items()}, 0
        )
        cause = sent[event.message] if event.kind is EventKind.RECEIVE else None
        stamps = {name: _stamp(clock, event, at, before, cause) for name, clock in clocks.items()}
        latest[event.process] = StampedEvent(event, stamps, before.past | (cause.past if cause else 0) | 1 << place)
        if event.kind is EventKind.SEND:
            sent[event.message] = latest[event.process]
        stamped.append(latest[event.process])
    return StampedRun(clocks, processes, tuple(stamped))


def _stamp(clock: ClockKind, event: RunEvent, at: At, before: StampedEvent, cause: StampedEvent | None) -> Stamp:
    own = before.stamps[clock.name]
    if cause:
        return clock.receive(own, cause.stamps[clock.name], at)
    return clock.send(own, at) if event.kind is EventKind.SEND else clock.local(own, at)


class Worth(StrEnum):
    """What a clock's answer is worth."""

    RIGHT = "right"
    WRONG = "wrong"
    NO_CLAIM = "no claim"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one clock says of two events, and what is true. `sentence` puts both in words."""

    clock: str
    left: str
    right: str
    entries: tuple[ComparedEntry, ...]
    answer: Order
    claim: str
    truth: Order
    worth: Worth
    sentence: str


TRUTH = {
    Order.BEFORE: "{a} happened before {b}",
    Order.AFTER: "{b} happened before {a}",
    Order.CONCURRENT: "{a} and {b} are concurrent",
}


def judge(run: StampedRun, left: int, right: int, names: tuple[str, str] = ("a", "b")) -> tuple[Judgement, ...]:
    """Return what every clock says of two different events, by their places; `names` stand for them in the
    sentences.
    """
    if left == right:
        raise ValueError("An event is compared with another one.")
    return tuple(_judge(clock, run, left, right, names) for clock in run.clocks.values())


def _judge(clock: ClockKind, run: StampedRun, left: int, right: int, names: tuple[str, str]) -> Judgement:
    a, b = (run.events[place].stamps[clock.name] for place in (left, right))
    answer, truth = clock.compare(a, b), run.truth(left, right)
    claim = clock.claims[answer]
    worth = Worth.WRONG if truth not in claim.allows else Worth.RIGHT if len(claim.allows) == 1 else Worth.NO_CLAIM
    said, true = (text.format(a=names[0], b=names[1]) for text in (claim.text, TRUTH[truth]))
    sentence = {
        Worth.RIGHT: f"{said} That is true.",
        Worth.WRONG: f"{said} That is wrong: {true}.",
        Worth.NO_CLAIM: f"{said} It says nothing more. In fact {true}.",
    }[worth]
    return Judgement(
        clock.name,
        clock.text(a),
        clock.text(b),
        clock.entries(a, b, run.processes),
        answer,
        said,
        truth,
        worth,
        sentence,
    )
