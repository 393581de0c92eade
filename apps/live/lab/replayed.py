"""A run rebuilt from its log, with every event of it. This takes long, so it is done in a thread."""

from __future__ import annotations

from dataclasses import dataclass

from apps.labs.run.session import Session, replay
from apps.live.lab.archive import Archive
from apps.live.lab.log import StoredRun
from apps.live.serving.replaying import in_turn


@dataclass(frozen=True, slots=True)
class ReplayedRun:
    """A run where it was left, and its events up to there."""

    session: Session
    archive: Archive


async def replayed(stored: StoredRun) -> ReplayedRun:
    """The run that is stored, at its horizon; raises TurnRefused."""
    archive = Archive()
    session = await in_turn(replay, stored.scenario, stored.seed, stored.log, stored.horizon, archive.take)
    return ReplayedRun(session, archive)
