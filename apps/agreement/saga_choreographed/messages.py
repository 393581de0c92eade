"""The events by which services that know nothing of the whole follow on one another."""

from dataclasses import dataclass
from typing import ClassVar

from apps.agreement.saga_steps import Order


@dataclass(frozen=True, slots=True)
class Happened:
    """Something has happened to an order at the sender, in its words: `paid`, `out of stock`, `refunded`."""

    order: Order
    what: str
    kind: ClassVar[str] = "event"
    category: ClassVar[str] = "gossip"

    @property
    def operation(self) -> str:
        """The client's operation."""
        return self.order.name

    @property
    def label(self) -> str:
        """Return what has happened."""
        return self.what


@dataclass(frozen=True, slots=True)
class Heard:
    """That event need not be sent again."""

    name: str
    what: str
    kind: ClassVar[str] = "heard"
    category: ClassVar[str] = "response"

    @property
    def operation(self) -> str:
        """The client's operation."""
        return self.name

    @property
    def label(self) -> str:
        """Return what was heard."""
        return self.what
