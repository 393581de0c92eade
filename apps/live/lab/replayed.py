"""A run rebuilt from its log, with every event of it. This takes long, so it is done in a thread."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Protocol

from apps.labs.run.checkpoint import CheckpointError
from apps.labs.run.session import Session, replay
from apps.live.lab.archive import Archive
from apps.live.lab.log import StoredRun
from apps.live.serving.replaying import in_turn

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ReplayedRun:
    """A run where it was left, and its events up to there."""

    session: Session
    archive: Archive


class Resumable(Protocol):
    """A moment of a run from which one can go on."""

    def resume(self, stored: StoredRun) -> ReplayedRun:
        """Return the stored run at its horizon. Raises CheckpointError if this is not on the way to there."""


async def resumed(stored: StoredRun, moment: Resumable) -> ReplayedRun:
    """The run that is stored, at its horizon, from a later moment than its start if it can be; raises TurnRefused."""
    try:
        return await in_turn(moment.resume, stored)
    except CheckpointError as error:
        logger.warning("run %s is replayed from its start: %s", stored.pk, error)
        return await replayed(stored)


async def replayed(stored: StoredRun) -> ReplayedRun:
    """The run that is stored, at its horizon; raises TurnRefused."""
    archive = Archive()
    session = await in_turn(replay, stored.scenario, stored.seed, stored.log, stored.horizon, archive.take)
    return ReplayedRun(session, archive)
