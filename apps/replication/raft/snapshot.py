"""Snapshots: the state machine after an entry of the log, in the place of all entries up to there (section 7)."""

from dataclasses import dataclass

from apps.replication.raft.log import Entry
from apps.replication.state_machine import MachineState


@dataclass(frozen=True, slots=True)
class Change:
    """The entry that set the members, with its index; index 0 for those from the start."""

    index: int
    entry: Entry


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The state after the entry at `index`, which is of `term`: registers, clients' last outcomes, members."""

    index: int
    term: int
    change: Change
    state: MachineState

    def __str__(self) -> str:
        keys = " ".join(f"{key}={version.written.value}" for key, version in self.state.held) or "no values"
        return f"after entry {self.index} of term {self.term}: {keys} · {self.change.entry.label}"
