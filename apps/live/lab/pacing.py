"""Lets virtual time follow real time in every live lab, 30 times a second, less under load.

Each turn: extend stored horizons if a second has passed (all labs in one batch), let each lab's time go on up to its
horizon, send what is new. A lab that is busy with a command is left for the next turn. The task starts with the first
lab and ends with the last.
"""

from __future__ import annotations

import asyncio
import logging
import time

from channels.db import database_sync_to_async

from apps.live.access import OPEN, gone_grounds, standing_of
from apps.live.lab import log
from apps.live.lab.epochs import TakenOver
from apps.live.lab.hub import Hub
from apps.live.lab.live_lab import LiveLab
from apps.live.serving.pauses import pause

FRAME_SECONDS, FRAME_SECONDS_MAX = 1 / 30, 1 / 4
FRAMES_SHARE = 2
"""A turn may take one part in so many of the time: when it takes more, frames come less often, and carry more."""

RECOVERY_PER_TURN = 0.9
YIELD_SECONDS = 0.008
"""After so long with the labs, whatever else waits has its turn: a command, another page."""

HORIZON_EVERY_SECONDS = 1.0
HOUSEKEEPING_EVERY_SECONDS = 1.0
RIGHTS_EVERY_SECONDS = 3.0

logger = logging.getLogger(__name__)


def next_frame_seconds(current_seconds: float, took_seconds: float) -> float:
    """The time from one turn to the next: at once longer where a turn takes long, shorter again little by little."""
    wanted = min(FRAME_SECONDS_MAX, max(FRAME_SECONDS, took_seconds * FRAMES_SHARE))
    return max(wanted, current_seconds * RECOVERY_PER_TURN)


class Pacing:
    """The pace of one hub."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._task: asyncio.Task[None] | None = None
        self._frame_seconds = FRAME_SECONDS
        self._horizons_at = 0.0
        self._housekeeping_at = 0.0
        self._rights_at = 0.0

    def ensure_running(self) -> None:
        """Start, if not running; horizons are extended at the next turn, so that a lab just opened need not wait."""
        self._horizons_at = 0.0
        if self._task is None or self._task.done():
            self._task = asyncio.ensure_future(self._run())

    async def _run(self) -> None:
        while self._hub.followed:
            began = time.monotonic()
            await self.turn(began)
            took = time.monotonic() - began
            self._frame_seconds = next_frame_seconds(self._frame_seconds, took)
            await pause(max(0.001, self._frame_seconds - took))

    async def turn(self, now: float) -> None:
        """One turn at real time `now`, in seconds."""
        if now - self._horizons_at >= HORIZON_EVERY_SECONDS:
            self._horizons_at = now
            try:
                await self._extend_horizons()
            except Exception:  # labs stand still until it works again; ending the task would end them all
                logger.exception("horizons could not be stored")
        tidy = now - self._housekeeping_at >= HOUSEKEEPING_EVERY_SECONDS
        if tidy:
            self._housekeeping_at = now
            self._hub.drop_full_allowances(now)
        if now - self._rights_at >= RIGHTS_EVERY_SECONDS:
            self._rights_at = now
            try:
                await self._close_out()
            except Exception:  # sockets stay for now: without a database nobody can say who may be here
                logger.exception("rights could not be looked up")
        since = time.monotonic()
        for lab in list(self._hub.labs.values()):
            try:
                await self._pace(lab, now, tidy=tidy)
            except TakenOver:
                await self._hub.give_up(lab)
            except Exception:  # noqa: BLE001 - one broken lab must not stop the others
                await self._hub.fail(lab)
            if time.monotonic() - since > YIELD_SECONDS:
                await pause(0)
                since = time.monotonic()
        self._hub.checkpoints.keep_due(self._hub.labs.values(), now)

        for mirror in list(self._hub.mirrors.values()):
            try:
                await self._hub.look_after(mirror, now)
                if tidy:
                    await self._hub.close_silent(mirror, now)
            except Exception:  # noqa: BLE001 - one broken mirror must not stop the others
                await self._hub.fail(mirror)

    async def _pace(self, lab: LiveLab, now: float, *, tidy: bool) -> None:
        if lab.lock.locked():
            return
        if lab.go_on(now) or lab.followers.are_due(now):
            await lab.flush(now)
        if tidy:
            lab.followers.end_silent_relays(now)
            await self._hub.close_silent(lab, now)
            await self._hub.put_away_idle(lab, now)

    async def _close_out(self) -> None:
        """Close the sockets of those who may be here no longer, and look up which labs are held."""
        await self._hub.look_up_holds({*self._hub.labs})
        everybody = [each.access for lab in self._hub.followed for each in lab.followers]
        grounds, labs = set(filter(None, (each.ground for each in everybody))), {each.lab_id for each in everybody}
        if everybody:
            look_up = database_sync_to_async(lambda: (gone_grounds(grounds), standing_of(labs)))
            gone, standing = await look_up()
            await self._hub.close_changed(gone, {**dict.fromkeys(labs, OPEN), **standing})

    async def _extend_horizons(self) -> None:
        """Store how far every moving lab may go, in one batch, then let them.

        Where a lab stands is read only once its lock is held: whoever waited for the lock may have paused it.
        """
        held: list[LiveLab] = []
        try:
            for lab in list(self._hub.labs.values()):
                if lab.is_moving and not lab.lock.locked():
                    await lab.lock.acquire()
                    held.append(lab)
            moving = [lab for lab in held if lab.is_moving]
            horizons = [log.Horizon(lab.hold, lab.stored.pk, lab.wanted_horizon()) for lab in moving]
            stored = await database_sync_to_async(log.extend_horizons)(horizons) if horizons else set()
            for lab, horizon in zip(moving, horizons, strict=True):
                if lab.lab_id in stored:
                    lab.pace.horizon_tick = horizon.tick
                else:
                    await self._hub.give_up(lab)
        finally:
            for lab in held:
                lab.lock.release()
