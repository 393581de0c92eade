"""The base of every socket here."""

from __future__ import annotations

import logging
from typing import Any

from channels.consumer import get_handler_name
from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncWebsocketConsumer

from apps.live.lab.hub import CLOSE_UNSTORED
from apps.live.upkeep.data_trouble import trouble_of

SEND_TEXT = "lightcone.send_text"
"""The name, among a scope's extensions, of the server's function that sends text to this socket at once."""

logger = logging.getLogger(__name__)


class Socket(AsyncWebsocketConsumer):
    """A socket whose frames are handled as they come.

    Channels would first have the database's one thread close what is too old, for every frame: two changes of thread,
    behind whatever that thread is busy with. Here `database_sync_to_async` sees to it, whenever the database is used.
    """

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Handle what comes, one message after the other, until the socket is gone.

        Channels would make a task for every message, in order to wait for its channel layer, too.
        """
        self.scope, self.base_send = scope, send
        self._send_text_at_once = scope.get("extensions", {}).get(SEND_TEXT)
        try:
            while True:
                await self.dispatch(await receive())
        except StopConsumer:
            pass

    async def send(  # type: ignore[override]  # as in AsyncWebsocketConsumer itself
        self, text_data: str | None = None, bytes_data: bytes | None = None, close: bool = False
    ) -> None:
        """Send a message: text without the layers between, where the server offers that."""
        if self._send_text_at_once is None or text_data is None or close:
            await super().send(text_data, bytes_data, close)
        else:
            self._send_text_at_once(text_data)

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Hand a message to its handler. If it meets trouble with the disk, close with the code that says so."""
        try:
            await getattr(self, get_handler_name(message))(message)
        except Exception as error:
            if trouble_of(error) is None:
                raise
            logger.exception("a socket could not be served")
            await self.close(CLOSE_UNSTORED)
