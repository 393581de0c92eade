"""What commit protocols have in common of what coordinators and participants tell one another."""

from dataclasses import dataclass
from typing import ClassVar

from apps.simulation.effects import WrittenValue


@dataclass(frozen=True, slots=True)
class About:
    """About a transaction, which has the name of the client's operation."""

    transaction: str

    @property
    def operation(self) -> str:
        """The client's operation."""
        return self.transaction


@dataclass(frozen=True, slots=True)
class Prepare(About):
    """Can you commit this write? Vote."""

    key: str
    written: WrittenValue
    kind: ClassVar[str] = "prepare"
    category: ClassVar[str] = "request"

    @property
    def label(self) -> str:
        """Return what is to be written."""
        return f"{self.key}={self.written.value}?"


@dataclass(frozen=True, slots=True)
class Vote(About):
    """I can and am bound to (yes), or I cannot and have aborted (no)."""

    is_yes: bool
    kind: ClassVar[str] = "vote"
    category: ClassVar[str] = "response"

    @property
    def label(self) -> str:
        """Yes or no."""
        return "yes" if self.is_yes else "no"


@dataclass(frozen=True, slots=True)
class Decision(About):
    """It is decided: commit or abort."""

    outcome: str
    kind: ClassVar[str] = "decision"
    category: ClassVar[str] = "request"

    @property
    def label(self) -> str:
        """Commit or abort."""
        return self.outcome
