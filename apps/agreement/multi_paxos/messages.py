"""What replicas of multi-decree Paxos tell one another."""

from dataclasses import dataclass
from typing import ClassVar

from apps.agreement.ballots import Ballot
from apps.simulation.effects import WrittenValue

Vote = tuple[Ballot, WrittenValue]


@dataclass(frozen=True, slots=True)
class Prepare:
    """Phase 1a, for every slot at once: promise, and tell me all your votes."""

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
    """Phase 1b. I promise; by slot, my latest votes."""

    ballot: Ballot
    votes: tuple[tuple[int, Vote], ...]
    kind: ClassVar[str] = "promise"
    category: ClassVar[str] = "response"
    operation: ClassVar[None] = None

    @property
    def label(self) -> str:
        """The ballot, and how many votes."""
        return f"promise {self.ballot}, {len(self.votes)} votes"


@dataclass(frozen=True, slots=True)
class Accept:
    """Phase 2a. Vote for this value in this slot."""

    ballot: Ballot
    slot: int
    written: WrittenValue
    kind: ClassVar[str] = "accept"
    category: ClassVar[str] = "request"

    @property
    def operation(self) -> str | None:
        """The client's operation, if it is one's."""
        return self.written.operation or None

    @property
    def label(self) -> str:
        """Slot and value."""
        return f"{self.slot}: {self.written.value}"


@dataclass(frozen=True, slots=True)
class Accepted:
    """Phase 2b. I voted for it."""

    ballot: Ballot
    slot: int
    written: WrittenValue
    kind: ClassVar[str] = "accepted"
    category: ClassVar[str] = "response"

    @property
    def operation(self) -> str | None:
        """The client's operation, if it is one's."""
        return self.written.operation or None

    @property
    def label(self) -> str:
        """The slot."""
        return f"voted {self.slot}: {self.written.value}"


@dataclass(frozen=True, slots=True)
class Reject:
    """I have promised a higher ballot."""

    ballot: Ballot
    promised: Ballot
    kind: ClassVar[str] = "reject"
    category: ClassVar[str] = "response"
    operation: ClassVar[None] = None

    @property
    def label(self) -> str:
        """The higher one."""
        return f"no: promised {self.promised}"


@dataclass(frozen=True, slots=True)
class Lead:
    """I still lead; and by slot, this is all that has been chosen."""

    ballot: Ballot
    chosen: tuple[tuple[int, WrittenValue], ...]
    kind: ClassVar[str] = "lead"
    category: ClassVar[str] = "gossip"
    operation: ClassVar[None] = None

    @property
    def label(self) -> str:
        """The ballot, and how much is chosen."""
        return f"lead {self.ballot}, {len(self.chosen)} chosen"
