"""What the orchestrator asks of the services, and what they answer. All name their order."""

from dataclasses import dataclass
from typing import ClassVar

from apps.agreement.saga_steps import Order


@dataclass(frozen=True, slots=True)
class Command:
    """About an order, to a service."""

    order: Order
    category: ClassVar[str] = "request"

    @property
    def operation(self) -> str:
        """The client's operation."""
        return self.order.name


@dataclass(frozen=True, slots=True)
class Do(Command):
    """Do your step."""

    kind: ClassVar[str] = "do"

    @property
    def label(self) -> str:
        """Return what is ordered."""
        return str(self.order)


@dataclass(frozen=True, slots=True)
class Undo(Command):
    """Compensate your step."""

    kind: ClassVar[str] = "undo"

    @property
    def label(self) -> str:
        """Return what is taken back."""
        return f"undo {self.order.item}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What has come of a command: done, refused or undone."""

    name: str
    what: str
    kind: ClassVar[str] = "outcome"
    category: ClassVar[str] = "response"

    @property
    def operation(self) -> str:
        """The client's operation."""
        return self.name

    @property
    def label(self) -> str:
        """The outcome."""
        return self.what
