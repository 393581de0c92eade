"""What the services of a saga have in common: an order goes through four of them, and each keeps a ledger.

1. A service does its step in a local transaction, at once visible to everyone, and enters it in its ledger.
2. If a later step is refused, the steps done are undone by *compensations*: a refund, a release, a cancellation. These
   may not fail: they are repeated until they succeed.
3. What a service has yet to tell is in the same entry, and so durable together with the step.

Durable, by order: `entry/<order>`; and `seen/<read>`, the orders that a read returned. No service needs the latter: it
is kept so that the board can tell what somebody has seen.

Source: Garcia-Molina, Salem 1987.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from apps.agreement.machine import Machine
from apps.simulation.effects import Effect, Refuse, Reply, Request, Version, WrittenValue
from apps.simulation.node import Durable, Role

CHAIN = ORDER, PAYMENT, STOCK, DELIVERY = "order", "payment", "stock", "delivery"

ENTRY, SEEN = "entry/", "seen/"
DONE, REFUSED, UNDONE, COMPLETE = "done", "refused", "undone", "complete"

WORDS: Mapping[str, Mapping[str, str]] = {
    ORDER: {DONE: "ordered", UNDONE: "cancelled", COMPLETE: "complete"},
    PAYMENT: {DONE: "paid", UNDONE: "refunded", REFUSED: "payment refused"},
    STOCK: {DONE: "reserved", UNDONE: "released", REFUSED: "out of stock"},
    DELIVERY: {DONE: "shipped", UNDONE: "called back", REFUSED: "cannot deliver"},
}
"""By service what its steps are called."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a client has asked for: so many of an item. Its name is the client's operation."""

    name: str
    client: str
    item: str
    written: WrittenValue

    def __str__(self) -> str:
        return f"{self.item}={self.written.value}"


@dataclass(frozen=True, slots=True)
class Owed:
    """What is yet to be told, and to whom; told again until that one has answered."""

    target: str
    what: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An order in a service's ledger: what has happened to it, in order, and the outbox of what is yet to be told."""

    order: Order
    history: tuple[str, ...]
    outbox: tuple[Owed, ...] = ()

    @property
    def stands(self) -> bool:
        """Done, and not undone."""
        return self.history.count(DONE) > self.history.count(UNDONE)

    def after(self, *happened: str) -> Entry:
        """The entry after something more has happened."""
        return replace(self, history=(*self.history, *happened))

    def owing(self, *owed: Owed) -> Entry:
        """The entry with this to be told, and nothing else."""
        return replace(self, outbox=owed)


@dataclass(frozen=True, slots=True)
class ServiceState:
    """Nothing is only in memory."""


def entries(log: Durable) -> dict[str, Entry]:
    """A service's ledger, by order."""
    return {name.removeprefix(ENTRY): log[name] for name in log if name.startswith(ENTRY)}


def seen(log: Durable) -> dict[str, tuple[str, ...]]:
    """By read the orders that it returned."""
    return {name.removeprefix(SEEN): log[name] for name in log if name.startswith(SEEN)}


def order_of(request: Request) -> Order:
    """Return what a client's request asks for."""
    assert request.written is not None
    return Order(request.operation, request.client, request.key, request.written)


def spoken(name: str, entry: Entry) -> str:
    """Return what has happened to an order at a service, in its words."""
    return ", ".join(WORDS[name].get(each, each) for each in entry.history)


class Service(Machine):
    """A service with its ledger."""

    state: ServiceState

    def role(self) -> Role:
        """Return how far its orders are here, if they are all as far."""
        ledger = entries(self.log)
        words = {spoken(self.name, entry).split(", ")[-1] for entry in ledger.values()}
        return Role(words.pop() if len(words) == 1 else f"{len(ledger)} orders" if ledger else "")

    def enter(self, entry: Entry) -> Iterator[Effect]:
        """Make an entry durable: the step, and what is to be told of it, in one transaction."""
        yield from self.persist(ENTRY + entry.order.name, entry)

    def entry(self, name: str) -> Entry | None:
        """The ledger's entry of an order."""
        found: Entry | None = self.log.get(ENTRY + name)
        return found

    def begin(self, order: Order) -> Entry:
        """Try this service's step: done, or refused."""
        return Entry(order, (REFUSED if self.dials["fails_at"] == self.name else DONE,))

    def read(self, request: Request) -> Iterator[Effect]:
        """The orders of an item that stand here now. Nothing tells those apart that will be undone."""
        standing = [entry.order for entry in entries(self.log).values() if entry.stands]
        found = [order for order in standing if order.item == request.key]
        if found:
            yield from self.persist(SEEN + request.operation, tuple(order.name for order in found))
        versions = tuple(Version(order.written, order.name) for order in found)
        yield Reply(request.operation, request.client, versions)

    def refuse_order(self, request: Request) -> Iterator[Effect]:
        """Orders are placed elsewhere."""
        reason = f"{self.name} takes no orders: place them at {ORDER}."
        yield Refuse(request.operation, request.client, reason)

    def answer(self, entry: Entry) -> Iterator[Effect]:
        """Tell the client how its order ended."""
        order = entry.order
        if COMPLETE in entry.history:
            yield Reply(order.name, order.client, (Version(order.written, 0),))
        else:
            yield Refuse(order.name, order.client, "a later step was refused, and what had been done was compensated.")
