"""What Raft's nodes tell one another."""

from dataclasses import dataclass
from typing import ClassVar

from apps.replication.raft.log import Entry
from apps.replication.raft.snapshot import Snapshot


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
class TransferVote(RequestVote):
    """Elect me although you hear from a leader: it is that leader that wants it (dissertation 4.2.3)."""

    @property
    def label(self) -> str:
        """The term stood for."""
        return f"elect me by transfer, t{self.term}"


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
class PreVote:
    """Would you elect me for this term? Nobody's term rises by the question (dissertation 9.6)."""

    term: int
    last_index: int
    last_term: int
    kind: ClassVar[str] = "pre-vote"
    category: ClassVar[str] = "request"
    operation: ClassVar[None] = None

    @property
    def label(self) -> str:
        """The term that would be stood for."""
        return f"would you elect me, t{self.term}"


@dataclass(frozen=True, slots=True)
class PreVoteReply:
    """I would, for that term; or not, and this is my term."""

    term: int
    granted: bool
    kind: ClassVar[str] = "pre-voted"
    category: ClassVar[str] = "response"
    operation: ClassVar[None] = None

    @property
    def label(self) -> str:
        """Yes or no."""
        return f"{'I would' if self.granted else 'I would not'}, t{self.term}"


@dataclass(frozen=True, slots=True)
class TimeoutNow:
    """Stand for election at once: your log is as long as mine, and I hand over to you (dissertation 3.10)."""

    term: int
    kind: ClassVar[str] = "timeout-now"
    category: ClassVar[str] = "request"
    operation: ClassVar[None] = None

    @property
    def label(self) -> str:
        """The term that ends by it."""
        return f"take over, t{self.term}"


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


@dataclass(frozen=True, slots=True)
class InstallSnapshot:
    """I lead, and no longer have the entries that you lack: take my snapshot in their place."""

    term: int
    snapshot: Snapshot
    round: int
    sent_ticks: int
    kind: ClassVar[str] = "install-snapshot"
    category: ClassVar[str] = "request"
    operation: ClassVar[None] = None

    @property
    def label(self) -> str:
        """The entries that it stands for."""
        return f"snapshot 1 to {self.snapshot.index}"


@dataclass(frozen=True, slots=True)
class InstallSnapshotReply(AppendEntriesReply):
    """I have all up to `index` now."""

    kind: ClassVar[str] = "installed"

    @property
    def label(self) -> str:
        """Return how far it agrees."""
        return f"snapshot 1 to {self.index}"
