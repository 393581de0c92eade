"""What the coordinator and the participants of a two-phase commit tell one another. All name their transaction."""

from dataclasses import dataclass
from typing import ClassVar

from apps.simulation.effects import WrittenValue


@dataclass(frozen=True, slots=True)
class Prepare:
    """Can you commit this write? Vote."""

    transaction: str
    key: str
    written: WrittenValue
    kind: ClassVar[str] = "prepare"
    category: ClassVar[str] = "request"

    @property
    def operation(self) -> str:
        """The client's operation."""
        return self.transaction

    @property
    def label(self) -> str:
        """What is to be written."""
        return f"{self.key}={self.written.value}?"


@dataclass(frozen=True, slots=True)
class Vote:
    """I can and am bound to (yes), or I cannot and have aborted (no)."""

    transaction: str
    is_yes: bool
    kind: ClassVar[str] = "vote"
    category: ClassVar[str] = "response"

    @property
    def operation(self) -> str:
        """The client's operation."""
        return self.transaction

    @property
    def label(self) -> str:
        """Yes or no."""
        return "yes" if self.is_yes else "no"


@dataclass(frozen=True, slots=True)
class Decision:
    """It is decided: commit or abort."""

    transaction: str
    outcome: str
    kind: ClassVar[str] = "decision"
    category: ClassVar[str] = "request"

    @property
    def operation(self) -> str:
        """The client's operation."""
        return self.transaction

    @property
    def label(self) -> str:
        """Commit or abort."""
        return self.outcome


@dataclass(frozen=True, slots=True)
class Acknowledge:
    """I have that decision durably: you can forget it as far as I am concerned."""

    transaction: str
    kind: ClassVar[str] = "acknowledge"
    category: ClassVar[str] = "response"

    @property
    def operation(self) -> str:
        """The client's operation."""
        return self.transaction

    @property
    def label(self) -> str:
        """Done."""
        return "ack"


@dataclass(frozen=True, slots=True)
class Inquire:
    """I am in doubt: do you know the decision?"""

    transaction: str
    kind: ClassVar[str] = "inquire"
    category: ClassVar[str] = "gossip"

    @property
    def operation(self) -> str:
        """The client's operation."""
        return self.transaction

    @property
    def label(self) -> str:
        """A question."""
        return "decided?"


@dataclass(frozen=True, slots=True)
class InDoubtToo:
    """I am in doubt myself and cannot help."""

    transaction: str
    kind: ClassVar[str] = "in_doubt_too"
    category: ClassVar[str] = "gossip"

    @property
    def operation(self) -> str:
        """The client's operation."""
        return self.transaction

    @property
    def label(self) -> str:
        """No help."""
        return "in doubt too"
