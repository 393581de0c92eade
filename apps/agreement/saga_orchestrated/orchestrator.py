"""The order service conducts the saga: its ledger is the saga log, and says what to ask of whom next."""

from __future__ import annotations

from collections.abc import Iterator

from apps.agreement.saga_orchestrated.messages import Do, Outcome, Undo
from apps.agreement.saga_steps import (
    CHAIN,
    COMPLETE,
    DONE,
    ENTRY,
    REFUSED,
    UNDONE,
    Entry,
    Owed,
    Service,
    ServiceState,
    entries,
    order_of,
)
from apps.protocols.dials import Dials
from apps.simulation.effects import Body, CancelTimer, Effect, Request, Send, SetTimer
from apps.simulation.node import Durable, NodeContext, Role

DO, UNDO = "do", "undo"
ANSWERS = {DONE: DO, REFUSED: DO, UNDONE: UNDO}
"""By outcome the command that it answers."""
ASK = "ask/"


class Orchestrator(Service):
    """It asks one service at a time, and repeats each command until that is answered, across its own crashes too."""

    def __init__(self, context: NodeContext, durable: Durable, dials: Dials) -> None:
        super().__init__(context, durable, dials)
        self.timeout_ticks = int(dials["timeout_ticks"])
        self.state = ServiceState()

    def role(self) -> Role:
        """Return what it is."""
        return Role("orchestrator", leads=True)

    def on_start(self, now_ticks: int) -> Iterator[Effect]:
        """Recovery: go on where the saga log ends, forwards or backwards."""
        for entry in entries(self.log).values():
            yield from self._ask(entry)

    def on_request(self, request: Request, now_ticks: int) -> Iterator[Effect]:
        """Begin a saga, once; or a read."""
        if request.written is None:
            yield from self.read(request)
        elif self.entry(request.operation) is None:
            yield from self._go(Entry(order_of(request), (DONE,)).owing(Owed(CHAIN[1], DO)))

    def on_message(self, source: str, body: Body, now_ticks: int) -> Iterator[Effect]:
        """The outcome of the command that is due. What comes again belongs to an earlier one."""
        entry = self.entry(body.operation or "")
        if isinstance(body, Outcome) and entry and Owed(source, ANSWERS[body.what]) in entry.outbox:
            step = self._forward if body.what == DONE else self._back
            yield from self._go(step(entry.owing(), CHAIN.index(source), f"{source} {body.what}"))

    def _forward(self, entry: Entry, place: int, happened: str) -> Entry:
        if place + 1 == len(CHAIN):
            return entry.after(happened, COMPLETE)
        return entry.after(happened).owing(Owed(CHAIN[place + 1], DO))

    def _back(self, entry: Entry, place: int, happened: str) -> Entry:
        """Before the refused or undone step stand those that come earlier in the chain, and no other."""
        if place == 1:
            return entry.after(happened, UNDONE)
        return entry.after(happened).owing(Owed(CHAIN[place - 1], UNDO))

    def _go(self, entry: Entry) -> Iterator[Effect]:
        yield from self.enter(entry)
        if entry.outbox:
            yield from self._ask(entry)
        else:
            yield CancelTimer(ASK + entry.order.name)
            yield from self.answer(entry)

    def _ask(self, entry: Entry) -> Iterator[Effect]:
        for owed in entry.outbox:
            yield Send(owed.target, (Do if owed.what == DO else Undo)(entry.order))
            yield SetTimer(ASK + entry.order.name, self.timeout_ticks)

    def on_timer(self, name: str, now_ticks: int) -> Iterator[Effect]:
        """No answer: ask again. A step that may have been done is asked for again, never given up."""
        yield from self._ask(self.log[ENTRY + name.removeprefix(ASK)])
