"""A run rebuilt from its log, or from a checkpoint and the rest of its log, with every event of it.

This takes long, so it is done in a thread.
"""

from __future__ import annotations

import logging
import pickle
from dataclasses import dataclass

from apps.labs.run.checkpoint import CheckpointError, read_checkpoint
from apps.labs.run.session import Session, go_on, replay
from apps.live.lab.archive import Archive
from apps.live.lab.log import StoredRun
from apps.live.serving.replaying import in_turn
from apps.simulation import Position

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ReplayedRun:
    """A run where it was left, and its events up to there."""

    session: Session
    archive: Archive


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A stored run, `run`, after its first `commands`, at `position`: the run as bytes, and its events up to there."""

    run: int
    commands: int
    position: Position
    session: bytes
    archive: Archive

    def pack(self) -> bytes:
        """Return it as bytes."""
        return pickle.dumps((self.run, self.commands, self.position, self.session, self.archive))

    @classmethod
    def unpack(cls, content: bytes) -> Checkpoint:
        """Return what was packed. Only for bytes that nobody else could write."""
        return cls(*pickle.loads(content))

    def resume(self, stored: StoredRun) -> ReplayedRun:
        """Return the stored run at its horizon. Raises CheckpointError if this is not on the way to there."""
        rest = stored.log[self.commands :]
        end = rest[0].position if rest else stored.horizon
        if self.run != stored.pk or self.commands > len(stored.log) or self.position > end:
            raise CheckpointError("This is a checkpoint of another run.")
        archive = self.archive.copy()
        session = read_checkpoint(self.session, stored.scenario, archive.take)
        return ReplayedRun(go_on(session, rest, stored.horizon), archive)


async def replayed(stored: StoredRun, checkpoint: Checkpoint | None = None) -> ReplayedRun:
    """The run that is stored, at its horizon, from a checkpoint if that fits; raises TurnRefused."""
    if checkpoint is not None:
        try:
            return await in_turn(checkpoint.resume, stored)
        except CheckpointError as error:
            logger.warning("run %s is replayed from its start: %s", stored.pk, error)
    archive = Archive()
    session = await in_turn(replay, stored.scenario, stored.seed, stored.log, stored.horizon, archive.take)
    return ReplayedRun(session, archive)
