"""The labs in memory: opened when someone comes, dropped when nobody has watched for a while."""

from __future__ import annotations

import asyncio
import logging
import sys
import time
from collections.abc import Callable, Collection, Mapping

from channels.db import database_sync_to_async

from apps.live.access import CLOSED, OPEN, Access
from apps.live.bounds import COMMANDS_A_SECOND, COMMANDS_BURST
from apps.live.lab import epochs, log
from apps.live.lab.live_lab import LiveLab
from apps.live.lab.replayed import replayed
from apps.live.models import Lab
from apps.live.serving.allowance import Allowance
from apps.live.serving.metrics import gauge
from apps.live.upkeep.data_trouble import trouble_of

IDLE_SECONDS_MAX = 20.0

CLOSE_GONE = 4404
CLOSE_SILENT = 4408
CLOSE_CHANGED = 4409
CLOSE_VERSION_GONE = 4410
CLOSE_MOVED = 4412
CLOSE_CROWDED = 4423
CLOSE_FLOOD = 4429
CLOSE_FAILED = 4500
CLOSE_UNSTORED = 4503

logger = logging.getLogger(__name__)


class Hub:
    """The labs of this process. One lab is opened once, however many ask for it at the same time."""

    def __init__(self) -> None:
        self.labs: dict[str, LiveLab] = {}
        self.allowances: dict[str, Allowance] = {}
        self._opening: dict[str, asyncio.Task[LiveLab | None]] = {}

    async def open(self, lab_id: str) -> LiveLab | None:
        """The live lab, rebuilt from its log if need be; None if there is none. Raises VersionGone."""
        if lab_id not in self.labs:
            task = self._opening.get(lab_id)
            if task is None:
                task = self._opening[lab_id] = asyncio.ensure_future(self._rebuild(lab_id))
                task.add_done_callback(lambda _: self._opening.pop(lab_id, None))
            await asyncio.shield(task)
        return self.labs.get(lab_id)

    async def _rebuild(self, lab_id: str) -> LiveLab | None:
        hold = await database_sync_to_async(epochs.take)(lab_id)
        if hold is None:
            return None
        stored = await database_sync_to_async(log.load_run)(lab_id)
        if stored is None:
            return None
        about = await database_sync_to_async(log.about)(lab_id)
        runs = await database_sync_to_async(log.list_runs)(lab_id)
        run = await replayed(stored)
        lab = self.labs[lab_id] = LiveLab(hold, about, stored, run, runs, time.monotonic())
        return lab

    async def lock(self, lab_ids: Collection[str], *, locked: bool) -> None:
        """Lock labs until their learners have predicted, or let them begin."""
        await Lab.objects.filter(pk__in=lab_ids).aupdate(locked=locked)
        for lab in filter(None, map(self.labs.get, lab_ids)):
            lab.locked, lab.followers.news = locked, True

    async def freeze(self, owners: Collection[str], *, frozen: bool) -> None:
        """Let time stand in every lab of these owners, or go on."""
        await Lab.objects.filter(owner__in=owners).aupdate(frozen=frozen)
        for lab in self.labs.values():
            if lab.owner in owners:
                lab.frozen, lab.followers.news = frozen, True

    def allowance(self, participant: str) -> Allowance:
        """The participant's allowance, shared by all its sockets."""
        return self.allowances.setdefault(participant, Allowance(COMMANDS_A_SECOND, COMMANDS_BURST))

    def drop_full_allowances(self, now_seconds: float) -> None:
        """Forget the allowances that are full again."""
        full_after = COMMANDS_BURST / COMMANDS_A_SECOND
        full = [name for name, each in self.allowances.items() if now_seconds - each.at_seconds > full_after]
        for name in full:
            del self.allowances[name]

    async def close_grounds(self, grounds: Collection[str], code: int = CLOSE_GONE) -> None:
        """Close every socket whose access rests on one of these."""
        await self._close_if(lambda access: access.ground in grounds, code)

    async def close_changed(self, grounds: Collection[str], standing: Mapping[str, str]) -> None:
        """Close every socket whose ground is gone, or whose lab stands otherwise now: its page may come back.

        A lab without a standing was not looked up.
        """

        def has_changed(access: Access) -> bool:
            known = CLOSED if access.closed else OPEN
            return access.ground in grounds or standing.get(access.lab_id, known) != known

        await self._close_if(has_changed, CLOSE_CHANGED)

    async def _close_if(self, is_over: Callable[[Access], bool], code: int) -> None:
        for lab in list(self.labs.values()):
            for subscriber in lab.followers:
                if is_over(subscriber.access):
                    lab.followers.leave(subscriber, time.monotonic())
                    await subscriber.close(code)

    async def close_silent(self, lab: LiveLab, now: float) -> None:
        """Close the lab's sockets that do not read."""
        for subscriber in lab.followers:
            if subscriber.is_silent(now):
                lab.followers.leave(subscriber, now)
                await subscriber.close(CLOSE_SILENT)

    async def put_away_idle(self, lab: LiveLab, now: float) -> None:
        """Drop a lab that nobody has watched for a while: its log is all it needs."""
        since = lab.followers.unwatched_since
        if since is None or now - since < IDLE_SECONDS_MAX:
            return
        await lab.put_away()
        if not lab.followers:
            self._drop(lab)

    async def fail(self, lab: LiveLab) -> None:
        """Something that should not happen happened in a lab: drop it, and let its pages come back to a rebuilt one."""
        logger.exception("lab failed and is dropped")
        await self._drop_with(lab, failure_code())

    async def give_up(self, lab: LiveLab) -> None:
        """A lab was opened elsewhere since: drop it, and let its pages come back to where it is now."""
        logger.warning("lab %s was taken over by another process", lab.lab_id)
        await self._drop_with(lab, CLOSE_MOVED)

    async def _drop_with(self, lab: LiveLab, code: int) -> None:
        self._drop(lab)
        for subscriber in lab.followers:
            lab.followers.leave(subscriber, time.monotonic())
            await subscriber.close(code)

    def _drop(self, lab: LiveLab) -> None:
        lab.dropped = True
        if self.labs.get(lab.lab_id) is lab:
            del self.labs[lab.lab_id]


def failure_code() -> int:
    """Return the close code for the error that is being handled: the disk has one of its own."""
    return CLOSE_FAILED if trouble_of(sys.exc_info()[1]) is None else CLOSE_UNSTORED


hub = Hub()
gauge("lightcone_labs", "Labs in memory.", lambda: len(hub.labs))
gauge(
    "lightcone_lab_sockets",
    "Sockets that follow a lab.",
    lambda: sum(len(lab.followers) for lab in [*hub.labs.values()]),
)
