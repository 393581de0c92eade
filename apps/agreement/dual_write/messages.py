"""What the service, its database, the broker and the consumer tell one another. All name their order."""

from dataclasses import dataclass
from typing import ClassVar

from apps.simulation.effects import WrittenValue


@dataclass(frozen=True, slots=True)
class Order:
    """What a client has asked for: so many of an item. Its name is the client's operation."""

    name: str
    item: str
    written: WrittenValue

    def __str__(self) -> str:
        return f"{self.item}={self.written.value}"


@dataclass(frozen=True, slots=True)
class Carries:
    """Carries a whole order."""

    order: Order

    @property
    def operation(self) -> str:
        """The client's operation."""
        return self.order.name

    @property
    def label(self) -> str:
        """Return what is ordered."""
        return str(self.order)


@dataclass(frozen=True, slots=True)
class Names:
    """Names an order that the other knows."""

    name: str

    @property
    def operation(self) -> str:
        """The client's operation."""
        return self.name

    @property
    def label(self) -> str:
        """A short yes: the order is known to the other."""
        return "ok"


@dataclass(frozen=True, slots=True)
class Insert(Carries):
    """Write this order; `with_event`: and, in the same transaction, its event into the outbox."""

    with_event: bool
    kind: ClassVar[str] = "insert"
    category: ClassVar[str] = "request"

    @property
    def label(self) -> str:
        """Return what is written."""
        return f"{self.order} and event" if self.with_event else str(self.order)


@dataclass(frozen=True, slots=True)
class Inserted(Names):
    """It is written."""

    kind: ClassVar[str] = "inserted"
    category: ClassVar[str] = "response"


@dataclass(frozen=True, slots=True)
class Publish(Carries):
    """Tell everyone that this order was placed."""

    kind: ClassVar[str] = "publish"
    category: ClassVar[str] = "request"


@dataclass(frozen=True, slots=True)
class Published(Names):
    """The broker has the event, durably."""

    kind: ClassVar[str] = "published"
    category: ClassVar[str] = "response"


@dataclass(frozen=True, slots=True)
class Event(Carries):
    """This order was placed."""

    kind: ClassVar[str] = "event"
    category: ClassVar[str] = "gossip"


@dataclass(frozen=True, slots=True)
class Handled(Names):
    """That event need not be delivered to me again."""

    kind: ClassVar[str] = "handled"
    category: ClassVar[str] = "response"
