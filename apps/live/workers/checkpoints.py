"""Checkpoints of labs: with one, a worker goes on with another's lab without repeating all steps of its run.

They only save time: a worker that finds none replays the run from its log.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Protocol

from apps.live.lab.live_lab import LiveLab
from apps.live.lab.replayed import Checkpoint


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
