"""What a leader keeps, and only while it leads: how far each follower is, its heartbeat rounds, the reads that wait.

- An index is committed once a majority's logs agree with the leader's up to there, and its entry is of the leader's own
  term: entries of earlier terms commit with it (5.4.2 of the paper).
- A round is confirmed once a majority has answered it or a later one: then no other leader had been elected when it set
  out.
- The lease begins when the last confirmed round set out, by the leader's own clock.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

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
    """One term of one leader. `first` is the index of its no-op; `majority` counts the leader in."""

    peers: tuple[str, ...]
    majority: int
    first: int
    round: int = 0
    next: dict[str, int] = field(default_factory=dict)
    matched: dict[str, int] = field(default_factory=dict)
    answered: dict[str, tuple[int, int]] = field(default_factory=dict)
    heard: set[str] = field(default_factory=set)
    reads: list[PendingRead] = field(default_factory=list)
    origins: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for peer in self.peers:
            self.next[peer], self.matched[peer], self.answered[peer] = self.first, 0, (0, NEVER_TICKS)

    def _reached(self, own: int, others: Iterable[int]) -> int:
        """The highest value that a majority has reached, its own among them."""
        return sorted((own, *others), reverse=True)[self.majority - 1]

    def agreed_index(self, last_index: int) -> int:
        """Up to where a majority's logs agree."""
        return self._reached(last_index, self.matched.values())

    def confirmed_round(self) -> int:
        """The last round that a majority has answered."""
        return self._reached(self.round, (number for number, _ in self.answered.values()))

    def lease_start_ticks(self, now_ticks: int) -> int:
        """When, on its own clock, the last round that a majority has answered set out."""
        return self._reached(now_ticks, (sent for _, sent in self.answered.values()))

    def hears_majority(self) -> bool:
        """Return whether a majority has answered since this was last asked."""
        hears = len(self.heard) + 1 >= self.majority
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
        }
