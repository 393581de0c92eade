"""What Raft's nodes tell one another."""

from dataclasses import dataclass
from typing import ClassVar

from apps.replication.raft.log import Entry


@dataclass(frozen=True, slots=True)
class RequestVote:
    """Elect me for this term; my log ends so."""

    term: int
    last_index: int
    last_term: int
    kind: ClassVar[str] = "request-vote"
    category: ClassVar[str] = "request"
    operation: ClassVar[None] = None

    @property
    def label(self) -> str:
        """The term stood for."""
        return f"elect me, t{self.term}"


@dataclass(frozen=True, slots=True)
class RequestVoteReply:
    """My vote, or not; and my term."""

    term: int
    granted: bool
    kind: ClassVar[str] = "vote"
    category: ClassVar[str] = "response"
    operation: ClassVar[None] = None

    @property
    def label(self) -> str:
        """Yes or no."""
        return f"{'yes' if self.granted else 'no'}, t{self.term}"


@dataclass(frozen=True, slots=True)
class AppendEntries:
    """I lead; these entries follow that one; so much is committed. Without entries, a heartbeat.

    `round` numbers the leader's heartbeat rounds, and `sent_ticks` is its own clock: both come back in the answer.
    """

    term: int
    previous_index: int
    previous_term: int
    entries: tuple[Entry, ...]
    commit: int
    round: int
    sent_ticks: int
    kind: ClassVar[str] = "append"
    category: ClassVar[str] = "request"

    @property
    def label(self) -> str:
        """The last entry sent and how many come before it, or a heartbeat."""
        if not self.entries:
            return f"♥ t{self.term}"
        more = f" +{len(self.entries) - 1}" if len(self.entries) > 1 else ""
        return f"{self.entries[-1].label}{more}"

    @property
    def operation(self) -> str | None:
        """The operation of the last entry."""
        request = self.entries[-1].request if self.entries else None
        return request.operation if request else None


@dataclass(frozen=True, slots=True)
class AppendEntriesReply:
    """My log agrees with yours up to `index`; or not (`matched` is False), and can agree at most up to there."""

    term: int
    matched: bool
    index: int
    round: int
    sent_ticks: int
    kind: ClassVar[str] = "appended"
    category: ClassVar[str] = "response"
    operation: ClassVar[None] = None

    @property
    def label(self) -> str:
        """Return how far it agrees."""
        return f"{'ok' if self.matched else 'no'} {self.index}"
