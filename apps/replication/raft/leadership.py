"""What a leader keeps, and only while it leads: how far each follower is, its heartbeat rounds, the reads that wait.

- An index is committed once a majority's logs agree with the leader's up to there, and its entry is of the leader's own
  term: entries of earlier terms commit with it (5.4.2 of the paper).
- A round is confirmed once a majority has answered it or a later one: then no other leader had been elected when it set
  out.
- The lease begins when the last confirmed round set out, by the leader's own clock.

Majorities are those of the configuration in force. A leader that is no member of it counts the others only.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from apps.replication.raft.membership import Configuration
from apps.simulation.effects import Request

NEVER_TICKS = -(2**62)
"""Before every reading of any clock."""


@dataclass(frozen=True, slots=True)
class PendingRead:
    """A read that may be answered once `round` is confirmed and `index` applied."""

    request: Request
    origin: str
    index: int
    round: int


@dataclass(slots=True)
class Leadership:
    """One term of one leader. `first` is the index of its no-op.

    `changes` are the changes of members that wait, by operation, each with the node that forwarded it. `target` is the
    node to which leadership is being handed over; `given_up` are the operations that asked for it and were too slow.
    `lease_void`: another leader may have been told to stand at once, so this term has no lease any more.
    """

    me: str
    first: int
    configuration: Configuration
    round: int = 0
    next: dict[str, int] = field(default_factory=dict)
    matched: dict[str, int] = field(default_factory=dict)
    answered: dict[str, tuple[int, int]] = field(default_factory=dict)
    heard: set[str] = field(default_factory=set)
    reads: list[PendingRead] = field(default_factory=list)
    origins: dict[str, str] = field(default_factory=dict)
    changes: dict[str, tuple[Request, str]] = field(default_factory=dict)
    target: str | None = None
    given_up: set[str] = field(default_factory=set)
    lease_void: bool = False

    def __post_init__(self) -> None:
        self.follow(self.configuration, self.first)

    @property
    def peers(self) -> tuple[str, ...]:
        """Return the other members."""
        return tuple(node for node in self.configuration.voters if node != self.me)

    def follow(self, configuration: Configuration, next_index: int) -> None:
        """Let this configuration be in force; a new member is first sent what follows on `next_index`."""
        self.configuration = configuration
        for peer in self.peers:
            if peer not in self.next:
                self.next[peer], self.matched[peer], self.answered[peer] = next_index, 0, (0, NEVER_TICKS)

    def agreed_index(self, last_index: int) -> int:
        """Up to where a majority's logs agree."""
        return self.configuration.reached({**self.matched, self.me: last_index})

    def confirmed_round(self) -> int:
        """The last round that a majority has answered."""
        rounds = {peer: number for peer, (number, _) in self.answered.items()}
        return self.configuration.reached({**rounds, self.me: self.round})

    def lease_start_ticks(self, now_ticks: int) -> int:
        """When, on its own clock, the last round that a majority has answered set out."""
        sent = {peer: sent_ticks for peer, (_, sent_ticks) in self.answered.items()}
        return self.configuration.reached({**sent, self.me: now_ticks})

    def hears_majority(self) -> bool:
        """Return whether a majority has answered since this was last asked."""
        hears = self.configuration.has_majority({*self.heard, self.me})
        self.heard.clear()
        return hears

    def view(self) -> Mapping[str, Any]:
        """For the inspector."""
        return {
            "followers": {
                peer: {"next": self.next[peer], "match": self.matched[peer], "round": self.answered[peer][0]}
                for peer in self.peers
            },
            "round": self.round,
            "reads": [f"{read.request.operation} needs index {read.index}, round {read.round}" for read in self.reads],
            **({"changes_waiting": list(self.changes)} if self.changes else {}),
            **({"handing_over_to": self.target} if self.target else {}),
        }
