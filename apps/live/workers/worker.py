"""This process as one of several workers: it keeps its leases, and hands its labs over before it ends."""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import suppress
from typing import Any

from channels.layers import get_channel_layer
from django.conf import settings
from django.urls import get_resolver
from redis.asyncio import Redis

from apps.live.lab.hub import Hub
from apps.live.serving.pauses import pause
from apps.live.upkeep.readiness import add_check
from apps.live.workers import answers
from apps.live.workers.exchange import Exchange
from apps.live.workers.leases import LEASE_SECONDS, RENEW_EVERY_SECONDS, LeasesAway
from apps.live.workers.redis_allowances import RedisAllowances
from apps.live.workers.redis_checkpoints import RedisCheckpoints
from apps.live.workers.redis_leases import RedisLeases

ANSWER_SECONDS_MAX = 1.5
START_AGAIN_SECONDS = 1.0

logger = logging.getLogger(__name__)


class Worker:
    """The worker whose labs are those of `hub`, among those that the channel layer and a Redis at `url` reach."""

    def __init__(self, hub: Hub, url: str, layer: Any = None) -> None:
        self._hub = hub
        self._redis = Redis.from_url(url, socket_timeout=ANSWER_SECONDS_MAX, socket_connect_timeout=ANSWER_SECONDS_MAX)
        self._exchange = Exchange(layer or get_channel_layer())
        self._renewed_at = 0.0
        self._keeping: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Join the others. Until Redis answers this is tried again and again."""
        while True:
            try:
                await self._exchange.start()
                break
            except Exception as error:  # noqa: BLE001 - whatever it is, Redis is not there yet
                logger.warning("Redis cannot be reached yet: %s", error)
                await pause(START_AGAIN_SECONDS)
        self._hub.leases = RedisLeases(self._redis, self._exchange.name)
        self._hub.checkpoints = RedisCheckpoints(self._redis, settings.SECRET_KEY)
        self._hub.exchange = self._exchange
        self._hub.shared_allowances = RedisAllowances(self._redis)
        get_resolver().url_patterns  # noqa: B018 - loads the modules that register what other workers may ask
        answers.serve(self._hub)
        add_check("redis", self.is_reached)
        self._keeping = asyncio.ensure_future(self._keep())

    def is_reached(self) -> bool:
        """Return whether leases were renewed lately."""
        return time.monotonic() - self._renewed_at < LEASE_SECONDS

    async def _keep(self) -> None:
        """Renew the leases; give up the labs that others have by now."""
        while True:
            began = time.monotonic()
            try:
                for lab_id in await self._hub.leases.renew([*self._hub.labs]):
                    if (lab := self._hub.labs.get(lab_id)) is not None:
                        await self._hub.give_up(lab)
                self._renewed_at = time.monotonic()
                answers.send_repeated()
            except LeasesAway:  # labs that are here go on: their epochs say whether they may
                logger.warning("Redis is away: labs go on where they are, and no worker takes another one")
            except Exception:
                logger.exception("leases could not be renewed")
            await pause(max(0.1, RENEW_EVERY_SECONDS - (time.monotonic() - began)))

    async def end(self) -> None:
        """Hand every lab over, and leave."""
        await self._hub.drain()
        if self._keeping is not None:
            self._keeping.cancel()
        await self._exchange.stop()
        with suppress(Exception):
            await self._redis.aclose()
