"""Leases in Redis: a key a lab, which expires unless it is renewed."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

from redis.exceptions import RedisError

from apps.live.workers.leases import LEASE_SECONDS, LeasesAway

TAKE = Path(__file__).with_name("take_lease.lua").read_text()
RELEASE = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0"


class RedisLeases:
    """Leases in Redis, of the worker with this name."""

    def __init__(self, redis: Any, name: str) -> None:
        self._redis = redis
        self._name = name
        self._take = redis.register_script(TAKE)
        self._release = redis.register_script(RELEASE)

    async def take(self, lab_id: str) -> str:
        """Take the lease on a lab if nobody has it; return the name of the worker that has it now, "" for this one."""
        try:
            return self._other(await self._take([key(lab_id)], [self._name, int(LEASE_SECONDS * 1000)]))
        except (RedisError, OSError) as error:
            raise LeasesAway from error

    async def owners(self, lab_ids: Collection[str]) -> list[str]:
        """Return the name of the other worker that has each of these labs, "" if none has."""
        try:
            found = await self._redis.mget(map(key, lab_ids)) if lab_ids else []
            return [self._other(owner or b"") for owner in found]
        except (RedisError, OSError) as error:
            raise LeasesAway from error

    async def renew(self, lab_ids: Collection[str]) -> set[str]:
        """Hold leases for as long again, or take them anew; return those labs that others have now."""
        try:
            pipe = self._redis.pipeline(transaction=False)
            for lab_id in lab_ids:
                pipe.eval(TAKE, 1, key(lab_id), self._name, int(LEASE_SECONDS * 1000))
            owners = await pipe.ping().execute()
        except (RedisError, OSError) as error:
            raise LeasesAway from error
        return {lab_id for lab_id, owner in zip(lab_ids, owners, strict=False) if self._other(owner)}

    async def release(self, lab_id: str) -> None:
        """Let others take a lab, if it is still this worker's."""
        try:
            await self._release([key(lab_id)], [self._name])
        except (RedisError, OSError) as error:
            raise LeasesAway from error

    def _other(self, owner: bytes) -> str:
        name = owner.decode()
        return "" if name == self._name else name


def key(lab_id: str) -> str:
    """Return the key of a lab's lease."""
    return f"lightcone:lab:{lab_id}"
