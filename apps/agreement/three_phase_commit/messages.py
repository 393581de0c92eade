"""What the processes of a three-phase commit tell one another. All name their transaction."""

from dataclasses import dataclass
from typing import ClassVar

from apps.simulation.effects import WrittenValue


@dataclass(frozen=True, slots=True)
class About:
    """About a transaction."""

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
        """What is to be written."""
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
class PreCommit(About):
    """All have voted yes: it will be committed, unless everybody who knows that is lost."""

    kind: ClassVar[str] = "pre_commit"
    category: ClassVar[str] = "request"
    label: ClassVar[str] = "pre-commit"


@dataclass(frozen=True, slots=True)
class Ready(About):
    """I know that all have voted yes."""

    kind: ClassVar[str] = "ready"
    category: ClassVar[str] = "response"
    label: ClassVar[str] = "ready"


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


@dataclass(frozen=True, slots=True)
class AskState(About):
    """I coordinate now: how far are you?"""

    kind: ClassVar[str] = "ask_state"
    category: ClassVar[str] = "gossip"
    label: ClassVar[str] = "how far?"


@dataclass(frozen=True, slots=True)
class TellState(About):
    """That far: prepared, pre-committed, or recovering and so without a voice."""

    state: str
    kind: ClassVar[str] = "tell_state"
    category: ClassVar[str] = "response"

    @property
    def label(self) -> str:
        """How far."""
        return self.state
