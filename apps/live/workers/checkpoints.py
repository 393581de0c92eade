"""Checkpoints of labs: with one, a worker goes on with another's lab without taking all steps of its run again.

They save time, and say nothing that the log does not say: who finds none replays the run.
"""

from __future__ import annotations

import pickle
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Protocol

from apps.labs.run.checkpoint import CheckpointError, read_checkpoint, write_checkpoint
from apps.labs.run.session import go_on
from apps.live.lab.archive import Archive
from apps.live.lab.live_lab import LiveLab
from apps.live.lab.log import StoredRun
from apps.live.lab.replayed import ReplayedRun
from apps.simulation import Position


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A stored run after its first `commands`, at `position`."""

    run: int
    commands: int
    position: Position
    session: bytes
    archive: Archive

    @classmethod
    def of(cls, lab: LiveLab) -> Checkpoint:
        """Return the current run of a lab as it is now. Raises CheckpointError."""
        lab.collect()
        session = write_checkpoint(lab.session)
        return cls(lab.stored.pk, lab.commands, lab.session.simulation.position, session, lab.archive.copy())

    def pack(self) -> bytes:
        """Return it as bytes."""
        return pickle.dumps((self.run, self.commands, self.position, self.session, self.archive))

    def resume(self, stored: StoredRun) -> ReplayedRun:
        """Return the stored run at its horizon. Raises CheckpointError if this is not on the way to there."""
        rest = stored.log[self.commands :]
        end = rest[0].position if rest else stored.horizon
        if self.run != stored.pk or self.commands > len(stored.log) or _order(self.position) > _order(end):
            raise CheckpointError("This is a checkpoint of another run.")
        archive = self.archive.copy()
        session = read_checkpoint(self.session, stored.scenario, archive.take)
        return ReplayedRun(go_on(session, rest, stored.horizon), archive)


def unpack(content: bytes) -> Checkpoint:
    """Return what was packed. Only for bytes that nobody else could write."""
    return Checkpoint(*pickle.loads(content))


def _order(position: Position) -> tuple[float, float]:
    return position.tick, float("inf") if position.steps is None else position.steps


class Checkpoints(Protocol):
    """Where checkpoints are kept."""

    async def find(self, lab_id: str) -> Checkpoint | None:
        """Return the last checkpoint of a lab, if there is one and it can be read."""

    async def keep(self, lab: LiveLab) -> None:
        """Keep a lab as it is now, if it can be written and has changed."""

    def keep_due(self, labs: Collection[LiveLab], now: float) -> None:
        """Begin to keep one of these labs at real time `now`, in seconds, if one is due."""


class NoCheckpoints:
    """Those of the only worker: nobody else could go on with its labs."""

    async def find(self, _: str) -> Checkpoint | None:
        """Return None."""
        return None

    async def keep(self, _: Any) -> None:
        """Do nothing."""

    def keep_due(self, *_: Any) -> None:
        """Do nothing."""
