"""What the processes of a three-phase commit tell one another beyond what every commit protocol has."""

from dataclasses import dataclass
from typing import ClassVar

from apps.agreement.commit_messages import About


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
        """Return how far."""
        return self.state
