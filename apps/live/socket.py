"""What every socket here has in common."""

from __future__ import annotations

from typing import Any

from channels.consumer import get_handler_name
from channels.generic.websocket import AsyncWebsocketConsumer


class Socket(AsyncWebsocketConsumer):
    """A socket whose frames are handled as they come.

    Channels would first have the database's one thread close what is too old, for every frame: two changes of thread,
    behind whatever that thread is busy with. Here `database_sync_to_async` sees to it, whenever the database is used.
    """

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Hand a message to its handler."""
        await getattr(self, get_handler_name(message))(message)
