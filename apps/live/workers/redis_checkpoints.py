"""Checkpoints in Redis, encrypted. Each expires, and Redis may forget it at any time."""

from __future__ import annotations

import asyncio
import logging
import time
import zlib
from base64 import urlsafe_b64encode
from collections.abc import Collection
from functools import cache
from hashlib import sha256
from pathlib import Path
from sys import version
from typing import Any
from weakref import WeakKeyDictionary

from cryptography.fernet import Fernet, InvalidToken
from redis.exceptions import RedisError

from apps.labs.run.checkpoint import CheckpointError
from apps.live.lab.live_lab import LiveLab
from apps.live.lab.replayed import Checkpoint

EVERY_SECONDS = 15.0
"""A lab is kept at most so often."""

FIRST_SECONDS = 3.0
"""So long after a lab was opened, it is kept for the first time."""

SHARE = 20
"""Keeping labs takes at most one part in so many of a worker's time; while there are many, each is kept less often."""

EXPIRE_SECONDS = 900

APPS = Path(__file__).resolve().parents[2]

logger = logging.getLogger(__name__)


class RedisCheckpoints:
    """Checkpoints in Redis, which only those with the same secret can read and write."""

    def __init__(self, redis: Any, secret: str) -> None:
        self._redis = redis
        self._cipher = Fernet(urlsafe_b64encode(sha256(f"checkpoints:{secret}".encode()).digest()))
        self._kept: WeakKeyDictionary[LiveLab, tuple[float, tuple[int, ...]]] = WeakKeyDictionary()
        self._rests_until = 0.0
        self._keeping: asyncio.Task[None] | None = None

    async def find(self, lab_id: str) -> Checkpoint | None:
        """Return the last checkpoint of a lab, if there is one and it can be read."""
        try:
            content = await self._redis.get(_key(lab_id))
            return await asyncio.to_thread(self._open, content) if content else None
        except (RedisError, OSError):
            return None
        except InvalidToken:
            logger.warning("a checkpoint of %s was not written by this installation", lab_id)
            return None

    async def keep(self, lab: LiveLab) -> None:
        """Keep a lab as it is now, if it can be written and has changed."""
        await self._keep(lab, time.monotonic())

    def keep_due(self, labs: Collection[LiveLab], now: float) -> None:
        """Begin to keep the lab that was not kept for longest, if one is due."""
        if now < self._rests_until or not labs or (self._keeping is not None and not self._keeping.done()):
            return
        for lab in labs:
            self._kept.setdefault(lab, (now - EVERY_SECONDS + FIRST_SECONDS, (0,)))
        lab = min(labs, key=lambda each: self._kept[each][0])
        if now - self._kept[lab][0] >= EVERY_SECONDS:
            self._keeping = asyncio.ensure_future(self._keep(lab, now))

    async def _keep(self, lab: LiveLab, now: float) -> None:
        _, before = self._kept.get(lab, (0.0, (0,)))
        is_now = (lab.stored.pk, lab.commands, lab.session.simulation.sequence)
        self._kept[lab] = now, is_now
        if is_now == before:
            return
        began = time.perf_counter()
        try:
            checkpoint = lab.checkpoint()
        except CheckpointError as error:
            logger.warning("a checkpoint of %s could not be written: %s", lab.lab_id, error)
            return
        content = await asyncio.to_thread(self._close, checkpoint)
        self._rests_until = now + (time.perf_counter() - began) * SHARE
        try:
            await self._redis.set(_key(lab.lab_id), content, ex=EXPIRE_SECONDS)
        except (RedisError, OSError) as error:
            logger.warning("a checkpoint of %s could not be kept: %s", lab.lab_id, error)

    def _close(self, checkpoint: Checkpoint) -> bytes:
        return self._cipher.encrypt(zlib.compress(checkpoint.pack(), 1))

    def _open(self, content: bytes) -> Checkpoint:
        return Checkpoint.unpack(zlib.decompress(self._cipher.decrypt(content)))


def _key(lab_id: str) -> str:
    """Return where the checkpoint of a lab is: one that other code wrote is elsewhere."""
    return f"lightcone:checkpoint:{_code()}:{lab_id}"


@cache
def _code() -> str:
    """Return what tells this code, and its Python, from all that could read a checkpoint otherwise."""
    digest = sha256(version.encode())
    for path in sorted(APPS.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
