"""What proposers and acceptors of single-decree Paxos tell one another (Lamport 2001, 2.2)."""

from dataclasses import dataclass
from typing import ClassVar

from apps.agreement.ballots import Ballot
from apps.simulation.effects import WrittenValue


@dataclass(frozen=True, slots=True)
class Prepare:
    """Phase 1a. Promise to take part in no ballot below this one, and tell me your latest vote."""

    ballot: Ballot
    kind: ClassVar[str] = "prepare"
    category: ClassVar[str] = "request"
    operation: ClassVar[None] = None

    @property
    def label(self) -> str:
        """The ballot."""
        return f"prepare {self.ballot}"


@dataclass(frozen=True, slots=True)
class Promise:
    """Phase 1b. I promise; my latest vote, if I have voted, was for this value in that ballot."""

    ballot: Ballot
    voted: tuple[Ballot, WrittenValue] | None
    kind: ClassVar[str] = "promise"
    category: ClassVar[str] = "response"
    operation: ClassVar[None] = None

    @property
    def label(self) -> str:
        """The ballot, and the vote."""
        vote = f", voted {self.voted[1].value} in {self.voted[0]}" if self.voted else ""
        return f"promise {self.ballot}{vote}"


@dataclass(frozen=True, slots=True)
class Accept:
    """Phase 2a. Vote for this value in this ballot."""

    ballot: Ballot
    written: WrittenValue
    kind: ClassVar[str] = "accept"
    category: ClassVar[str] = "request"
    operation: ClassVar[None] = None

    @property
    def label(self) -> str:
        """Ballot and value."""
        return f"accept {self.written.value} in {self.ballot}"


@dataclass(frozen=True, slots=True)
class Accepted:
    """Phase 2b. I voted for this value in this ballot."""

    ballot: Ballot
    written: WrittenValue
    kind: ClassVar[str] = "accepted"
    category: ClassVar[str] = "response"
    operation: ClassVar[None] = None

    @property
    def label(self) -> str:
        """Ballot and value."""
        return f"voted {self.written.value} in {self.ballot}"


@dataclass(frozen=True, slots=True)
class Reject:
    """I have promised a higher ballot than the one you ask about."""

    ballot: Ballot
    promised: Ballot
    kind: ClassVar[str] = "reject"
    category: ClassVar[str] = "gossip"
    operation: ClassVar[None] = None

    @property
    def label(self) -> str:
        """The higher one."""
        return f"no: promised {self.promised}"
