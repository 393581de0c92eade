"""The labs in memory: opened when someone comes, dropped when nobody has watched for a while."""

from __future__ import annotations

import asyncio
import logging
import sys
import time
from collections.abc import Callable, Collection, Coroutine, Mapping
from contextlib import suppress
from typing import Any

from channels.db import database_sync_to_async

from apps.live.access import CLOSED, OPEN, Access
from apps.live.bounds import COMMANDS_A_SECOND, COMMANDS_BURST
from apps.live.lab.live_lab import LiveLab
from apps.live.lab.opening import open_lab
from apps.live.lab.replayed import replayed
from apps.live.models import Lab
from apps.live.serving.allowance import Allowance, Shared, Unshared
from apps.live.serving.metrics import gauge
from apps.live.serving.pauses import pause
from apps.live.upkeep.data_trouble import trouble_of
from apps.live.workers.checkpoints import Checkpoints, NoCheckpoints
from apps.live.workers.exchange import Exchange
from apps.live.workers.leases import LEASE_SECONDS, Leases, LeasesAway, OwnLeases
from apps.live.workers.mirror import Mirror

IDLE_SECONDS_MAX = 20.0
MIRROR_IDLE_SECONDS_MAX = 2.0
OPENING_SECONDS_MAX = 2 * LEASE_SECONDS
OPENING_PAUSE_SECONDS = 0.25

CLOSE_GONE = 4404
CLOSE_SILENT = 4408
CLOSE_CHANGED = 4409
CLOSE_VERSION_GONE = 4410
CLOSE_MOVED = 4412
CLOSE_WAITING = 4413
CLOSE_CROWDED = 4423
CLOSE_FLOOD = 4429
CLOSE_FAILED = 4500
CLOSE_UNSTORED = 4503

logger = logging.getLogger(__name__)


class Elsewhere(Exception):
    """Another worker has the lab and cannot be reached, or this one takes no more labs: come back in a moment."""


