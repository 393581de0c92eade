"""A service of a choreographed saga: it listens to its neighbours in the chain, acts, and says what has happened."""

from __future__ import annotations

from collections.abc import Iterator

from apps.agreement.saga_choreographed.messages import Happened, Heard
from apps.agreement.saga_steps import (
    CHAIN,
    COMPLETE,
    DONE,
    ENTRY,
    ORDER,
    REFUSED,
    UNDONE,
    WORDS,
    Entry,
    Order,
    Owed,
    Service,
    ServiceState,
    entries,
    order_of,
)
from apps.protocols.dials import Dials
from apps.simulation.effects import Body, CancelTimer, Effect, Request, Send, SetTimer
from apps.simulation.node import Durable, NodeContext

AT_MOST_ONCE, AT_LEAST_ONCE, DEDUPLICATED = "at_most_once", "at_least_once", "deduplicated"
TELL = "tell/"


class Participant(Service):
    """Forwards: what the one before it did, it follows. Backwards: what the one after it refused or undid, it undoes.

    At most once: an event is sent, and forgotten. At least once: it is in the outbox until it has been heard.
    """

    def __init__(self, context: NodeContext, durable: Durable, dials: Dials) -> None:
        super().__init__(context, durable, dials)
        place = CHAIN.index(self.name)
        self.next = CHAIN[(place + 1) % len(CHAIN)]
        self.before = CHAIN[place - 1]
        self.repeats = dials["delivery"] != AT_MOST_ONCE
        self.deduplicates = dials["delivery"] != AT_LEAST_ONCE
        self.timeout_ticks = int(dials["timeout_ticks"])
        self.state = ServiceState()

    def on_start(self, now_ticks: int) -> Iterator[Effect]:
        """Tell again what is in the outbox."""
        for entry in entries(self.log).values():
            yield from self._tell(entry)

    def on_request(self, request: Request, now_ticks: int) -> Iterator[Effect]:
        """An order, or a read."""
        if request.written is None:
            yield from self.read(request)
        elif self.name != ORDER:
            yield from self.refuse_order(request)
        elif self.entry(request.operation) is None:
            yield from self._say(Entry(order_of(request), (DONE,)), DONE, self.next)

    # Events

    def on_message(self, source: str, body: Body, now_ticks: int) -> Iterator[Effect]:
        """An event of a neighbour, or that one of its own has been heard."""
        if isinstance(body, Happened):
            yield from self._act(source, body)
            if self.repeats:
                yield Send(source, Heard(body.order.name, body.what))
        elif isinstance(body, Heard):
            entry = self.entry(body.name)
            if entry and Owed(source, body.what) in entry.outbox:
                yield from self._heard(entry, Owed(source, body.what))

    def _heard(self, entry: Entry, told: Owed) -> Iterator[Effect]:
        left = entry.owing(*(owed for owed in entry.outbox if owed != told))
        yield from self.enter(left)
        if not left.outbox:
            yield CancelTimer(TELL + entry.order.name)

    def _act(self, source: str, event: Happened) -> Iterator[Effect]:
        if event.what != WORDS[source][DONE]:
            yield from self._undo(event.order)
        elif self.name == ORDER:
            yield from self._end(event.order, COMPLETE)
        else:
            yield from self._do(event.order)

    def _do(self, order: Order) -> Iterator[Effect]:
        entry = self.entry(order.name)
        if entry is None:
            begun = self.begin(order)
            outcome = begun.history[-1]
            yield from self._say(begun, outcome, self.before if outcome == REFUSED else self.next)
        elif not self.deduplicates:
            outcome = entry.history[0]
            yield from self._say(entry.after(outcome), outcome, self.before if outcome == REFUSED else self.next)

    def _undo(self, order: Order) -> Iterator[Effect]:
        entry = self.entry(order.name) or Entry(order, ())
        if UNDONE in entry.history and self.deduplicates:
            return
        if self.name == ORDER:
            yield from self._end(order, UNDONE)
        else:
            yield from self._say(entry.after(UNDONE), UNDONE, self.before)

    def _end(self, order: Order, how: str) -> Iterator[Effect]:
        """The order service learns how it ended, and tells the client."""
        entry = self.entry(order.name)
        if entry and how not in entry.history:
            ended = entry.after(how).owing()
            yield from self.enter(ended)
            yield CancelTimer(TELL + order.name)
            yield from self.answer(ended)

    # The outbox

    def _say(self, entry: Entry, what: str, target: str) -> Iterator[Effect]:
        """Enter what has happened and tell a neighbour: in one transaction if the outbox is durable."""
        owed = Owed(target, WORDS[self.name][what])
        if self.repeats:
            others = (each for each in entry.outbox if each != owed)
            entry = entry.owing(*others, owed)
        yield from self.enter(entry)
        yield Send(target, Happened(entry.order, owed.what))
        if self.repeats:
            yield SetTimer(TELL + entry.order.name, self.timeout_ticks)

    def _tell(self, entry: Entry) -> Iterator[Effect]:
        for owed in entry.outbox:
            yield Send(owed.target, Happened(entry.order, owed.what))
        if entry.outbox:
            yield SetTimer(TELL + entry.order.name, self.timeout_ticks)

    def on_timer(self, name: str, now_ticks: int) -> Iterator[Effect]:
        """Not heard yet: tell again."""
        yield from self._tell(self.log[ENTRY + name.removeprefix(TELL)])
