"""What the nodes tell one another, and in which order: a round's reports, then its proposals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

REPORT, PROPOSAL = "report", "proposal"
PHASES = (REPORT, PROPOSAL)
NONE = "?"


@dataclass(frozen=True, slots=True)
class Report:
    """In this round my estimate is this."""

    round: int
    value: str
    kind: ClassVar[str] = REPORT
    category: ClassVar[str] = "request"
    operation: ClassVar[None] = None

    @property
    def label(self) -> str:
        """Round and estimate."""
        return f"r{self.round}: {self.value}"


@dataclass(frozen=True, slots=True)
class Proposal:
    """In this round I have seen a majority of reports for this value; `?`: for none."""

    round: int
    value: str
    kind: ClassVar[str] = PROPOSAL
    category: ClassVar[str] = "response"
    operation: ClassVar[None] = None

    @property
    def label(self) -> str:
        """Round and value."""
        return f"r{self.round} → {self.value}"


@dataclass(frozen=True, slots=True)
class Decided:
    """It is decided."""

    value: str
    kind: ClassVar[str] = "decided"
    category: ClassVar[str] = "gossip"
    operation: ClassVar[None] = None

    @property
    def label(self) -> str:
        """The decision."""
        return self.value


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a node stands: its round and phase, its estimate, and what it proposed if it is that far."""

    round: int
    phase: str
    estimate: str
    proposal: str = ""

    @property
    def place(self) -> tuple[int, int]:
        """For telling earlier from later."""
        return (self.round, PHASES.index(self.phase))

    def message(self) -> Report | Proposal:
        """Return what a node that stands so says."""
        if self.phase == REPORT:
            return Report(self.round, self.estimate)
        return Proposal(self.round, self.proposal)


def place_of(body: Report | Proposal) -> tuple[int, int]:
    """Return where a message belongs, comparable with a stand's place."""
    return (body.round, PHASES.index(body.kind))