class Hub:
    """The labs of this process, and those of other workers that it follows.

    One lab is opened once, however many ask for it at the same time. `leases` say who has a lab, `exchange` reaches the
    others, and `checkpoints` let one go on with another's lab. While it is `draining` it opens none. `clock` gives
    seconds.
    """

    def __init__(self) -> None:
        self.labs: dict[str, LiveLab] = {}
        self.mirrors: dict[str, Mirror] = {}
        self.leases: Leases = OwnLeases()
        self.checkpoints: Checkpoints = NoCheckpoints()
        self.exchange = Exchange()
        self.clock: Callable[[], float] = time.monotonic
        self.draining = False
        self.allowances: dict[str, Allowance] = {}
        self.shared_allowances: Shared = Unshared()
        self._opening: dict[str, asyncio.Task[LiveLab | Mirror | None]] = {}
        self._doing: set[asyncio.Task[None]] = set()

    @property
    def followed(self) -> list[LiveLab | Mirror]:
        """Return all that sockets of this process follow."""
        return [*self.labs.values(), *self.mirrors.values()]

    async def open(self, lab_id: str) -> LiveLab | Mirror | None:
        """The live lab, rebuilt from its log if need be, or followed where it is; None if there is none.

        Raises VersionGone, LeasesAway and Elsewhere.
        """
        task = self._opening.get(lab_id)
        if task is None:
            here = self.labs.get(lab_id) or self.mirrors.get(lab_id)
            if here is not None and not here.dropped:
                return here
            task = self._opening[lab_id] = asyncio.ensure_future(self._open(lab_id))
            task.add_done_callback(lambda _: self._opening.pop(lab_id, None))
        return await asyncio.shield(task)

    async def _open(self, lab_id: str) -> LiveLab | Mirror | None:
        """Take the lab, or follow it at the worker that has it. The lease of one that has died ends by itself."""
        until = time.monotonic() + OPENING_SECONDS_MAX
        while time.monotonic() < until and not self.draining:
            owner = await self.leases.take(lab_id)
            if not owner:
                return await self._rebuild_or_release(lab_id)
            mirror = self.mirrors[lab_id] = Mirror(lab_id, owner, self.exchange, self.clock())
            if await mirror.begin():
                return mirror
            self._drop(mirror)
            await pause(OPENING_PAUSE_SECONDS)
        raise Elsewhere

    async def _rebuild_or_release(self, lab_id: str) -> LiveLab | None:
        lab = None
        try:
            lab = await self._rebuild(lab_id)
        finally:
            if lab is None:
                self._release(lab_id)
        return lab

    def _release(self, lab_id: str) -> None:
        async def release() -> None:
            with suppress(LeasesAway):  # it ends by itself
                await self.leases.release(lab_id)

        self.do(release())

    def do(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something beside what is being done."""
        task = asyncio.ensure_future(work)
        self._doing.add(task)
        task.add_done_callback(self._doing.discard)

    async def _rebuild(self, lab_id: str) -> LiveLab | None:
        found = await database_sync_to_async(open_lab)(lab_id)
        if found is None:
            return None
        run = await replayed(found.run, await self.checkpoints.find(lab_id))
        lab = self.labs[lab_id] = LiveLab(found.hold, found.about, found.run, run, found.runs, self.clock())
        return lab

    async def lock(self, lab_ids: Collection[str], *, locked: bool) -> None:
        """Lock labs until their learners have predicted, or let them begin."""
        await Lab.objects.filter(pk__in=lab_ids).aupdate(locked=locked)
        await self.look_up_holds({*lab_ids})
        self.exchange.broadcast("holds", [*lab_ids])

    async def freeze(self, owners: Collection[str], *, frozen: bool) -> None:
        """Let time stand in every lab of these owners, or go on."""
        await Lab.objects.filter(owner__in=owners).aupdate(frozen=frozen)
        await self.look_up_holds({*self.labs})
        self.exchange.broadcast("holds", None)

    async def look_up_holds(self, lab_ids: Collection[str]) -> None:
        """Look up which of these labs are locked or frozen by now, of those that are here."""
        here = [lab_id for lab_id in lab_ids if lab_id in self.labs]
        if not here:
            return
        async for lab_id, *holds in Lab.objects.filter(pk__in=here).values_list("pk", "locked", "frozen"):
            lab = self.labs.get(lab_id)
            if lab is not None and [lab.locked, lab.frozen] != holds:
                lab.locked, lab.frozen = holds
                lab.followers.news = True

    async def allows(self, participant: str, now_seconds: float) -> bool:
        """Take one of the participant's allowance: of that here, and of that at all workers together."""
        return self.allowance(participant).take(now_seconds) and await self.shared_allowances.take(participant)

    def allowance(self, participant: str) -> Allowance:
        """The participant's allowance, shared by all its sockets at this worker."""
        return self.allowances.setdefault(participant, Allowance(COMMANDS_A_SECOND, COMMANDS_BURST))

    def drop_full_allowances(self, now_seconds: float) -> None:
        """Forget the allowances that are full again."""
        full_after = COMMANDS_BURST / COMMANDS_A_SECOND
        full = [name for name, each in self.allowances.items() if now_seconds - each.at_seconds > full_after]
        for name in full:
            del self.allowances[name]

    async def close_grounds(self, grounds: Collection[str], code: int = CLOSE_GONE) -> None:
        """Close every socket whose access rests on one of these, on all workers."""
        self.exchange.broadcast("close_grounds", [*grounds])
        await self.close_here(grounds, code)

    async def close_here(self, grounds: Collection[str], code: int = CLOSE_GONE) -> None:
        """Close every socket of this process whose access rests on one of these."""
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
        for lab in self.followed:
            for subscriber in lab.followers:
                if is_over(subscriber.access):
                    lab.followers.leave(subscriber, self.clock())
                    await subscriber.close(code)

    async def close_silent(self, lab: LiveLab | Mirror, now: float) -> None:
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

    async def look_after(self, mirror: Mirror, now: float) -> None:
        """Let the sockets of a lab elsewhere be sent what is new; end it if it is lost, or nobody follows it here."""
        if mirror.dropped:
            await self.give_up(mirror)
            return
        since = mirror.followers.unwatched_since
        if since is not None and now - since > MIRROR_IDLE_SECONDS_MAX:
            mirror.leave()
            self._drop(mirror)
            return
        mirror.pulse(now)

    async def fail(self, lab: LiveLab | Mirror) -> None:
        """Something that should not happen happened in a lab: drop it, and let its pages come back to a rebuilt one."""
        logger.exception("lab failed and is dropped")
        await self._drop_with(lab, failure_code())

    async def give_up(self, lab: LiveLab | Mirror) -> None:
        """A lab is not where it was: drop it, and let its pages come back to where it is now."""
        logger.warning("lab %s was taken over by another process, or its process is gone", lab.lab_id)
        await self._drop_with(lab, CLOSE_MOVED)

    async def _drop_with(self, lab: LiveLab | Mirror, code: int) -> None:
        self._drop(lab)
        for subscriber in lab.followers:
            lab.followers.leave(subscriber, self.clock())
            await subscriber.close(code)

    def _drop(self, lab: LiveLab | Mirror) -> None:
        lab.dropped = True
        if self.mirrors.get(lab.lab_id) is lab:
            del self.mirrors[lab.lab_id]
        if self.labs.get(lab.lab_id) is lab:
            del self.labs[lab.lab_id]
            for relay in lab.followers.relays.values():
                relay.drop()
            self._release(lab.lab_id)

    async def drain(self) -> None:
        """Open no more labs, and hand those that are here over: store where they stand, and send their pages away."""
        self.draining = True
        for lab in [*self.labs.values()]:
            try:
                await lab.put_away()
                await self.checkpoints.keep(lab)
            except Exception:
                logger.exception("where a lab stands could not be stored: it goes on from its horizon")
            await self._drop_with(lab, CLOSE_MOVED)
        for mirror in [*self.mirrors.values()]:
            mirror.leave()
            await self._drop_with(mirror, CLOSE_MOVED)
        await asyncio.gather(*self._doing)


def failure_code() -> int:
    """Return the close code for the error that is being handled: the disk has one of its own."""
    return CLOSE_FAILED if trouble_of(sys.exc_info()[1]) is None else CLOSE_UNSTORED


hub = Hub()
gauge("lightcone_labs", "Labs in memory.", lambda: len(hub.labs))
gauge(
    "lightcone_lab_sockets",
    "Sockets that follow a lab.",
    lambda: sum(len(lab.followers) for lab in hub.followed),
)
