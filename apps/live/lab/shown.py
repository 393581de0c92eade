"""A lab as those who follow it are shown it, wherever it is in memory."""

from __future__ import annotations

from typing import Protocol

from apps.live.access import Access
from apps.live.lab import wire as w
from apps.live.lab.archive import Archive


class Shown(Protocol):
    """A lab, as those who follow it are shown it."""

    archive: Archive

    @property
    def started(self) -> int:
        """Return the last of the events with which the run starts: the archive has those after it."""

    def collect(self) -> w.Moment:
        """Encode what is new, and return the moment up to which everything is encoded."""

    async def snapshot(self, access: Access) -> tuple[w.Moment, str]:
        """Return the whole of the lab for somebody with this access, and the moment of which it is."""
