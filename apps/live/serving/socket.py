"""The base of every socket here."""

from __future__ import annotations

import logging
from typing import Any

from channels.consumer import get_handler_name
from channels.generic.websocket import AsyncWebsocketConsumer

from apps.live.lab.hub import CLOSE_UNSTORED
from apps.live.upkeep.data_trouble import trouble_of

logger = logging.getLogger(__name__)


class Socket(AsyncWebsocketConsumer):
    """A socket whose frames are handled as they come.

    Channels would first have the database's one thread close what is too old, for every frame: two changes of thread,
    behind whatever that thread is busy with. Here `database_sync_to_async` sees to it, whenever the database is used.
    """

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Hand a message to its handler. If it meets trouble with the disk, close with the code that says so."""
        try:
            await getattr(self, get_handler_name(message))(message)
        except Exception as error:
            if trouble_of(error) is None:
                raise
            logger.exception("a socket could not be served")
            await self.close(CLOSE_UNSTORED)
