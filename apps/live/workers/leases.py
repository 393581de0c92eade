"""Leases on labs: which worker has a lab in memory. They end by themselves, so that a dead worker holds none.

A lease says whom to ask; it does not say who may write. That is the epoch's part (`lab.epochs`): two workers may both
believe for a moment that a lease is theirs.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

LEASE_SECONDS = 5.0
RENEW_EVERY_SECONDS = LEASE_SECONDS / 3


class LeasesAway(Exception):
    """Nobody can say now which worker has a lab."""


class Leases(Protocol):
    """Leases, as one worker asks for them. Each method raises LeasesAway."""

    async def take(self, lab_id: str) -> str:
        """Take the lease on a lab if nobody has it; return the name of the worker that has it now, "" for this one."""

    async def owners(self, lab_ids: Collection[str]) -> list[str]:
        """Return the name of the other worker that has each of these labs, "" if none has."""

    async def renew(self, lab_ids: Collection[str]) -> set[str]:
        """Hold leases for as long again, or take them anew; return those labs that others have now."""

    async def release(self, lab_id: str) -> None:
        """Let others take a lab, if it is still this worker's."""


class OwnLeases:
    """Those of the only worker: every lab is its own."""

    async def take(self, lab_id: str) -> str:
        """Return ""."""
        return ""

    async def owners(self, lab_ids: Collection[str]) -> list[str]:
        """Return "" for each."""
        return [""] * len(lab_ids)

    async def renew(self, lab_ids: Collection[str]) -> set[str]:
        """Return nothing."""
        return set()

    async def release(self, lab_id: str) -> None:
        """Change nothing."""
